"""A catalog in PostgreSQL: edited by many people at once, and searched like one in files.

Only `directory.postgres.address` is used where a catalog may be either; the rest, and the
libraries that it needs, are imported when a catalog is an address of a database.
"""
