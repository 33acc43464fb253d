"""What kind of unit it is, by how its name ends (``unit_kinds.toml``, data of the profiles): school, hospital, bureau …"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from ..errors import ProfileError
from ..profiles import Profile
from ..text import bare_name

OTHER = "其他单位"


def kind_of_unit(name: str, profile: Profile) -> str:
    """The kind whose longest ending the name has. Raises ProfileError when unit_kinds.toml is not as it should be."""
    endings = _endings(profile.file("unit_kinds.toml"))
    bare = bare_name(name)
    fitting = [ending for ending in endings if bare.endswith(ending)]
    return endings[max(fitting, key=len)] if fitting else OTHER


@lru_cache(maxsize=8)
def _endings(path: Path) -> Mapping[str, str]:
    """Ending → kind."""
    try:
        kinds = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        return {bare_name(ending): kind for kind, endings in kinds.items() for ending in endings}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError) as error:
        raise ProfileError(f"文件写法有误：{error}。", path=path) from None
