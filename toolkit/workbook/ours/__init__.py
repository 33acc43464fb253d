"""The sheets that we add: 基本信息, 补充资料, 部门概况, 名词解释, 情况说明, 校验; one file a sheet, its layout stated once there.

Belongs here: what stands on each sheet, reading it by its words, the edits that renew it. Called by the workflow and by the readers of forms; the blanks draw from the same layouts. Never here: a person's
words written over.
"""
