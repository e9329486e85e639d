"""An article read from top to bottom: its clauses, who says each, and what is no claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from secondsource.article.antecedents import behind_suspicion, his_own
from secondsource.article.carrying import carries, denied_hearsay
from secondsource.article.credit import credit, credit_cited, credit_flat, mark_told, own_deed, own_word, source_lead
from secondsource.article.joining import Draft, draft_of
from secondsource.article.scope import ACCUSED, Cover, Heard, Voice, covering, speaks_on
from secondsource.article.studies import examiners, named_before, their_study
from secondsource.article.withdrawing import taken_back, unsaid
from secondsource.attribution import retort
from secondsource.attribution.citations import Cited
from secondsource.attribution.frames import frames
from secondsource.attribution.relays import relaying
from secondsource.claims.checkability import Reading, is_show, read_clause
from secondsource.clauses.clause import Clause, clause_of, clauses
from secondsource.clauses.dates import is_old, written
from secondsource.clauses.frame import Frame
from secondsource.clauses.opening import doer, neither
from secondsource.clauses.saying import between_dashes
from secondsource.model import Article, Span, Stance
from secondsource.record import record, replace
from secondsource.sources.cast import Introduced, publisher
from secondsource.sources.persons import Person
from secondsource.text.language import Language
from secondsource.text.layout import layout
from secondsource.text.lexicon import union
from secondsource.text.phrases import VERBS, Sentence
from secondsource.text.quotes import is_speech, quotes
from secondsource.text.words import Words

#: What a clause that is no claim says of the claims beside it: reason -> their mark.
EVIDENCE = {"unverified": "unverifiable", "relayed": "circular"}
NoClaim = tuple[int, int, str]


@record(slots=True)
class Turn:
    """A sentence and who speaks in it. `then`: who was heard up to its end; `after`: who speaks in the next one."""

    s: Sentence
    number: int  # of the sentence in the article
    heard: list[tuple[Frame, Person | None]]
    then: Voice
    through: dict[int, tuple[Frame, Person]]  # id of a frame -> the outlet that tells what it covers
    cited: list[Cited]  # whom an outlet is said to have it from
    after: Person | None = None

    @property
    def speaker(self) -> Person | None:
        return next((who for _, who in self.heard if who is not None), None)


class Reader:
    """Reads one article; `drafts`, `left_out` and `answers` are what it has found so far, in text order."""

    def __init__(self, article: Article, words: Words, language: Language, cast: Mapping[str, Introduced]) -> None:
        self.drafts: list[Draft] = []
        self.left_out: list[NoClaim] = []
        self.answers: list[retort.Answer] = []
        self._words = words
        self._lexicon = language.lexicon
        self._page = layout(words.text, article.title_end, language)
        self._quotes = tuple(quote for quote in quotes(words.text) if is_speech(words.text, quote))
        self._quote_of = [-1] * len(words)  # the number of the quote that a word stands in; -1 for none
        for number, quote in enumerate(self._quotes):
            for at in range(*words.words_in((quote.start, quote.end))):
                self._quote_of[at] = number
        self._quoted = [number >= 0 for number in self._quote_of]
        self._voice = Voice(cast=cast, own=publisher(words))
        self._now = written(article, words, self._page)
        self._show = is_show(words)
        self._number = self._spoken = 0  # the sentence that is read, and the last one that a source goes on in
        self._head, self._paragraph, self._first = True, -1, 0  # of the block that is read: headline or paragraph
        self._unclosed = self._opened = 0  # the first draft without a closing formula, here and in the block before
        self._speakers: dict[int, tuple[Frame, Person]] = {}  # number of a quote -> who speaks it

    def read(self) -> None:
        self._block(True, -1, self._page.head)
        for number, sentences in enumerate(self._page.paragraphs):
            self._block(False, number, sentences)
            if number == 0:
                source_lead(self.drafts)

    def _block(self, head: bool, paragraph: int, spans: Sequence[Span]) -> None:
        self._head, self._paragraph, self._speakers, self._voice.silent = head, paragraph, {}, []
        self._opened, self._unclosed = self._unclosed, len(self.drafts)
        turns = [self._hear(s) for span in spans if (s := self._sentence(span)) is not None]
        if not turns:
            return
        self._first = turns[0].s.first
        for turn, following in pairwise(turns):
            turn.after = following.speaker
        for turn in turns:
            for clause in clauses(turn.s, [frame for frame, _ in turn.heard]):
                self._clause(turn, clause)
            self._answered(turn)
        self._spoken_before()

    def _sentence(self, span: Span) -> Sentence | None:
        words = self._words
        first, last = words.words_in(span)
        if first >= last:
            return None
        quoted = self._quoted[first:last]
        if any(quoted) and not any(words.tags[at] & VERBS and not quoted[at - first] for at in range(first, last)):
            for begin, end in between_dashes(words, first, last):
                quoted[begin - first : end - first] = [False] * (end - begin)
        return Sentence(words, first, last, quoted, union(words.begins[first:last]))

    def _hear(self, s: Sentence) -> Turn:
        """Who speaks in a sentence, and which quotes are his."""
        self._number += 1
        voice, paragraph = self._voice, self._paragraph
        said = frames(s)
        by_nobody = all(frame.who is None and frame.type == "impersonal" for frame in said)
        if by_nobody and not voice.past_heard and (named := named_before(s, voice.past)) is not None:
            voice.take_up(named, paragraph, self._number - 1)  # "Es gibt einen Bericht. Demnach …", "Vi si legge che …"
        heard = [(frame, voice.hear(frame, paragraph, self._number, retort.answers(s, frame))) for frame in said]
        voice.acted = voice.past if voice.silent and voice.silent[-1] is voice.past else None
        if not heard:
            voice.silent.append(s)
            voice.unheard.append(s)
            if (team := examiners(s)) >= 0:
                voice.take_up(their_study(s, team), paragraph, self._number)
        through = {id(frame): told for frame, who in heard if (told := voice.told_by(s, frame, who, paragraph))}
        voice.past, voice.past_heard = s, bool(heard)
        voice.past_spoke = any(frame.reach[0] >= frame.last > frame.first for frame, _ in heard)
        speaker = next(((frame, who) for frame, who in heard if who is not None), None)
        if speaker is not None and any(s.quoted):
            inside = {self._quote_of[at] for at in range(s.first, s.last) if s.inside(at)}
            for quote in sorted(index for index in inside if index >= 0):
                self._speakers.setdefault(quote, speaker)
        return Turn(s, self._number, heard, voice.now(), through, voice.cited.hear(heard, voice.behind))

    def _clause(self, turn: Turn, clause: Clause) -> None:
        """One clause: a draft of a claim, or left out with the reason."""
        words, s = self._words, turn.s
        cover = covering(turn.heard, clause.first, clause.last)
        reading, span = self._read_as(s, clause, cued=bool(cover)), words.span(clause.first, clause.last)
        if reading.nothing and not cover and (quoted := self._inside(turn, clause.first)):
            again = self._read_as(s, clause, cued=True)
            reading, cover = (again, quoted) if again.nothing == "denial" else (reading, cover)
        frame, who = cover[0] if cover else (None, None)
        back = 0 if turn.heard else taken_back(s, self.drafts, self._paragraph)
        self.left_out += [(*draft.span, "taken back") for draft in self.drafts[len(self.drafts) - back :]]
        del self.drafts[len(self.drafts) - back :]
        if why := "taken back" if back else unsaid(cover):
            self.left_out.append((*span, why))
            return
        if reading.nothing and frame is not None and (cue := _accusing(words, frame)) is not None:
            reading = replace(reading, nothing="", marks={**reading.marks, "accusation": [cue]})  # says what he did
        if frame is not None and who is not None and retort.talks_back(words, clause, frame, who):
            self.answers.append(retort.Answer(retort.turned(frame), who, span[0] - 1, own=True, clause=span))
        if reading.nothing:
            self._no_claim(turn, reading, cover, span)
            return
        if turn.then.findings == self._paragraph and turn.then.sentence == turn.number and reading.way != "own-plan":
            reading = replace(reading, way="public-act")  # "The researchers matched the records of …"
        own = tuple(told for told in cover if own_word(told, reading))
        cover, carried = self._source(turn, reading, own) if own or not cover else ((), False)
        behind = [deeper for frame, _ in cover if not carried and (deeper := self._voice.behind(frame)) is not None]
        cover = (*cover, *behind) if behind else cover
        cited = self._voice.cited.behind(cover)
        cover = (*cover, *cited) if cited else cover
        if len(cover) == 1:
            frame, teller = cover[0]
            before = turn.then.told_by(s, frame, teller, self._paragraph)
            told = self._voice.told(frame) or turn.through.get(id(frame)) or before
            cover = (*cover, told) if told else cover
        self._denied(cover, clause, span)
        made = draft_of(words, Heard(reading, cover, carried), span, self._head, self._paragraph)
        if cover and (second := cover[0][0].second) is not None:
            made = replace(made, also=(Heard(reading, ((cover[0][0], second),)),))
        self.drafts.append(made)

    def _read_as(self, s: Sentence, clause: Clause, *, cued: bool) -> Reading:
        return read_clause(s, clause, self._lexicon, cued=cued, head=self._head, now=self._now, show=self._show)

    def _denied(self, cover: Cover, clause: Clause, span: Span) -> None:
        """ "denied that he had seen it": answers whoever said that he had."""
        if cover and cover[0][0].stance == "denies" and (who := cover[0][1]) is not None and not self._head:
            frame = replace(cover[0][0], last=clause.last, nominal=True)
            self.answers.append(retort.Answer(frame, self._accused(cover[0][0]) or who, span[0] - 1, clause=span))

    def _no_claim(self, turn: Turn, reading: Reading, cover: Cover, span: Span) -> None:
        """Left out; it may answer a claim, or say something of those beside it."""
        if reading.nothing == "denial" and cover and cover[0][1] is not None:
            frame = retort.turned(cover[0][0])
            who = self._accused(frame) or cover[0][1]
            self.answers.append(retort.Answer(frame, who, self._words.start[turn.s.first]))
        other = turn.after  # who then tells it
        if reading.nothing == "another account" and other is not None and retort.of_party(other, doer(turn.s)):
            self.answers.append(retort.another(reading.clause, other, span))
        if reading.nothing == "no comment" and "deny" not in reading.clause.tags:
            self.answers += [retort.silence(reading.clause, who, span) for who in neither(turn.s)]
        self.left_out.append((*span, reading.nothing))
        if (mark := EVIDENCE.get(reading.nothing)) is None:
            return
        relays = relaying(turn.s, reading.clause.first, reading.clause.last) if mark == "circular" else []
        mark_told(self.drafts, self._paragraph, mark, span, relays)

    def _source(self, turn: Turn, reading: Reading, cover: Cover) -> tuple[Cover, bool]:
        """The frames that stand behind a claim, and whether they were carried there; `cover`: those over its words."""
        s, clause, then = turn.s, reading.clause, turn.then
        if cover:
            return ((), False) if _added(s, clause, reading, cover[0][0]) else (cover, False)
        quote = self._quote_of[clause.first]
        if quote in self._speakers:
            return (self._speakers[quote],), True
        if then.frame is not None:
            goes_on = quote >= 0 and then.who is not None and s.inside(clause.last - 1)
            if goes_on or carries(s, reading, then, self._paragraph, turn.number, self._spoken, turn.after):
                self._spoken = turn.number
                stance: Stance = "denies" if denied_hearsay(reading, then.frame) else "affirms"
                frame = replace(then.frame, stance=stance, nominal=False) if then.frame.nominal else then.frame
                return ((frame, then.who),), True
        if self._head:
            return (), False
        near = not turn.heard and then.near(self._paragraph, turn.number)
        if near and (told := his_own(s, reading, then.frame, then.who)) is not None:
            return (told,), True
        here = s if clause.first > s.first and not turn.heard else None  # "plädierte auf Freispruch, er sei krank"
        if (told := then.of_its_act(reading, here)) is not None:
            return (told,), True
        accuser = behind_suspicion(s, reading, self._first)
        return ((accuser,) if accuser is not None else ()), False

    def _answered(self, turn: Turn) -> None:
        """What a sentence says of the claims before it: closing formulas, denials, silence, what is rebutted."""
        for outlet, cited in turn.cited if not self._head else ():
            credit_cited(self.drafts, self._paragraph, outlet, cited)
        for frame, heard in turn.heard:
            if frame.void or (who := self._accused(frame) or heard) is None:
                continue
            if frame.closing:
                deeper = self._voice.behind(frame)
                if turn.s.first == self._first and frame.last > frame.first:  # it closes the paragraph before
                    credit_flat(self.drafts, self._opened, self._paragraph - 1, (frame, who))
                for at in range(self._unclosed, len(self.drafts)):
                    if not own_deed(self.drafts[at], self._words.start[frame.first]):
                        credit(self.drafts, at, (frame, who), *([deeper] if deeper else []))
                self._unclosed = len(self.drafts)
            if frame.stance == "denies" and self._long_ago(turn.s, frame):
                continue
            if frame.stance in ("denies", "declines") or (frame.nominal and not frame.view):
                self.answers.append(retort.Answer(frame, who, self._words.start[frame.first]))
            elif retort.retorts(turn.s, frame) or retort.brushes_off(turn.s, frame):
                self.answers.append(retort.Answer(retort.turned(frame), who, self._words.start[turn.s.first] - 1))

    def _long_ago(self, s: Sentence, frame: Frame) -> bool:
        """ "Two years ago he had denied it": a denial of an earlier report contests no claim of today's."""
        words, cue = self._words, self._words.word_at(frame.cue[0])
        who = words.words_in(frame.who.span) if frame.who is not None else (cue, cue)
        parts = ((s.first, min(who[0], cue)), (max(who[1], s.first), cue))
        dated = any(is_old(words, clause_of(words, *part), self._now) for part in parts if part[0] < part[1])
        return dated and bool(self.drafts) and self.drafts[-1].span[1] <= words.start[s.first]

    def _inside(self, turn: Turn, at: int) -> Cover:
        """ ""That is false. He is at work," his office said": who speaks in the first of two sentences of a quote."""
        quote = self._quote_of[at]
        return (self._speakers[quote],) if not turn.heard and quote in self._speakers else ()

    def _accused(self, frame: Frame) -> Person | None:
        """Who denies what was told right before, where only a pronoun names him: nobody denies his own words."""
        pronoun = frame.who is not None and frame.who.cls is None
        if frame.stance != "denies" or not pronoun or not self.drafts:
            return None
        spoke = {who.key for _, who in self.drafts[-1].heard.frames if who is not None}
        own = self._voice.who is not None and self._voice.who.key not in spoke
        own = own or speaks_on(self._words, self.drafts[-1].heard, frame)
        return None if own or frame.who is None else replace(frame.who, cls="party", key=ACCUSED)

    def _spoken_before(self) -> None:
        """A quote over several paragraphs has its speaker in the last: what stands before this block is his, too."""
        marks, text, begin = self._quotes, self._words.text, self._words.start[self._first]
        for index, speaker in self._speakers.items():
            first = index
            while first and marks[first - 1].open and not text[marks[first - 1].end : marks[first].start].strip():
                first -= 1
            for at, draft in enumerate(self.drafts):
                if marks[first].start <= draft.span[0] < begin:
                    credit(self.drafts, at, speaker)


def _accusing(words: Words, frame: Frame) -> Span | None:
    """The cue of a frame in which a source accuses somebody of what follows; None where it does not."""
    at, end = words.words_in(frame.cue)
    return frame.cue if any("accuse" in words.tags[i] for i in range(at, end)) else None


def _added(s: Sentence, clause: Clause, reading: Reading, frame: Frame) -> bool:
    """ "Prices fell, the office said, the lowest since 1974": the superlative is the article's."""
    after = frame.reach[0] < frame.first < frame.last <= clause.first
    return after and "superlative" in reading.marks and True not in s.words.verbal[clause.first : clause.last]
