"""Small directories to export, and the strategies that other rooms' tests are made with."""

from __future__ import annotations

import sys
from pathlib import Path

# The generators of schedules and of whole directories live beside the tests they were made for.
for room in ("schedule", "search"):
    sys.path.append(str(Path(__file__).parents[1] / room))
