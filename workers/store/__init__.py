"""Facts in a database: the only package with SQL in it."""
