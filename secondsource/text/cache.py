"""The verb forms of a language between two starts: what the tables of word forms take seconds to give."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from base64 import b64decode, b64encode
from collections.abc import Mapping, Set
from importlib.metadata import version
from pathlib import Path
from typing import Any

from marisa_trie import Trie

from secondsource.text import verbs
from secondsource.text.verbs import Forms, Verbs

#: Characters of a digest.
DIGEST = 64


def folder() -> Path:
    """Where what can be had again is kept: `secondsource` in $XDG_CACHE_HOME or ~/.cache."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "secondsource"


def read(code: str, rules: Mapping[str, Any], lemmas: Set[str]) -> Verbs:
    """What `verbs.read` gives, from the cache where it holds that of the same rules, tables and code.

    A file that is missing, of another state or garbled is written anew; a folder that cannot be written to is no error.
    """
    packages = [version(name) for name in ("spacy-lookups-data", "marisa-trie")]
    made_of = json.dumps([packages, rules, sorted(lemmas)]).encode()
    state = _digest(Path(verbs.__file__).read_bytes() + made_of)
    try:
        path = folder() / f"verbs-{code}.json"
        kept = path.read_text(encoding="ascii")
        if kept.startswith(state + _digest(kept[2 * DIGEST :].encode())):
            return _of(json.loads(kept[2 * DIGEST :]))
    except (OSError, ValueError):
        pass
    except RuntimeError:  # nobody's home
        return verbs.read(code, rules, lemmas)
    found = verbs.read(code, rules, lemmas)
    content = json.dumps(_as_json(found))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_text(state + _digest(content.encode()) + content, encoding="ascii")
        part.replace(path)
    except OSError:
        pass
    return found


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _as_json(found: Verbs) -> dict[str, Any]:
    forms = found.forms
    return {
        "table": b64encode(forms.table.tobytes()).decode(),
        "kinds": b64encode(forms.kinds).decode(),
        "tags": forms.tags,
        "doubtful": sorted(found.doubtful),
        "of": {lemma: sorted(forms) for lemma, forms in found.of.items()},
        "infinitives": sorted(found.infinitives),
        "particles": found.particles,
    }


def _of(kept: Mapping[str, Any]) -> Verbs:
    tags = tuple(tuple(map(sys.intern, each)) for each in kept["tags"])
    return Verbs(
        Forms(Trie().frombytes(b64decode(kept["table"])), b64decode(kept["kinds"]), tags),
        doubtful=frozenset(kept["doubtful"]),
        of={lemma: frozenset(forms) for lemma, forms in kept["of"].items()},
        infinitives=frozenset(kept["infinitives"]),
        particles=tuple(kept["particles"]),
    )
