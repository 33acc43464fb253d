"""A batch in its order: find, compare with what is done, do the rest, number the pages, sum up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from .. import workflow
from ..errors import OutputError
from ..outputs.files import make_folder
from ..outputs.run import command, made_from
from ..text import and_more
from ..word import Ask
from .names import with_unusual_names
from .records import VERDICTS, Failure, Outcome, UnitRecord, from_data, verdict
from .returns import plan_slips
from .running import fingerprints
from .running.child import Limits, Trouble
from .running.crew import Crew, Job, Workers, usual_jobs
from .running.inputs import UNITS, find_documents, find_inputs, find_others, find_priors, find_units, output_names
from .running.priors import pair_by_content, pair_by_name, pair_documents
from .running.progress import Progress, Silent
from .running.remembering import Done, Memory, basis, keep_what_people_changed, remembered, still_holds
from .summary.changes import compare, snapshot
from .unit import Task
from .unit_list import Expected, read_expected

if TYPE_CHECKING:
    from .department.checking import Checked as DepartmentsChecked
    from .summary.frames import Facts

_ENDINGS = (".xlsx", ".xlsm", ".docx", ".html", ".findings.json")
#: Documents that an office program lays out in one go.
_PAGES_AT_A_TIME = 25
_MOST_NAMED = 8


@dataclass(frozen=True)
class BatchOptions:
    """What the command line says. ``jobs`` 0: as many processes as there are processors. ``due``: until when what goes
    back is to be handed in again. The limits are for one file, in seconds and MB."""

    inputs: tuple[Path, ...]
    out: Path
    jobs: int = 0
    expect: Path | None = None
    prior: Path | None = None
    departments: tuple[Path, ...] = ()
    cluster: str = ""
    fresh: bool = False
    strict: bool = False
    pages: Ask = "auto"
    profile_id: str = ""
    due: str = ""
    time_limit: float = Limits().seconds
    memory_limit: int = Limits().megabytes


class Unit(NamedTuple):
    """One input with all that decides its result. ``content``, ``prior_content``, ``document_content``: fingerprints."""

    source: Path
    name: str
    content: str
    prior: Path | None
    prior_content: str
    document: Path | None = None
    document_content: str = ""

    @property
    def key(self) -> str:
        return str(self.source.resolve())


class Batch(NamedTuple):
    """What a run came to. ``outcomes`` in the order of the sources; ``worked``: how many were done anew; ``files``: the
    summary; ``notes``: what is to be known of the list and of the files that were not read, a sentence each."""

    outcomes: tuple[Outcome, ...]
    worked: int
    reused: int
    files: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def records(self) -> list[UnitRecord]:
        return [outcome for outcome in self.outcomes if isinstance(outcome, UnitRecord)]

    @property
    def has_errors(self) -> bool:
        return any(record.errors for record in self.records)

    @property
    def failures(self) -> list[Failure]:
        return [outcome for outcome in self.outcomes if isinstance(outcome, Failure)]

    def lines(self) -> Iterator[str]:
        """What is said at the end: how many of each kind, every file that could not be used and why."""
        counts = Counter(map(verdict, self.records))
        verdicts = "，".join(f"{name} {counts[name]}" for name in VERDICTS if counts[name])
        yield (
            f"共 {len(self.outcomes)} 个文件，处理了 {len(self.records)} 个"
            + (f"（{verdicts}）" if verdicts else "")
            + "。"
        )
        yield f"本次新做 {self.worked} 个，沿用上次的 {self.reused} 个。"
        if self.failures:
            yield f"未能处理 {len(self.failures)} 个："
            yield from (f"    {failure.reason}" for failure in self.failures)
        yield from (f"请留意：{note}" for note in self.notes)
        yield from (f"    → {file}" for file in self.files)


def run_batch(options: BatchOptions, progress: Progress | None = None) -> Batch:
    """Build every workbook that is meant into ``out/单位`` and sum up what was found in ``out``.

    Raises ToolkitError when nothing can be done at all (no input, no place to write, another run in the folder, an
    unreadable list); whatever befalls one workbook is in its outcome. KeyboardInterrupt passes through when everything
    is stopped and remembered.
    """
    progress = progress or Silent()
    for path, option in ((options.prior, "--prior"), *((path, "--department") for path in options.departments)):
        if path and not path.exists():
            raise OutputError(f"{option} 给出的文件或文件夹找不到，请检查名称。", path=path)
    if options.departments:
        find_inputs(options.departments, options.out)  # raises before hours of work
    listed = read_expected(options.expect) if options.expect else None
    # What is written over is ours or moved aside first, so that nothing has to be asked.
    with command(force=True), made_from(options.out.name), remembered(options.out) as memory, progress:
        folder = options.out / UNITS
        make_folder(folder)
        with closing(_workers(options)) as workers:
            units = _units(options, workers, progress)
            todo = [unit for unit in units if options.fresh or not _holds(unit, memory, folder, options)]
            _work(todo, folder, options, memory, workers, progress)
            _number_pages(units, folder, options, memory, progress)
            memory.tidy({unit.key for unit in units})
            outcomes = with_unusual_names([memory.done[unit.key].outcome for unit in units])
            files = _sum_up(outcomes, listed.units if listed else None, options, memory, workers, progress)
        notes = (*(listed.notes if listed else ()), *_not_read(options))
        return Batch(outcomes, len(todo), len(units) - len(todo), files, notes)


def _not_read(options: BatchOptions) -> Iterator[str]:
    """The files among the inputs that were passed over: somebody may have handed in no other."""
    others, built = find_others(options.inputs, options.out, _besides(options))
    if others:
        yield (
            f"文件夹里另有 {len(others)} 个文件没有读，不是工作簿、Word（.docx）或 PDF：{_some(others)}；"
            "压缩包请先解压，旧的 .doc 等请另存为 .docx。"
        )
    if built:
        yield (
            f"有 {len(built)} 个工作簿没有读，是本工具的结果（旁边有同名的 .findings.json）：{_some(built)}；"
            "就是单位报来的，请移走旁边的 .findings.json 再运行一次。"
        )


def _some(paths: Sequence[Path]) -> str:
    return and_more([f"“{path.name}”" for path in paths], "个", _MOST_NAMED)


def _sum_up(
    outcomes: Sequence[Outcome],
    expected: Sequence[Expected] | None,
    options: BatchOptions,
    memory: Memory,
    workers: Workers,
    progress: Progress,
) -> tuple[Path, ...]:
    """Slips and summary; what was found is kept for the next run to compare with."""
    from .summary import making  # pandas is loaded when all units are done

    records = [outcome for outcome in outcomes if isinstance(outcome, UnitRecord)]
    failures = [outcome for outcome in outcomes if isinstance(outcome, Failure)]
    slips = plan_slips(records, options.out, options.due)
    if slips.jobs:
        progress.begin("退回单", len(slips.jobs))
    for job, result in workers.run(slips.jobs):
        trouble = f"没有写成：{result.reason}" if isinstance(result, Trouble) else ""
        progress.step(Path(job.key).name, trouble, wrong=bool(trouble))
    progress.begin("汇总", 1)
    moved = [*slips.moved]
    moved += keep_what_people_changed(options.out / name for name in making.NAMES)
    for path in moved:
        progress.say(f"“{path.name}”是改动过的，已改名留存，新的另写一份。")
    changes = compare(memory.last_findings(), records)
    facts = making.gather(
        records, failures, expected=expected, changes=changes, slips=slips.files, out=options.out, units=UNITS
    )
    files = making.save(facts, _check_departments(facts, options, workers, progress))
    memory.keep_findings(snapshot(records))
    return files


def _check_departments(
    facts: Facts, options: BatchOptions, workers: Workers, progress: Progress
) -> DepartmentsChecked | None:
    from .department.checking import Member, check_departments

    members = [
        Member(record, listed, options.out / UNITS / record.outputs["workbook"])
        for record, listed in zip(facts.records, facts.listed, strict=True)
        if "workbook" in record.outputs  # a document alone is not added up
    ]
    departments = find_inputs(options.departments, options.out) if options.departments else []
    return check_departments(departments, members, workers, progress.say)


def _workers(options: BatchOptions) -> Workers:
    limits = Limits(options.time_limit, options.memory_limit)
    if options.cluster:
        from .running.cluster import Cluster

        return Cluster(options.cluster, limits, options.out)
    return Crew(options.jobs or usual_jobs(), limits)


def _units(options: BatchOptions, workers: Workers, progress: Progress) -> list[Unit]:
    besides = _besides(options)
    sources = find_units(options.inputs, options.out, besides)
    names = output_names(sources)
    priors: Mapping[Path, Path] = _priors(sources, options, workers, progress) if options.prior else {}
    documents = _documents(sources, besides, options, workers, progress)
    contents = {path: fingerprints.of_file(path) for path in {*sources, *priors.values(), *documents.values()}}
    return [
        Unit(
            source,
            names[source],
            contents[source],
            prior := priors.get(source),
            contents[prior] if prior else "",
            document := documents.get(source),
            contents[document] if document else "",
        )
        for source in sources
    ]


def _besides(options: BatchOptions) -> list[Path]:
    """What is given beside the inputs and may lie among them."""
    return [path for path in (options.expect, options.prior, *options.departments) if path]


def _documents(
    sources: Sequence[Path], besides: Sequence[Path], options: BatchOptions, workers: Workers, progress: Progress
) -> dict[Path, Path]:
    """The document of each unit that handed one in."""
    documents = [path for path in find_documents(options.inputs, options.out, besides) if path not in sources]
    return pair_documents(sources, documents, workers, progress.say) if documents else {}


def _priors(sources: Sequence[Path], options: BatchOptions, workers: Workers, progress: Progress) -> dict[Path, Path]:
    assert options.prior is not None
    priors = find_priors(options.prior, options.out)
    pairs = pair_by_name(sources, priors)
    left = [source for source in sources if source not in pairs]
    unused = [prior for prior in priors if prior not in pairs.values()]
    if left and unused:
        more, unused = pair_by_content(left, unused, workers, progress.say)
        pairs |= more
    without = [source.name for source in sources if source not in pairs]
    if unused:
        names = and_more([prior.name for prior in unused], "个")
        progress.say(f"上年的 {len(unused)} 个没有用上，没有唯一对应的单位：{names}。")
    if without and options.prior.is_dir():
        progress.say(f"{len(without)} 个没有找到上年的，年初数等没有与上年核对：{and_more(without, '个')}。")
    return pairs


def _holds(unit: Unit, memory: Memory, folder: Path, options: BatchOptions) -> bool:
    done = memory.done.get(unit.key)
    return done is not None and bool(unit.content) and still_holds(done, _basis(unit, done.outcome, options), folder)


def _basis(unit: Unit, outcome: Outcome, options: BatchOptions) -> str:
    return basis(
        unit.source,
        unit.content,
        unit.prior_content,
        outcome,
        f"{unit.name} {options.strict} {options.pages == 'office'} {options.profile_id} {unit.document_content}",
    )


def _work(
    units: Sequence[Unit], folder: Path, options: BatchOptions, memory: Memory, workers: Workers, progress: Progress
) -> None:
    by_key = {unit.key: unit for unit in units}
    if units:
        progress.begin("处理", len(units))
    for job, result in workers.run(_jobs(units, folder, options, progress)):
        unit = by_key[job.key]
        outcome = _outcome(unit, result)
        numbered = True
        if isinstance(outcome, UnitRecord) and "document" in outcome.outputs:
            numbered = outcome.pages_sure and options.pages != "office"
        memory.note(unit.key, Done(_basis(unit, outcome, options), outcome, numbered))
        wrong = isinstance(outcome, Failure) or outcome.errors > 0
        progress.step(unit.source.name, _said(outcome), wrong=wrong)


def _jobs(units: Sequence[Unit], folder: Path, options: BatchOptions, progress: Progress) -> Iterator[Job]:
    """The jobs, each made when it is about to be handed out: what people changed of its files is moved aside first."""
    for unit in units:
        for kept in keep_what_people_changed(folder / f"{unit.name}{ending}" for ending in _ENDINGS):
            progress.say(f"“{kept.name}”是改动过的，已改名留存，新的结果另写一份。")
        prior = str(unit.prior.resolve()) if unit.prior else ""
        document = str(unit.document.resolve()) if unit.document else ""
        task = Task(unit.key, unit.name, str(folder.resolve()), prior, options.strict, options.profile_id, document)
        yield Job(unit.key, "build", task._asdict())


def _outcome(unit: Unit, result: Any) -> Outcome:
    if isinstance(result, Trouble):
        return Failure(unit.key, result.kind, f"文件“{unit.source.name}”：{_advice(result)}", result.trace)
    return from_data(result)


def _advice(trouble: Trouble) -> str:
    """What happened, and what to do about it."""
    if trouble.kind == "time":
        return f"{trouble.reason}。请检查表里是否有大量多余的行；确实需要更久的，用 --time-limit 放宽。"
    if trouble.kind == "memory":
        return f"{trouble.reason}。请检查表里是否有大量多余的行；确实需要更多的，用 --memory-limit 放宽。"
    if trouble.kind == "crash":
        return f"{trouble.reason}。请用 Excel 或 WPS 打开并另存一份再试；仍然这样，请把文件发给维护人员。"
    if trouble.kind == "bug":
        return f"程序出错（{trouble.reason}），请把这个文件发给维护人员。"
    return trouble.reason if trouble.reason.endswith("。") else f"{trouble.reason}。"


def _said(outcome: Outcome) -> str:
    if isinstance(outcome, Failure):
        return f"未能处理：{outcome.reason}"
    counts = f"错误 {outcome.errors} 处，提示 {outcome.hints} 处"
    return f"{verdict(outcome)}（{counts}）"


def _number_pages(
    units: Sequence[Unit], folder: Path, options: BatchOptions, memory: Memory, progress: Progress
) -> None:
    """Have an office program number the pages that are a close call, many documents in one go."""
    waiting = [unit for unit in units if not memory.done[unit.key].numbered]
    if not waiting or options.pages == "own":
        return
    progress.begin("核对目录页码", len(waiting))
    for start in range(0, len(waiting), _PAGES_AT_A_TIME):
        some = waiting[start : start + _PAGES_AT_A_TIME]
        if not workflow.number_pages([folder / f"{unit.name}.docx" for unit in some], options.pages):
            progress.say("有的文档目录没有页码，请在 Word 中打开后按 Ctrl+A、F9 更新。")
        for unit in some:
            memory.note(unit.key, memory.done[unit.key]._replace(numbered=True))
            progress.step(unit.source.name)
