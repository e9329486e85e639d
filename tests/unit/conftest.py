"""What several files of tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checking import REPORT, RUMOUR


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / "rumour.txt").write_text(RUMOUR, encoding="utf-8")
    (tmp_path / "sub" / "a-report-whose-name-is-longer-than-any-column.txt").write_text(REPORT, encoding="utf-8")
    return tmp_path
