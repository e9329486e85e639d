"""Who says so where the verb is in the passive: "was confirmed by X", "an account disputed by the council"."""

from __future__ import annotations

from secondsource.attribution.deeds import deed_of
from secondsource.clauses.content import content_start, reach_end
from secondsource.clauses.frame import Frame
from secondsource.model import ASKABLE, Stance
from secondsource.sources.persons import read
from secondsource.sources.windows import FAR, NEAR, SOON
from secondsource.text.lexicon import union
from secondsource.text.phrases import VERBS, Sentence, left, phrase_end
from secondsource.text.words import Words

#: Whose confirmation, told in the passive, may be of the same root: what papers or unnamed people say, who knows of it.
NO_SECOND = frozenset({"outlet", "document", "anonymous"})
#: Through whom a confirmation may be known, and be of the same root.
OUTLETS = frozenset({"agency", "named_outlet", "outlet", "press", "masthead", "station"})
#: Nouns of what somebody tells, asks for or blames another for.
ACCOUNT = frozenset({"account", "told_noun", "charge", "motion", "tidings"})
#: Verbs by which news comes or is given, and what stands before whom it comes from.
ARRIVES, FROM = frozenset({"comes", "gives"}), frozenset({"by", "from"})
#: What is no mere word of somebody, and so is told itself: "the attack", "the two deaths".
HARM = frozenset({"death", "violence", "war", "health"})
#: What somebody is accused of: "of | taking bribes", "di | aver rubato".
DONE = frozenset({"perfect_aux", "gerund", "infinitive", "inf_suffix"})
#: What makes a confirmation none.
UNSURE = frozenset(
    {"neg", "if", "could", "should", "modal_aux", "conditional_plain", "conditional", "konjunktiv2", "hearsay", "hedge",
     "partly", "future", "outstanding", "untrue", "unverifiable", "deny"}
)  # fmt: skip


def _plain(s: Sentence, who: range) -> bool:
    """Whether a sentence tells of one confirmation and of nothing else: false corroboration is the costliest error.

    Not "n'a pas été confirmée", "wurde teilweise bestätigt", "confirmed to the Courier by", "was confirmed, then
    denied", nor who tells that it was confirmed.
    """
    words, part = s.words, range(s.first, s.last)
    told = union([words.tags[i] | words.begins[i] for i in part])
    beside = union([words.begins[i] for i in part if i not in who])
    if told & UNSURE or beside & OUTLETS or words.low[s.last - 1] == "?":
        return False
    says = any(words.tags[i] & VERBS and "confirm" not in words.tags[i] and words.finite[i] for i in part)
    joined = any("conj" in words.tags[i] and "say" in words.tags[min(i + 1, s.last - 1)] for i in part)
    aside = any(words.low[i] in ",;:()–—" for i in part) or len([i for i in part if "by" in words.tags[i]]) > 1
    to_come = any("passive" in words.tags[i] and _infinitive(words, i) for i in part)  # "devait être confirmée"
    return not (says or joined or aside or to_come)


def _told(words: Words, at: int) -> bool:
    """A noun for what was told, or "this" before its verb; not "this | appointment"."""
    tags = words.tags[at]
    alone = "demonstrative" not in tags or (at + 1 < len(words) and words.finite[at + 1])
    return alone and bool(tags & {"told_noun", "charge"})


def of_more(words: Words, at: int) -> bool:
    """Whether a noun tells of more than it points back to: "a sum", "die Zahl | der Opfer"; not "of the Courier"."""
    if at and words.tags[at - 1] & {"indef", "own"}:
        return True
    after = range(at + 2, min(at + 4, len(words)))
    of = at + 1 < len(words) and bool(words.tags[at + 1] & {"of", "genitive"})
    return of and not any(words.begins[i] & OUTLETS for i in after)


def _infinitive(words: Words, at: int) -> bool:
    return bool(words.tags[at] & {"inf_suffix", "infinitive"}) or (at > 0 and "adp" in words.tags[at - 1])  # "to be"


def passive(s: Sentence, at: int, stop: int, stance: Stance) -> Frame | None:
    """ "was confirmed by X", "wurde von X bestätigt": covers what X said, else the clause or the claims before it."""
    words = s.words
    near = range(max(s.first, at - SOON), at)
    claim = stance != "affirms" and any(_told(words, i) for i in near)
    if not claim and "passive" not in s.begins:
        return None
    begin = max(left(s, at), at - FAR)
    opens = at == s.first and stop < s.last and "passive" in words.tags[stop]  # "Bestätigt wird das von X"
    if not (claim or opens or any("passive" in words.tags[i] for i in range(begin, at))):
        return None
    by = next((i for i in range(stop, min(stop + 3, s.last)) if "by" in words.tags[i]), -1)
    if by >= 0:
        last = phrase_end(s, by + 1)
        done = (i for i in range(by + 2, last - 1) if "of" in words.tags[i] and words.tags[i + 1] & DONE)
        last = next(done, last)  # "accusato dalla procura | di aver rubato"
    else:
        by = next((i for i in range(at - 1, begin, -1) if "by" in words.tags[i]), -1)
        last = at if words.capital_nouns else -1
    who = read(words, by + 1, last, s.first) if 0 <= by < last else None
    if who is None or who.cls is None:
        return None
    if stance == "confirms" and (who.cls in NO_SECOND or not _plain(s, range(by + 1, last))):
        return None
    whose = union(words.tags[s.first : min(at, by)])
    if stance == "confirms" and not claim and "death" in whose and whose & {"own", "genitive_mark", "of"}:
        cue = words.span(at, stop)  # "Holt's death was confirmed by her agent": the words stay in the claim
        return Frame(s.first, s.first, cue, who, "reported", stance, (s.first, s.last))
    more = any(words.tags[i] & {"that", "adp"} for i in range(s.first + 1, min(by, at)))
    if stance == "confirms" and more:
        return None  # "The report that his wife was alive was confirmed"
    last = max(last, stop)
    start, reported = content_start(s, last)
    if stance == "affirms" and not reported and last < s.last - 1 and words.tags[last + 1] & DONE:
        start, reported = last + 1, "of" in words.tags[last]
    cue = words.span(at, stop)
    if claim and not reported:  # ", an account disputed by the council"
        first = left(s, at)
        aside = stance == "denies" and first > s.first
        return Frame(first, s.last, cue, who, "reported", stance, (first, s.last), nominal=True, aside=aside)
    if start >= 0 and reported:
        rebuts = stance == "denies" and words.low[start - 1] == ":"  # "an account denied by X: | the gate was shut"
        stance, reach = "affirms" if rebuts else stance, (start, reach_end(s, start))
        return Frame(s.first, start, cue, who, "reported", stance, reach, aside=rebuts, rebuts=rebuts)
    points = opens or any(_told(words, i) and not of_more(words, i) for i in range(s.first, at))
    if stance == "confirms" and points and s.last - s.first <= FAR:  # "This was confirmed by X."
        return Frame(s.first, s.last, cue, who, "reported", stance, (s.first, s.last), nominal=True)
    deed = deed_of(s, at) if stance == "confirms" and last >= s.last - 2 else (0, 0)
    if deed[1]:  # "The arrest was confirmed by X."
        return Frame(s.first, s.last, cue, who, "reported", stance, (s.first, s.last), nominal=True, deed=deed)
    if stance == "affirms" and by > stop and "participle" in words.tags[stop]:  # "était signalée | disparue par X"
        return Frame(s.first, s.first, cue, who, "reported", stance, (s.first, s.last))
    subject = range(s.first, min(at, by))
    harm = any(words.begins[i] & HARM or words.figure(i) for i in subject)
    if harm and stance == "affirms":  # "The attack that killed nine was claimed by X": the words stay in the claim
        return Frame(s.first, s.first, cue, who, "reported", stance, (s.first, s.last))
    if s.last - s.first <= FAR and "det" in words.tags[s.first]:
        return Frame(s.first, s.last, cue, who, "reported", stance, (s.first, s.first), closing=True)
    return None


def arrives(s: Sentence, at: int) -> Frame | None:
    """ "La conferma è arrivata ieri | dalla Questura", "L'annuncio è stato dato | dal colonnello": of what was told."""
    words = s.words
    if at > s.first + 1 or (at > s.first and "det" not in words.tags[s.first]):
        return None
    if of_more(words, at) and "confirm" not in words.tags[at]:
        return None  # "L'annuncio della chiusura è stato dato dal sindaco"
    end = next((i for i in range(at + 1, s.last) if words.low[i] in ",;:.–"), s.last)
    verb = next((i for i in range(at + 1, end) if words.begins[i] & ARRIVES), end)
    source = next((i for i in range(verb + 1, min(verb + NEAR, end)) if words.tags[i] & FROM), -1)
    if source < 0:
        return None
    group = union(words.tags[at + 1 : verb])
    if group & UNSURE or ("gives" in words.tags[verb] and "passive" not in group):
        return None
    last = phrase_end(s, source + 1)
    who = read(words, source + 1, last, s.first)
    if who is None or who.cls is None:
        return None
    return Frame(s.first, last, words.span(at, verb + 1), who, "reported", "affirms", (s.first, s.first), closing=True)


def this_is(s: Sentence, at: int) -> Frame | None:
    """ "È questo il quadro tracciato | dal procuratore", "Sono queste le richieste fatte ieri, in aula, | dal pm"."""
    words = s.words
    if not words.pro_drop or at != s.first or at + 4 >= s.last or "this" not in words.tags[at + 1]:
        return None
    if "det" not in words.tags[at + 2] or words.tags[at + 3].isdisjoint(ACCOUNT):
        return None
    done = next((i for i in range(at + 4, min(at + NEAR, s.last)) if "participle" in words.tags[i]), s.last)
    source = next((i for i in range(done + 1, min(done + FAR, s.last)) if "by" in words.tags[i]), -1)
    if source < 0 or any(words.finite[i] or "rel" in words.tags[i] for i in range(done + 1, source)):
        return None
    last = phrase_end(s, source + 1)
    where = (i for i in range(source + 2, last) if words.capital(i - 1) and {"adp"} <= words.tags[i] - {"of"})
    who = read(words, source + 1, next(where, last), s.first)  # "dal pm Andrea Bo | al processo"
    if who is None or who.cls not in ASKABLE:
        return None
    cue = words.span(at, done + 1)
    return Frame(s.first, s.last, cue, who, "reported", "affirms", (s.first, s.first), closing=True)
