"""What jinja2 says of a template that it cannot read, in the words of who writes it."""

from __future__ import annotations

import re

_ENDS = {"end of print statement": "“}}”", "end of statement block": "“%}”", "name": "一个名称", "in": "“in”"}
_WORDS: tuple[tuple[str, str], ...] = (
    (r"Encountered unknown tag '(end\w+)'.*innermost block that needs to be closed is '(\w+)'", "这里写的是 {0}，而上面的 {1} 还没有用 end{1} 结束"),
    (r"Unexpected end of template.*innermost block that needs to be closed is '(\w+)'", "{0} 没有用 end{0} 结束"),
    (r"Encountered unknown tag '(end\w+)'", "{0} 前面没有与它成对的开头"),
    (r"Encountered unknown tag '(\w+)'", "没有“{0}”这种标签；可用：block、if、for、set，和它们的 end…"),
    (r"unexpected char '(.)'", "“{0}”不能写在这里：括号、逗号要用半角，引号要成对"),
    (r"unexpected '(.*?)', expected '(.*?)'", "这里是“{0}”，应是“{1}”：括号没有成对"),
    (r"unexpected '(.*?)'", "这里多了“{0}”，或者它前面少写了什么"),
    (r"[Uu]nexpected end of template", "“{{{{”或“{{%”没有结束"),
    (r"Missing end of comment tag", "“{{#”没有用“#}}”结束"),
    (r"Expected an expression, got", "“{{{{”“{{% if”后面要写一个名称"),
    (r"expected token 'end of statement block', got '='", "判断相等要写两个等号“==”"),
    (r"expected token '(.*?)', got '(.*?)'", "“{1}”前面应有{0}"),
    (r"block '(.*?)' defined twice", "段落“{0}”写了两次，请合在一起或改名"),
    (r"invalid syntax for function call", "括号里的写法不对：写明名称的（基数=…）放在最后"),
)  # fmt: skip


def in_our_words(message: str) -> str:
    """Jinja2's own words where it says something that is not known."""
    for pattern, words in _WORDS:
        if match := re.search(pattern, message):
            parts = [_ENDS.get(part, part) for part in match.groups()]
            if pattern.startswith("expected token '(") and parts[0] not in _ENDS.values():
                parts[0] = f"“{parts[0]}”"
            return words.format(*parts)
    return message
