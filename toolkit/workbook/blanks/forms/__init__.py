"""The official forms drawn into a new workbook: heads, rows and notes as the profile names them, one file a shape."""
