"""Streets from a file of the operator: PMTiles are read, and an area is cut out of a larger one."""
