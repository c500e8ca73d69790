"""`make bench`: run every benchmark; fails when a target is missed."""

import sys

from benchmarks import search

sys.exit(0 if search.run() else 1)
