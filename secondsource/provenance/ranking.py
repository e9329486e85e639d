"""The order in which a desk should check: P = round(100 · G · √(S · I)), every factor named (docs/sourcing.md)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from math import sqrt

from secondsource.model import Article, Factor, Finding, Priority, Sourcing
from secondsource.policy import Policy

#: The marks that carry harm, in the order in which the first is named as the cause.
HARMS = ("death", "health", "election", "war", "violence", "money", "policy", "sport")
#: The marks of a claim told as fact by nobody that make it news, heaviest first.
NEWS = ("accusation", "event", "death", "legal", "superlative", "cause", "number")
#: Why a claim that has no source, and that nobody tells as a fact, is as salient as one that has.
UNSOURCED: Mapping[str, str] = {"unsupported": "hedged", "contested": "denied"}
FIRST_THIRD = 1 / 3


def rank(
    finding: Finding,
    sourcing: Sourcing,
    article: Article,
    policy: Policy,
    *,
    outlets: int = 1,
    novelty: str = "new",
    now: datetime | None = None,
) -> Priority:
    """The priority of a claim, 0..100, with its factors.

    `outlets`: how many carry it; `novelty`: new, changed or repeated; `now`: without it the deadline is the default.
    """
    salience = _salience(finding, sourcing, policy)
    factors = [
        _harm(finding, policy),
        _reach(finding, article, policy, outlets),
        _deadline(article, policy, now),
        Factor("novelty", policy.novelty[novelty], policy.interest["novelty"], novelty),
        _conflict(finding, sourcing, policy),
    ]
    interest = sum(factor.value * factor.weight for factor in factors)
    score = round(100 * salience.value * sqrt(sourcing.weakness * interest))
    cues = tuple((a.source.start, a.source.end) for a in finding.attributions)
    weakness = Factor("weakness", sourcing.weakness, 1.0, f"{sourcing.verdict}/{sourcing.kind}", cues)
    return Priority(max(0, min(100, score)), (salience, weakness, *factors))


def _salience(finding: Finding, sourcing: Sourcing, policy: Policy) -> Factor:
    if sourcing.kind != "asserted" or sourcing.verdict != "unsupported":
        cause = "sourced" if sourcing.origins else UNSOURCED.get(sourcing.verdict, "unneeded")
        return Factor("salience", policy.salience["sourced"], 1.0, cause)
    table = policy.salience
    mark = max((m for m in NEWS if m in finding.marks), key=lambda m: table.get(_row(m), 0.0), default="")
    if not mark:
        return Factor("salience", table["rest"], 1.0, "rest")
    return Factor("salience", table[_row(mark)], 1.0, _row(mark), finding.marks[mark])


def _row(mark: str) -> str:
    return "event" if mark == "death" else mark


def _harm(finding: Finding, policy: Policy) -> Factor:
    weight, table = policy.interest["harm"], policy.harm
    found = [(table[mark], mark, finding.marks[mark]) for mark in HARMS if mark in finding.marks]
    if "accusation" in finding.marks:
        row = "accusation-private" if "private-person" in finding.marks else "accusation"
        found.append((table[row], row, finding.marks["accusation"]))
    grave = [entry for entry in found if entry[1] != "sport"] or found
    if not grave:
        return Factor("harm", table["default"], weight, "default")
    value, cause, spans = max(grave, key=lambda entry: entry[0])
    return Factor("harm", value, weight, cause, spans)


def _reach(finding: Finding, article: Article, policy: Policy, outlets: int) -> Factor:
    table = policy.reach
    urgency = table["urgency-default"] if article.urgency is None else (9 - article.urgency) / 8
    begin = min(finding.start, finding.mentions[0][0]) if finding.mentions else finding.start
    lead = begin <= (article.title_end or 0)
    third = begin <= len(article.text) * FIRST_THIRD
    row = "lead" if lead else "first-third" if third else "later"
    value = table["urgency"] * urgency + table["position"] * table[row] + table["outlets"] * min(1.0, outlets / 10)
    return Factor("reach", round(value, 4), policy.interest["reach"], row, ((begin, finding.end),) if lead else ())


def _deadline(article: Article, policy: Policy, now: datetime | None) -> Factor:
    """1 within the hour, falling to 0 at the hours of the policy; without dates the default."""
    weight = policy.interest["deadline"]
    if now is None or article.published is None:
        return Factor("deadline", policy.deadline["default"], weight, "default")
    hours = (now - article.published).total_seconds() / 3600
    span = policy.deadline["hours"] - 1
    return Factor("deadline", max(0.0, min(1.0, 1 - (hours - 1) / span)), weight, "age")


def _conflict(finding: Finding, sourcing: Sourcing, policy: Policy) -> Factor:
    weight = policy.interest["conflict"]
    if sourcing.verdict == "contested":
        return Factor("conflict", 1.0, weight, "denied")
    if "number-mismatch" in sourcing.flags:
        return Factor("conflict", 1.0, weight, "number-mismatch", finding.marks.get("number-mismatch", ()))
    return Factor("conflict", 0.0, weight, "none")
