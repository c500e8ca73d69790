"""Maps: the built-in tiles, streets from a file of the operator, and how both look."""
