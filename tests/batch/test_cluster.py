"""The same batch on a real Dask scheduler with two workers, one of which is killed midway."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from bureau import Unit
from reading import results

from toolkit.batch import BatchOptions, run_batch
from toolkit.batch.running import cluster
from toolkit.batch.running.child import Limits
from toolkit.batch.running.crew import Job
from toolkit.batch.running.progress import Silent
from toolkit.errors import ToolkitError

ROOT = Path(__file__).resolve().parents[2]


class DaskOfTwo:
    """A scheduler and two workers, each a process of its own."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._file = folder / "scheduler.json"
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}

        def start(*words: str) -> subprocess.Popen[bytes]:
            command = [sys.executable, "-m", "dask", *words, "--scheduler-file", str(self._file)]
            process = subprocess.Popen(command, env=environment, cwd=folder, stderr=subprocess.DEVNULL)
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process

        start("scheduler", "--port", "0", "--no-dashboard", "--host", "127.0.0.1")
        each = ("--no-nanny", "--nthreads", "1", "--no-dashboard", "--local-directory", str(folder))
        self.workers = [start("worker", "--name", name, *each) for name in ("甲", "乙")]

    def address(self) -> str:
        """Once both workers are there."""
        from distributed import Client

        with Client(scheduler_file=str(self._file), timeout=60) as client:
            client.wait_for_workers(2, timeout=60)
            return str(client.scheduler.address)


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskOfTwo]:
    with ExitStack() as stack:
        yield DaskOfTwo(tmp_path_factory.mktemp("dask"), stack)


class KillsOne(Silent):
    """Kills a worker when the first file is done."""

    def __init__(self, victim: subprocess.Popen[bytes]) -> None:
        self._victim = victim

    def step(self, name: str, verdict: str = "", *, wrong: bool = False) -> None:
        self._victim.kill()


def test_what_is_not_shared_is_sent(dask: DaskOfTwo, received: Path, tmp_path: Path) -> None:
    out = tmp_path / "结果"
    (out / ".juesuan").mkdir(parents=True)
    workers = cluster.Cluster(dask.address(), Limits(), out)
    elsewhere = sorted(received.iterdir())[0]
    message = workers._message(Job("", "look", {"source": str(elsewhere)}), whole=True)
    elsewhere.unlink()  # as if the folder were another machine's
    answer = cluster.do_job(message)
    assert isinstance(answer, cluster.Answer)
    assert answer.result["unit"] in elsewhere.name
    unsent = cluster.do_job(message._replace(contents={"source": "0" * 64}))
    assert isinstance(unsent, cluster.Answer)
    assert unsent.to_send
    workers.close()


def test_a_batch_with_a_worker_killed_midway_is_the_same_as_here(
    dask: DaskOfTwo, bureau: list[Unit], tmp_path: Path
) -> None:
    folder = tmp_path / "收到"
    folder.mkdir()
    for unit in bureau[:4]:
        shutil.copy(unit.path, folder)
    (folder / "坏的.xlsx").write_bytes(b"no workbook")
    here, there = tmp_path / "这里", tmp_path / "那里"
    alone = run_batch(BatchOptions((folder,), here, pages="own"))
    spread = run_batch(BatchOptions((folder,), there, pages="own", cluster=dask.address()), KillsOne(dask.workers[0]))
    assert dask.workers[0].wait() != 0
    assert results(there) == results(here)
    assert spread.failures == alone.failures
    for path in (here / "单位").iterdir():
        assert (there / "单位" / path.name).read_bytes() == path.read_bytes()


def test_no_cluster_is_one_sentence(received: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_CONNECT_SECONDS", 1)
    with pytest.raises(ToolkitError, match="连不上集群"):
        run_batch(BatchOptions((received,), tmp_path / "结果", cluster="tcp://127.0.0.1:9"))
