"""Everything the reader may have to tell, in one catalogue: what is wrong, how bad it is, what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from ...cells import Cell
from ...findings import Finding, Severity
from ...text import and_more, clean, one_line
from ..files.grid import MAX_TEXT


class ProblemKind(NamedTuple):
    """One kind of problem. The message shown is ``words`` with its places filled in, then ``advice``.

    ``many``: the words for several cells of one sheet, where these are told in one line; "" where each is told alone.
    """

    code: str
    title: str
    severity: str  # error | warning
    words: str
    advice: str
    many: str = ""


#: By code. Codes are stable: people search for them, and findings.json carries them.
CATALOGUE: dict[str, ProblemKind] = {
    kind.code: kind
    for kind in (
        ProblemKind("RD-01", "缺少官方表格", "error", "没有找到{form}", "请补上这张表，或核对表的标题"),
        ProblemKind(
            "RD-02",
            "找不到表头",
            "error",
            "工作表“{sheet}”是{form}，但没有找到表头（{heads}）",
            "请不要改动官方表格的表头文字",
        ),
        ProblemKind("RD-03", "缺少一列或一栏", "error", "工作表“{sheet}”没有找到“{head}”", "请核对表头文字"),
        ProblemKind(
            "RD-04",
            "项目名称与官方表格不同",
            "warning",
            "工作表“{sheet}” {address} 的“{name}”{difference}",
            "请核对名称",
        ),
        ProblemKind(
            "RD-05",
            "应填数字的地方是文字",
            "error",
            "工作表“{sheet}” {address} 应填数字，现为“{text}”",
            "请改成数字或清空",
            "工作表“{sheet}” {address}应填数字，现为“{text}”",
        ),
        ProblemKind(
            "RD-06",
            "公式出错",
            "error",
            "工作表“{sheet}” {address} 的公式出错（{text}）",
            "请改正公式或直接填写",
            "工作表“{sheet}” {address}的公式出错（{text}）",
        ),
        ProblemKind(
            "RD-07",
            "公式还没有结果",
            "error",
            "工作表“{sheet}” {address} 的公式还没有算出结果",
            "请在 Excel 或 WPS 中打开并保存一次",
            "工作表“{sheet}” {address}的公式还没有算出结果",
        ),
        ProblemKind(
            "RD-08",
            "文本形式的数字",
            "warning",
            "工作表“{sheet}” {address} 的“{text}”是文本形式的数字，Excel 求和时会漏掉它",
            "请改成数字",
            "工作表“{sheet}” {address}是文本形式的数字，Excel 求和时会漏掉它们",
        ),
        ProblemKind(
            "RD-09",
            "科目编码或行重复",
            "error",
            "工作表“{sheet}” {address} 的{what}在本表出现了不止一次",
            "请核对并合并",
        ),
        ProblemKind(
            "RD-10",
            "有金额但没有科目编码",
            "error",
            "工作表“{sheet}”第 {row} 行（“{name}”）有金额，但没有可识别的科目编码",
            "请补上编码；自己加的小计一类的行请删去",
            "工作表“{sheet}” {address}所在的行有金额，但没有可识别的科目编码",
        ),
        ProblemKind(
            "RD-11",
            "没有写明金额单位",
            "warning",
            "工作表“{sheet}”的表头没有写明金额单位，已按{unit}读取",
            "请补上“单位：万元”或“单位：元”",
        ),
        ProblemKind(
            "RD-12",
            "金额单位不能使用",
            "error",
            "工作表“{sheet}” {address} 的金额单位是“{text}”，已按{unit}读取",
            "请把金额换算成元或万元后改写单位",
        ),
        ProblemKind(
            "RD-13",
            "同一张表出现两次",
            "warning",
            "工作表“{sheet}”{hidden}也像是{form}，本次只读取了工作表“{other}”",
            "请删去多余的一张，或更正它的标题",
        ),
        ProblemKind(
            "RD-14",
            "缺少填报资料的工作表",
            "error",
            "工作簿里没有工作表{sheets}，情况说明要用的资料无处可填",
            "请用 juesuan adopt 补上这些工作表",
        ),
        ProblemKind(
            "RD-15",
            "有数字没有读到",
            "warning",
            "工作表“{sheet}” {address} 有数字，但不在官方表格应填的行和列里，没有读取",
            "请移到正确的格子里，草稿请放到别的工作表",
        ),
        ProblemKind(
            "RD-16",
            "有金额但没有项目名称",
            "error",
            "工作表“{sheet}” {address} 有金额（{text}），但这一行没有项目名称",
            "请补上名称或移到正确的行",
        ),
        ProblemKind(
            "RD-17", "缺少官方表格的行", "warning", "工作表“{sheet}”没有找到{names}", "请补上，没有发生额的填 0"
        ),
        ProblemKind(
            "RD-18",
            "科目编码位数不对",
            "warning",
            "工作表“{sheet}” {address} 的科目编码 {code} 不是 3 位、5 位或 7 位",
            "请核对编码",
        ),
        ProblemKind(
            "RD-19",
            "行次不连贯",
            "warning",
            "工作表“{sheet}” {address} 的行次“{text}”（{name}）没有接着上面的行次",
            "请核对是否增删过行",
        ),
        ProblemKind("RD-20", "没有写明单位或年度", "error", "没有读到{what}", "请在工作表“基本信息”里填写"),
        ProblemKind(
            "RD-21",
            "旧格式的文件",
            "warning",
            "这不是 .xlsx 文件，而是{kind}，其中的公式看不到，只读取了算好的结果",
            "请用 Excel 或 WPS 另存为 .xlsx 再校验",
        ),
        ProblemKind(
            "RD-31",
            "年度写得不对",
            "error",
            "工作表“{sheet}” {address} 的年度“{text}”不是四位数字的年度",
            "请改成 2024 这样的数字",
        ),
        ProblemKind(
            "RD-32",
            "年度不在格式适用的年度之内",
            "error",
            "格式“{profile}”适用于 {years}，工作簿是 {year} 年度",
            "请核对年度，或换用适用这一年度的格式",
        ),
        ProblemKind(
            "RD-41",
            "合计空着",
            "error",
            "工作表“{sheet}” {address} 的合计空着，按各项应为 {figure}",
            "请按“填报”（juesuan fill）写入公式，或直接填数",
        ),
        ProblemKind(
            "RD-42",
            "还没有填报",
            "warning",
            "这个工作簿还没有填报：{count} 处合计、小计和表间取数空着，本次按已填的各项算出后校验",
            "请按“填报”（juesuan fill）写入公式",
        ),
        ProblemKind(
            "RD-43",
            "官方表格在隐藏的工作表里",
            "warning",
            "{form}只有隐藏的工作表“{sheet}”，本次读取的是它",
            "请取消隐藏核对一遍；如果不是今年的表，请删去它并补上今年的",
        ),
        ProblemKind(
            "RD-44",
            "自评表还没有填",
            "warning",
            "工作表{sheets}还没有填写，本次不校验，也不会打印",
            "请填写；没有要公开的，留空即可",
        ),
        ProblemKind(
            "RD-45",
            "补上的文字还没有核对",
            "warning",
            "工作表“{sheet}”有 {count} 条是由“填报”补上的通行说法，还没有核对",
            "请核对、改好，再把“核对”一栏的“请核对”删去",
        ),
        ProblemKind(
            "RD-46",
            "没有找到上年工作簿",
            "warning",
            "工作表“{sheet}” {address} 写的上年工作簿“{text}”不在同一个文件夹里，没有与上年核对",
            "请把它放到一起，只写文件名（如 某某中心2023.xlsx）；没有的，清空这一格",
        ),
        ProblemKind(
            "RD-51",
            "应填数字的地方是日期",
            "error",
            "工作表“{sheet}” {address} 应填数字，现为{what} {text}",
            "请把单元格格式改为数值后重新输入（直接输入 5-1 会被 Excel、WPS 当作日期）",
        ),
        ProblemKind(
            "RD-52",
            "数字大得不可能",
            "error",
            "工作表“{sheet}” {address} 的 {text} 不可能是这里的数字",
            "请核对是不是误填了账号、编号，或公式算错",
        ),
        ProblemKind(
            "RD-53",
            "同一格有两个内容",
            "error",
            "工作表“{sheet}” {address} 在文件里有两个内容（“{before}”和“{text}”），本次读取的是后一个",
            "请在 Excel 或 WPS 中打开，核对后另存一份",
            "工作表“{sheet}” {address}在文件里各有两个内容，本次读取的是后一个",
        ),
        ProblemKind(
            "RD-54",
            "内容不知道在哪一格",
            "error",
            "工作表“{sheet}”有内容在文件里放得不对（地址不是单元格的地址，或不在单元格该在的地方），没有读取：{contents}",
            "请在 Excel 或 WPS 中打开，核对后另存一份",
        ),
        ProblemKind(
            "RD-55",
            "列出的工作表没有内容",
            "warning",
            "工作簿列出了工作表“{sheet}”，文件里却没有它的内容，已略过",
            "不需要的，请用 Excel 或 WPS 打开并另存一份",
        ),
        ProblemKind(
            "RD-56",
            "合并单元格的范围不对",
            "warning",
            "工作表“{sheet}”有合并单元格的范围写成了{areas}，没有采用",
            "请在 Excel 或 WPS 中打开并另存一份",
        ),
        ProblemKind(
            "RD-57",
            "文字在文件里丢失",
            "error",
            "工作表“{sheet}” {address} 的文字在文件里找不到",
            "请重新填写",
            "工作表“{sheet}” {address}的文字在文件里找不到",
        ),
        ProblemKind(
            "RD-58",
            "像几种格式",
            "warning",
            "工作簿没有写明适用格式，按“{profile}”读取；它的表也像{others}的",
            "请在“基本信息”写明适用格式，或用 --profile 指明",
        ),
        ProblemKind(
            "RD-59",
            "格式换了版本",
            "warning",
            "工作簿是按格式“{profile}”{version} 版做的，现在用的{now}",
            "请核对两个版本有什么不同，没有影响的把“基本信息”的适用格式改成现在的版本",
        ),
        ProblemKind(
            "RD-60",
            "两张工作表同名",
            "error",
            "工作簿里不止一张工作表叫“{sheet}”，只读取了第一张",
            "请在 Excel 或 WPS 中打开，改好名称后另存一份",
        ),
        ProblemKind(
            "RD-61",
            "按通用格式读取",
            "warning",
            "工作簿没有写明适用格式，也没有写明地区；它的表与各地通用的“{profile}”相符，按它读取{others}",
            "请在“基本信息”写明适用格式，或用 --profile 指明",
        ),
        ProblemKind(
            "RD-62",
            "只能从几项里选的填了别的",
            "error",
            "工作表“{sheet}” {address} 的“{label}”只能填 {options}，现为“{text}”",
            "请从下拉列表里选",
        ),
        ProblemKind(
            "RD-63",
            "官方表格还没有填",
            "error",
            "官方表格里只有从上年结转来的 {count} 个数，本年的还没有填，表内、表间关系没有核对",
            "请填好本年的数再校验",
        ),
        ProblemKind(
            "RD-64",
            "还没有开始填",
            "error",
            "官方表格里还没有填一个数，这个工作簿还没有开始填",
            "请从“填报顺序”的第一步做起，填好再校验",
        ),
        ProblemKind(
            "RD-65",
            "一格的文字过长",
            "error",
            "工作表“{sheet}” {address} 的文字有 {count} 个字符，Excel 一格最多 32,767 个，只读取了前面的",
            "请改短后另存一份",
        ),
        ProblemKind(
            "RD-66",
            "数字被合并单元格盖住",
            "warning",
            "工作表“{sheet}” {address} 有数字，却在合并单元格之中，Excel、WPS 里看不见它，本次照样读取",
            "请取消合并后核对，不要的删去",
        ),
        ProblemKind(
            "RD-67",
            "显示的不是存着的数",
            "warning",
            "工作表“{sheet}” {address} 里是 {text}，单元格格式却让它{shown}",
            "请把单元格格式改为数值，再核对是哪一个数：公开的表印的是显示出来的样子",
            "工作表“{sheet}” {address}的单元格格式让数字不显示，或者显示成了别的数",
        ),
        ProblemKind(
            "RD-68", "网页没有写完", "warning", "网页到“{sheet}”就断了，后面可能还有内容", "请重新下载或重新导出"
        ),
        ProblemKind(
            "RD-69",
            "一张工作表上还有一张表",
            "warning",
            "工作表“{sheet}” {address} 起还有一张{form}，一张工作表只读上面的一张，没有读取它",
            "请把它移到单独的工作表",
        ),
        ProblemKind(
            "RD-70",
            "各表的表头跟着基本信息改了",
            "warning",
            "填报把各表表头里的{what}，与基本信息一致",
            "请核对基本信息；写错了的，改正后再填报一次",
        ),
    )
}
_LONGEST_TEXT, _LONGEST_LIST = 30, 500


def problem(code: str, /, *cells: Cell, **words: object) -> Finding:
    """A problem of the catalogue with its places filled in; ``cells`` are the cells concerned, the main one first."""
    kind = CATALOGUE[code]
    told = {name: one_line(word)[:_LONGEST_LIST] if isinstance(word, str) else word for name, word in words.items()}
    message = f"{kind.words.format(**told)}，{kind.advice}。"
    return Finding(code, Severity(kind.severity), kind.title, message, cells)


def cell_problem(code: str, cell: Cell, /, **words: object) -> Finding:
    """A problem of one cell: its sheet, address and text are filled in."""
    return problem(code, cell, **{"sheet": cell.sheet, "address": cell.address, "text": short(cell.text), **words})


def gathered(problems: Iterable[Finding]) -> list[Finding]:
    """The problems, those that come by the dozen told once a sheet with all their cells, where the first was."""
    found: dict[object, list[Finding]] = {}
    for number, each in enumerate(problems):
        kind = CATALOGUE.get(each.rule)
        key: object = number
        if kind and kind.many and each.cells:  # where the words quote a cell, those that say the same
            key = each.rule, each.cells[0].sheet, each.cells[0].text if "{text}" in kind.many else ""
        found.setdefault(key, []).append(each)
    return [_as_one(alike) if len(alike) > 1 else alike[0] for alike in found.values()]


def _as_one(alike: Sequence[Finding]) -> Finding:
    cells = tuple(dict.fromkeys(cell for each in alike for cell in each.cells))
    kind = CATALOGUE[alike[0].rule]
    addresses = and_more([cell.address for cell in cells], "处")
    words = kind.many.format(sheet=cells[0].sheet, address=addresses, text=short(cells[0].text))
    return replace(alike[0], message=f"{words}，{kind.advice}。", cells=cells)


def short(text: str) -> str:
    """The words of a cell in a sentence: in one line, and no longer than one reads."""
    line = " ".join(clean(text[:MAX_TEXT]).split())
    return line if len(line) <= _LONGEST_TEXT else f"{line[:_LONGEST_TEXT]}…"
