"""Claims as they stand in one article: clauses with who says so, mentions joined, and what was left out and why."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from secondsource.acting import is_passive
from secondsource.answers import Answer, weigh
from secondsource.cast import Introduced, introduced, known, publisher
from secondsource.checkability import Reading, is_show, read_clause
from secondsource.clauses import Clause, clauses, has_verb
from secondsource.dates import written
from secondsource.frame import Frame
from secondsource.frames import frames
from secondsource.identity import unite
from secondsource.joining import STEM, Draft, join, stems
from secondsource.language import Language
from secondsource.layout import layout
from secondsource.lexicon import NONE, fold
from secondsource.model import Article, Attribution, Finding, Source, SourceClass, Span
from secondsource.phrases import Sentence
from secondsource.quotes import Quote, quotes
from secondsource.scope import Heard, Voice, behind_suspicion, carries, covering
from secondsource.sources import Person
from secondsource.words import LONE_SURROGATE, Words, words_of

#: What a clause that is no claim says of the claims beside it: reason -> their mark.
EVIDENCE = {"unverified": "unverifiable", "relayed": "circular"}
NoClaim = tuple[int, int, str]


def find(article: Article, language: Language) -> tuple[list[Finding], list[NoClaim]]:
    """The findings of an article in text order, and what is no claim with the reason."""
    words = words_of(LONE_SURROGATE.sub("\ufffd", article.text), language)
    if not len(words):
        return [], []
    cast = {**known(language.code), **introduced(words)}
    drafts, left_out, answers = _drafts(article, words, language, cast)
    joined = join(drafts)
    findings = [_finding(number, draft, words, article) for number, draft in enumerate(joined, 1)]
    return unite(weigh(findings, answers, words), words, language, cast), left_out


def _sentence(words: Words, span: Span, marks: tuple[Quote, ...], starts: list[int]) -> Sentence | None:
    first, last = bisect_left(words.start, span[0]), bisect_left(words.start, span[1])
    if first >= last:
        return None
    touched = marks[max(0, bisect_left(starts, span[0] + 1) - 1) : bisect_left(starts, span[1])]
    quoted = [False] * (last - first)
    for quote in touched:
        begin, end = bisect_left(words.start, quote.start), bisect_left(words.start, quote.end)
        for at in range(max(first, begin), min(last, end)):
            quoted[at - first] = True
    return Sentence(words, first, last, quoted)


def _drafts(
    article: Article, words: Words, language: Language, cast: Mapping[str, Introduced]
) -> tuple[list[Draft], list[NoClaim], list[Answer]]:
    page = layout(words.text, article.title_end, language.lexicon)
    marks = tuple(quote for quote in quotes(words.text) if _is_speech(words.text, quote))
    starts = [quote.start for quote in marks]
    voice = Voice(cast=cast, own=publisher(words))
    now = written(article, words, page)
    show = is_show(words)
    drafts: list[Draft] = []
    left_out: list[NoClaim] = []
    answers: list[Answer] = []
    blocks = [(True, -1, page.head)] + [(False, number, sentences) for number, sentences in enumerate(page.paragraphs)]
    ordinal = spoken = 0
    for head, paragraph, spans in blocks:
        speakers: dict[int, tuple[Frame, Person]] = {}
        parsed = [s for span in spans if (s := _sentence(words, span, marks, starts)) is not None]
        heard_frames = []
        for s in parsed:
            ordinal += 1
            heard = [(frame, voice.hear(frame, paragraph, ordinal)) for frame in frames(s)]
            through = {id(frame): told for frame, who in heard if (told := voice.told_by(who, paragraph))}
            heard_frames.append((s, ordinal, heard, voice.now(), through))
            for frame, who in heard:
                if who is not None:
                    for touched in _quotes_touching(words, s, marks, starts):
                        speakers.setdefault(touched, (frame, who))
        following = [next((who for _, who in heard if who is not None), None) for _, _, heard, _, _ in heard_frames]
        for (s, number, heard, then, through), after in zip(heard_frames, [*following[1:], None], strict=False):
            for clause in clauses(s, [frame for frame, _ in heard]):
                cover = covering(heard, clause.first, clause.last)
                reading = read_clause(s, clause, language.lexicon, cued=bool(cover), head=head, now=now, show=show)
                span = words.span(clause.first, clause.last)
                stance = cover[0][0].stance if cover else "affirms"
                if stance == "declines" or (cover and cover[0][0].nominal):
                    left_out.append((*span, "no comment"))
                    continue
                if reading.nothing and cover and (cue := _accusing(words, cover[0][0])) is not None:
                    # "accuses the mayor of corruption": says what he did
                    accused = {**reading.marks, "accusation": [cue]}
                    reading = replace(reading, nothing="", marks=accused)
                if reading.nothing == "denial" and cover and cover[0][1] is not None:
                    answers.append(Answer(_turned(cover[0][0]), cover[0][1], words.start[s.first]))
                if reading.nothing:
                    left_out.append((*span, reading.nothing))
                    if reading.nothing in EVIDENCE:
                        mark = EVIDENCE[reading.nothing]
                        drafts = [_marked(draft, mark, span, paragraph) for draft in drafts]
                    continue
                carried = False
                if cover and _added(s, clause, reading, cover[0][0]):
                    cover = ()
                elif not cover:
                    index = _quote_of(words, clause.first, marks, starts)
                    if index is not None and index in speakers:
                        cover = (speakers[index],)
                        carried = True
                    elif (
                        index is not None
                        and then.who is not None
                        and then.frame is not None
                        and s.inside(clause.last - 1)
                    ) or (carries(s, reading, then, paragraph, number, spoken, after) and then.frame is not None):
                        goes_on = replace(then.frame, stance="affirms") if then.frame.nominal else then.frame
                        cover, carried, spoken = ((goes_on, then.who),), True, number
                    elif not head and (accuser := behind_suspicion(s, reading, parsed[0].first)) is not None:
                        cover = (accuser,)
                if len(cover) == 1 and (told := through.get(id(cover[0][0])) or then.told_by(cover[0][1], paragraph)):
                    cover = (*cover, told)
                made = _draft(words, Heard(reading, cover, carried), span, head, paragraph)
                if cover and cover[0][0].second is not None:
                    made = replace(made, also=(Heard(reading, ((cover[0][0], cover[0][0].second),)),))
                drafts.append(made)
            for frame, who in heard:
                if frame.closing and who is not None:
                    drafts = [_closed(draft, frame, who, paragraph) for draft in drafts]
                if who is not None and (frame.stance in ("denies", "declines") or (frame.nominal and not frame.view)):
                    answers.append(Answer(frame, who, words.start[frame.first]))
                elif who is not None and frame.rebuts:
                    answers.append(Answer(_turned(frame), who, words.start[s.first]))
        if parsed:
            _spoken_before(drafts, speakers, marks, words, parsed[0].first)
        if paragraph == 0:
            drafts = _sourced_next(drafts)
    return drafts, left_out, answers


#: What a lead and the sentence after it share that tell of one event: its dead and injured, or the sum.
OF_ONE_EVENT = (frozenset({"death", "health"}), frozenset({"money"}))


def _sourced_next(drafts: list[Draft]) -> list[Draft]:
    """A lead without a source takes that of the next sentence, where both tell of the same dead or the same sum.

    "If the body sources the event, headline and lead take that source; details do not source it" (docs/sourcing.md).
    """
    lead = [at for at, draft in enumerate(drafts) if draft.paragraph == 0 and not draft.head]
    if len(lead) < 2 or drafts[lead[0]].heard.frames or drafts[lead[0]].heard.reading.marks.keys() & {"reportative"}:
        return drafts
    first, after = drafts[lead[0]], drafts[lead[1]]
    frames = after.heard.frames
    told = frames and frames[0][1] is not None and frames[0][1].cls in ("official", "party", "named")
    shared = first.heard.reading.marks.keys() & after.heard.reading.marks.keys()
    if not told or not any(shared & event for event in OF_ONE_EVENT) or frames[0][0].stance == "denies":
        return drafts
    out = list(drafts)
    out[lead[0]] = replace(first, heard=replace(first.heard, frames=frames, carried=True))
    return out


def _turned(frame: Frame) -> Frame:
    """The frame as an answer to what was said before it."""
    return replace(frame, stance="denies", nominal=True)


def _accusing(words: Words, frame: Frame) -> Span | None:
    """The cue of a frame in which a source accuses somebody of what follows; None where it does not."""
    at = bisect_left(words.start, frame.cue[0])
    end = bisect_left(words.start, frame.cue[1])
    return frame.cue if any("accuse" in words.tags[i] for i in range(at, end)) else None


def _added(s: Sentence, clause: Clause, reading: Reading, frame: Frame) -> bool:
    """ "Prices fell, the office said, the lowest since 1974": the superlative is the article's."""
    after = frame.reach[0] < frame.first < frame.last <= clause.first
    return after and "superlative" in reading.marks and not has_verb(s, clause.first, clause.last)


def _closed(draft: Draft, frame: Frame, who: Person, paragraph: int) -> Draft:
    """A claim of the paragraph that a closing formula ends takes its source."""
    if draft.paragraph != paragraph or draft.head or draft.heard.frames:
        return draft
    return replace(draft, heard=replace(draft.heard, frames=((frame, who),), carried=True))


def _spoken_before(
    drafts: list[Draft],
    speakers: Mapping[int, tuple[Frame, Person]],
    marks: tuple[Quote, ...],
    words: Words,
    begin: int,
) -> None:
    """A quote over several paragraphs has its speaker in the last: what stands before the word `begin` is his, too."""
    here = words.start[begin]
    for index, speaker in speakers.items():
        first = index
        while first and marks[first - 1].open and not words.text[marks[first - 1].end : marks[first].start].strip():
            first -= 1
        at = len(drafts) - 1
        while at >= 0 and drafts[at].span[0] >= marks[first].start and marks[first].start < here:
            if drafts[at].span[0] < here and not drafts[at].heard.frames:
                drafts[at] = replace(drafts[at], heard=replace(drafts[at].heard, frames=(speaker,), carried=True))
            at -= 1


def _marked(draft: Draft, mark: str, span: Span, paragraph: int) -> Draft:
    """A claim of the paragraph in which the article says this of it: not verified, or repeated by others."""
    if draft.paragraph != paragraph or draft.head:
        return draft
    reading = draft.heard.reading
    return replace(draft, heard=replace(draft.heard, reading=replace(reading, marks={**reading.marks, mark: [span]})))


def _draft(words: Words, heard: Heard, span: Span, head: bool, paragraph: int) -> Draft:
    clause = heard.reading.clause
    places = clause.places
    numbers = frozenset(words.low[at][:STEM] for at in places if words.low[at][0].isdigit())
    negated = any("neg" in words.tags[at] for at in places)
    kept = stems(words, clause.first, clause.last)
    refers = bool(words.tags[clause.first] & {"pron", "demonstrative"}) and "det" not in words.tags[clause.first]
    return Draft(heard, span, kept, head, paragraph, negated=negated, refers=refers, numbers=numbers)


def _is_speech(text: str, quote: Quote) -> bool:
    """Not a name or a word in quote marks: more than three words."""
    return text.count(" ", quote.start, quote.end) >= SPEECH_WORDS


def _quotes_touching(words: Words, s: Sentence, marks: tuple[Quote, ...], starts: list[int]) -> list[int]:
    found = {bisect_left(starts, words.start[at] + 1) - 1 for at in range(s.first, s.last) if s.inside(at)}
    return sorted(index for index in found if index >= 0)


def _quote_of(words: Words, at: int, marks: tuple[Quote, ...], starts: list[int]) -> int | None:
    index = bisect_left(starts, words.start[at] + 1) - 1
    return index if index >= 0 and marks[index].start <= words.start[at] < marks[index].end else None


#: Words with a capital that name nobody.
UNNAMED = frozenset({"time", "month", "det", "pron", "adp", "country"})
#: Fewer spaces than this inside quote marks, and it is a name or a word.
SPEECH_WORDS = 3


def _finding(number: int, draft: Draft, words: Words, article: Article) -> Finding:
    reading = draft.heard.reading
    marks: dict[str, tuple[Span, ...]] = {name: tuple(spans) for name, spans in reading.marks.items()}
    attributions: list[Attribution] = []
    for telling, heard in enumerate((draft.heard, *draft.also)):
        attributions += _attributions(f"c{number}s{telling or ''}", draft, heard, marks, words)
    if not attributions and reading.way != "asserted":
        marks[reading.way] = (draft.span,)
    if not attributions and _event(draft, words):
        marks["event"] = (draft.span,)
    if any(who is not None and who.interested for _, who in draft.heard.frames):
        marks["interested-party"] = (draft.span,)
    for frame, _ in draft.heard.frames:  # "the ministry accused the foundation of smuggling"
        at = bisect_left(words.start, frame.cue[0])
        if frame.last > frame.first and any("accuse" in words.tags[i] for i in range(at, frame.last)):
            marks.setdefault("accusation", (frame.cue,))
    if "accusation" in marks and (names := _names(draft, words) or _role(draft, words)):
        marks["identifiable"] = names
    if draft.plain_head and "reportative" in marks:
        marks["headline-plain"] = draft.plain_head
    text = article.text[draft.span[0] : draft.span[1]]
    return Finding(
        f"c{number}", *draft.span, text, draft.mentions, _type(marks, reading), tuple(attributions),
        MappingProxyType(marks), article.provider,
    )  # fmt: skip


def _attributions(
    prefix: str, draft: Draft, heard: Heard, marks: dict[str, tuple[Span, ...]], words: Words
) -> list[Attribution]:
    """Who vouches in one telling of a claim. Of frames inside frames each is known through the next."""
    told: list[tuple[Frame, Source]] = []
    hedged = "hedge" in marks or "reportative" in marks
    for order, (frame, who) in enumerate(heard.frames):
        if who is None or who.cls is None:
            if frame.type == "impersonal":
                marks.setdefault("reportative", (frame.cue,))
            continue
        if any(who.key == source.key and frame.stance == before.stance for before, source in told):
            continue  # "the army said the town was quiet, adding that …"
        if who.channel and len(heard.frames) > 1:
            continue  # a memo seen by the agency whose copy this is
        cls = _class(draft, frame, who, words)
        told.append((frame, who.source(f"{prefix}{order + 1}", cls)))
    outer = [*(source.id for _, source in told[1:]), None]
    return [
        Attribution(source, frame.type, frame.stance, frame.cue, draft.span, parent, hedged, heard.carried)
        for (frame, source), parent in zip(told, outer, strict=False)
    ]


def _class(draft: Draft, frame: Frame, who: Person, words: Words) -> SourceClass:
    """The class of a source towards this claim: its own act or measurement, its denial, else what it is."""
    assert who.cls is not None
    if frame.stance == "denies":
        return "party" if who.cls in ("named", "official", "own-act") else who.cls
    if frame.first != frame.last and _own(draft, frame, who, words):
        return "own-act"
    if who.cls in ("named", "official") and _praises_itself(draft, frame, who, words):
        return "party"
    return who.cls


def _own(draft: Draft, frame: Frame, who: Person, words: Words) -> bool:
    """Whether the source speaks about its own act, plan, view or measurement."""
    if who.cls in ("outlet", "document", "anonymous", "social", "witness"):
        return False
    marks = draft.heard.reading.marks
    if marks.keys() & {"accusation", "superlative", "death"}:
        return False
    if frame.view or (who.measures and "number" in marks):
        return True
    clause = draft.heard.reading.clause
    tags = NONE.union(*(words.tags[at] for at in clause.places))
    of_self = _of_self(clause, who, words, frame) or (frame.itself is not None and frame.itself.key == who.key)
    if (tags & {"plan", "forecast"} or _to_come(clause, words)) and who.cls in ("official", "party"):
        return "number" not in marks or of_self
    if "operation" in marks or ("war" in marks and "event" in tags):
        return False  # what an army or the police does to others
    if is_passive(words, clause) and not tags & {"plan", "view", "forecast", "future"}:
        return False  # "he had been reported as a suspect": what others did
    return of_self and bool(tags & {"act", "plan", "view", "forecast", "future"})


def _to_come(clause: Clause, words: Words) -> bool:
    """A dated event to come: "Les ministres se réuniront le 12 juin", "Die Minister treffen sich am 12. Juni"."""
    dated = {"month"} if words.capital_nouns else {"month", "time"}  # German has the present tense for what is to come
    if not any(words.tags[at] & dated for at in clause.places):
        return False
    if any({"future", "fin"} <= words.tags[at] for at in clause.places):
        return True
    past = {"participle", "fin_suffix", "past_fin", "passive"}
    return words.capital_nouns and not any(words.tags[at] & past for at in clause.places)


def _of_self(clause: Clause, who: Person, words: Words, frame: Frame) -> bool:
    """Whether the subject of a clause is its source: a pronoun, its name, or nothing but an infinitive."""
    tags = words.tags[clause.first]
    other = frame.first > clause.first and frame.who is not None and frame.who.named and "first_person" not in tags
    if (tags & {"pron", "first_person"} and not other) or "infinitive" in tags:
        return True  # but not "He was ill, Anna Lund said"
    opening = range(clause.first, min(clause.first + 5, clause.last))
    if who.cls == "party" and any("firm" in words.tags[at] for at in opening[:3]):
        return True  # "The company will cut 80 jobs, its director said"
    return who.key in {fold(words.low[at]) for at in opening}


def _praises_itself(draft: Draft, frame: Frame, who: Person, words: Words) -> bool:
    """Whether the source speaks of its own performance or merit: "its ships are the safest in Europe"."""
    clause = draft.heard.reading.clause
    opening = range(clause.first, min(clause.first + 3, clause.last))
    of_self = _of_self(clause, who, words, frame) or any("own" in words.tags[at] for at in opening)
    return of_self and "superlative" in draft.heard.reading.marks


def _names(draft: Draft, words: Words) -> tuple[Span, ...]:
    """Persons and organisations that the clause names, the sources left out."""
    clause = draft.heard.reading.clause
    return tuple(
        words.span(at, at + 1)
        for at in range(clause.first + 1, clause.last)
        if words.capital(at) and not words.tags[at] & UNNAMED and (not words.capital_nouns or words.capital(at - 1))
    ) + _roles(words, clause.first, clause.last)


def _roles(words: Words, first: int, last: int) -> tuple[Span, ...]:
    """Roles that only one person has ("the former mayor"): whoever lives there knows who is meant."""
    return tuple(
        words.span(at, at + 1)
        for at in range(first + 1, last)
        if "role" in words.tags[at]
        and "plural" not in words.tags[at]
        and any("det" in words.tags[i] and "indef" not in words.tags[i] for i in range(max(first, at - 2), at))
    )


def _role(draft: Draft, words: Words) -> tuple[Span, ...]:
    """Who is accused, where the clause says it by what only one is: "the former treasurer", no man or driver."""
    clause = draft.heard.reading.clause
    first = clause.first
    verb = clause.verb
    if "det" not in words.tags[first] or words.tags[first] & {"indef", "pron"} or verb < 0:
        return ()
    if is_passive(words, clause) and "reportative" not in draft.heard.reading.marks:
        return ()  # "the contract was forged"; but "the mayor is suspected"
    subject = range(first + 1, min(verb, first + 5))
    if any(words.tags[at] & {"private", "plural", "adp"} for at in subject):
        return ()
    return (words.span(first + 1, subject.stop),) if len(subject) else ()


def _event(draft: Draft, words: Words) -> bool:
    """News of consequence: something happened, in the lead, with a figure, or grave in itself."""
    clause = draft.heard.reading.clause
    marks = draft.heard.reading.marks
    tags = NONE.union(*(words.tags[at] for at in clause.places))
    news = bool(draft.mentions) or draft.paragraph == 0 or "number" in marks
    grave = marks.keys() & {"death", "health", "war", "violence"}
    return bool(tags & {"event", "death"} and (news or grave)) or bool(grave and news)


def _type(marks: Mapping[str, object], reading: Reading) -> str:
    if "accusation" in marks:
        return "accusation"
    if "death" in marks:
        return "death"
    if reading.way in ("public-act", "own-plan"):
        return "own act"
    if "number" in marks:
        return "number"
    return "background" if reading.way == "background" else "event"
