"""The clauses of a sentence: where one ends, its subject, its verb, and what a source says in it."""
