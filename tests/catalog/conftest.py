"""The contract's example catalog, and short ways to read a catalog of one entry."""

from pathlib import Path

import pytest

EXAMPLE = Path(__file__).with_name("contract_example.yaml")


@pytest.fixture
def example():
    return EXAMPLE.read_text(encoding="utf-8")
