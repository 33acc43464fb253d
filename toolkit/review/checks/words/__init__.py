"""How things are written: names, terms, single letters, years, signs and units."""
