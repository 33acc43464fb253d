"""Which units are alike: by what the list says, else by how the name ends (``unit_kinds.toml``, data of the profiles)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from ...errors import ProfileError
from ...profiles import load_profile
from ...text import bare_name
from ..records import UnitRecord

OTHER = "其他单位"


def kind_of(record: UnitRecord, listed: str = "") -> str:
    """The kind of a unit. ``listed``: what the list calls it, which is what counts where it says anything."""
    if listed:
        return listed
    name = bare_name(record.unit)
    endings = _endings(load_profile(record.profile).file("unit_kinds.toml"))
    fitting = [ending for ending in endings if name.endswith(ending)]
    return endings[max(fitting, key=len)] if fitting else OTHER


@lru_cache(maxsize=8)
def _endings(path: Path) -> Mapping[str, str]:
    """Ending → kind. Raises ProfileError when the file is not as it should be."""
    try:
        kinds = tomllib.loads(path.read_text(encoding="utf-8"))
        return {bare_name(ending): kind for kind, endings in kinds.items() for ending in endings}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError) as error:
        raise ProfileError(f"文件写法有误：{error}。", path=path) from None
