"""The plain sentences of every day: each source in each form of telling, each event in each, and what others answer.

`grid/*.toml` has the words; a frame that is read wrongly with one source or one event of ten is a hole in the rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
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


def _misread(
    code: str, texts: Iterable[tuple[str, str]], right: Callable[[str, list[dict[str, Any]], str], bool]
) -> str:
    """A line for each text that is not `right`, by what is expected of it, or is and stands among the known."""
    known, wrong = set(grid(code)["known"]), []
    for text, expected in texts:
        claims = _read(text, code)
        if right(text, claims, expected) == (text in known):
            found = [(source["class"], text[source["start"] : source["end"]]) for source in _sources(claims)]
            wrong.append(f"{text} | {expected}, not {found} in {len(claims)} claims; known: {text in known}")
    return "\n".join(wrong)


def _sources(claims: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [source for claim in claims for source in claim["sources"]]


def _spans(text: str, claims: list[dict[str, Any]]) -> list[str]:
    return [text[source["start"] : source["end"]] for source in _sources(claims)]


def _one_source(text: str, claims: list[dict[str, Any]], cls: str) -> bool:
    found = [(source["class"], source["stance"]) for source in _sources(claims)]
    own = cls in ("party", "official") and found == [("own-act", "affirms")]  # of what it does itself
    return len(claims) == 1 and (own or found in ([(cls, "affirms")], [(cls, "confirms")]))


@pytest.mark.parametrize("code", CODES)
def test_whoever_tells_it_is_the_one_source_of_the_one_claim(code: str) -> None:
    assert not (wrong := _misread(code, _tellings(code), _one_source)), wrong


def _event(code: str, number: int) -> Mapping[str, str]:
    events: list[dict[str, str]] = grid(code)["events"]
    return events[number % len(events)]


def _unnamed(code: str) -> Iterator[tuple[str, str]]:
    """What one or several people without a name tell, once in each frame."""
    words = grid(code)
    told = words["unnamed"]
    forms = [(form, count) for form, counts in enumerate((told["one"], told["several"])) for count in counts]
    for number, (frame, (form, count), people) in enumerate(product(told["frames"], forms, told["people"])):
        yield _told(words, frame[form], _event(code, STEP * number), {"s": f"{count} {people[form]}"}), "anonymous"


def _behind_it(text: str, claims: list[dict[str, Any]], cls: str) -> bool:
    return [source["class"] for source in _sources(claims)] in ([cls], ["outlet", cls])


@pytest.mark.parametrize("code", CODES)
def test_people_without_a_name_are_unnamed_however_many_they_are(code: str) -> None:
    assert not (wrong := _misread(code, _unnamed(code), _behind_it)), wrong


def _relayed(code: str) -> Iterator[tuple[str, str]]:
    """(what an outlet tells that names its source, the class of that source)"""
    words = grid(code)
    told = words["relays"]
    for number, (frame, whom) in enumerate(product([*told["frames"], *told["quoted"]], told["whom"])):
        if frame in told["frames"] or whom["class"] not in ("document", "outlet"):
            yield _told(words, frame, _event(code, STEP * number), whom), whom["class"]


def _chained(text: str, claims: list[dict[str, Any]], cls: str) -> bool:
    found = sorted(source["class"] for source in _sources(claims))
    return len(claims) == 1 and found == sorted(["outlet", cls]) and claims[0]["origins"] == 1


@pytest.mark.parametrize("code", CODES)
def test_an_outlet_and_whom_it_has_it_from_are_two_links_of_one_chain(code: str) -> None:
    assert not (wrong := _misread(code, _relayed(code), _chained)), wrong


def _opened(code: str) -> Iterator[tuple[str, str]]:
    """(a sentence with something before who speaks, who speaks)"""
    words = grid(code)
    told = words["openings"]
    for number, (opening, who) in enumerate(product(told["openings"], told["who"])):
        yield _told(words, told["frame"], _event(code, STEP * number), {**who, "o": opening}), who["s"]


def _heard(text: str, claims: list[dict[str, Any]], who: str) -> bool:
    return who in (found := _spans(text, claims)) and len(found) <= 2  # the outlet to which he spoke, too


@pytest.mark.parametrize("code", CODES)
def test_whatever_opens_the_sentence_who_speaks_is_the_source(code: str) -> None:
    assert not (wrong := _misread(code, _opened(code), _heard)), wrong


def _told_by(code: str) -> Iterator[tuple[str, str]]:
    """What somebody with a name tells, with every verb of telling in every frame."""
    words = grid(code)
    told = words["verbs"]
    for number, (verb, frame) in enumerate(product(told["verbs"].split(), told["frames"])):
        verb, particle = verb.split("_", 1) if "{p}" in frame and "_" in verb else (verb, "")
        parts = {"v": verb.replace("_", " "), "p": f" {particle}".replace("_", " ").rstrip(), "s": told["who"]}
        yield _told(words, frame, _event(code, number), parts), told["who"]


def _alone(text: str, claims: list[dict[str, Any]], who: str) -> bool:
    return len(claims) == 1 and _spans(text, claims) == [who]


@pytest.mark.parametrize("code", CODES)
def test_whatever_the_verb_who_tells_it_is_the_source(code: str) -> None:
    assert not (wrong := _misread(code, _told_by(code), _alone)), wrong


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
