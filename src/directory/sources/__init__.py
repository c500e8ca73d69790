"""The feeds of a catalog: read in the background, kept on disk, merged with its own entries."""
