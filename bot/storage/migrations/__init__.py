"""How a database of an older version becomes one of this version, a numbered step at a time."""
