"""What follows from a record, worked out when it is first asked for and kept with the record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class derived(Generic[T]):
    """A property of a frozen record with a ``__dict__``. As ``functools.cached_property``, which before Python 3.12 takes a
    lock that costs more than most of what is worked out here."""

    def __init__(self, work_out: Callable[[Any], T]) -> None:
        self._work_out = work_out
        self._name = work_out.__name__
        self.__doc__ = work_out.__doc__

    @overload
    def __get__(self, record: None, owner: type) -> derived[T]: ...
    @overload
    def __get__(self, record: object, owner: type) -> T: ...
    def __get__(self, record: object | None, owner: type) -> derived[T] | T:
        if record is None:
            return self
        value = record.__dict__[self._name] = self._work_out(record)
        return value
