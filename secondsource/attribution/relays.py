"""Through whom a source is known: whom an outlet cites, and what document only an outlet has seen."""

from __future__ import annotations

from secondsource.clauses.frame import Frame
from secondsource.clauses.subjects import subject
from secondsource.record import replace
from secondsource.sources.persons import Person, read
from secondsource.sources.windows import FAR, NEAR
from secondsource.text.names import MARKS
from secondsource.text.phrases import QUOTES, Sentence, finite, group_start, phrase_end

#: Who is no person that an outlet has heard.
SEEN_BY = (None, "outlet", "witness", "document", "social")
#: What ends the name of whom somebody spoke to.
ADDRESSED = frozenset({"adp", "that", "pron", "many"})
#: What stands in the name of an outlet that is no agency.
NAMED = frozenset({"named_outlet", "masthead", "station"})


def relies(s: Sentence, at: int) -> Frame | None:
    """ "…, which cites X", "…, qui s'appuie sur X": where the source before has it from."""
    words = s.words
    end = words.end_of(at, "refers")
    if not end:
        return None
    back = max(s.first, at - (FAR if words.capital_nouns else 4))
    first = next((i for i in range(at - 1, back, -1) if words.low[i - 1] == ","), -1)
    if first < 0 or not words.tags[first] & {"rel", "that", "comma_rel"}:
        first = at - 1 if "conj" in words.tags[at - 1] else -1  # "Das berichtet X und beruft sich auf Y"
    begin = end
    while begin < s.last - 1 and words.tags[begin] & {"adp", "reflexive", "adverb"} and "det" not in words.tags[begin]:
        begin += 1
    last = phrase_end(s, begin)
    who = read(words, begin, last, s.first)
    if who is None and words.capital_nouns and first > 0:  # "das Blatt, das sich auf zwei Insider | beruft, …"
        who, last = read(words, _relied_on(s, first, at), at, s.first), end
    if who is None or who.cls is None or any("neg" in words.tags[i] for i in range(max(s.first, at - 2), begin + 1)):
        return None  # "ne cite aucune source"
    if first < 0:
        return _rests(s, at, end, who)
    return Frame(first, last, words.span(at, end), who, "prepositional", "affirms", (s.first, s.last))


def _relied_on(s: Sentence, first: int, at: int) -> int:
    """Where the source begins in a relative clause with its verb last: ", der sich auf | zwei Insider | beruft"."""
    words = s.words
    return next((i + 1 for i in range(first, at) if "adp" in words.tags[i] and "det" not in words.tags[i]), first + 1)


def _rests(s: Sentence, at: int, end: int, who: Person) -> Frame | None:
    """ "The newspaper cites two people who were there", "cites the BBC": where an outlet has what it told from."""
    _, outlet = subject(s, group_start(s, at))
    if outlet is None or outlet.cls != "outlet":
        return None
    cue = s.words.span(at, end)
    inner = Frame(at, at, cue, who, "prepositional", "affirms", (at, at))
    told_before = not any(s.quoted)
    here = (s.first, s.first)
    return Frame(s.first, s.first, cue, outlet, "reported", "affirms", here, closing=told_before, behind=inner)


def quotes(s: Sentence, at: int) -> Frame | None:
    """ "The Courier quoted two diplomats | as saying | the talks had failed": whom it has heard, and through which."""
    words, end = s.words, s.words.end_of(at, "as_saying")
    verb = next((i for i in range(at - 1, max(s.first, at - FAR), -1) if "quotes" in words.tags[i]), -1)
    if verb < 0 or not end:
        return None
    first, outlet = subject(s, group_start(s, verb))
    who, by = read(words, verb + 1, at, s.first), 0
    if "passive" in words.tags[verb - 1]:  # "the ministry was quoted as saying by Interfax"
        by = next((i for i in range(verb + 1, min(end + 2, s.last - 1)) if "by" in words.tags[i]), 0)
        last = at if by < at else phrase_end(s, by + 1)
        who, outlet = outlet, read(words, by + 1, last, s.first) if by else None
        end = max(end, last if by > at else end)
    known = outlet is not None and outlet.cls == "outlet"
    if who is None or who.cls is None or not (known or ("passive" in words.tags[verb - 1] and not by)):
        return None
    if end >= s.last - 1:  # "The talks had failed, the Courier quoted a diplomat as saying."
        told = (s.first, first)
    else:
        end += "that" in words.tags[end]
        told = (end, s.last)
    return Frame(first, end, words.span(verb, end), who, "reported", "affirms", told, told=outlet if known else None)


def seen_by(s: Sentence, first: int, last: int) -> tuple[int, Frame | None]:
    """ "documents | that the Courier could see": where that ends, and the outlet through which they are known."""
    words = s.words
    part = range(first + 1, min(last + 2, s.last - 2))
    seen = next((i for i in part if "seen" in words.tags[i] and "by" in words.tags[i + 1]), 0)
    stop = last if seen < last else next((i for i in range(seen + 2, s.last) if words.low[i] == ","), last)
    if seen and (who := _heard_by(s, seen + 2, stop)) is not None:  # "un rapport | consulté par Le Courrier"
        return stop, Frame(seen, stop, words.span(seen, seen + 2), who, "reported", "affirms", (seen, stop))
    begin = last + 1 if last < s.last - 1 and words.low[last] == "," else last
    if begin >= s.last - 1 or not words.tags[begin] & {"rel", "that", "comma_rel"}:
        return last, None
    near = range(begin + 1, min(begin + NEAR, s.last))
    end = next((i for i in near if words.low[i] in MARKS and words.low[i] not in QUOTES), s.last - 1)
    seen = next((i for i in range(begin + 1, end) if "seen" in words.tags[i]), -1)
    who = read(words, begin + 1, next((i for i in range(begin + 1, seen) if finite(words, i)), seen), s.first)
    if seen < 0 or who is None or who.cls not in ("outlet", "witness"):
        return last, None
    end = end if words.capital_nouns else seen + 1
    outlet = Frame(begin, end, words.span(seen, seen + 1), who, "reported", "affirms", (begin, end))
    return end, outlet if who.cls == "outlet" else None


def known_through(s: Sentence, frame: Frame) -> Frame:
    """A document that speaks, and the outlet that has seen it: "L'audit, que Le Courrier a pu consulter, conclut"."""
    words, who = s.words, frame.who
    if who is None or who.cls != "document" or frame.behind is not None or "seen" not in s.begins:
        return frame
    first, last = words.words_in(who.span)
    last = next((i for i in range(first, last) if words.low[i] == ","), last)
    seen = seen_by(s, first, last)[1]
    paper = read(words, first, min(seen.first, last), s.first) if seen is not None else None
    return frame if paper is None else replace(frame, who=paper, behind=seen)


def told_to(s: Sentence, frame: Frame) -> Person | None:
    """ "two workers told the Courier", "sagte sie dem NDR": the outlet that somebody spoke to; no agency."""
    words, who = s.words, frame.who
    if (
        s.begins.isdisjoint(NAMED)
        or who is None
        or who.cls in SEEN_BY
        or frame.closing
        or frame.stance not in ("affirms", "confirms")
    ):
        return None
    if (asked := _asked_by(s, frame)) is not None:
        return asked
    if frame.type not in ("quote", "reported"):
        return None
    if (facing := _facing(s, frame)) is not None:
        return facing
    cue = range(*words.words_in(frame.cue))
    verb = words.word_at(frame.cue[0])
    begin = words.word_at(frame.cue[1])
    if who.span[0] < frame.cue[1] or "addressee" not in words.tags[begin]:  # "a dit au Monde le maire"
        begin = words.word_at(max(frame.cue[1], who.span[1]))
    limit = words.word_at(who.span[0]) if begin < words.word_at(who.span[0]) else frame.last
    known = max(words.end_of(at, "named_outlet") for at in (begin, begin + 1)) if begin + 1 < limit else 0
    stops = range(max(begin + 1, known), min(begin + NEAR, limit))
    end = next((i for i in stops if words.low[i] in ",:;." or words.tags[i] & ADDRESSED), limit)
    near = range(begin, end)
    if end <= begin or not any(words.begins[i] & NAMED for i in near):
        return None
    if any("agency" in words.begins[i] for i in near) or any(finite(words, i) for i in near):
        return None
    tells = any("tells" in words.tags[i] for i in (verb, *cue))  # "five pupils | have told the BBC"
    if not (tells or words.tags[begin] & {"oblique", "where", "addressee"}):
        return None
    told = read(words, begin, end, s.first)
    told = _without_adp(s, told, begin)
    nameless = end - begin == 2 and "station" in words.tags[end - 1] and not words.capital(begin)  # "im Radio"
    return told if told is not None and told.cls == "outlet" and told.key != who.key and not nameless else None


def _without_adp(s: Sentence, outlet: Person | None, first: int) -> Person | None:
    """The outlet without the preposition that its article has grown together with: "au | Figaro"."""
    words = s.words
    if outlet is None or "adp" not in words.tags[first] or outlet.span[0] != words.start[first]:
        return outlet
    span = words.start[first + 1], outlet.span[1]
    return replace(outlet, span=span, text=words.text[slice(*span)])


def _asked_by(s: Sentence, frame: Frame) -> Person | None:
    """ "two sailors | interviewed by the Courier", "la police, | citée par Le Monde", "ein von ihr befragter"."""
    words, who = s.words, frame.who
    if who is None or "asked" not in s.begins:
        return None
    first, last = words.words_in(who.span)
    asked = next((i for i in range(first, min(last + 2, s.last)) if "asked" in words.tags[i]), -1)
    if asked < 0:
        return None
    stops = (i for i in range(asked, s.last) if words.low[i] in MARKS or words.low[i] == ".")
    end = last if asked < last else next(stops, s.last)
    near = range(first, asked) if words.capital_nouns else range(asked + 1, min(asked + 2, end))
    by = next((i for i in near if "by" in words.tags[i]), -1)
    begin = by + ("named_outlet" not in words.begins[by])  # "citato | dalla Stampa"
    return _heard_by(s, begin, asked if words.capital_nouns else end) if by >= 0 else None


def _facing(s: Sentence, frame: Frame) -> Person | None:
    """ "| Gegenüber dem NDR | sagten zwei Anwohner", "| Interrogé par la RTS, | un voisin a dit"."""
    words = s.words
    begin = words.end_of(s.first, "facing")
    if not begin and {"oblique", "masc"} <= words.tags[s.first]:  # "Dem «Kurier» sagte ein Zeuge, …"
        begin = s.first + 1
    if not begin or frame.first > begin + NEAR:
        return None
    end = next((i for i in range(begin, min(begin + NEAR, s.last)) if words.low[i] == "," or words.finite[i]), begin)
    return _heard_by(s, begin, end)


def _heard_by(s: Sentence, first: int, last: int) -> Person | None:
    """The outlet that these words name, if one; no agency."""
    words = s.words
    if first >= last or not any(words.begins[i] & NAMED for i in range(first, last)):
        return None
    outlet = _without_adp(s, read(words, first, last, s.first), first)
    known = outlet is not None and outlet.cls == "outlet"
    return outlet if known and not any("agency" in words.begins[i] for i in range(first, last)) else None


def relaying(s: Sentence, first: int, last: int) -> list[Person]:
    """The outlets that repeat what another has told: "The report was picked up by | the BBC | and | Radio Kamber |"."""
    words, begin = s.words, first
    found: list[Person] = []
    for at in range(first, last + 1):
        cue = words.end_of(at, "relayed") if at < last else 0
        if at < last and not (cue or words.low[at] in ",;." or "conj" in words.tags[at]):
            continue
        who = read(words, begin, at, s.first) if begin < at and "prep" not in words.begins[begin] else None
        if who is not None and who.cls == "outlet" and all(who.key != other.key for other in found):
            found.append(who)
        begin = max(begin, cue or at + 1)
    return found
