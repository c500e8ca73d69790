"""How fast the directory is, as ratios measured within one run."""
