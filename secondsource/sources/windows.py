"""How many words ahead or back a rule looks, where it need not look to the end of the sentence."""

from __future__ import annotations

SOON = 4
NEAR = 8
FAR = 16
