"""`python -m directory` is the same program as `directory`."""

from directory.cli import main

if __name__ == "__main__":
    main()
