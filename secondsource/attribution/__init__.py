"""Who says so: each shape in which a sentence names a source, and the words that it covers."""
