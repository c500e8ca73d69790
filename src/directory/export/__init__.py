"""Results for people and machines elsewhere: one file for each format."""
