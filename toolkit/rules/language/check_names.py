"""What a rule may call after ``检查``; :mod:`toolkit.rules.checks.by_name` says what each does, and a test that it is there."""

from __future__ import annotations

CHECK_NAMES = (
    "单位名称",
    "年度",
    "表号",
    "表名",
    "行次",
    "序号",
    "金额单位",
    "上级科目",
    "科目名称",
    "科目没有名称",
    "功能分类名称",
    "经济分类名称",
    "编码重复",
    "同名行",
    "负数",
    "空表说明",
    "项目名称重复",
    "项目名称对应",
    "实施单位",
    "名词解释",
    "未达标满分",
    "成对符号",
    "本部门",
    "句内数字",
)
#: Those that compare figures, so that a rule may say how much they may differ by.
TOLERANT_CHECKS = ("句内数字",)
