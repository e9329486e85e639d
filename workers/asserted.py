"""One claim over articles: who makes it, and what of that the desk may see while an article is under embargo."""

from __future__ import annotations

from typing import NamedTuple

from secondsource.model import Finding
from secondsource.provenance.fingerprint import Fingerprint, fingerprint
from secondsource.provenance.matching import adds
from workers.clusters import Member
from workers.remembered import Assertion


class Asserted(NamedTuple):
    """One claim over articles: as the article at hand makes it, if it does, and as earlier ones do.

    `embargo_ms`: until when nobody may see it; 0 where anybody may. `unseen`: the article at hand says so, but under an
    embargo, and others freely: then the desk sees those alone.
    """

    own: Member | None
    others: list[Assertion]
    before: Fingerprint | None = None  # how the version before of the article at hand made it
    embargo_ms: int = 0
    unseen: bool = False

    @property
    def adds(self) -> bool:
        """Whether the article names what no other does, so that this may be another claim than a desk has decided."""
        if self.own is None:
            return False
        told = [fingerprint(one.finding.text, language=one.finding.language) for one in self.others]
        told += [self.before] if self.before else []
        return all(adds(self.own.print, other) for other in told)

    @property
    def findings(self) -> list[Finding]:
        return [*(one.finding for one in self.others), *([self.own.finding] if self.own else [])]

    def seen(self, own_ms: int, now_ms: int) -> Asserted:
        """What may be seen of it now, where `own_ms` is the end of the embargo of the article at hand: what those say
        that are under none; where all are, what all say, when the last of them ends."""
        free = [one for one in self.others if one.embargo_ms <= now_ms]
        if self.own and own_ms <= now_ms:
            return self._replace(others=free)
        if free:
            return self._replace(own=None, others=free, unseen=self.own is not None)
        ends = [one.embargo_ms for one in self.others] + ([own_ms] if self.own else [])
        return self._replace(embargo_ms=max(ends, default=0))
