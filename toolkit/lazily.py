"""What is made when it is first asked for: public functions of a package are imported then, so that a check loads no
drawing code; what follows from a record is worked out then, and kept with it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


def lazily(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """The ``__getattr__`` of a package; ``homes``: public name → the module that defines it.

    No name may be a module's own: once that is imported, the module is what the package has under it.
    """

    def get(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f".{homes[name]}", package), name)
        setattr(sys.modules[package], name, value)  # the next one who asks finds it there
        return value

    return get


class derived(Generic[T]):
    """A property of a frozen record that has a ``__dict__``, worked out once.

    As ``functools.cached_property``, which before Python 3.12 takes a lock that costs more than most of what is worked
    out so.
    """

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
