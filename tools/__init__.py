"""What a maintainer runs: everything committed that is made from something else is made here (``python -m tools``)."""
