"""What a verb of a source means where it stands: it affirms, confirms or denies, or is no verb of a source there."""

from __future__ import annotations

from secondsource.clauses.borders import SUBORDINATE
from secondsource.clauses.content import content_start
from secondsource.clauses.saying import done_to
from secondsource.model import Stance
from secondsource.sources.windows import SOON
from secondsource.text.lexicon import NONE, Tags
from secondsource.text.names import MARKS
from secondsource.text.phrases import VERBS, Sentence, left
from secondsource.text.words import Words

#: What a participle is not that may be the present tense: "bestätigt".
PRESENT = frozenset({"sure", "fin_suffix", "verbal", "nominal"})


def kinds_of(words: Words, at: int) -> Tags:
    """What kind of verb it is, by the word or the phrase: "beteuert seine Unschuld" says, and denies."""
    kinds = words.tags[at] & VERBS
    if at not in words.phrases:
        return kinds
    phrases = VERBS.intersection(tag for tag, _ in words.phrases[at])
    return phrases & {"deny"} or kinds or phrases


def stance_of(words: Words, at: int, stop: int, kinds: Tags) -> Stance:
    """Whether a verb of these kinds denies, confirms or affirms what is said."""
    charges = "charges" in words.tags[at] and stop < len(words)
    if charges and "adp" in words.tags[stop] and "of" not in words.tags[stop]:
        return "affirms"  # "contesta | all'imprenditore di aver pagato"
    return "denies" if "deny" in kinds else "confirms" if "confirm" in kinds else "affirms"


def stands_bare(s: Sentence, at: int) -> bool:
    """ ", auch Zebra-Pferde | genannt, ": a German participle without an auxiliary in its part."""
    words = s.words
    if words.finite[at] or words.tags[at] & PRESENT or words.finite[min(at + 1, s.last - 1)]:
        return False
    first = left(s, at)
    return not words.tags[first] & (SUBORDINATE | {"comma_rel"}) and not any(words.finite[i] for i in range(first, at))


def holds_nothing(s: Sentence, at: int, stop: int) -> bool:
    """Whether a verb of thinking is none here: something is found, or a source does not want to be named."""
    words = s.words
    if words.capital_nouns and done_to(s, at):
        return True  # "Am Ort wurden Hülsen von drei Waffen | gefunden"
    follows = words.tags[stop] if stop < s.last else NONE
    near = range(max(s.first, at - 1), min(stop + 2, s.last))
    if ("appears" in words.tags[at] and "reflexive" in follows) or any("anonymity" in words.begins[i] for i in near):
        return True  # "fanden sich Spuren", "who did | not want to be named"
    return words.head_last and "gerund" in follows  # "have considered | quitting"


def attributes(s: Sentence, group: int, at: int, stop: int, stance: Stance) -> bool:
    """Whether a participle only says what something is: "the state's | confirmed caseload"."""
    words = s.words
    owned = words.head_last and group == at and "participle" in words.tags[at]
    if owned and "genitive_mark" in words.tags[at - 1]:
        return True
    return (stance == "denies" and _attribute(s, group, at)) or _held_to_be(s, group, at, stop)


def _attribute(s: Sentence, group: int, at: int) -> bool:
    """ "la denuncia di un'impresa | esclusa": a participle right after a noun, without an auxiliary."""
    words, tags = s.words, s.words.tags[at]
    bare = all("adverb" in words.tags[i] and "fin" not in words.tags[i] for i in range(group, at))  # "hier | rejetées"
    alone = bare and at > s.first and "participle" in tags and tags.isdisjoint(("past_fin", "fin", "fin_suffix"))
    if "conj" in words.tags[at - 1] and content_start(s, at + 1)[0] >= 0:
        return False  # "ha confermato l'arresto e | negato che fosse armato"
    return alone and not words.capital_nouns and words.tags[at - 1].isdisjoint(VERBS) and words.low[at - 1].isalpha()


def _held_to_be(s: Sentence, group: int, at: int, stop: int) -> bool:
    """ "a man | thought to be 40": what he is held to be, and nobody who thinks."""
    words = s.words
    opens = group == at and words.head_last and {"participle", "view"} <= words.tags[at] and stop + 1 < s.last
    if opens and "participle" in words.tags[stop]:
        return True  # "a film | believed lost | was shown"
    return opens and "adp" in words.tags[stop] and bool(words.tags[stop + 1] & {"infinitive", "passive", "perfect_aux"})


def not_denied(s: Sentence, group: int, at: int, stop: int) -> bool:
    """ "did not deny that", "bestritt dies nicht": no denial."""
    words = s.words
    if "never" in words.tags[left(s, group)] or any("neg" in words.tags[i] for i in range(group, at)):
        return True
    near = range(stop, min(stop + SOON, s.last))
    end = next((i for i in near if words.low[i] in MARKS or words.low[i] == "."), near.stop)
    last = s.last - 1
    return words.capital_nouns and any(
        "neg" in words.tags[i] and not words.capital(min(i + 1, last)) for i in range(stop, end)
    )
