"""The headers that tell a browser what a page may do: as little as it needs."""

from __future__ import annotations

from directory.answers import SAFE, frame_ancestors
from directory.model import Settings

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


def page_policy(settings: Settings, host: str | None) -> str:
    """What a page with scripts may do (https://www.w3.org/TR/CSP3/).

    All comes from this server, scripts from files alone. Streamlit writes styles into the page, and
    the map reads its data with WebAssembly and draws in workers that it makes itself. `host` is
    where the reader reached the directory: browsers before 2022 do not count a socket to the same
    host as 'self'.
    """
    sockets = f" ws://{host} wss://{host}" if host else ""
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            f"connect-src 'self'{sockets}",
            "worker-src 'self' blob:",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            frame_ancestors(settings),
        ]
    )
