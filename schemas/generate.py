"""The JSON Schema of every message and of `lag --json`: `make schemas` writes schemas/json/, a test holds it true."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel

from schemas.article import Article
from schemas.claims import ClaimsRecord
from schemas.cluster import ClusterRecord
from schemas.dead_letter import DeadLetter
from schemas.lag import LagReport
from schemas.queue_item import QueueItem
from schemas.verdict import DeskEvent

FOLDER = Path(__file__).parent / "json"
#: file -> the model that it describes
MESSAGES: dict[str, type[BaseModel]] = {
    "article": Article,
    "claims": ClaimsRecord,
    "cluster": ClusterRecord,
    "dead-letter": DeadLetter,
    "desk-event": DeskEvent,
    "lag": LagReport,
    "queue-item": QueueItem,
}


def documents() -> dict[str, str]:
    """file name -> its text."""
    return {
        f"{name}.json": json.dumps(model.model_json_schema(by_alias=True), indent=1, ensure_ascii=False) + "\n"
        for name, model in MESSAGES.items()
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for file, text in documents().items():
        (FOLDER / file).write_text(text, encoding="utf-8")
