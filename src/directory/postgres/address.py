"""The address of a catalog in a database, told from a path, and shown without its password."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TypeGuard
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

_SCHEME = re.compile(r"postgres(?:ql)?://", re.IGNORECASE)
_SECRET = ("password", "passfile", "sslpassword")


def is_database(catalog: object) -> TypeGuard[str]:
    """Whether a catalog is named by the address of a database."""
    return isinstance(catalog, str) and _SCHEME.match(catalog) is not None


def path_of(catalog: str) -> Path:
    """The path that a catalog is named by; where a database has none, a file of this folder.

    For what lies beside a catalog: copies of feeds, streets of its own.
    """
    return Path("catalog") if is_database(catalog) else Path(catalog)


def shown(address: str) -> str:
    """An address as it may be printed and logged: without password and options."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
        options = dict(parse_qsl(parts.query))
    except ValueError:
        return "postgresql://…"
    user = f"{quote(parts.username)}@" if parts.username else ""
    where = f"[{host}]" if ":" in host else host or options.get("host", "")
    return f"postgresql://{user}{where}{f':{port}' if port else ''}{parts.path}"


def without_secrets(message: str, address: str) -> str:
    """A message of the driver in which no password stands, however the address gave it."""
    try:
        parts = urlsplit(address)
        found = {parts.password or ""}
        found |= {value for key, value in parse_qsl(parts.query) if key in _SECRET}
    except ValueError:
        return "the address cannot be read"
    for secret in filter(None, found):
        for form in (secret, quote(secret), quote(secret, safe="")):
            message = message.replace(form, "…")
    return message


def for_driver(address: str) -> str:
    """The address as SQLAlchemy wants it, with the driver named."""
    parts = urlsplit(address)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    options.setdefault("application_name", "directory")
    return parts._replace(scheme="postgresql+psycopg", query=urlencode(options)).geturl()
