"""A profile folder read into a :class:`Profile`: one official format (region, kind, years), stated as data.

A folder under ``templates/`` holds ``profile.toml`` (identity, words, number style), ``tables.toml`` (the official
forms), ``facts.toml`` (our sheets 基本信息, 补充资料, 部门概况, 名词解释), ``rules.toml`` (勾稽关系), ``outline.toml`` (the Word
document in order), ``narrative.j2`` (the sentences) and ``document.docx`` (the Word skeleton). A profile names a
``base`` and states only its differences: tables of keys are merged key by key, lists are replaced whole, or changed in
single items that a table of their ids names (``["公开02".blocks."".columns."编码"]``). A group of facts emptied by a
profile is dropped.
"""

from .folders import (
    FOLDER_BESIDE,
    KNOWN_FILES,
    Library,
    default_library,
    installed_folder,
    load_profile,
    profile_ids,
    samples,
    templates_folder,
)
from .form_specs import (
    FOREVER,
    NUMBER_ROLES,
    BlockSpec,
    ColumnSpec,
    PairSpec,
    RowSpec,
    TableSpec,
    TotalSpec,
    column_id,
    in_year,
    optional_year,
)
from .loading import LARGEST, TOO_DEEP, TOO_LARGE, read_toml
from .phrase_tables import COMMON
from .rule_entries import states
from .slots import names as slot_names
from .slots import of_form, says_no_data, unfilled
from .slots import values as slot_values
from .slots import values_of as slot_values_of
from .specs import FACTS_SHEET, FactGroup, FactSpec, OutlineItem, PlacedLabel, Profile, RuleSpec, SummarySpec

__all__ = [
    "BlockSpec",
    "COMMON",
    "ColumnSpec",
    "FACTS_SHEET",
    "FOREVER",
    "KNOWN_FILES",
    "LARGEST",
    "TOO_DEEP",
    "TOO_LARGE",
    "FactGroup",
    "FactSpec",
    "FOLDER_BESIDE",
    "Library",
    "NUMBER_ROLES",
    "OutlineItem",
    "PairSpec",
    "PlacedLabel",
    "Profile",
    "RowSpec",
    "RuleSpec",
    "SummarySpec",
    "TableSpec",
    "TotalSpec",
    "column_id",
    "default_library",
    "in_year",
    "installed_folder",
    "load_profile",
    "of_form",
    "optional_year",
    "profile_ids",
    "read_toml",
    "samples",
    "says_no_data",
    "slot_names",
    "slot_values",
    "slot_values_of",
    "states",
    "templates_folder",
    "unfilled",
]
