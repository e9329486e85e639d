"""Redis and people: the fact-check queue and the desk."""
