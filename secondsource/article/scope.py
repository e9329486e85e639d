"""Which source stands behind which clause: who was heard, whom a pronoun means, and what a frame covers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from secondsource.article.antecedents import choose, fits, gender, is_body, is_held, is_new, points, said
from secondsource.attribution.citations import Citations
from secondsource.claims.checkability import Reading
from secondsource.clauses.frame import Frame
from secondsource.clauses.opening import about, doer
from secondsource.record import record, replace
from secondsource.sources.cast import Introduced
from secondsource.sources.persons import Person
from secondsource.text.bodies import content
from secondsource.text.phrases import Sentence
from secondsource.text.words import Words

#: So many paragraphs on, unnamed sources are still those of the outlet that was cited.
OUTLET_REACH = 3
#: The key of somebody who denies and is named by a pronoun only.
ACCUSED = "accused"
#: With what somebody takes a side.
HELD = frozenset({"view", "deny", "decides", "act"})
#: In no more words something is called false.
SHORT = 12


@record(slots=True)
class Voice:
    """Who was heard last, while an article is read from top to bottom."""

    frame: Frame | None = None
    who: Person | None = None
    person: Person | None = None  # the last source with a name, for "he added"
    paragraph: int = -1
    sentence: int = -1
    cast: Mapping[str, Introduced] = field(default_factory=dict)
    own: frozenset[str] = frozenset()  # the publishing agency
    known: dict[str, Person] = field(default_factory=dict)
    mentioned: Person | None = None  # of whom was told since somebody was heard, for "she said"
    unheard: list[Sentence] = field(default_factory=list)  # those since then that are not yet read for whom they name
    outlet: tuple[Frame, Person] | None = None  # the outlet whose report is being told
    outlet_paragraph: int = -1
    cited: Citations = field(default_factory=Citations)
    authority: Person | None = None  # the last one heard
    silent: list[Sentence] = field(default_factory=list)  # those of its paragraph where nobody spoke
    acted: Sentence | None = None  # the last of these, right before the sentence that is read
    answering: tuple[str, int] = ("", -1)  # who has answered what was said of him, and in which paragraph
    past: Sentence | None = None  # the sentence before, for who a pronoun may mean
    past_spoke: bool = False  # somebody says what stands in it
    past_heard: bool = False  # a source is named in it
    study: tuple[Frame, Person] | None = None  # the document that was heard last, else the first expert
    findings: int = -1  # the paragraph that goes through what the study found, and from which sentence on

    def now(self) -> Voice:
        """Who was heard up to here, and where: what the clauses of a sentence ask for."""
        return replace(self)

    def hear(self, frame: Frame, paragraph: int, sentence: int, answers: bool = False) -> Person | None:
        """The person a frame means, pronouns resolved; remembered as the last one heard. `answers`: what was said."""
        who = frame.who
        if who is not None and self._channel(who):
            return replace(who, channel=True)
        if who is None and frame.type == "impersonal" and self.near(paragraph, sentence):
            return self.who  # "hiess es": goes on with who was named
        if who is not None and self.frame is not None and self.frame.who is who:
            who = self.who  # "…, sagte der Kassier, und bestritt, dass …"
        if who is None and self.past is not None and self.past.words.end_of(frame.first, "tentative"):
            who = self.authority  # "nach ersten Erkenntnissen": of whoever looks into it
        if who is None:
            return None
        if who.cls is not None:
            return self._remember(frame, self._introduced(frame, who), paragraph, sentence, answers)
        if self.sentence == sentence and not who.grade and frame.stance == "denies":
            return replace(who, cls="party", key=ACCUSED)  # "He was drunk, police say, but he denies it"
        meant = self._meant(frame, who, paragraph)
        if meant is None and frame.stance == "denies":
            return replace(who, cls="party", key="pronoun")  # "He denied it."
        if meant is None and who.grade:
            meant = replace(who, cls="anonymous")  # "the neighbour", whom nobody named
        return self._remember(frame, meant, paragraph, sentence, answers) if meant is not None else None

    def _introduced(self, frame: Frame, who: Person) -> Person:
        """Somebody of a class, as the article has told of him; "its spokesman" is of the body that was told of."""
        who = self._as_introduced(who)
        speaks = frame.stance not in ("denies", "declines") and not (frame.rebuts or self._calls_false(frame))
        if who.loose and speaks and self.person is not None and self.person.cls in ("official", "party"):
            body = self._told_of() or self.person
            who = replace(who, cls=body.cls, key=body.key)
        self.known.setdefault(who.surname or who.key, who)
        return who

    def _remember(self, frame: Frame, who: Person, paragraph: int, sentence: int, answers: bool) -> Person:
        """The last one heard from here on; the accused where he has just answered what is said of him."""
        if who.cls == "outlet":
            self.outlet, self.outlet_paragraph = (frame, who), paragraph
        elif who.cls not in ("anonymous", "document") and frame.stance in ("affirms", "confirms"):
            self.outlet = None
        self.answering = (who.key, paragraph) if answers else self.answering
        other = self.sentence == sentence and self.frame is not None and not self.frame.nominal
        answered = who.cls == "official" and (who.key, paragraph) == self.answering and not other
        if answered or (self.sentence == sentence and self._denied(who)):
            # "The mayor denied it. …, he said", "L'azienda nega di aver perso i dati e sostiene di …"
            who = replace(who, accused=True)
        if who.cls == "anonymous" and (told := self.told(frame)) is not None:
            self.outlet, self.outlet_paragraph = told, paragraph  # "One of them said": through the same
        self.frame, self.who, self.paragraph, self.sentence = frame, who, paragraph, sentence
        self.mentioned, self.unheard, self.findings = None, [], -1
        self.authority = who if who.cls == "official" else self.authority
        if who.cls == "document" or (who.cls == "expert" and self.study is None):
            self.study = frame, who
        self.person = who if who.cls not in ("outlet", "document") else self.person
        return who

    def _denied(self, who: Person) -> bool:
        """Whether a party has just denied something."""
        last = self.who if self.frame is not None and self.frame.stance == "denies" else None
        return last is not None and last.key == who.key and who.cls == "party"

    def _calls_false(self, frame: Frame) -> bool:
        """ ""That is false," a spokesman said": nobody says so of his own words."""
        first, last = frame.reach
        if self.past is None or last - first > SHORT:
            return False
        words = self.past.words
        return any("untrue" in words.tags[at] or "not_so" in words.begins[at] for at in range(first, last))

    def _told_of(self) -> Person | None:
        """The body that the last sentence began with, whoever told of it: "The firm knew, police said. Its head …"."""
        begins = doer(self.past) if self.past is not None else None
        if begins is None or not (begins.body or begins.cls in ("official", "party")):
            return None
        return replace(begins, cls="party") if begins.body else begins

    def take_up(self, study: tuple[Frame, Person] | None, paragraph: int, sentence: int) -> None:
        """Who looked into what: from here on the paragraph goes through what they, or the last study heard, found."""
        self.study = study or self.study
        if self.study is not None:
            self.frame, self.who = self.study
            self.paragraph, self.sentence, self.findings = paragraph, sentence, paragraph

    def of_its_act(self, reading: Reading, here: Sentence | None) -> tuple[Frame, Person] | None:
        """ "Das Gericht verurteilte ihn. Er habe gestohlen.": who acted before, or here, says why, in the mood."""
        if not any(mood.form == "konjunktiv1" for mood in reading.moods) or "reportative" not in reading.marks:
            return None
        who = next((who for s in (here, self.acted) if s is not None and (who := doer(s)) is not None), None)
        spoke = self.acted if here is None else here
        held = spoke is not None and not spoke.begins.isdisjoint(HELD)  # "Merk lehnte den Plan ab. Er sei zu teuer."
        if who is None or (who.cls == "named" and not held):
            return None
        clause, cue = reading.clause, reading.marks["reportative"][0]
        return Frame(clause.first, clause.first, cue, who, "mood", "affirms", (clause.first, clause.last)), who

    def behind(self, frame: Frame) -> tuple[Frame, Person] | None:
        """Whom the source of a frame has it from, as the article introduced him; he is not the last one heard."""
        deeper = frame.behind
        if deeper is None or deeper.who is None or self._channel(deeper.who):
            return None
        return deeper, self._as_introduced(deeper.who)

    def told(self, frame: Frame) -> tuple[Frame, Person] | None:
        """The outlet that the source of a frame spoke to."""
        if frame.told is None or self._channel(frame.told):
            return None
        return replace(frame, who=frame.told, told=None), frame.told

    def _channel(self, who: Person) -> bool:
        return who.cls == "outlet" and who.key in self.own

    def near(self, paragraph: int, sentence: int) -> bool:
        """Whether the last source spoke in this sentence's paragraph, just before it."""
        return self.who is not None and self.paragraph == paragraph and sentence - self.sentence <= 1

    def _as_introduced(self, who: Person) -> Person:
        """Somebody who is only named here has the class that the article gave him before."""
        if who.cls != "named":
            return who
        known = self.known.get(who.key)
        if known is not None:
            return replace(who, cls=known.cls, key=known.key)
        introduced = self.cast.get(who.key)
        if introduced is not None and introduced.cls and not (introduced.alone and len(content(who.text)) > 1):
            return replace(who, cls=introduced.cls, measures=introduced.measures)
        return replace(who, cls="party") if who.body else who

    def told_by(self, s: Sentence, frame: Frame, who: Person | None, paragraph: int) -> tuple[Frame, Person] | None:
        """The outlet through which an unnamed source is known: the one whose report is being told.

        In another paragraph only who is no new one ("one of them"), and nobody who speaks to an agency.
        """
        if who is None or who.cls != "anonymous" or self.outlet is None:
            return None
        if frame.first < self.outlet[0].first:
            return None  # "Two officials spoke of a fire; according to the Courier, …"
        told = any("agency" in s.words.begins[at] for at in range(frame.first, frame.last))
        if told or (paragraph != self.outlet_paragraph and is_new(s.words, who)):
            return None
        return self.outlet if paragraph - self.outlet_paragraph <= OUTLET_REACH else None

    def _meant(self, frame: Frame, who: Person, paragraph: int) -> Person | None:
        """Whom a phrase without a class means: a noun for somebody ("the treasurer", "its head"), else a pronoun."""
        pointed = points(self.past.words, who) if self.past is not None else ""
        if who.grade and not pointed:
            return (frame.itself or self.who) if who.loose else self._bearer(paragraph)  # "Its head said"
        here = self.paragraph == paragraph or frame.itself is None
        found = self._resolve(paragraph) if here else frame.itself
        if self.past is None or (frame.stance == "denies" and not pointed):  # who denies is the accused
            return None if found is not None and found.cls == "document" else found
        meant = choose(self.past, who, found, pointed, self.past_spoke)
        return found if meant is found and found is not None else self._person(meant or who)

    def _person(self, who: Person) -> Person:
        """Somebody of the sentence before as a source, or the pronoun itself: by the class he has, else unnamed."""
        if who.cls is None:
            key = who.key or f"anonymous:{who.text.lower()}"
            return replace(who, cls="anonymous", key=key, grade=who.grade or "B")
        known = self._as_introduced(who)
        held = known.cls == "named" and self.past is not None and is_held(self.past, who)
        return replace(known, cls="party", interested=True) if held else known

    def _bearer(self, paragraph: int) -> Person | None:
        """Whom a noun means that we know no class of: who did something here, or the last person heard; no body."""
        if (acts := self._doer(paragraph)) is not None:
            return None if self.past is not None and is_body(self.past.words, acts) else acts
        return next((who for who in (self.who, self.person) if who is not None and who.named), None)

    def _doer(self, paragraph: int) -> Person | None:
        """Who did something in this paragraph, where nobody has spoken yet."""
        if self.who is not None and self.paragraph == paragraph and self.who.cls not in ("outlet", "document"):
            return None
        return next((who for s in reversed(self.silent) if (who := doer(s)) is not None), None)

    def _resolve(self, paragraph: int) -> Person | None:
        """Whom a pronoun means: who was told of since, did something where nobody spoke, or was heard last."""
        self.mentioned = next((who for s in reversed(self.unheard) if (who := about(s)) is not None), self.mentioned)
        self.unheard = []
        if self.mentioned is not None:
            return self._as_introduced(self.mentioned)
        return self._doer(paragraph) or self.who or self.person


#: Frames over a clause, innermost first, each with the person it means.
Cover = tuple[tuple[Frame, Person | None], ...]


@record(frozen=True, slots=True)
class Heard:
    """A clause with the frames that cover it, innermost first, each with the person it means."""

    reading: Reading
    frames: Cover
    carried: bool = False


def covering(frames: list[tuple[Frame, Person | None]], first: int, last: int) -> Cover:
    """The frames whose reach holds the words [first, last), the nearest first."""
    inside = [(frame, who) for frame, who in frames if frame.reach[0] <= first and last <= frame.reach[1]]
    if len(inside) > 1:
        inside.sort(key=lambda pair: min(abs(first - pair[0].last), abs(pair[0].first - last)))
    return tuple(inside)


#: Marks of what somebody is blamed for; nouns of those who may be.
BLAMED, PERSONS = frozenset({"accusation", "violence", "war"}), frozenset({"role", "title", "anon", "kin", "suspicion"})


def speaks_on(words: Words, last: Heard, frame: Frame) -> bool:
    """ "The firm said the plant was safe. It denied that …": who said what stands before, where it blames nobody."""
    who = next((who for _, who in last.frames if who is not None), None)
    if who is None or frame.who is None or frame.reach[0] < frame.last or not BLAMED.isdisjoint(last.reading.marks):
        return False
    others = any(not words.tags[at].isdisjoint(PERSONS) for at in last.reading.clause.places)
    pronoun = said(words, frame.who)
    if words.head_last and "impersonal_pron" in pronoun and who.cls in ("anonymous", "named"):
        return False  # nobody is "it"
    elided = not words.head_last and is_body(words, who) and not gender(words, who)  # "L'entreprise … Elle"
    return not others and (elided or fits(words, who, pronoun))
