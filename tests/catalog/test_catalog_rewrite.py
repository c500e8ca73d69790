"""A catalog file is replaced whole or not at all."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from directory.catalog.edit import EditError, set_values
from directory.catalog.rewrite import rewrite, rewrite_all

TEXT = "a: 1 # Müller\r\nb: 'x'\r\n"


def add(text: str) -> str:
    return set_values(text, {("c",): "z"})


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_encoding_line_ends_and_permissions_stay(
    mark: bytes, encoding: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.yaml"
    before = mark + TEXT.encode(encoding)
    path.write_bytes(before)
    path.chmod(0o640)
    rewrite(path, before, add)
    assert path.read_bytes() == before + "c: z\r\n".encode(encoding)
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.yaml", tmp_path / "link.yaml"
    real.write_bytes(b"a: 1\n")
    link.symlink_to(real)
    rewrite(link, b"a: 1\n", add)
    assert link.is_symlink()
    assert real.read_bytes() == b"a: 1\nc: z\n"


def test_what_somebody_else_wrote_meanwhile_is_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: 2\n")
    with pytest.raises(EditError, match="meanwhile"):
        rewrite(path, b"a: 1\n", add)
    assert path.read_bytes() == b"a: 2\n"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("change", [lambda text: set_values(text, {("x", "y"): 1}), add])
def test_after_a_failure_the_old_file_is_there(
    change: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: 1\n")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(EditError, match=r"No space left|not there"):
        rewrite(path, b"a: 1\n", change)  # type: ignore[arg-type]
    assert path.read_bytes() == b"a: 1\n"
    assert list(tmp_path.iterdir()) == [path]


def three(folder: Path) -> list[tuple[Path, bytes, bytes]]:
    """Three files, each with what it says and what it shall say."""
    found = [(folder / f"{name}.yaml", b"a: 1\n", b"a: 2\n") for name in "abc"]
    for path, before, _ in found:
        path.write_bytes(before)
    return found


def test_several_files_are_replaced_together(tmp_path: Path) -> None:
    files = three(tmp_path)
    rewrite_all(files)
    assert [path.read_bytes() for path, _, _ in files] == [b"a: 2\n"] * 3
    assert len(list(tmp_path.iterdir())) == 3


def test_none_is_replaced_when_one_was_changed_meanwhile(tmp_path: Path) -> None:
    files = three(tmp_path)
    files[2][0].write_bytes(b"a: 3\n")
    with pytest.raises(EditError, match=r"c\.yaml: was changed by somebody else"):
        rewrite_all(files)
    assert [path.read_bytes() for path, _, _ in files] == [b"a: 1\n", b"a: 1\n", b"a: 3\n"]
    assert len(list(tmp_path.iterdir())) == 3


def test_those_before_a_failure_are_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = three(tmp_path)
    replace = Path.replace

    def fails(self: Path, target: Path) -> Path:
        if target.name == "b.yaml":
            raise OSError(13, "Permission denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(EditError, match=r"b\.yaml: cannot be written: Permission denied"):
        rewrite_all(files)
    assert [path.read_bytes() for path, _, _ in files] == [b"a: 1\n"] * 3
    assert len(list(tmp_path.iterdir())) == 3


def test_what_could_not_be_put_back_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, done = three(tmp_path), []
    replace = Path.replace

    def fails(self: Path, target: Path) -> Path:
        if done:
            raise OSError(28, "No space left on device")
        done.append(target)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(EditError, match=r"a\.yaml is changed already, and could not be put back"):
        rewrite_all(files)
