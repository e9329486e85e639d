"""The verb forms that are kept between two starts: the same as those of the tables, or made anew."""

from dataclasses import fields, is_dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from secondsource.text import cache, verbs
from secondsource.text.data import parse

LEMMAS = frozenset({"say", "deny"})


@pytest.fixture
def rules() -> dict[str, Any]:
    return parse(files("secondsource.lang").joinpath("en", "verbs.toml").read_bytes(), "en/verbs.toml")


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the verb forms of English are kept."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "secondsource" / "verbs-en.json"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The languages whose forms were made of the tables."""
    made: list[str] = []
    whole = verbs.read
    monkeypatch.setattr(verbs, "read", lambda code, *rest: made.append(code) or whole(code, *rest))
    return made


def content(found: Any) -> dict[str, Any]:
    def plain(value: Any) -> Any:
        if is_dataclass(value):
            return content(value)
        if hasattr(value, "items") and not hasattr(value, "tobytes"):
            return {key: plain(item) for key, item in value.items()}
        return sorted(value)

    return {field.name: plain(getattr(found, field.name)) for field in fields(found)}


def test_what_was_kept_is_what_the_tables_give(kept: Path, made: list[str], rules: dict[str, Any]) -> None:
    first, second = cache.read("en", rules, LEMMAS), cache.read("en", rules, LEMMAS)
    assert made == ["en"]
    assert content(first) == content(second) == content(verbs.read("en", rules, LEMMAS))
    assert all(content(first)[name] for name in ("forms", "of"))
    assert {"sure", "verbal", "nominal"} <= {tag for tags in first.forms.tags for tag in tags}


def test_other_rules_or_verbs_are_read_anew(kept: Path, made: list[str], rules: dict[str, Any]) -> None:
    cache.read("en", rules, LEMMAS)
    assert set(cache.read("en", rules, LEMMAS | {"confirm"}).of) == {*LEMMAS, "confirm"}
    cache.read("en", {**rules, "never": "say"}, LEMMAS)
    assert len(made) == 3


@pytest.mark.parametrize("length", [0, 40, 140, -1])
def test_a_file_that_breaks_off_is_made_anew(kept: Path, made: list[str], rules: dict[str, Any], length: int) -> None:
    whole = content(cache.read("en", rules, LEMMAS))
    kept.write_bytes(kept.read_bytes()[:length])
    assert content(cache.read("en", rules, LEMMAS)) == whole
    cache.read("en", rules, LEMMAS)
    assert len(made) == 2


def test_a_lie_in_the_file_is_not_believed(kept: Path, made: list[str], rules: dict[str, Any]) -> None:
    whole = content(cache.read("en", rules, LEMMAS))
    kept.write_bytes(kept.read_bytes().replace(b'"deny"', b'"dent"') + b"\xff")
    assert content(cache.read("en", rules, LEMMAS)) == whole


def test_a_folder_that_cannot_be_written_is_no_error(kept: Path, made: list[str], rules: dict[str, Any]) -> None:
    kept.parent.write_text("in the way")
    assert cache.read("en", rules, LEMMAS).of["say"]
    assert made == ["en"]
