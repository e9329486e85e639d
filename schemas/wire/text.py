"""Plain text: the first line is the headline, a blank line, then paragraphs.

Lines of the form `item: …`, `version: …`, `provider: …`, `language: …`, `published: …`, `urgency: …`, `status: …`,
`change: …` may stand before the headline, closed by a line `---`. Without an item id one is made of the content.
"""

from __future__ import annotations

import hashlib
from datetime import timezone
from typing import Any

from schemas.article import Article
from schemas.wire.versions import order
from secondsource.errors import Rejected

FIELDS = frozenset({"item", "version", "provider", "language", "published", "urgency", "status", "change", "note"})
RULE = "---"


def decode_text(value: bytes) -> Article:
    """The article of a plain text in UTF-8. Raises Rejected (not-utf-8, no-text) or ValidationError."""
    try:
        text = value.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Rejected("not-utf-8", f"byte {error.start} is not UTF-8") from None
    if "\x00" in text:
        raise Rejected("not-text", "holds null characters")
    fields, text = _header(text)
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
    """The fields before the rule, and the text after it; no fields where there is no rule."""
    lines = text.split("\n")
    fields: dict[str, str] = {}
    for number, line in enumerate(lines[: len(FIELDS) + 1]):
        if line.strip() == RULE and fields:
            return fields, "\n".join(lines[number + 1 :]).lstrip("\n")
        name, colon, value = line.partition(":")
        if not colon or name.strip().lower() not in FIELDS:
            break
        fields[name.strip().lower()] = value.strip()
    return {}, text
