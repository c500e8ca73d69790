"""Feeds of other directories, read into catalog entries with an account of every row."""

from directory.feeds.importer import FORMATS, ImportResult, import_documents, import_feed
from directory.feeds.report import FeedError, Report, RowProblem
from directory.feeds.source import Document

__all__ = [
    "FORMATS",
    "Document",
    "FeedError",
    "ImportResult",
    "Report",
    "RowProblem",
    "import_documents",
    "import_feed",
]
