"""Raw bytes to an Article: the format is told by content, never by a file's name."""

from __future__ import annotations

import codecs
import json
import re
from typing import Any
from unicodedata import is_normalized, normalize

from pydantic import ValidationError

from schemas.article import Article
from schemas.topics import ARTICLE_MAX_BYTES
from schemas.wire import ninjs
from schemas.wire.text import decode_text
from secondsource.errors import Rejected

#: Deeper JSON is no article; the parser would need a stack of its own for it.
DEPTH_MAX = 64
#: A bracket, or a whole string (which may hold brackets); an open string runs to the end.
BRACKET = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[\]{}]', re.DOTALL)
#: An escape that may be half of a surrogate pair.
HALF = re.compile(rb"\\u[dD][89a-fA-F]")
#: First bytes of files that hold text in a wrapping of their own, as people have them on their desks.
WRAPPED = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a Word file or another archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word file or another one of Office"),
    (b"{\\rtf", "an RTF file"),
)
#: So much of a file tells whether it is HTML, or no text.
HEAD_BYTES = 2_000
#: First bytes of files in which there is no text at all.
PICTURES = (
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
)
#: Characters that neither text nor a wire format uses; a text in UTF-16 has the first of them, and a mark of its own.
NEVER = bytes([0, *range(0x05, 0x09), *range(0x0E, 0x11), 0x15, *range(0x17, 0x1B), *range(0x1C, 0x20)])
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
#: What a field must be, where pydantic's own words do not help.
WANTED = {
    "published": "a time such as 2026-03-01T08:00:00+01:00",
    "status": "usable, withheld or canceled",
    "urgency": "a whole number from 1, the most urgent, to 9",
}
#: What may stand before the first element of a page of HTML, and how that one begins.
BEFORE_HTML = re.compile(rb"<\?.*?>|<!--.*?-->", re.DOTALL)
HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
#: First bytes of formats that are wire copy, but not read yet.
UNREAD = ((b"<", "xml"), (b"\x01", "iptc7901"), (b"\x16", "anpa1312"), (b"\x7f", "anpa1312"))


def decode(value: bytes | None) -> Article:
    """The article in the bytes of one record or file.

    Raises Rejected with one of the reasons: empty, too-large, not-utf-8, not-text, bad-json, too-deep, wrong-type,
    unknown-format, not-text-item, missing-field, bad-field, no-text.
    """
    if not value or not value.strip():
        raise Rejected("empty", "there is nothing in it")
    for mark, kind in WRAPPED:
        if value.startswith(mark):
            raise Rejected("unknown-format", f"this is {kind}: export it as text")
    for mark, kind in PICTURES:
        if value.startswith(mark):
            raise Rejected("not-text-item", f"this is a {kind} picture: there is no text in it")
    if _is_no_text(value[:HEAD_BYTES]):
        raise Rejected("not-text", "this is no text")
    if len(value) > ARTICLE_MAX_BYTES:
        most = f"the limit is {ARTICLE_MAX_BYTES:,}; cut it into articles"
        raise Rejected("too-large", f"{len(value):,} bytes; {most}")
    bare = value.removeprefix(codecs.BOM_UTF8).lstrip()
    head = bare[:1]
    if head == b"<" and HTML.match(BEFORE_HTML.sub(b"", bare[:HEAD_BYTES]).lstrip()):
        raise Rejected("unknown-format", "this is a page of HTML: save it as text")
    for mark, kind in UNREAD:
        if head == mark:
            raise Rejected("unknown-format", f"looks like {kind}, which is not read yet")
    try:
        return _composed(_json(value) if head in (b"{", b"[") else decode_text(value))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        given = str(first["input"])[:80]
        told = f"{given!r} is not {WANTED[where]}" if where in WANTED else first["msg"]
        raise Rejected("bad-field", f"{where}: {told}") from None


def _composed(article: Article) -> Article:
    """Accents that were typed as marks of their own are put onto their letters (NFC): the engine reads words so."""
    told = {name: getattr(article, name) for name in ("headline", "text", "provider")}
    if all(is_normalized("NFC", text) for text in told.values()):
        return article
    made: dict[str, Any] = {name: normalize("NFC", text) for name, text in told.items()}
    return article.model_copy(update=made | {"title_end": len(normalize("NFC", article.text[: article.title_end]))})


def _is_no_text(head: bytes) -> bool:
    """Whether more than one in fifty of these bytes stands in no text; of any bytes, one in fifteen does."""
    return not head.startswith(UTF_16) and len(head.translate(None, NEVER)) < 0.98 * len(head)


def _json(value: bytes) -> Article:
    try:
        text = value.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Rejected("not-utf-8", f"byte {error.start} is not UTF-8; save it as UTF-8") from None
    if _depth(text) > DEPTH_MAX:
        raise Rejected("too-deep", f"JSON nested deeper than {DEPTH_MAX}")
    try:
        tree: Any = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise Rejected("bad-json", f"{error}; it is cut off or damaged: send it whole") from None
    except ValueError:  # of Python itself: a whole number of thousands of digits
        raise Rejected("bad-json", "a number in it is too long to be read") from None
    if not isinstance(tree, dict):
        raise Rejected("wrong-type", f"a JSON {type(tree).__name__}, not an object")
    if HALF.search(value):
        try:
            json.dumps(tree, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise Rejected("not-utf-8", "half of a pair of UTF-16 surrogates is no character") from None
    if ninjs.is_ninjs(tree):
        return ninjs.decode(tree, value)
    keys = ", ".join(map(str, list(tree)[:6])) or "none"
    raise Rejected("unknown-format", f"a JSON object with the keys {keys}; ninjs has {ninjs.NEEDS}")


def _depth(text: str) -> int:
    """The deepest nesting of brackets outside strings; counting stops above the limit."""
    depth = deepest = 0
    for match in BRACKET.finditer(text):
        mark = match.group()
        if mark in "[{":
            depth += 1
            deepest = max(deepest, depth)
            if deepest > DEPTH_MAX:
                break
        elif mark in "]}":
            depth -= 1
    return deepest
