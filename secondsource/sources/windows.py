"""How many words ahead or back a rule looks, where it need not look to the end of the sentence."""

from typing import Final

SOON: Final = 4
NEAR: Final = 8
FAR: Final = 16
