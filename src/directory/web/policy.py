"""The headers that tell a browser what a page may do: as little as it needs."""

from __future__ import annotations

from collections.abc import Iterable

from directory.answers import SAFE, frame_ancestors
from directory.model import Settings
from directory.model.values import check_plain_host

HEADERS = {
    **SAFE,
    "Permissions-Policy": ", ".join(
        [
            "geolocation=(self)",
            *(
                f"{name}=()"
                for name in (
                    "accelerometer",
                    "autoplay",
                    "browsing-topics",
                    "camera",
                    "display-capture",
                    "gyroscope",
                    "magnetometer",
                    "microphone",
                    "midi",
                    "payment",
                    "usb",
                )
            ),
        ]
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}
"""Headers of every answer that does not set them itself."""


def page_policy(settings: Settings, host: str | None, streets: Iterable[str] = ()) -> str:
    """What a page with scripts may do (https://www.w3.org/TR/CSP3/).

    All comes from this server, scripts from files alone. Streamlit writes styles into the page, and
    the map reads its data with WebAssembly and draws in workers that it makes itself. `host` is
    where the reader reached the directory: browsers before 2022 do not count a socket to the same
    host as 'self'. `streets` are the hosts of a map that the reader may ask for; one that is no
    plain name of a host is left out.
    """
    sockets = f" ws://{host} wss://{host}" if host else ""
    elsewhere = "".join(f" https://{name}" for each in streets if (name := _plain(each)))
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            f"img-src 'self' data: blob:{elsewhere}",
            f"connect-src 'self'{sockets}{elsewhere}",
            "worker-src 'self' blob:",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            frame_ancestors(settings),
        ]
    )


def _plain(host: str) -> str | None:
    """A host as it may stand in a policy: nothing that parts, widens or quotes."""
    try:
        return check_plain_host(host)
    except ValueError:
        return None
