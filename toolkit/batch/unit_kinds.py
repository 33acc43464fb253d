"""What kind of unit it is, by how its name ends (``unit_kinds.toml``, data of the profiles): school, hospital, bureau …"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from ..errors import ProfileError
from ..profiles import Profile, read_toml
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
    kinds = read_toml(path)
    for kind, endings in kinds.items():
        if not isinstance(endings, list) or not all(isinstance(ending, str) for ending in endings):
            raise ProfileError(f'“{kind}”要写成一组名称的结尾，如 ["学校", "中学"]。', path=path)
    return {bare_name(ending): kind for kind, endings in kinds.items() for ending in endings}
