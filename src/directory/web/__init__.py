"""What is served beside the page: plain addresses, the page's first bytes, and what guards both."""

from directory.web.catalog import keeper, online, online_streets, publication, refresher, streets
from directory.web.guard import MIDDLEWARE
from directory.web.routes import ROUTES
from directory.web.start import SCRIPT, lifespan

__all__ = [
    "MIDDLEWARE",
    "ROUTES",
    "SCRIPT",
    "keeper",
    "lifespan",
    "online",
    "online_streets",
    "publication",
    "refresher",
    "streets",
]
