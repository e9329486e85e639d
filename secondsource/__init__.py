"""The engine: text in, sourced claims out. No Kafka, Redis, HTTP, environment or clock in here.

>>> from secondsource import load, review
>>> review("Le directeur aurait détourné deux millions de francs.", load("fr")).claims[0].sourcing.verdict
'unsupported'
"""

from secondsource.errors import SecondsourceError
from secondsource.model import Article, Review
from secondsource.review import review
from secondsource.text.language import load

__all__ = ["Article", "Review", "SecondsourceError", "load", "review"]
