"""Whom a noun phrase means: class, grade and name of a source."""
