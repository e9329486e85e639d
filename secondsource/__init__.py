"""The engine: text in, sourced claims out. No Kafka, Redis, HTTP, environment or clock in here.

>>> from secondsource import load, review
>>> review("Le directeur aurait détourné deux millions de francs.", load("fr")).claims[0].verdict
'unsupported'
"""

from secondsource.errors import SecondsourceError
from secondsource.model import Article, Review

__all__ = ["Article", "Review", "SecondsourceError"]
