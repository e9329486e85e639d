"""What a desk must know at once: that what it has before it, or has let out, is denied, corrected, killed or held back.

It goes by what the queue has of the item, so that a record that comes again decides as it did.
"""

from __future__ import annotations

from schemas.article import Article
from schemas.queue_item import QueueItem
from workers.records import Alert, Row

#: The outcomes by which a desk lets a claim out.
CLEARED = ("confirmed", "confirmed-with-change", "attribution-fixed")
#: Where an item is still to be checked.
OPEN = ("waiting", "leased", "parked", "frozen")
#: By what became of the article.
GONE: dict[str, Alert] = {"canceled": "kill", "withheld": "hold"}


def cleared(row: Row) -> bool:
    """Whether the desk has let the claim out."""
    return row.state == "done" and row.fields.get("outcome") in CLEARED


def of_copy(row: Row, article: Article, shown: QueueItem) -> Alert:
    """What an article that makes the claim tells of an item, which is to be `shown` so.

    A denial in the next version of the article that the item shows is that article's own reply, unless the desk has let
    the claim out or the stream has taken it off the queue. A correction is one where the words of the claim differ.
    """
    if shown.verdict == "contested" and row.item.verdict != "contested":
        other = row.item.item != article.item
        if cleared(row) or row.state == "withdrawn" or (other and row.state in OPEN):
            return "denial"
    if article.change == "correction" and row.item.item == article.item and _differ(row.item.claim, shown.claim):
        return "correction" if cleared(row) or row.state == "leased" else ""
    return ""


def of_gone(row: Row, article: Article, others: bool) -> Alert:
    """What an article that no longer makes the claim tells of an item; where `others` still do, of one that shows this
    article. One that is an alert already stays one.
    """
    if others and row.item.item != article.item:
        return ""
    alert = GONE.get(article.status) or ("correction" if article.change == "correction" else "")
    return alert if cleared(row) or (row.lane == "alert" and row.state in OPEN) else ""


def _differ(before: str, now: str) -> bool:
    return before.split() != now.split()
