"""What a command may write and how: which files are its input and which are ours, written whole or not at all, and what
an earlier run of the same workbook left. Asked by whoever reads or writes a file."""
