"""What `check` says of an article that was killed or held back: its claims are withdrawn, and none is for the queue.

In the stream such an article has no review, its claims leave the queue, and who holds one is told.
"""

from __future__ import annotations

from dataclasses import replace

from secondsource.model import Article, Claim, Review
from secondsource.policy import Policy
from secondsource.provenance.explaining import explain
from secondsource.provenance.ranking import rank


def withdraw(result: Review, article: Article, policy: Policy, ui_language: str) -> Review:
    """The review with every claim withdrawn."""
    return replace(result, claims=tuple(_withdrawn(claim, article, policy, ui_language) for claim in result.claims))


def _withdrawn(claim: Claim, article: Article, policy: Policy, ui_language: str) -> Claim:
    weakness = policy.weakness["withdrawn/–"]
    sourcing = replace(claim.sourcing, verdict="withdrawn", kind="–", origins=0, flags=(), weakness=weakness)
    priority = rank(claim.finding, sourcing, article, policy)
    finding = replace(claim.finding, marks={})  # what the text says beside the claim is withdrawn with it
    return Claim(claim.finding, sourcing, priority, False, explain(finding, sourcing, ui_language))
