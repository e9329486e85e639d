"""What the acceptance tests start from: workers of an installation of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.crew import Crew


@pytest.fixture
def crew_of(tmp_path: Path, kafka: str, redis_url: str, unique: str) -> Iterator[Callable[..., Crew]]:
    """`crew_of("hold")`: workers with these faults, on the session's servers. None is left after the test."""
    made: list[Crew] = []

    def make(*faults: str) -> Crew:
        made.append(Crew(tmp_path, kafka, redis_url, unique, faults))
        return made[-1]

    yield make
    for crew in made:
        crew.end()
