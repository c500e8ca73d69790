"""`make bench`: run every benchmark, or those that are named; fails when a target is missed."""

import sys
from importlib import import_module

ALL = ("search", "opening", "page", "large_page", "visitors", "streets")

met = [import_module(f"benchmarks.{name}").run() for name in sys.argv[1:] or ALL]
sys.exit(0 if all(met) else 1)
