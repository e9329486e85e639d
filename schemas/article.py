"""One version of one article, as it comes out of any wire format."""

from __future__ import annotations

import math
import re
from datetime import datetime, timezone
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from secondsource.model import Article as EngineArticle

Status = Literal["usable", "withheld", "canceled"]
#: An embargo until then lasts until somebody lifts it: its time could not be read. And the same in ms since 1970.
NO_END = datetime(9999, 12, 31, tzinfo=timezone.utc)
NO_END_MS = int(NO_END.timestamp() * 1000)
Change = Literal["new", "update", "correction", "replace", "repeat", "kill", "hold", "release", "advisory"]

#: The status by the words of the wire: the IPTC writes "canceled", people also "cancelled".
STATUS: dict[str, Status] = {
    "usable": "usable",
    "withheld": "withheld",
    "canceled": "canceled",
    "cancelled": "canceled",
}
#: What a concept of the IPTC has before its word: the alias of its catalogue, or its address.
CONCEPT = re.compile(r"(?:stat:|https?://cv\.iptc\.org/newscodes/pubstatus(?:g2)?/)")


def status_of(given: str) -> Status | None:
    """The status that a word of the wire means ("stat:canceled", "Cancelled"), or None."""
    return STATUS.get(CONCEPT.sub("", given.strip().lower(), count=1))


class Article(BaseModel):
    """Times are aware datetimes, UTC where the wire gave no zone. `text`: headline, blank line, paragraphs."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["secondsource/article/1"] = Field(default="secondsource/article/1", alias="schema")
    item: str = Field(min_length=1, max_length=512, description="the provider's item id, without revision")
    provider: str = ""
    provider_version: str = Field(default="", description="the version in the provider's words")
    version: int = Field(1, ge=0, description="orders versions: the provider's number, else the time")
    status: Status = "usable"
    change: Change = "new"
    note: str = Field(default="", description="the editor's note to clients; evidence, not copy")
    published: datetime | None = None
    embargoed: datetime | None = Field(None, description="shown to nobody before; 9999-12-31: until somebody lifts it")
    urgency: int | None = Field(None, ge=1, le=9)
    language: str | None = Field(None, description="as declared; often wrong")
    headline: str = ""
    text: str = Field(description="what the engine reads; all offsets point into it")
    title_end: int = Field(0, ge=0, description="where headline and metadata lines end")
    format: str = Field(description="the wire format it came in")
    sha256: str = Field(description="of the raw bytes")
    topics: list[str] = []

    @property
    def embargo_ms(self) -> int:
        """Until when nobody may see what it says, ms since 1970; 0 for no embargo."""
        return min(NO_END_MS, math.ceil(self.embargoed.timestamp() * 1000)) if self.embargoed else 0

    def to_model(self) -> EngineArticle:
        """The part that the engine needs."""
        return EngineArticle(
            text=self.text,
            language=self.language,
            provider=self.provider or None,
            item=self.item,
            version=self.version,
            published=self.published,
            urgency=self.urgency,
            title_end=self.title_end or None,
        )
