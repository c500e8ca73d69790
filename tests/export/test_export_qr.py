"""A QR code that is drawn here is read back by a camera's eyes as the same link."""

from __future__ import annotations

import re

import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.export.qr import QUIET, qr_code

FORTY = "https://example.org/?id=" + ",".join(f"thursday-night-group-{n}" for n in range(40))


def seen(rows, scale=4):
    """What a reader makes of the modules, drawn black on white without any more margin."""
    picture = np.kron(~np.array(rows), np.ones((scale, scale), np.uint8)) * np.uint8(255)
    return [found.text for found in zxingcpp.read_barcodes(picture.astype(np.uint8))]


def modules_of(svg):
    """The squares of the picture, read from its path alone."""
    side = int(re.search(r'viewBox="0 0 (\d+) \1"', svg)[1])
    rows = np.zeros((side, side), bool)
    dark = re.search(r'fill="#000" d="([^"]*)"', svg)[1]
    for x, y, count in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", dark):
        rows[int(y), int(x) : int(x) + int(count)] = True
    return rows


@pytest.mark.parametrize("link", ["https://example.org/?near=90012&day=tue", FORTY])
def test_a_code_is_read_back_as_its_link_from_its_modules_and_from_its_picture(link):
    code = qr_code(link)
    assert seen(code.rows) == [link]
    assert seen(modules_of(code.svg("A code"))) == [link]


@settings(max_examples=30)
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=200))
def test_any_words_of_a_link_are_read_back(words):
    link = f"https://example.org/?q={words}"
    assert seen(qr_code(link).rows) == [link]


def test_there_is_a_quiet_zone_on_every_side():
    rows = np.array(qr_code("https://example.org/").rows)
    inner = rows[QUIET:-QUIET, QUIET:-QUIET]
    assert rows.sum() == inner.sum()
    assert inner[0].any()
    assert inner[:, 0].any()


def test_a_link_too_long_for_any_code_has_none():
    assert qr_code("x" * 2_953) is not None
    assert qr_code("x" * 2_954) is None


def test_a_label_cannot_break_out_of_the_picture():
    assert 'aria-label="&#34;&gt;&lt;script&gt;' in qr_code("x").svg('"><script>')
