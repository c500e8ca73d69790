"""A directory of recovery meetings, centers, housing and job help."""
