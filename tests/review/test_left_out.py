"""A sentence dropped from one section of a document in somebody's own words, its figure said in another section as well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from toolkit.review.reading.opening import read_document
from toolkit.review.reading.records import Paragraph, Part, Published
from toolkit.review.reviewing import held_to, own_tables

NAME = "beipiao-2024"
#: Stands in the overall section; the section on 基本支出 says the same amount.
SENTENCE = "1.基本支出564.96万元，约占支出总计的38.70%。"


@pytest.fixture
def own_words(drawn: Callable[[str], Path]) -> Published:
    """The document of a sample without the marks of ours, its shares worded otherwise."""
    document = read_document(drawn(NAME))
    return replace(document, parts=tuple(map(_reworded, document.parts)))


def _reworded(part: Part) -> Part:
    if not isinstance(part, Paragraph):
        return part
    text = part.text.replace("，占", "，约占").replace("主要是", "主要是因为").replace("与上年相比，", "与上年比较，")
    return part._replace(text=text, anchor="")


def told(document: Published) -> list[tuple[str, str]]:
    return [
        (one.message, one.place.section)
        for one in held_to(document, own_tables(document)).findings
        if one.rule == "WD-23" and one.place
    ]


def without(document: Published, sentence: str) -> Published:
    assert any(sentence in one.text for one in document.paragraphs), sentence
    parts = (
        one._replace(text=one.text.replace(sentence, "", 1)) if isinstance(one, Paragraph) else one
        for one in document.parts
    )
    return replace(document, parts=tuple(parts))


def test_nothing_is_left_out_of_the_whole_document(own_words: Published) -> None:
    assert not told(own_words)


def test_a_sentence_whose_figure_another_section_says(own_words: Published) -> None:
    ((message, section),) = told(without(own_words, SENTENCE))
    assert "“基本支出564.96万元”" in message
    assert section == "一、收入支出决算总体情况说明"


def test_a_document_that_says_much_less_has_its_own_way(own_words: Published) -> None:
    fewer = own_words
    for words in ("基本支出564.96万元", "项目支出894.75万元", "工资福利支出490.66万元", "商品和服务支出74.30万元"):
        fewer = without(fewer, words)
    assert not [message for message, _ in told(fewer) if "这一节没有写" in message]
