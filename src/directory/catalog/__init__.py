"""The catalog: YAML text to checked resources, every problem with its line and its mend."""
