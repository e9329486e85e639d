"""Wire copy that we write ourselves, any number of pieces: each makes one claim for the queue, none like another."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass

from schemas.wire.detect import decode
from secondsource.review import review

CONSONANTS, VOWELS = "bdfgklmnprstvz", "aeiou"
#: Headline, the words around the claim ("{}"), and the claim itself, in the two languages.
ENGLISH = (
    "{name} orders audit of {company}",
    "{}, according to a source close to the file.",
    "{name}, the treasurer of {company}, diverted {number} francs from the pension fund",
)
FRENCH = (
    "{name} fait vérifier les comptes de {company}",
    "Selon une source proche du dossier, {}.",
    "{name}, le trésorier de {company}, aurait détourné {number} francs de la caisse de pension",
)
#: Of so many pieces of each call the engine is asked what it would queue.
PROBED = 4


@dataclass(frozen=True, slots=True)
class Copy:
    """One version of one article on the wire, and the claims of it that belong in the queue."""

    item: str
    value: bytes
    claims: tuple[str, ...]


def word(rng: random.Random) -> str:
    """A name that nobody has."""
    return "".join(rng.choice(CONSONANTS) + rng.choice(VOWELS) for _ in range(4)).capitalize()


def piece(item: str, headline: str, body: str, language: str = "en", version: int = 1, **more: object) -> bytes:
    """A ninjs 2 item."""
    tree = {
        "uri": item,
        "version": str(version),
        "pubstatus": "usable",
        "language": language,
        "urgency": 3,
        "headlines": [{"value": headline}],
        "bodies": [{"contentType": "text/plain", "value": body}],
        "infosources": [{"name": "Valdor Press"}],
        **more,
    }
    return json.dumps(tree, ensure_ascii=False).encode()


def copies(count: int, seed: int = 1, start: int = 0) -> list[Copy]:
    """`count` articles, half English, half French."""
    made = []
    for number in range(start, start + count):
        rng = random.Random(f"{seed}/{number}")
        language, (headline, body, claim) = (("en", ENGLISH), ("fr", FRENCH))[number % 2]
        words = {"name": f"{word(rng)} {word(rng)}", "company": word(rng), "number": str(rng.randrange(10**5, 10**7))}
        item, told = f"urn:valdor:{seed}:{number}", claim.format(**words)
        made.append(Copy(item, piece(item, headline.format(**words), body.format(told), language), (told,)))
    for copy in made[:PROBED]:
        assert claims_of(copy.value) == copy.claims, "the engine reads our copy in another way; write it anew"
    return made


def claims_of(value: bytes) -> tuple[str, ...]:
    """What the engine alone would put in the queue."""
    result = review(decode(value).to_model())
    return tuple(claim.finding.text for claim in result.claims if claim.queued)
