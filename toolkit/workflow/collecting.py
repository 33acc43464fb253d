"""Python's search for cyclic garbage, put off while a step runs."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def uncollected(step: Callable[P, T]) -> Callable[P, T]:
    """The step with Python's search for cyclic garbage put off: making records by the ten thousand sets it off again
    and again, for a fifth of the time of many workbooks in a row, and there is no such garbage among records."""

    @wraps(step)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        if not gc.isenabled():
            return step(*args, **kwargs)
        gc.disable()
        try:
            return step(*args, **kwargs)
        finally:
            gc.enable()

    return run
