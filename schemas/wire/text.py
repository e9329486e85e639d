"""Plain text: the first line is the headline, a blank line, then paragraphs.

Lines of the form `item: …`, `version: …`, `provider: …`, `language: …`, `published: …`, `urgency: …`, `status: …`,
`change: …` may stand before the headline, closed by a line `---`. Without an item id one is made of the content.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from datetime import timezone
from difflib import get_close_matches
from typing import Any

from schemas.article import Article, status_of
from schemas.wire.versions import order
from secondsource.errors import Rejected

FIELDS = frozenset({"item", "version", "provider", "language", "published", "urgency", "status", "change", "note"})
RULE = "---"
#: A word that may name a field, and how many lines of fields and rule are looked at.
NAME = re.compile(r"[A-Za-z][\w-]{0,30}")
HEADER_MAX = 20


def decode_text(value: bytes) -> Article:
    """The article of a plain text. Raises Rejected (not-utf-8, not-text, no-text, bad-field) or ValidationError."""
    try:
        text = value.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Rejected("not-utf-8", f"byte {error.start} is not UTF-8; save it as UTF-8") from None
    if "\x00" in text:
        raise Rejected("not-text", "holds null characters")
    fields, text = _header(text)
    if "status" in fields:
        fields["status"] = status_of(fields["status"]) or fields["status"]
    if not text.strip() and fields.get("status") != "canceled":
        raise Rejected("no-text", "no words in it")
    digest = hashlib.sha256(value).hexdigest()
    provider_version = fields.get("version", "")
    headline = text.lstrip().split("\n", 1)[0].strip()[:300]
    made: dict[str, Any] = {
        **fields,
        "item": fields.get("item") or f"text:{digest[:24]}",
        "version": 1,
        "provider_version": provider_version,
        "headline": headline,
        "text": text,
        "format": "text",
        "sha256": digest,
    }
    article = Article.model_validate(made)
    published = article.published
    if published is not None and published.tzinfo is None:
        published = published.replace(tzinfo=timezone.utc)
    return article.model_copy(update={"published": published, "version": order(provider_version, published)})


def _header(text: str) -> tuple[dict[str, str], str]:
    """The fields before the rule, and the text after it; no fields where there is no rule.

    Raises Rejected where a name among them is mistyped, or the rule is missing: as words of the article, it would pass
    for a new one, and a kill would be none.
    """
    lines = text.split("\n")
    fields: dict[str, str] = {}
    for number, line in enumerate(lines[:HEADER_MAX]):
        if line.strip() == RULE and fields:
            return (fields, "\n".join(lines[number + 1 :]).lstrip("\n")) if _all_known(fields) else ({}, text)
        name, colon, value = line.partition(":")
        if not colon or not NAME.fullmatch(name.strip()):
            break
        fields[name.strip().lower()] = value.strip()
    meant = status_of(fields.get("status", "")) is not None or (len(fields) > 1 and next(iter(fields)) in FIELDS)
    if meant and _all_known(fields):
        raise Rejected("bad-field", f"no line {RULE} after the fields {', '.join(fields)}")
    return {}, text


def _all_known(fields: Collection[str]) -> bool:
    """False where none is, nor like one of ours: that is an article with a colon in its headline, and a line under it.

    Raises Rejected (bad-field) where some are.
    """
    strange = [name for name in fields if name not in FIELDS]
    if not strange:
        return True
    near = {name: get_close_matches(name, FIELDS, 1) for name in strange}
    if len(strange) == len(fields) and not any(near.values()):
        return False
    name = next((name for name in strange if near[name]), strange[0])
    meant = f"did you mean {near[name][0]}? " if near[name] else ""
    raise Rejected("bad-field", f"there is no field {name!r}: {meant}there are {', '.join(sorted(FIELDS))}")
