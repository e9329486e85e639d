"""The words of the desk's commands in four languages: streams/words, a file each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from secondsource.provenance.explaining import found_words, messages
from secondsource.text.data import tables
from secondsource.text.language import CODES


@cache
def desk_words(code: str) -> Mapping[str, Mapping[str, str]]:
    """The words in one language; English where there is no such language."""
    code = code if code in CODES else "en"
    return tables("words", f"{code}.toml", package="streams")


def reason_words(reason: str, code: str) -> str:
    """Why the stream moved something: by name, or by what was found of the claim."""
    known = desk_words(code)["reason"]
    verdict, slash, kind = reason.partition("/")
    return found_words(verdict, kind, messages(code)) if slash else known.get(reason, reason) or known["unsaid"]


def outcome_words(outcome: str, code: str) -> str:
    """An outcome in words; in English as it is typed."""
    return desk_words(code)["outcome"].get(outcome, outcome)
