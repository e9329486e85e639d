"""The queue as a library: the page's example is true on every server, and its table has every call as it is."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from docs import reference
from tests.contract.conftest import SERVERS, Server
from workers.memory import MemoryQueue
from workers.queue import ClaimQueue

PAGE = (Path(__file__).parents[2] / "docs" / "python.md").read_text(encoding="utf-8")


@pytest.mark.redis
@pytest.mark.parametrize("name", SERVERS)
def test_the_example_runs_as_it_stands(servers: Callable[[str], Server], name: str, unique: str) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    there: dict[str, Any] = {"__name__": "example"}
    exec(example, there)
    assert asyncio.run(there["work"](servers(name).url, unique)) == "applied"
    assert asyncio.run(there["work"](servers(name).url, unique)) == "nothing waits"


def test_the_page_has_every_call_with_its_types() -> None:
    assert reference.tables() in PAGE, "make reference"
    calls = [name for name in vars(ClaimQueue) if not name.startswith("_") and hasattr(MemoryQueue, name)]
    assert not [name for name in calls if f"`{name}" not in PAGE]
