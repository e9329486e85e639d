"""What is seen, on pictures, in papers or by the outlet itself: "Auf einem Video ist zu sehen, wie …", "AFP saw"."""

from __future__ import annotations

from secondsource.clauses.borders import clause_end
from secondsource.clauses.content import reach_end
from secondsource.clauses.frame import Frame
from secondsource.clauses.saying import speaks
from secondsource.clauses.subjects import subject
from secondsource.model import ASKABLE
from secondsource.record import replace
from secondsource.sources.persons import Person, read
from secondsource.sources.windows import NEAR
from secondsource.text.phrases import Sentence, finite, group_start, left, phrase_end

#: Who says something on pictures, and is not shown: "in a video on Facebook, the mayor apologised".
SPEAKERS = frozenset({"named", "official", "party", "expert"})
#: Who it is that has seen it himself.
OURS = frozenset({"reporter", "own_reporter", "agency", "det", "of"})


def own_eyes(s: Sentence, at: int) -> Frame | None:
    """The outlet saw it: "a constaté | un journaliste de l'AFP", "reporters saw", "wie | ein Reporter sah"."""
    end = s.words.end_of(at, "self")
    if at > s.first and s.words.tags[at - 1] & {"say", "by"}:  # "told our reporter"
        return None
    while end < s.last and "reporter" not in s.words.tags[at] and not s.words.tags[end].isdisjoint(OURS):
        end += 1  # "a constaté | un journaliste de l'AFP"
    begin = at
    while begin > s.first and s.words.tags[begin - 1] & OURS and "that" not in s.words.tags[begin - 1]:
        begin -= 1  # "an AFP | reporter saw"
    named = begin + ("as" in s.words.tags[begin])  # "wie | ein Reporter"
    span = s.words.span(named, at + 1 if "reporter" in s.words.tags[at] else end)
    who = Person(span, s.words.text[slice(*span)], "witness", "witness")
    first = next((i + 1 for i in range(at, s.first, -1) if s.words.low[i] == ";"), s.first)
    last = reach_end(s, end, weak=True)
    cue, verbs = s.words.span(at, end), [i for i in (*range(first, at), *range(end, last)) if finite(s.words, i)]
    alone = "reporter" in s.words.tags[at] and all(s.words.tags[i] & {"plural", "infinitive"} for i in verbs)
    end = begin if alone else end  # "A reporter saw | soldiers firing": what was seen is no clause without its verb
    return Frame(begin, end, cue, who, "self", "affirms", (first, last))


def reporter_saw(s: Sentence, at: int) -> Frame | None:
    """ "Un journaliste de l'AFP | a vu | des étals détruits", "Eine dpa-Reporterin sah …": all stays in the claim."""
    words = s.words
    if s.inside(at) or not speaks(s, at):
        return None
    first, who = subject(s, group_start(s, at))
    if who is None or who.cls != "witness" or words.tags[left(s, at)] & {"as", "rel", "wh", "comma_rel"}:
        return None
    reach = (first, clause_end(s, first, at) if words.capital_nouns else reach_end(s, at + 1, weak=True))
    return Frame(first, first, words.span(at, at + 1), who, "self", "affirms", reach)


def shown(s: Sentence, at: int) -> Frame | None:
    """What pictures show, and whose they are."""
    words = s.words
    end = words.end_of(at, "shown")
    noun = next((i for i in range(s.first, at) if words.tags[i] & {"document", "social"}), -1)
    if any(finite(words, i) for i in range(s.first, noun)):
        return None
    verb = next((i for i in range(noun + 1, at) if "stable" in words.tags[i]), -1)
    apart = 0 <= noun < verb < at - 1 and words.capital_nouns  # "Auf Videos | sind | verkohlte Tiere | zu sehen"
    first, last = (s.first, verb if apart else at) if noun >= 0 else _pictures_after(s, end)
    while first < last and words.tags[first] & {"adp"} and "det" not in words.tags[first]:
        first += 1
    who = read(words, first, last, s.first)
    posted = any("social" in words.begins[i] for i in range(first, last))
    if who is None or (who.cls not in ("document", "social") and (not posted or who.named)):
        return None
    who = replace(who, cls="social", key="social") if posted and not who.named else who
    cue, begin = words.span(at, end), end if noun >= 0 else last
    if apart:
        return Frame(at, end, cue, who, "reported", "affirms", (s.first, at))
    while begin < s.last - 1 and (words.low[begin] == "," or words.tags[begin] & {"as", "that", "wh"}):
        begin += 1
    return Frame(s.first, begin, cue, who, "reported", "affirms", (begin, s.last))


def _pictures_after(s: Sentence, at: int) -> tuple[int, int]:
    """ "Zu sehen ist | auf einem Video, | wie …": the pictures behind the verb, up to the comma."""
    words = s.words
    comma = next((i for i in range(at, s.last) if words.low[i] == ","), at)
    return (at, comma) if any(words.tags[i] & {"document", "social"} for i in range(at, comma)) else (at, at)


def in_papers(s: Sentence) -> Frame | None:
    """ "Nelle carte il suo nome | compare tre volte", "In footage shared online, | stalls lie in ashes"."""
    words, first = s.words, s.first
    if s.inside(first) or "adp" not in words.tags[first] or words.tags[first].isdisjoint(("where", "out_of")):
        return None
    begin = first + 1
    noun = next((i for i in range(begin, min(first + NEAR, s.last)) if "document" in words.tags[i]), s.last)
    if noun == s.last or any(words.low[i] == "," for i in range(first, noun)):
        return None
    rest = _behind_relative(s, noun)
    verb = next((i for i in range(rest, s.last) if finite(words, i) or "appears" in words.tags[i]), s.last)
    if verb == s.last:
        return None
    cue = words.span(first, noun + 1)
    if "appears" in words.tags[verb] or (words.capital_nouns and _recorded(s, first, verb)):
        who = read(words, begin, noun + 1, first)
        told = who is not None and who.cls == "document"
        return Frame(first, first, cue, who, "reported", "affirms", (first, s.last)) if told else None
    if "pictures" not in words.tags[noun] or (comma := _main_clause(s, noun)) < 0:
        return None
    who = read(words, begin, phrase_end(s, begin), first)
    end = next((i for i in range(comma + 1, s.last) if finite(words, i)), comma + 1)
    seen = read(words, comma + 1, end, first) if end > comma + 1 else None
    acts = end == comma + 1 or words.tags[comma + 1] & {"pron"} or (seen is not None and seen.cls in ASKABLE)
    if who is None or who.cls not in ("document", "social") or acts:
        return None  # "In a video on Facebook, the mayor Anna Weiss apologised"
    return Frame(first, comma + 1, cue, who, "reported", "affirms", (comma + 1, s.last))


def _behind_relative(s: Sentence, noun: int) -> int:
    """Behind what is told of a document: "In der Klage, | die dem Blatt vorliegt, | ist von Betrug die Rede"."""
    words = s.words
    commas = [i for i in range(noun + 1, s.last) if words.low[i] == "," and not s.inside(i)]
    if len(commas) < 2 or any(finite(words, i) for i in range(noun + 1, commas[0])):
        return noun + 1
    return commas[1] + 1 if "comma_rel" in words.tags[commas[0] + 1] else noun + 1


def _recorded(s: Sentence, first: int, verb: int) -> bool:
    """ "ist von Betrug die Rede", "wird die Gruppe als Gefahr geführt", "aus den Akten ergibt sich ein Verlust"."""
    words = s.words
    if "out_of" in words.tags[first]:
        return not words.tags[verb].isdisjoint(("say", "appears"))
    part = range(verb, s.last)
    noted = words.tags[verb] & {"passive", "stable"} and any("recorded" in words.tags[i] for i in part)
    return bool(noted) or any("mention" in words.begins[i] for i in part)


def _main_clause(s: Sentence, noun: int) -> int:
    """The comma before what the pictures show, over a relative clause that tells of them; -1 for none."""
    words = s.words
    commas = [i for i in range(noun + 1, s.last) if words.low[i] == "," and not s.inside(i)]
    if not commas:
        return -1
    relative = commas[0] + 1 < s.last and words.tags[commas[0] + 1] & {"rel", "comma_rel", "wh", "that"}
    if relative:
        return commas[1] if len(commas) > 1 else -1
    return commas[0] if not any(finite(words, i) for i in range(noun + 2, commas[0])) else -1
