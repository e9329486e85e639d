"""Outlets and documents among the sources of one claim: which are one, and who is known through them."""

from __future__ import annotations

from secondsource.model import SourceClass
from secondsource.provenance.fingerprint import spelt
from secondsource.sources.profiles import SPEAKS, Profile
from secondsource.text.bodies import meet, under
from secondsource.text.lexicon import NONE
from secondsource.text.names import OFFICE_STEM

#: Classes that are no office, whatever office their name holds.
APART: frozenset[SourceClass] = frozenset({"document", "outlet", "social", "witness"})
#: What an outlet takes over from another; and who is there for somebody, whom he leads or speaks for.
WRITTEN = frozenset({"document", "told_noun"})
#: What tells that a source is more than one.
SEVERAL = frozenset({"plural", "many", "number_word", "both_of"})
#: The media of a state, and the offices that they speak for beside those that it is over (bodies.toml).
ORGAN, STATES = "state/media", frozenset({"state", "security", "police"})
FOR = SPEAKS | frozenset({"presides", "say"})


def wrote_it(a: Profile, b: Profile) -> bool:
    """A report by Amnesty and Amnesty; a study and one of its authors; an indictment and the prosecutors."""
    if a.cls != "document" or b.cls in APART:
        return False
    if a.own and not a.names:
        return True  # "her report": of whoever is a source of the claim, too
    whose = a.nouns - a.papers
    if (b.rest and b.tags & SPEAKS and b.rest <= whose) or (b.heads and a.nouns & b.after):
        return True  # the commission's report, and its head
    if b.cls == "expert" and b.bare and _definite(b):
        return True  # "a study …; the researchers"
    named = whose or a.names or not _definite(a)
    if not named and b.cls in ("party", "own-act") and b.tags & {"inst", "firm", "any_firm", "legal_form"}:
        return True  # "the filing", of whichever firm speaks to the claim
    if (b.cls == "official" or "inst" in b.tags) and (b.nouns | b.roles) & whose:
        return True  # a report of the ministry, and the minister; an institute, and "a study of the institute"
    if "indictment" in a.tags and "justice" in b.tags and "court" not in b.tags:
        return True
    if (
        a.papers & b.nouns
        or ("author" in b.tags and a.papers)
        or ("suit" in a.tags and "indictment" not in a.tags and _sues(b))
    ):
        return True
    if b.wrote and (a.papers & b.after or not (whose or "indef" in a.tags)):
        return True  # "writes in his memoir", and "the book"
    if meet(a.offices, b.offices) or (b.cls == "expert" and b.of_names and b.of_names <= a.of_names):
        return True
    by_name = b.names - b.places
    own = {low[:OFFICE_STEM] for low in by_name or b.nouns or b.called}  # "eine Notiz des Ministers", "Der Minister"
    said = bool(own) and all(any(noun.startswith(low) for noun in a.nouns) for low in own)  # "des Bundes"
    his = [name for name in a.names - a.places if not (name in by_name or name.removesuffix("s") in by_name)]
    said = said or bool(by_name and a.names and not his)  # "Delgado's video", "Delgados Video"
    return said or (bool(by_name) and (by_name <= a.names or not a.of_names.isdisjoint(by_name)))


def _sues(who: Profile) -> bool:
    """The plaintiff, and a lawyer, where nobody says of the accused; no lawyer has written an indictment."""
    return "sues" in who.tags or (who.tags >= {"circle_case", "belongs"} and who.tags.isdisjoint(("dock", "inst")))


def has_it_from(a: Profile, b: Profile) -> bool:
    """Whoever is told beside b's name: "Ann Cole, who received the letter", "Based on Enva's figures, the mayor"."""
    if not b.aside:
        return False
    if a.cls == "document" or "document" in b.told or b.cls == a.cls == "outlet":
        written = a.cls == "outlet" and not b.told.isdisjoint(WRITTEN)  # "Le Temps, qui reprend la dépêche"
        if written or (a.wrote and "document" in b.told) or not a.papers.isdisjoint(b.aside):
            return True
    named = {name[:OFFICE_STEM] for name in a.names - a.places if len(name) > 2}
    if named:
        return not named.isdisjoint(b.aside)
    return bool(a.nouns) and (a.nouns <= b.aside or bool(b.told & FOR and a.nouns & b.aside))


def works_for(a: Profile, b: Profile) -> bool:
    """ "An aide to the senator", "ein Mitarbeiter Otts"."""
    if b.cls != "anonymous" or b.tags & {"inst", "kin"}:
        return False
    own = [low for low, _ in b.words]
    if any(low[:OFFICE_STEM] in a.roles for low in own):
        return True
    return any(low.startswith(name) for name in a.names if len(name) > 2 for low in own)


def same_name(a: Profile, b: Profile) -> bool:
    """Jürg Müller and "Mueller", Zelenskyy and "President Zelensky", Claire Dubois and "Mme Dubois-Martin"."""
    if any("-" in name and not b.names.isdisjoint(name.split("-")) for name in a.names):
        return True
    if "inst" in a.tags or "inst" in b.tags or a.names <= a.of_names:
        return False
    short, full = ({spelt(name) for name in who.names - who.of_names} for who in (a, b))
    return short <= full and not short.isdisjoint([spelt(low) for low in a.called | b.called])


def of_its_house(a: Profile, b: Profile) -> bool:
    """ "Kurier" and "die Redaktion", of which is not said; "il sito della clinica" and the clinic."""
    if a.cls != "outlet" or b.cls == "outlet":
        return False
    if b.cls == "party" and "newsroom" in b.tags and b.bare:
        return True
    if "of_paper" in b.tags or (b.own and "boss" in b.tags):  # its editor; not the editor of another
        elsewhere = b.of_names or not b.tags.isdisjoint(("masthead", "named_outlet"))
        return not elsewhere or not a.called.isdisjoint(b.of_names | b.names)
    return not a.titled and bool(b.names or b.nouns) and b.names <= a.names and b.nouns <= a.nouns


def same_paper(a: Profile, b: Profile) -> bool:
    """ "The same paper": what the other one has reported from; the Journal and the Wall Street Journal.

    Not the Times and the Financial Times, which everybody knows.
    """
    paper = a.bare and "outlet" in a.tags and "indef" not in a.tags and b.cls == "outlet"  # "The paper writes"
    if a.cls == b.cls == "outlet":
        return "named_outlet" not in a.tags and bool(a.called) and a.called < b.called
    written = a.cls == "document" or "asking" in a.tags  # "an e-mail …; the document", "the message"
    known = b.cls == "document" and written and a.bare and _definite(a)
    return known or (a.cls == "document" and (paper or ("same_as" in a.tags and b.cls in ("outlet", "document"))))


def _definite(who: Profile) -> bool:
    return "det" in who.tags and "indef" not in who.tags


def issued(a: Profile, b: Profile) -> bool:
    """ "The statement", and a body that spoke: whose it is is not said."""
    if "release" not in a.tags:
        return False
    if a.of_names & b.names or (b.tags & SPEAKS and not b.rest) or b.wrote:
        return True  # "a press release from Medix", and the spokeswoman
    return a.bare and len(a.nouns) == 1 and a.cls == "party" and b.cls in ("official", "party", "named", "own-act")


def told_to(a: Profile, b: Profile) -> bool:
    """AFP and the mayor who told AFP; an outlet and the one that cites it."""
    if a.cls != "outlet" or not a.called:
        return False
    own = b.called if b.cls == "outlet" else NONE  # the Times is not behind the Financial Times
    return a.called <= {low for low, _ in b.words} - own or {name[:OFFICE_STEM] for name in a.called} <= b.after


def state_voice(a: Profile, b: Profile) -> bool:
    """The army, and the television of its state; not of another country's, and not the rebels."""
    organs = {nation for path, nation in b.offices if path == ORGAN}
    if not organs:
        return False
    sides = {nation for path, nation in a.offices if not path or path == ORGAN or path in under("state") | STATES}
    return any(not (side and organ) or side == organ for side in sides for organ in organs)


def from_press(a: Profile, b: Profile) -> bool:
    """CNN, and a senator who cites media reports: whoever has it from the press adds nothing to the press."""
    return b.press and (a.press or a.cls == "outlet")


def echoes(a: Profile, b: Profile) -> bool:
    """Whoever is heard, and one of whom is only said that he repeats it, is shocked by it or has read it."""
    return "not_there" in b.tags or ("repeats" in b.tags and a.cls not in APART)


def one_of_them(a: Profile, b: Profile) -> bool:
    """ "Two nurses said …. One of them, Ada Kern, said": whoever was among the first says nothing more by it."""
    several = "inst" not in a.tags and not a.tags.isdisjoint(SEVERAL)
    return "one_of" in b.tags and (a.cls == "anonymous" or several)
