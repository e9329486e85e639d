"""A file of data that is not as it must be is told with its name and the key, and is no KeyError in the engine."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from secondsource.errors import BadConfiguration
from secondsource.provenance import explaining, fingerprint
from secondsource.text import bodies, data, language

CASES: list[tuple[Callable[[], object], str, str, str, str]] = [
    # what reads it, the file, a line of it, what stands there instead, what is told
    (lambda: whole(language._load)("en"), "en/lexicon.toml", r"abbr = ", "abr = ", "there is no 'abbr'"),
    (lambda: whole(language._load)("en"), "en/lexicon.toml", r"\A", "say = 5\n", "Cannot overwrite a value"),
    (lambda: whole(language._load)("en"), "en/lexicon.toml", r"\A", "strange = 5\n", "strange must be a string"),
    (lambda: whole(language._load)("en"), "en/verbs.toml", r"(?s).*", "", "there is no 'lemma'"),
    (lambda: whole(language._load)("en"), "en/verbs.toml", r"fewest = \d", "fewest = true", "fewest must be a whole"),
    (lambda: whole(language._load)("en"), "en/verbs.toml", r"base = true", "base = 1", "base must be true or false"),
    (
        lambda: whole(language._load)("en"),
        "en/verbs.toml",
        r"nouns = .*",
        "nouns = [1]",
        "nouns: what is in it must",
    ),
    (lambda: whole(language._load)("en"), "en/verbs.toml", r"lemma = .*", 'lemma = "("', "lemma: '(' is no regular"),
    (lambda: whole(language._load)("en"), "en/verbs.toml", r"forms = .*", 'forms = ["x"]', "has no table 'x'"),
    (lambda: whole(language._load)("fr"), "fr/tokens.toml", r"compound = .*", "", "there is no 'compound'"),
    (lambda: whole(language._load)("fr"), "fr/tokens.toml", r"infixes = .*", 'infixes = ["("]', "infixes: '(' is no"),
    (lambda: whole(language._load)("fr"), "outlets.toml", r"(?s).*", "x = [1]", "x must be a string"),
    (lambda: bodies.Bodies(whole(bodies._data)(), {}), "bodies.toml", r"\[words\]", "[word]", "there is no 'words'"),
    (lambda: whole(bodies._data)(), "bodies.toml", r"\A", "[x]\ny = 1\n", "[x] y must be a string"),
    (lambda: whole(fingerprint._tables)(), "concepts.toml", r"\A", "x = 1\n", "x must be a table"),
    (lambda: whole(fingerprint._tables)(), "concepts.toml", r"negation = ", "no = ", "[words]: there is no 'negation'"),
    (lambda: whole(explaining.messages)("it")["why"], "it/messages.toml", r"(?s).*", "", "there is no 'why'"),
]


def whole(cached: Any) -> Callable[..., Any]:
    """What a function gives that remembers what it gave."""
    read: Callable[..., Any] = cached.__wrapped__
    return read


@pytest.fixture
def lang(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the folder of languages, which is read in its place."""
    folder = tmp_path / "lang"
    shutil.copytree(str(files("secondsource.lang")), folder)
    monkeypatch.setattr(data, "files", lambda package: folder)
    return folder


@pytest.mark.parametrize(("read", "name", "line", "instead", "told"), CASES)
def test_what_a_file_lacks_or_has_of_another_kind_is_told_with_its_name(
    lang: Path, read: Callable[[], object], name: str, line: str, instead: str, told: str
) -> None:
    file = lang / name
    content, changes = re.subn(line, lambda _: instead, file.read_text(encoding="utf-8"), count=1)
    assert changes
    file.write_text(content, encoding="utf-8")
    with pytest.raises(BadConfiguration) as caught:
        read()
    assert str(caught.value).startswith(f"lang/{name}: ")
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_told_with_its_name(lang: Path) -> None:
    (lang / "de" / "verbs.toml").unlink()
    with pytest.raises(BadConfiguration, match=re.escape("cannot read lang/de/verbs.toml: No such file")):
        whole(language._load)("de")


def test_a_sentence_with_a_brace_too_many_is_told_with_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    tables = {"why": {"single/named": "Only source: {source}}."}, "more": {}, "list": {}}
    monkeypatch.setattr(explaining, "messages", lambda code: tables)
    with pytest.raises(BadConfiguration, match=re.escape("lang/en/messages.toml: [why] single/named: Single '}'")):
        whole(explaining._sentences)("en")
