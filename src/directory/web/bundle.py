"""Streamlit's own code for the browser: which files a page starts with, and those files packed.

Streamlit sends its files as they are and leaves packing to a server in front. An old phone with
little data left cannot wait for whoever runs this to set one up, so they are packed here, once for
each file. Their names carry a hash of their content, so browsers keep them for good.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from threading import Lock

import pydeck
from streamlit.file_util import get_static_dir

_WANTED = re.compile(
    r"""<script\s[^>]*type="module"[^>]*></script>|<link\s[^>]*rel="(?:modulepreload|stylesheet)"[^>]*>"""
)
_ADDRESS = re.compile(r'(?:src|href)="\./(static/[^"]+)"')
_FONT_FACE = re.compile(rb"@font-face\s*\{[^{}]*\}")
_TEXT = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
}


@dataclass(frozen=True, slots=True)
class Start:
    """What the head of a page needs for Streamlit to start."""

    tags: str
    """Script, preload and style tags, with addresses relative to the app's root."""
    files: tuple[str, ...]
    """The addresses in them: static/js/index.Abc123.js."""


@lru_cache(maxsize=1)
def start() -> Start:
    """The tags of the page that the installed Streamlit ships.

    Raises `RuntimeError` when they are not found, as after an upgrade that writes them otherwise.
    """
    page = Path(get_static_dir(), "index.html").read_text(encoding="utf-8")
    tags = _WANTED.findall(page)
    files = tuple(_ADDRESS.findall("\n".join(tags)))
    if not any(name.endswith(".js") for name in files) or len(files) != len(tags):
        raise RuntimeError("the page that Streamlit ships has no start script that can be read")
    return Start("\n".join(tags), files)


@dataclass(frozen=True, slots=True)
class Packed:
    """A file as it goes out."""

    content: bytes
    """Its bytes, packed with gzip."""
    kind: str
    """Its media type."""
    version: str
    """A short hash of what is in it."""


class Packer:
    """Packs the text files of a folder, each once, and keeps them; `mend` may change them first."""

    def __init__(self, folder: Path, mend: Callable[[str, bytes], bytes] | None = None) -> None:
        self._folder = folder.resolve()
        self._mend = mend or (lambda _name, content: content)
        self._packed: dict[str, Packed] = {}
        self._lock = Lock()

    def get(self, name: str) -> Packed | None:
        """A file of the folder; `None` where there is no such text file: fonts are packed already.

        A file has one name: what only leads to it, as `js/./index.js`, would be packed and kept
        again and again. The first time this takes a while, up to a tenth of a second for the
        longest.
        """
        known = self._packed.get(name)
        kind = _TEXT.get(PurePosixPath(name).suffix)
        if known is not None or kind is None:
            return known
        path = self._path(name)
        if path is None:
            return None
        with self._lock:
            if name not in self._packed:
                mended = self._mend(name, path.read_bytes())
                content = gzip.compress(mended, 9, mtime=0)
                version = hashlib.sha256(content).hexdigest()[:12]
                self._packed[name] = Packed(content, kind, version)
        return self._packed[name]

    def has_packed(self, name: str) -> bool:
        """Whether a file was asked for before, and is kept packed."""
        return name in self._packed

    def has(self, name: str) -> bool:
        """Whether the folder has a file of that name, of any kind."""
        return self._path(name) is not None

    def _path(self, name: str) -> Path | None:
        try:
            path = (self._folder / name).resolve()
            if not path.is_relative_to(self._folder) or not path.is_file():
                return None
        except (OSError, ValueError):  # a name that no file can have
            return None
        return path if path.relative_to(self._folder).as_posix() == name else None


def without_fonts(name: str, content: bytes) -> bytes:
    """A style sheet without the fonts that it would load: a phone has its own.

    Streamlit's text fonts and the one for its icons, which no page shows, are a megabyte, more than
    all the rest together, and are asked for before anything is drawn.
    """
    return _FONT_FACE.sub(b"", content) if name.endswith(".css") else content


def _told_nothing(_name: str, content: bytes) -> bytes:
    """A script without the address of its source, four times as long, which is not served."""
    return re.sub(rb"\n//# sourceMappingURL=\S+\s*$", b"\n", content)


STREAMLIT = Packer(Path(get_static_dir(), "static"), without_fonts)
"""Streamlit's own files, as below /static/."""
OWN = Packer(Path(__file__).parents[1] / "ui" / "component")
"""The scripts and styles of the page."""
STATIC = Packer(Path(__file__).parents[1] / "ui" / "static")
"""The icon, as below /app/static/."""
DRAWING = Packer(Path(pydeck.__file__).parent / "nbextension" / "static", _told_nothing)
"""What draws maps: deck.gl and MapLibre GL, as pydeck ships them in one script."""
COMPONENT = "directory.page"
"""The name by which Streamlit knows that page."""


def drawing_address() -> str:
    """The address of the script that draws maps, from the app's root: it changes with the file.

    Raises `RuntimeError` when the installed pydeck has none, as after an upgrade.
    """
    found = DRAWING.get("index.js")
    if found is None:
        raise RuntimeError("the installed pydeck ships no script that draws maps")
    return f"assets/deck/index.js?v={found.version}"


def own_address(name: str) -> str:
    """The address of one of the page's own files, from the app's root: it changes with the file.

    Raises `FileNotFoundError` when there is no such file.
    """
    found = OWN.get(name)
    if found is None:
        raise FileNotFoundError(name)
    return f"assets/{name}?v={found.version}"
