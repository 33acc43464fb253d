"""Other programs that we start (an office program, a PDF reader), which end when we do."""
