"""The languages: the only door of the engine to models."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from string import ascii_lowercase
from typing import TYPE_CHECKING

from babel import Locale

from secondsource.errors import UnknownLanguage
from secondsource.text import data
from secondsource.text.bodies import Bodies, of_countries
from secondsource.text.bodies import load as known_bodies
from secondsource.text.cache import read
from secondsource.text.forms import Form, form_of
from secondsource.text.lexicon import NONE, Lexicon, Tags, norm, verbs_in
from secondsource.text.parsing import open_pipeline
from secondsource.text.verbs import rules_of as verb_rules

if TYPE_CHECKING:
    from spacy.language import Language as Pipeline
    from spacy.tokenizer import Tokenizer

CODES = ("fr", "de", "it", "en")
#: More characters than this without white space are no word, and the tokenizer's time grows with the square of their
#: number.
LONGEST_RUN = 300
#: Below this many letters a declared language is trusted more than the text.
SHORT = 60
#: The share of small words (articles, prepositions, auxiliaries …) below which a text is hardly in a language. Whole
#: articles have a third or more, texts in neighbouring languages a fifth at most.
LIKE = 0.22


#: What an acronym is not, whatever its letters.
GRAMMAR = frozenset({"pron", "rel", "wh", "det", "indef", "fin", "first_person", "adp", "demonstrative", "that", "as"})
#: What the parts of a word with a hyphen say of the whole.
OFFICE = frozenset({"official", "party", "expert", "role", "title", "spokes", "boss", "anon"})
#: Forms, and runs of characters, that are remembered; then all are forgotten, so that strange texts do not fill the
#: memory.
FORMS_MAX, RUNS_MAX = 100_000, 30_000


#: A number that is no ordinal, or an acronym ("AfD"), and the full stop of its sentence.
NO_ORDINAL = re.compile(r"(?:\d{1,3}(?:[.'’]\d{3})+|\d+,\d+|\d{4,}|[A-ZÄÖÜ]\w*[a-zäöü][A-ZÄÖÜ])\.")
#: What stands behind a word, and is none of it; but a full stop only where it follows a small letter.
MARKS, SMALL = frozenset(".,;:!?"), frozenset(ascii_lowercase + "ßàáâäçèéêëìíîïñòóôöùúûü")
#: What a month is not that is called like a verb, where it is written with a capital.
MODAL = frozenset({"could", "fin", "forecast", "modal_aux", "sure", "verbal", "nominal"})


#: The words of a run of characters without white space, each with where it begins in the run.
Cut = tuple[tuple[Form, int], ...]


@dataclass(frozen=True, slots=True)
class Language:
    """One language, ready to read with: spaCy's tokenizer and the cue lexicon."""

    code: str
    tokenizer: Tokenizer
    lexicon: Lexicon
    outlets: Lexicon
    bodies: Bodies
    pipeline: Pipeline | None = None  # for names and subjects, where one is configured
    forms: dict[str, Form] = field(default_factory=dict)
    runs: dict[str, Cut] = field(default_factory=dict)

    def cut(self, runs: list[str]) -> list[Cut]:
        """The words of runs of characters without white space, which are all that the tokenizer goes by.

        Remembered in `runs`, since a text repeats most of them; what is new is cut in one go.
        """
        if len(self.runs) > RUNS_MAX:
            self.runs.clear()
        if new := [run for run in runs if run not in self.runs]:
            self._cut_new(dict.fromkeys(new))
        return [self.runs[run] for run in runs]

    def _cut_new(self, runs: Iterable[str]) -> None:
        rest: list[str] = []
        exceptions = self.tokenizer.rules
        for run in runs:
            mark = run[-1] if run[-1] in MARKS else ""
            word = run.removesuffix(mark)
            # Letters or digits only are one word, but for the exceptions; a mark behind them is another.
            plain = (word.isalpha() and (mark != "." or word[-1] in SMALL)) or (word.isdecimal() and mark != ".")
            plain = plain and word not in exceptions and run not in exceptions
            if plain or (mark == "." and NO_ORDINAL.fullmatch(run)):  # "auf 31.000.": the stop is no part of the number
                self.runs[run] = (self.form(word), 0), *(((self.form(mark), len(word)),) if mark else ())
            else:
                rest.append(run)
        if rest:
            words = [(self.form(token.text), token.idx) for token in self.tokenizer(" ".join(rest))]
            begin = at = 0
            for run in rest:
                first = at
                while at < len(words) and words[at][1] < begin + len(run):
                    at += 1
                self.runs[run] = tuple((form, place - begin) for form, place in words[first:at])
                begin += len(run) + 1

    def form(self, word: str) -> Form:
        """The form of a word as it is written; remembered in `forms`."""
        if (known := self.forms.get(word)) is not None:
            return known
        if len(self.forms) > FORMS_MAX:
            self.forms.clear()
        low = norm(word)
        tags = self.lexicon.tags(low) | self.outlets.tags(low)
        if not tags and "-" in low[1:-1]:
            tags = self._of_parts(low.split("-"))
        if not tags.isdisjoint(GRAMMAR) and word.isupper() and sum(map(str.isalpha, word)) > 1:
            tags -= GRAMMAR  # WHO, US, UN: an acronym is no pronoun
        if {"month", "modal_aux"} <= tags and word.istitle():
            tags -= MODAL  # "in May"
        capital = word[:1].isupper()
        found = self.forms[word] = form_of(low, tags, self.lexicon, length=len(word), capital=capital)
        return found

    def _of_parts(self, parts: list[str]) -> Tags:
        """The tags of a word with a hyphen that is in no list: an office ("lieutenant-colonel"), "US-Militär"."""
        first, last = self.lexicon.tags(parts[0]), self.lexicon.tags(parts[-1])
        if self.lexicon.has("capital_nouns"):
            return last
        return OFFICE & first if first & OFFICE and last & (OFFICE | {"rank_part"}) else NONE


def runs_of(text: str) -> tuple[list[str], list[int]]:
    """What stands between white space, and where each begins; what is too long is cut."""
    runs, starts = text.split(), list[int]()
    start = 0
    for run in runs:
        while text[start].isspace():
            start += 1
        starts.append(start)
        start += len(run)
    if any(len(run) > LONGEST_RUN for run in runs):
        places = [
            (at, min(at + LONGEST_RUN, start + len(run)))
            for run, start in zip(runs, starts, strict=True)
            for at in range(start, start + len(run), LONGEST_RUN)
        ]
        return [text[at:end] for at, end in places], [at for at, _ in places]
    return runs, starts


def short(code: str) -> str:
    """The language of a BCP 47 code: "de" of "de-CH". Raises UnknownLanguage."""
    if not isinstance(code, str):
        raise TypeError(f"a language is a code such as 'fr', not {type(code).__name__}")
    found = code.lower().replace("_", "-").split("-")[0]
    if found not in CODES:
        raise UnknownLanguage(f"no language {code!r}; there are {', '.join(CODES)}")
    return found


def load(code: str, pipeline: str | None = None) -> Language:
    """The language of a BCP 47 code ("fr", "de-CH"). Reads its folder once. Raises UnknownLanguage.

    `pipeline`: a spaCy pipeline, installed or a folder, that tells names and subjects. Raises BadConfiguration.
    """
    return _load(short(code)) if pipeline is None else _piped(short(code), pipeline)


@cache
def _piped(code: str, pipeline: str) -> Language:
    return replace(_load(code), pipeline=open_pipeline(code, pipeline))


@cache
def _load(code: str) -> Language:
    rules, entries = verb_rules(code), data.words(code, "lexicon.toml")
    verbs = read(code, rules, frozenset(verbs_in(entries)))
    tokenizer, bodies = _tokenizer(code, entries["abbr"]), known_bodies(code)
    for cls, names in bodies.written.items():
        entries[cls] += "".join(f" {'_'.join(norm(word.text) for word in tokenizer(name))}" for name in names)
    from_babel = {"country": _countries(code), **_months(code, entries)}
    lexicon = Lexicon({**entries, **from_babel, **of_countries()}, entries.place, verbs)
    of_outlets = data.words("outlets.toml")
    outlets = Lexicon(of_outlets, of_outlets.place)
    lexicon.add_phrases(outlets)
    return Language(code, tokenizer, lexicon, outlets, bodies)


def _tokenizer(code: str, abbreviations: str) -> Tokenizer:
    """spaCy's tokenizer of a language, or, where its folder has rules, the one for any language and these."""
    import spacy  # here, since a process that only hands texts on does without its 60 MB
    from spacy.symbols import ORTH
    from spacy.util import compile_infix_regex, compile_suffix_regex
    from spacy.vocab import Vocab

    plain = Vocab()  # of a word nothing is asked but its number: no shape, no norm, no likeness to a number
    file = files("secondsource.lang").joinpath(code, "tokens.toml")
    if not file.is_file():
        return spacy.blank(code, vocab=plain).tokenizer
    rules, blank = data.rules({"infixes": list}, code, "tokens.toml"), spacy.blank("xx", vocab=plain)
    infixes = [rule for rule in blank.Defaults.infixes or () if not re.search(rule, rules["compound"])]
    infixes += [data.pattern(rule, f"{rules.place}: infixes").pattern for rule in rules["infixes"]]
    behind = data.pattern("|".join(rules["behind"].split()), f"{rules.place}: behind").pattern
    suffixes = [*(blank.Defaults.suffixes or ()), rf"(?<=[^\W\d_])-(?i:{behind})"]
    tokenizer: Tokenizer = blank.tokenizer
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    tokenizer.suffix_search = compile_suffix_regex(suffixes).search
    months = (short for short in Locale(code).months["format"]["abbreviated"].values() if short.endswith("."))
    for word in (*rules["words"].split(), *abbreviations.split(), *months):
        for written in (word, word.capitalize(), word.upper()):
            tokenizer.add_special_case(written, [{ORTH: written}])
    return tokenizer


def _countries(code: str) -> str:
    """The names of countries as Babel has them (CLDR), as a lexicon's items."""
    names = Locale(code).territories.items()
    plain = (norm(name) for key, name in names if key.isalpha() and len(key) == 2)
    return " ".join("_".join(name.split()) for name in plain if name.replace(" ", "").isalpha())


def _months(code: str, entries: Mapping[str, str]) -> dict[str, str]:
    """The tags m1 to m12: the names of the months as Babel has them (CLDR), and as print cuts them short ("Aug.")."""
    wide, short = (Locale(code).months["format"][width] for width in ("wide", "abbreviated"))
    names = {f"m{number}": f"{norm(name)} {norm(short[number]).rstrip('.')}." for number, name in wide.items()}
    return {tag: f"{both} {entries.get(tag, '')}" for tag, both in names.items()}


@cache
def _closed_classes() -> dict[str, frozenset[str]]:
    """The words that hardly any text of a language does without, and that the others lack."""
    return {code: listed(code, "det", "conj", "rel", "pron", "neg", "that", "first_person", "fin") for code in CODES}


@cache
def _neighbours() -> tuple[frozenset[str], ...]:
    """The small words of each language that is not read and is like one of ours."""
    return tuple(frozenset(words.split()) for words in data.words("neighbours.toml").values())


@cache
def listed(code: str, *tags: str) -> frozenset[str]:
    """The words that a lexicon lists under some tags, as they stand there: for who reads no text."""
    entries = data.words(code, "lexicon.toml")
    return frozenset(word for tag in tags for word in entries.get(tag, "").split())


def detect(text: str, declared: str | None = None) -> str:
    """The code of the language of a text. A short text is believed to be what it is declared as."""
    declared = declared.lower().split("-")[0] if declared else None
    sample = text[:20_000]
    letters = sum(map(str.isalpha, sample))
    if declared in CODES and letters < SHORT:
        return str(declared)
    words = re.findall(r"[^\W\d_]+", sample.lower())
    scores = {code: sum(word in known for word in words) for code, known in _closed_classes().items()}
    best = max(CODES, key=lambda code: (scores[code], code == declared))
    if declared in CODES and scores[best] <= 1.2 * scores[str(declared)]:
        return str(declared)
    return best


def resembles(text: str, code: str) -> bool:
    """Whether so many words are small words of a language that the text may be in it, and not in one beside it."""
    words = re.findall(r"[^\W\d_]+", text[:20_000].lower())
    known = _closed_classes()[code] | listed(code, "adp", "indef")
    near = max(sum(word in small for word in words) for small in _neighbours())
    return bool(words) and sum(word in known for word in words) >= max(near, LIKE * len(words))
