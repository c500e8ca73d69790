"""`make bench`: run every benchmark; fails when a target is missed."""

import sys

from benchmarks import page, search, streets

met = [search.run(), page.run(), streets.run()]
sys.exit(0 if all(met) else 1)
