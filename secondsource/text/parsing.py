"""Names and subjects from a spaCy pipeline, for a language whose configuration names one. The engine works without.

The rules decide what is a claim, a cue or hearsay; a parse only tells which words are a name, and who the subject of a
verb is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from secondsource.errors import BadConfiguration
from secondsource.record import record

if TYPE_CHECKING:
    from spacy.language import Language as Pipeline
    from spacy.tokens import Token

#: Labels of the subject of an active verb: Universal Dependencies, and the German of TIGER.
SUBJECTS = frozenset({"nsubj", "sb"})
#: Labels of clauses inside a noun phrase, which say nothing of who it is.
CLAUSES = frozenset({"acl", "acl:relcl", "relcl", "rc"})
#: Labels of names of persons and organisations, and the part of speech of a name.
NAMES, NAME = frozenset({"PER", "PERSON", "ORG"}), "PROPN"
#: A longer text is read by the rules alone: the memory of a parse grows with it.
LONGEST_WORDS = 50_000


@record(frozen=True, slots=True)
class Parse:
    """`names`: the words that are part of a name; `subjects`: verb -> the words [first, last) of its subject."""

    names: frozenset[int]
    subjects: Mapping[int, tuple[int, int]]


def named(setting: str, codes: Sequence[str]) -> dict[str, str]:
    """The pipelines of a setting, "fr=fr_core_news_sm de=build/pipelines/de". Raises BadConfiguration."""
    found: dict[str, str] = {}
    for part in setting.split():
        code, equals, name = part.partition("=")
        if code not in codes or not equals:
            raise BadConfiguration(f"pipelines are named as CODE=NAME, CODE one of {', '.join(codes)}; not {part!r}")
        found[code] = installed(code, name)
    return found


def installed(code: str, name: str) -> str:
    """The name of a pipeline that can be opened: a package, or a folder. Raises BadConfiguration."""
    if not (Path(name).joinpath("config.cfg").is_file() or (name.isidentifier() and find_spec(name))):
        raise BadConfiguration(f"no spaCy pipeline {name!r} for {code}: neither an installed package nor a folder")
    return name


def open_pipeline(code: str, name: str) -> Pipeline:
    """A pipeline of the right language that can parse. Raises BadConfiguration."""
    import spacy  # here, since a process that only hands texts on does without its 60 MB

    installed(code, name)
    try:
        pipeline = spacy.load(name)
    except (OSError, ValueError) as error:
        first = str(error).splitlines()[0]
        raise BadConfiguration(f"the spaCy pipeline {name!r} for {code} cannot be opened: {first}") from error
    if pipeline.lang != code or "parser" not in pipeline.pipe_names:
        told = f"reads {pipeline.lang!r}" if pipeline.lang != code else "has no parser"
        raise BadConfiguration(f"the spaCy pipeline {name!r} {told}, and is named for {code}")
    return pipeline


def parse(pipeline: Pipeline, text: str, start: Sequence[int], end: Sequence[int]) -> Parse | None:
    """What the pipeline says of the words of a text; None where the text is too long for it."""
    from spacy.tokens import Doc

    if not 0 < len(start) <= LONGEST_WORDS:
        return None
    gaps = [text[a:b] for a, b in zip(end, [*start[1:], len(text)], strict=True)]
    doc = Doc(
        pipeline.vocab,
        words=[text[a:b] for a, b in zip(start, end, strict=True)],
        spaces=[bool(gap) for gap in gaps],
        sent_starts=[True, *("\n" in gap or None for gap in gaps[:-1])],
    )
    doc = pipeline(doc)
    names = frozenset(t.i for t in doc if t.ent_type_ in NAMES or NAME in (t.pos_, t.tag_))
    return Parse(names, {t.head.i: _phrase(t) for t in doc if t.dep_ in SUBJECTS and t.head.i != t.i})


def _phrase(head: Token) -> tuple[int, int]:
    """The words of a noun phrase, up to a clause inside it."""
    inside = [child.left_edge.i for child in head.rights if child.dep_ in CLAUSES]
    return head.left_edge.i, min([head.right_edge.i + 1, *inside])
