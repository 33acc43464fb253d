"""The same jobs on an existing Dask cluster: the workbooks read from the shared folder, or sent where it is not shared.

Each job runs on its Dask worker as it does here: in a :class:`Child` of its own with the same limits, so that results and
failures are the same. A worker that is lost has its jobs done again by the others; that is Dask's. dask.distributed is
the extra ``[cluster]``.
"""

from __future__ import annotations

import atexit
import secrets
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from ...errors import ToolkitError
from ...outputs.files import replacing
from . import fingerprints
from .child import Child, Limits, Trouble
from .crew import Job
from .inputs import MEMORY

#: So many jobs are handed out at a time for each thread of the cluster.
_AHEAD = 3
#: The fields of a task that name files to read, and the one that names the folder to write into.
_READ, _FOLDER = ("source", "prior"), "folder"
_TOKEN = "token"
_CONNECT_SECONDS = 10
_own = threading.local()


class Message(NamedTuple):
    """A job on its way. ``program``: the fingerprint of the toolkit that gives it; ``contents``: of the files it reads,
    by field: their fingerprint, or themselves where they are sent; ``token``: what the shared folder holds."""

    what: str
    task: Mapping[str, Any]
    limits: Limits
    program: str
    contents: Mapping[str, str | bytes]
    token: str


class Answer(NamedTuple):
    """``to_send``: the worker does not see the folder and wants the files; ``made``: files for the folder, by name."""

    result: Any = None
    to_send: bool = False
    made: Mapping[str, bytes] = {}


class Cluster:
    """A Dask cluster as workers of a batch. Raises ToolkitError when there is none at the address."""

    def __init__(self, address: str, limits: Limits, out: Path) -> None:
        self._limits, self._out = limits, out
        self._client = _connected(address)
        self._given: dict[str, tuple[Job, Any]] = {}
        self._token = secrets.token_hex(16)
        (out / MEMORY / _TOKEN).write_text(self._token, encoding="ascii")

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Any]]:
        from distributed import as_completed

        waiting, running = iter(jobs), as_completed(loop=self._client.loop)
        self._fill(waiting, running)
        while self._given:
            future = next(running)
            job, _ = self._given.pop(future.key)
            answer = self._answer(future)
            if isinstance(answer, Answer) and answer.to_send:
                running.add(self._give(job, whole=True))
                continue
            for name, content in answer.made.items() if isinstance(answer, Answer) else ():
                with replacing(Path(job.task[_FOLDER]) / name) as temporary:
                    temporary.write_bytes(content)
            yield job, answer.result if isinstance(answer, Answer) else answer
            self._fill(waiting, running)

    def _fill(self, waiting: Iterator[Job], running: Any) -> None:
        """Hand out jobs until all threads have enough."""
        most = _AHEAD * max(1, sum(self._client.nthreads().values()))
        for job in islice(waiting, max(0, most - len(self._given))):
            running.add(self._give(job))

    def _give(self, job: Job, *, whole: bool = False) -> Any:
        future = self._client.submit(do_job, self._message(job, whole=whole), pure=False)
        self._given[future.key] = (job, future)
        return future

    def close(self) -> None:
        self._client.cancel([future for _, future in self._given.values()])
        self._client.close()
        (self._out / MEMORY / _TOKEN).unlink(missing_ok=True)

    def _message(self, job: Job, *, whole: bool) -> Message:
        paths = {field: Path(job.task[field]) for field in _READ if job.task.get(field)}
        read = _content if whole else fingerprints.of_file
        contents = {field: read(path) for field, path in paths.items()}
        return Message(job.what, job.task, self._limits, fingerprints.of_toolkit(), contents, self._token)

    def _answer(self, future: Any) -> Answer | Trouble:
        from distributed import KilledWorker

        try:
            answer = future.result()
        except KilledWorker:
            return Trouble("crash", "处理它的集群机器接连中断")
        except Exception as error:  # whatever befell the job on its way costs this file only
            return Trouble("crash", f"集群没有处理成（{type(error).__name__}：{error}）")
        assert isinstance(answer, (Answer, Trouble))
        return answer


def _connected(address: str) -> Any:
    """The client; every worker has this very toolkit."""
    try:
        from distributed import Client
    except ImportError:
        raise ToolkitError("使用 --cluster 需要 dask.distributed，请运行 pip install 'juesuan[cluster]'。") from None
    try:
        client = Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise ToolkitError(f"连不上集群 {address}（{error}），请检查地址和调度程序是否在运行。") from None
    if not client.nthreads():
        client.close()
        raise ToolkitError(f"集群 {address} 里没有工作进程，请先用 dask worker {address} 启动。")
    try:
        programs = set(client.run(fingerprints.of_toolkit).values())
    except Exception as error:  # what is wrong over there comes back as it is
        client.close()
        raise ToolkitError(f"集群的机器上没有装好决算公开工具（{error}），请在每台机器上安装。") from None
    if programs != {fingerprints.of_toolkit()}:
        client.close()
        raise ToolkitError("集群的机器上装的决算公开工具与本机版本不同，请都装同一个版本。")
    return client


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


# -- on the worker's side ------------------------------------------------------------------------------------------------


def do_job(message: Message) -> Answer | Trouble:
    """Do one job here, where a Dask worker runs: on the shared folder if this machine sees the same, else on what was
    sent; what has not been sent yet is asked for."""
    if message.program != fingerprints.of_toolkit():
        return Trouble("cluster", "集群机器上装的决算公开工具与本机版本不同，请装同一个版本")
    if any(isinstance(content, bytes) for content in message.contents.values()):
        return _on_what_was_sent(message)
    if not _sees_the_same(message):
        return Answer(to_send=True)
    return _passed_on(_child(message.limits).ask(message.what, message.task))


def _sees_the_same(message: Message) -> bool:
    """The files are here with the same content, and what is written into the folder comes to where it should."""
    for field, content in message.contents.items():
        if not content or fingerprints.of_file(Path(message.task[field])) != content:
            return False
    folder = message.task.get(_FOLDER)
    if not folder:
        return True
    try:
        return (Path(folder).parent / MEMORY / _TOKEN).read_text(encoding="ascii") == message.token
    except OSError:
        return False


def _on_what_was_sent(message: Message) -> Answer | Trouble:
    with tempfile.TemporaryDirectory(prefix="juesuan-") as name:
        inside, made = Path(name, "read"), Path(name, "made")
        task = dict(message.task)
        for field, content in message.contents.items():
            place = inside / field
            place.mkdir(parents=True)
            file = place / Path(task[field].replace("\\", "/")).name
            file.write_bytes(content if isinstance(content, bytes) else b"")
            task[field] = str(file)
        if _FOLDER in task:
            made.mkdir()
            task[_FOLDER] = str(made)
        result = _child(message.limits).ask(message.what, task)
        if isinstance(result, Trouble):
            return result
        if isinstance(result, dict) and "source" in result:
            result["source"] = message.task["source"]
        return Answer(result, made={file.name: file.read_bytes() for file in made.iterdir()} if made.is_dir() else {})


def _passed_on(result: Any) -> Answer | Trouble:
    return result if isinstance(result, Trouble) else Answer(result)


def _child(limits: Limits) -> Child:
    """The worker process of this thread, ended with the program."""
    child = getattr(_own, "child", None)
    if child is None or child.limits != limits:
        child = _own.child = Child(limits)
        atexit.register(child.close)
    return child
