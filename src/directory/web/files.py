"""The files that go out packed: where they are, whose they are, how long browsers keep them."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from directory.answers import stored
from directory.web.bundle import COMPONENT, DRAWING, OWN, STATIC, STREAMLIT, Packer

_FOR_GOOD = "public, immutable, max-age=31536000"
_ASK_AGAIN = "public, no-cache"


@dataclass(frozen=True, slots=True)
class Folder:
    """Files below an address."""

    below: str
    """The address, with a slash at its end."""
    packer: Packer
    keep: str
    """How long browsers may keep them: for good where the address changes with the file."""
    alone: bool = False
    """Whether nobody else serves what lies below the address: what is not packed is not there."""

    def has(self, path: str) -> bool:
        """Whether there is a file at a path that somebody else may serve."""
        return not self.alone and self.packer.has(path.removeprefix(self.below))

    def is_packed(self, path: str) -> bool:
        """Whether the file at a path was packed before: then its answer takes no time."""
        return self.packer.has_packed(path.removeprefix(self.below))

    def answer(self, request: Request, path: str) -> Response | None:
        """The file at a path; `None` where there is none that is packed."""
        found = self.packer.get(path.removeprefix(self.below))
        if found is None:
            return None
        headers = {"Content-Type": found.kind, "Cache-Control": self.keep}
        return stored(request, found.content, headers, found.version, packs=True)


# Streamlit asks for the component's script by its bare name.
_FOLDERS = (
    Folder("/static/", STREAMLIT, _FOR_GOOD),
    Folder(f"/_stcore/bidi-components/{COMPONENT}/", OWN, _ASK_AGAIN),
    Folder("/app/static/", STATIC, _ASK_AGAIN),
    Folder("/assets/deck/", DRAWING, _FOR_GOOD, alone=True),
    Folder("/assets/", OWN, _FOR_GOOD, alone=True),
)


def folder_of(path: str) -> Folder | None:
    """The folder that a path, as it is below the app's own, leads into."""
    return next((each for each in _FOLDERS if path.startswith(each.below)), None)
