"""docs/findings.md: every finding the toolkit can give, made from the very rules and catalogues that give it.

Maintainer's command: ``python -m tools findings``. A test says when the page is out of date.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from toolkit import rules as checks
from toolkit import workbook
from toolkit.cells import Cell
from toolkit.profiles import Profile, RuleSpec, load_profile, profile_ids, samples
from toolkit.report import Block, Report, Table
from toolkit.review.catalogue import CATALOGUE as DOCUMENTS
from toolkit.rules.checks.moved_items import MOVED_ITEM
from toolkit.rules.checks.moved_items import TITLE as MOVED_TITLE
from toolkit.rules.checks.usual_names import UNLIKE_MOST, UNLIKE_MOST_TITLE
from toolkit.rules.culprit.misplaced import MISPLACED, MISPLACED_TITLE
from toolkit.rules.culprit.wording import CONTRADICTION, TITLES, UNFILLED, WRONG_CELL
from toolkit.rules.language.compiled import references
from toolkit.rules.language.grammar import PRIOR, parse
from toolkit.rules.solving.arithmetic import Arithmetic
from toolkit.rules.solving.system import System
from toolkit.workbook.forms.problems import CATALOGUE

_LEVELS = {"error": "错误", "warning": "提示"}
#: Findings about the narrative and last year's workbook, which no rules.toml states.
_OTHERS = (
    (
        "NR-01",
        "情况说明缺少数据",
        "错误（`profile.toml` 的 `unfinished` 可改为提示）",
        "句子需要的数字或文字还没有填，文档里是标黄的【待补充】；消息里写明补充资料的哪一格、哪些段落要用。",
    ),
    (
        "NR-02",
        "自写内容的数字与报表不符",
        "提示",
        "“人工改写”里带“万元”“%”的数字，在自动生成稿、表格和补充资料里都找不到；辆、批次、人次、台的数与生成稿的不同。",
    ),
    ("NR-03", "自写内容写成后数据有变动", "提示", "改写时依据的草稿已经变了；核对后把“状态”改成“已核对”。"),
    ("NR-04", "自写内容仍有待补充", "错误（同 NR-01）", "“人工改写”里还留有【待补充……】。"),
    (
        "NR-05",
        "应说明的增减没有写原因",
        "空着的为错误（同 NR-01），其余为提示",
        "增减达到 `profile.toml` 的 `[thresholds]`（比例或金额达到其一，上年为零的一律说明）而原因空着；"
        "或者写的是“无”“同上”“——”“按实际支出”“正常浮动”一类，不是原因。消息里写明前后两个数。",
    ),
    (
        "NR-06",
        "原因与数字的增减相反",
        "提示",
        "数字减少而原因只说支出增加，或者数字增加而原因只说支出减少；说到收入、结转、上年等的不下结论。",
    ),
    (
        "NR-07",
        "自写内容的万元写成了元",
        "提示",
        "“人工改写”里有一个带角分的“元”，报表和补充资料里正好有同样的万元数。",
    ),
    (
        "NR-08",
        "格式的句子写不出来",
        "错误",
        "所用格式的 `narrative.j2` 或句式写错了：表格照常校验、填报，情况说明不动，Word 不生成；由写格式的人用 `juesuan profile check` 查、改。",
    ),
    (
        "SN-0",
        "上年工作簿应是同一单位上一年度的",
        "提示",
        "给出的上年工作簿不是同一单位的；或者不是上一年度的，那就不用它核对、填报。",
    ),
    (
        MOVED_ITEM,
        MOVED_TITLE,
        "提示",
        "用 --prior 给出上年工作簿时：上年有、今年没有的项，与今年有、上年没有的项名称相同或金额相差不到 5%，只有一对说得通。",
    ),
)

#: What only a run over many units tells.
_MANY_UNITS = (
    (
        UNLIKE_MOST,
        UNLIKE_MOST_TITLE,
        "提示",
        "`juesuan batch` 时：一个科目编码至少三个单位用了同一个名称、占过半数，而这个单位写得不同，写的也不是政府收支分类科目里的名称；只在汇总表和退回单里提示。",
    ),
)

#: What the equations tell all together, which no rule tells by itself.
_JOINT = (
    (
        WRONG_CELL,
        TITLES[WRONG_CELL],
        "错误",
        "改正这一个数（或一起改正这几个数），下列各处就都相符。写明应在什么范围、可能是怎样录错的（数字颠倒、录错或漏录一位、小数点、"
        "正负号、元与万元、照抄旁边或上年的数），它引起的各处不符列在下面；改别处也行的一并列出，最可能的在前，分不出的不说是哪一个。"
        "同一个差别在几处出现、两边都说得通的，不指认。"
        "一次失手牵动许多格的，按这一次失手报一处：一个数在几张表里都录错，金额错位几行或者跳过空行，两行、两列、两个数对调，"
        "一列、一行、一张表按元填列，一列照抄旁边一列或者上年，整列正负号相反；写明应怎样改、涉及哪些格。几种失手都说得通的，一并列出。"
        "有公式的格子跟着它下面的数走，只要有人填的数可能录错，就不怀疑公式。",
    ),
    (
        UNFILLED,
        TITLES[UNFILLED],
        "自评表为提示，其余为错误",
        "一张表里该填数的地方全空着，与它有关的各处不符列在下面；它不影响其余各表的指认。",
    ),
    (
        MISPLACED,
        MISPLACED_TITLE,
        "错误",
        "科目编码写错（名称在别处是另一个编码，或者本表没有它的上级科目）、一行写了两次、一行没有可识别的编码：照改正以后的样子再查一遍，"
        "它引起的各处不符就都没有了，才这样说；数没有错，不去指认哪个数。编码写错的，填报不为它补上级科目。",
    ),
    (
        CONTRADICTION,
        TITLES[CONTRADICTION],
        "错误",
        "没有真实金额能印成这些数，而改一个数救不了，或者分不出该改哪一个；列出互相矛盾的关系，少了哪一处都不再矛盾，能改的数一并列出。",
    ),
)


def markdown() -> str:
    """The whole page."""
    profiles = [load_profile(profile_id) for profile_id in profile_ids()]
    other, joint = _listed("情况说明和上年工作簿", _OTHERS), _listed("各处关系合在一起", _JOINT)
    many = _listed("批量处理（juesuan batch）", _MANY_UNITS)
    documents = _listed("成品文档（juesuan review）", DOCUMENTS)
    return (
        "\n".join([*_head(), *_reading(), *other, *joint, *many, *documents, *_rules(profiles), *_unbound(samples())])
        + "\n"
    )


def unbound(report: Report, items: Iterable[checks.Equation | checks.Ratio]) -> Iterator[tuple[Table, str, Cell, str]]:
    """The printed figures of the official tables that no equation of severity error binds: a change may go unseen.

    Table, column, cell and the reason. Zeros are passed over.
    """
    using: dict[tuple[str, str], list[checks.Equation | checks.Ratio]] = {}
    for item in items:
        for figure in item.figures:
            using.setdefault((figure.cell.sheet, figure.cell.address), []).append(item)
    for table, column, cell in printed(report):
        uses = using.get((cell.sheet, cell.address), [])
        must = [item for item in uses if item.rule.severity == "error"]
        if not any(isinstance(item, checks.Equation) and item.relation == "=" for item in must):
            named = "、".join(sorted({item.rule.id for item in must or uses}))
            reason = f"只有商或“不大于”的关系 {named}" if must else f"只有提示 {named}"
            yield table, column, cell, reason if uses else "没有能与它相加或相等的数"


def unproven(report: Report, items: Sequence[checks.Equation | checks.Ratio]) -> Iterator[tuple[Table, str, Cell, str]]:
    """The typed figures of a filled workbook that nothing binds but the formulas that follow them. As :func:`unbound`."""
    loose = {(cell.sheet, cell.address) for _, _, cell, _ in unbound(report, items)}
    system = System(items)
    arithmetic = Arithmetic(system)
    numbers = {(figure.cell.sheet, figure.cell.address): cell for cell, figure in enumerate(system.figures)}
    for table, column, cell in printed(report):
        place = (cell.sheet, cell.address)
        if place in loose or place not in numbers or numbers[place] in system.recalculation.formulas:
            continue
        binding = [system.equations[number] for number in arithmetic.binding(numbers[place])]
        if not any(equation.relation == "=" for equation in binding):
            named = "、".join(sorted({equation.rule.id for equation in binding}))
            yield table, column, cell, f"除了公式，只有“不大于”的关系 {named}" if named else "只有公式跟着它走"


def printed(report: Report) -> Iterator[tuple[Table, str, Cell]]:
    """The cells of the official tables that print a figure other than zero, with table and column."""
    for table in report.tables.values():
        for block in table.blocks.values():
            yield from ((table, column, cell) for column, cell in _figures(block) if cell.value)


def _figures(block: Block) -> Iterator[tuple[str, Cell]]:
    return ((column, row[column]) for row in block for column in block.columns if column in row.cells)


def _head() -> Iterator[str]:
    yield "# 校验会发现什么\n"
    yield "写给看到一条发现、想知道它凭什么的人。本页由规则和提示目录自动生成（`python -m tools findings`），请不要手改。关系式的写法见 [rules.md](rules.md)。\n"
    yield "- **错误**：任何真实金额都凑不出这些数字，或缺少必需的内容，或前后矛盾。"
    yield "- **提示**：多数情况成立，请人工核对。"
    yield "- **尾差**：四舍五入造成的差额，单独列出，不算问题。由金额关系自动区分，没有另外的规则。\n"


def _reading() -> Iterator[str]:
    yield "## 读取工作簿\n"
    yield "| 编号 | 是什么 | 级别 | 怎么办 |\n|---|---|---|---|"
    for kind in CATALOGUE.values():
        yield f"| {kind.code} | {kind.title} | {_LEVELS[kind.severity]} | {kind.advice} |"
    yield ""


def _listed(title: str, findings: Iterable[tuple[str, str, str, str]]) -> Iterator[str]:
    yield f"## {title}\n"
    yield "| 编号 | 是什么 | 级别 | 说明 |\n|---|---|---|---|"
    for code, name, level, text in findings:
        yield f"| {code} | {name} | {level} | {text} |"
    yield ""


def _rules(profiles: list[Profile]) -> Iterator[str]:
    """Each rule once, under the formats that use it in the same words."""
    users: dict[RuleSpec, list[str]] = {}
    for profile in profiles:
        for rule in profile.rules.values():
            users.setdefault(rule, []).append(profile.id)
    groups: dict[tuple[str, ...], list[RuleSpec]] = {}
    for rule, used_by in users.items():
        groups.setdefault(tuple(used_by), []).append(rule)
    for ids, rules in sorted(groups.items(), key=lambda group: (-len(group[0]), group[0])):
        yield f"## 勾稽关系：{'、'.join(ids)}\n"
        yield "| 编号 | 关系 | 表 | 关系式 | 级别 | 依据 | 适用年度 |\n|---|---|---|---|---|---|---|"
        for rule in rules:
            identity = rule.wording.replace("|", "\\|").replace("\n", " ")
            told = f"{_LEVELS[rule.severity]} | {rule.basis or '—'} | {_years(rule)}"
            yield f"| {rule.id} | {rule.title} | {_tables(rule)} | `{identity}` | {told} |"
        yield ""


def _tables(rule: RuleSpec) -> str:
    """The forms that a rule is about, in the order in which it names them."""
    if rule.notes:
        return "各表" if "*" in rule.notes else "、".join(rule.notes)
    if rule.unwanted:
        return "填写的文字"
    if rule.check:
        return "各表"
    tree = parse(rule.relation)
    refs = [*references(tree), *(binding.source for binding in tree.bindings)]
    return "、".join(dict.fromkeys(f"{f'{PRIOR}.' if ref.prior else ''}{ref.table}" for ref in refs))


def _unbound(paths: Iterable[Path]) -> Iterator[str]:
    yield "## 查不到的数\n"
    yield (
        "官方表格里下列非零数不在任何等式（级别“错误”）之内，录错了不一定查得出来，请人工核对；其余的数录错了，除非在四舍五入的"
        "余地之内，都会查出。以各份样例为准。\n"
    )
    yield "| 样例 | 表 | 栏 | 几处 | 为什么 |\n|---|---|---|---|---|"
    samples = [(path, *_read(path)) for path in paths]
    for path, _, profile, report in samples:
        yield from _counted(path, profile, unbound(report, checks.instances(report, profile)))
    yield (
        "\n合计是公式的工作簿（从空白填起，或者填报之后），录错一个明细，合计跟着变，表内处处相符：查得出它的是别处的数，"
        "即公开01至05各表同一个数、公开06与公开05、“三公”、补充资料、自评表、上年工作簿。下列非零数除了跟着它走的公式没有别的等式约束，"
        "**录错了证明不了**，请人工核对。\n"
    )
    yield "| 样例（合计都填成公式） | 表 | 栏 | 几处 | 为什么 |\n|---|---|---|---|---|"
    for path, grid, profile, report in samples:
        edits = checks.fill_edits(list(checks.instances(report, profile)), recompute=True)
        filled = workbook.read_report(workbook.edited(grid, edits), profile)
        yield from _counted(path, profile, unproven(filled, list(checks.instances(filled, profile))))


def _read(path: Path) -> tuple[workbook.Grid, Profile, Report]:
    grid = workbook.read_grid(path)
    profile = load_profile(workbook.recognise_profile(grid))
    return grid, profile, workbook.read_report(grid, profile)


def _counted(path: Path, profile: Profile, loose: Iterable[tuple[Table, str, Cell, str]]) -> Iterator[str]:
    counts = Counter((profile.tables[table.kind_id].title, column, reason) for table, column, _, reason in loose)
    for (kind, column, reason), count in counts.items():
        yield f"| {path.stem} | {kind} | {column} | {count} | {reason} |"


def _years(rule: RuleSpec) -> str:
    since = f"{rule.since} 年起" if rule.since else ""
    until = f"到 {rule.until} 年" if rule.until < 9999 else ""
    return since + until or "各年度"
