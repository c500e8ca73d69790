"""Results into words and HTML: what a page shows, without knowing what serves the page."""
