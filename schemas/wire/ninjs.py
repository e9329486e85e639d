"""ninjs 1, 2 and 3, the IPTC's JSON for news: one object a version."""

from __future__ import annotations

import hashlib
import html
import re
from datetime import datetime, timezone
from typing import Any

from schemas.article import NO_END, Article, Change, Status, status_of
from schemas.wire.versions import order
from secondsource.errors import Rejected

#: A ninjs item has its id and one of these.
IDS = ("uri", "guid")
KEYS = ("headline", "headlines", "bodies", "pubstatus", "pubStatus", "versioncreated", "versionCreated")
BODY = "body_"
NEEDS = f"{' or '.join(IDS)}, and one of {', '.join(KEYS)} or {BODY}…"
#: Until when copy is under embargo, in ninjs 3, in its lower case, and in ninjs 1 and 2.
EMBARGO = ("embargoedUntil", "embargoeduntil", "embargoed")
BLOCK = re.compile(r"</(?:p|div|h[1-6]|li|blockquote)>|<br\s*/?>", re.IGNORECASE)
TAG = re.compile(r"<[^>]{0,2000}>")
URGENCY = re.compile(r"0*[1-9]")
REVISION = re.compile(r":\d+[A-Z]$")
#: Words of an editor's signal: each is the change that it stands for. The first that is in the signal counts.
SIGNALS: tuple[Change, ...] = ("correction", "kill", "update", "replace", "advisory", "hold", "repeat")


def is_ninjs(tree: dict[str, Any]) -> bool:
    """Whether a JSON object is a ninjs item."""
    return any(key in tree for key in IDS) and any(key in KEYS or key.startswith(BODY) for key in tree)


def decode(tree: dict[str, Any], raw: bytes) -> Article:
    """The article of a ninjs object. Raises Rejected (missing-field, no-text) or ValidationError."""
    item = tree.get("uri") or tree.get("guid")
    if not isinstance(item, str) or not item.strip():
        raise Rejected("missing-field", "uri: the item has no id")
    kind = tree.get("type", "text")
    if kind not in ("text", None):
        raise Rejected("not-text-item", f"a {kind}: counted, not analysed")
    status = _status(tree)
    change = _change(tree, status)
    headline = _first(tree, "headlines", ("headline", "title", "name")).strip()
    body = _body(tree).strip()
    if not body and not headline and change != "kill":
        raise Rejected("no-text", "neither headline nor body")
    version = "" if tree.get("version") is None else str(tree["version"])
    published = _time(tree, "versionCreated", "versioncreated", "firstCreated", "firstcreated")
    text = f"{headline}\n\n{body}" if headline and body else headline or body
    made: dict[str, Any] = {
        "item": REVISION.sub("", item.strip()),
        "provider": _provider(tree),
        "provider_version": version,
        "version": order(version, published),
        "status": status,
        "change": change,
        "note": str(tree.get("ednote") or tree.get("edNote") or ""),
        "published": published,
        "embargoed": _embargo(tree),
        "urgency": _urgency(tree),
        "language": tree.get("language") or None,
        "headline": headline,
        "text": text,
        "title_end": len(headline) if headline and body else 0,
        "format": "ninjs",
        "sha256": hashlib.sha256(raw).hexdigest(),
        "topics": [str(s["name"]) for s in _list(tree.get("subjects") or tree.get("subject")) if s.get("name")],
    }
    return Article.model_validate(made)


def _list(value: Any) -> list[dict[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _status(tree: dict[str, Any]) -> Status:
    """No status is usable; one that is there and unknown is withheld."""
    given = tree.get("pubStatus", tree.get("pubstatus"))
    return "usable" if given in (None, "") else status_of(str(given)) or "withheld"


def _change(tree: dict[str, Any], status: Status) -> Change:
    if status == "canceled":
        return "kill"
    if status == "withheld":
        return "hold"
    signal = str(tree.get("signal") or tree.get("profile") or "").lower()
    for change in SIGNALS:
        if change in signal:
            return change
    version = str(tree.get("version") or "1")
    return "new" if version in ("0", "1", "") else "update"


def _first(tree: dict[str, Any], plural: str, singles: tuple[str, ...]) -> str:
    for entry in _list(tree.get(plural)):
        if isinstance(entry.get("value"), str) and entry["value"].strip():
            return str(entry["value"])
    for key in singles:
        if isinstance(tree.get(key), str) and tree[key].strip():
            return str(tree[key])
    return ""


def _body(tree: dict[str, Any]) -> str:
    bodies = [entry for entry in _list(tree.get("bodies")) if isinstance(entry.get("value"), str)]
    plain = [
        entry["value"] for entry in bodies if "html" not in str(entry.get("contentType", entry.get("contenttype", "")))
    ]
    if plain:
        return _paragraphs(plain[0])
    if bodies:
        return _from_html(bodies[0]["value"])
    for key, value in tree.items():
        if key.startswith(BODY) and isinstance(value, str):
            return _paragraphs(value) if key == "body_text" else _from_html(value)
    return ""


def _from_html(value: str) -> str:
    text = html.unescape(TAG.sub("", BLOCK.sub("\n\n", value)))
    return _paragraphs(text)


def _paragraphs(text: str) -> str:
    parts = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n"))]
    return "\n\n".join(part for part in parts if part)


def _provider(tree: dict[str, Any]) -> str:
    for source in _list(tree.get("infosources") or tree.get("infoSources") or tree.get("infosource")):
        if source.get("name"):
            return str(source["name"])
    given = tree.get("provider") or tree.get("copyrightholder") or tree.get("copyrightHolder") or ""
    return given if isinstance(given, str) else ""


def _time(tree: dict[str, Any], *keys: str) -> datetime | None:
    for key in keys:
        value = tree.get(key)
        if isinstance(value, str) and value:
            try:
                found = datetime.fromisoformat(value.replace("Z", "+00:00"))
            except ValueError:
                continue
            return found if found.tzinfo else found.replace(tzinfo=timezone.utc)
    return None


def _embargo(tree: dict[str, Any]) -> datetime | None:
    """The end of the embargo; without end where one of its times cannot be read."""
    given = [key for key in EMBARGO if tree.get(key) not in (None, "", False)]
    return max((_time(tree, key) or NO_END for key in given), default=None)


def _urgency(tree: dict[str, Any]) -> int | None:
    value = tree.get("urgency")
    if isinstance(value, str):
        return int(value) if URGENCY.fullmatch(value) else None
    return value if type(value) is int and 1 <= value <= 9 else None
