"""The plain sentences of every day: each source in each form of telling, each event in each, and what others answer.

`grid/*.toml` has the words; a frame that is read wrongly with one source or one event of ten is a hole in the rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import tomllib

from secondsource import load, review
from secondsource.review import as_dict

GRID = Path(__file__).parent / "grid"
CODES = ("fr", "de", "it", "en")
#: Steps through the events and sources, so that each meets each frame with another one beside it.
STEP = 5


def grid(code: str) -> dict[str, Any]:
    return tomllib.loads((GRID / f"{code}.toml").read_text(encoding="utf-8"))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _told(words: Mapping[str, Any], frame: str, event: Mapping[str, str], source: Mapping[str, Any]) -> str:
    """The sentence of a frame, an event and a source, as it is written."""
    parts = {**{key: value for key, value in source.items() if isinstance(value, str)}, **event}
    capitals = {key.upper(): _capital(value) for key, value in parts.items() if isinstance(value, str)}
    text = frame
    for one, several in words.get("plural", ()) if source.get("plural") else ():
        text = text.replace(f" {one}", f" {several}")
    text = text.format(**parts, **capitals)
    for apart, grown in words.get("grown", ()):
        text = text.replace(apart, grown)
    return re.sub(r",(?=[,.:])", "", text)


def _tellings(code: str) -> Iterator[tuple[str, str]]:
    """(sentence, class of its source)"""
    words = grid(code)
    frames, events, sources = words["frames"], words["events"], words["sources"]
    for (at, frame), (number, source) in product(enumerate(frames), enumerate(sources)):
        yield _told(words, frame, events[(at + STEP * number) % len(events)], source), source["class"]
    for (at, frame), (number, event) in product(enumerate(frames), enumerate(events)):
        source = sources[(at + STEP * number) % len(sources)]
        yield _told(words, frame, event, source), source["class"]


def _read(text: str, code: str) -> list[dict[str, Any]]:
    claims: list[dict[str, Any]] = as_dict(review(text, load(code)))["claims"]
    return claims


@pytest.mark.parametrize("code", CODES)
def test_whoever_tells_it_is_the_one_source_of_the_one_claim(code: str) -> None:
    wrong, known = [], set(grid(code)["known"])
    for text, cls in _tellings(code):
        claims = _read(text, code)
        found = [(s["class"], s["stance"]) for claim in claims for s in claim["sources"]]
        own = cls in ("party", "official") and found == [("own-act", "affirms")]  # of what it does itself
        right = len(claims) == 1 and (own or found in ([(cls, "affirms")], [(cls, "confirms")]))
        if right == (text in known):
            wrong.append(
                f"{text} | {cls}, not {found} in {len(claims)} claims" if not right else f"{text} is no miss now"
            )
    assert not wrong, "\n".join(wrong)


def _unnamed(code: str) -> Iterator[str]:
    """What one or several people without a name tell, once in each frame."""
    words = grid(code)
    told = words["unnamed"]
    number = 0
    for frame, (form, counts) in product(told["frames"], enumerate((told["one"], told["several"]))):
        for count, people in product(counts, told["people"]):
            number += 1
            source = {"s": f"{count} {people[form]}"}
            yield _told(words, frame[form], words["events"][STEP * number % len(words["events"])], source)


@pytest.mark.parametrize("code", CODES)
def test_people_without_a_name_are_unnamed_however_many_they_are(code: str) -> None:
    wrong, known = [], set(grid(code)["known"])
    for text in _unnamed(code):
        found = [source["class"] for claim in _read(text, code) for source in claim["sources"]]
        if (found in (["anonymous"], ["outlet", "anonymous"])) == (text in known):
            wrong.append(f"{text} | {found}")
    assert not wrong, "\n".join(wrong)


def _relayed(code: str) -> Iterator[tuple[str, str]]:
    """(what an outlet tells that names its source, the class of that source)"""
    words = grid(code)
    told = words["relays"]
    for number, (frame, whom) in enumerate(product([*told["frames"], *told["quoted"]], told["whom"])):
        if frame in told["frames"] or whom["class"] not in ("document", "outlet"):
            yield _told(words, frame, words["events"][STEP * number % len(words["events"])], whom), whom["class"]


@pytest.mark.parametrize("code", CODES)
def test_an_outlet_and_whom_it_has_it_from_are_two_links_of_one_chain(code: str) -> None:
    wrong, known = [], set(grid(code)["known"])
    for text, cls in _relayed(code):
        claims = _read(text, code)
        found = sorted(source["class"] for claim in claims for source in claim["sources"])
        right = len(claims) == 1 and found == sorted(["outlet", cls]) and claims[0]["origins"] == 1
        if right == (text in known):
            wrong.append(f"{text} | {found} in {len(claims)} claims")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("code", CODES)
def test_whatever_opens_the_sentence_who_speaks_is_the_source(code: str) -> None:
    words, wrong = grid(code), []
    told = words["openings"]
    for number, (opening, who) in enumerate(product(told["openings"], told["who"])):
        text = _told(words, told["frame"], words["events"][STEP * number % len(words["events"])], {**who, "o": opening})
        found = [text[s["start"] : s["end"]] for c in _read(text, code) for s in c["sources"]]
        if (who["s"] not in found or len(found) > 2) != (text in words["known"]):
            wrong.append(f"{text} | {found}")
    assert not wrong, "\n".join(wrong)


def _told_by(code: str) -> Iterator[str]:
    """What somebody with a name tells, with every verb of telling in every frame."""
    words = grid(code)
    told = words["verbs"]
    for number, (verb, frame) in enumerate(product(told["verbs"].split(), told["frames"])):
        verb, particle = verb.split("_", 1) if "{p}" in frame and "_" in verb else (verb, "")
        parts = {"v": verb.replace("_", " "), "p": f" {particle}".replace("_", " ").rstrip()}
        yield _told(words, frame, words["events"][number % len(words["events"])], parts)


@pytest.mark.parametrize("code", CODES)
def test_whatever_the_verb_who_tells_it_is_the_source(code: str) -> None:
    wrong, known = [], set(grid(code)["known"])
    for text in _told_by(code):
        claims = _read(text, code)
        found = [text[source["start"] : source["end"]] for claim in claims for source in claim["sources"]]
        right = len(claims) == len(found) == 1 and found[0].startswith("Pa") and len(found[0].split()) == 2
        if right == (text in known):
            wrong.append(f"{text} | {found} in {len(claims)} claims")
    assert not wrong, "\n".join(wrong)


def _answers(code: str, forms: str) -> Iterator[str]:
    """A claim about somebody, and what is answered in a form of `forms`."""
    words = grid(code)
    said = words["answers"]
    for number, (about, teller) in enumerate(product(said["accused"], said["tellers"])):
        event = {key: value for key, value in about.items() if isinstance(value, str)}
        first = _told(words, said["first"][number % len(said["first"])], event, {"s": teller})
        whoever = said["confirming"] if forms == "confirm" else [{"s": who} for who in about["who"]]
        for form, who in product(said[forms], whoever):
            yield f"{first} {_told(words, form, event, who)}"


def _wrong(code: str, forms: str, right: Callable[[list[dict[str, Any]]], bool]) -> str:
    """The texts whose claims are not right, a line each."""
    read = ((text, _read(text, code)) for text in _answers(code, forms))
    wrong = ((text, claims) for text, claims in read if not right(claims))
    return "\n".join(f"{text} | {[(claim['text'], claim['verdict']) for claim in claims]}" for text, claims in wrong)


def _confirmed(claims: list[dict[str, Any]]) -> bool:
    stances = [source["stance"] for claim in claims for source in claim["sources"]]
    return len(claims) == 1 and len(stances) == 2 and stances[1] == "confirms"


def _contested(claims: list[dict[str, Any]]) -> bool:
    return {claim["verdict"] for claim in claims} == {"contested"}


def _asked(claims: list[dict[str, Any]]) -> bool:
    return [claim["verdict"] for claim in claims] == ["single"] and "no-reply-sought" not in claims[0]["flags"]


@pytest.mark.parametrize("code", CODES)
def test_who_confirms_it_is_listed_beside_who_told_it(code: str) -> None:
    assert not (wrong := _wrong(code, "confirm", _confirmed)), wrong


@pytest.mark.parametrize("code", CODES)
def test_who_denies_it_makes_it_contested(code: str) -> None:
    assert not (wrong := _wrong(code, "deny", _contested)), wrong


@pytest.mark.parametrize("code", CODES)
def test_who_says_nothing_was_asked_and_denies_nothing(code: str) -> None:
    assert not (wrong := _wrong(code, "silent", _asked)), wrong
