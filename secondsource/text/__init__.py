"""A text as words with tags, from data: no word here knows what it means for sourcing."""
