"""How a workbook is changed without touching what is not changed: its package, the XML of its sheets, new rows, fills,
comments. Called by ``workflow.saving`` through :func:`patch.apply_edits`, and by the blanks wing for new sheets."""
