"""The keys of a profile that may say only one of a few words, and these words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .form_specs import BlockSpec, ColumnSpec, PairSpec, RowSpec, TableSpec
from .specs import FactGroup, FactSpec, OutlineItem

ROLES = ("code", "name", "line", "amount", "count", "percent", "score", "text", "blank")
#: Where the label of a form stands, seen from its title; the usual one last.
LABEL_PLACES = ("左上", "右上", "左下", "右下")
CHOICES: Mapping[type[Any], Mapping[str, tuple[str, ...]]] = {
    TableSpec: {"heading": ("名称", "年度", "金额单位"), "label_place": LABEL_PLACES},
    BlockSpec: {
        "kind": ("lines", "codes", "groups", "cross", "tree", "grid", "list", "pairs"),
        "level_by": ("ordinal", "first", "columns", "records"),
    },
    ColumnSpec: {"role": ROLES},
    PairSpec: {"role": ROLES},
    RowSpec: {"role": ("amount", "count", "percent", "score")},
    FactGroup: {"kind": ("facts", "list", "texts")},
    FactSpec: {"kind": ("amount", "count", "percent", "score", "text", "date", "year")},
    OutlineItem: {"shape": ("饼图", "柱形图", "条形图")},
}
