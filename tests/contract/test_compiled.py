"""The engine as machine code (`make compiled`) says of every example what the engine in Python says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from benchmarks.examples import CODES, examples
from secondsource import load, review
from secondsource.review import as_dict
from tests.conftest import lacking, needs

ROOT = Path(__file__).parents[2]
COMPILED = ROOT / "build" / "compiled"
PLAIN = {"__init__.py", "record.py"}

pytestmark = pytest.mark.timeout(1200)

#: Reads lines of [code, text], writes reviews; then what a record is good for.
ASKED = """
import copy, json, pickle, sys
from pathlib import Path
import secondsource
from secondsource import load, review
from secondsource.model import Source
from secondsource.record import replace
from secondsource.review import as_dict
for line in sys.stdin:
    code, text = json.loads(line)
    print(json.dumps(as_dict(review(text, load(code)))))
one = Source("s1", 0, 10, "the police", "official", "polic")
print(json.dumps({
    "python": sorted(Path(m.__file__).name for n, m in sys.modules.items()
                     if n.split(".")[0] == "secondsource" and m.__file__.endswith(".py")),
    "folder": str(Path(secondsource.__file__).parent),
    "equal": [replace(one), copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one))] == [one] * 4,
    "keys": len({one, replace(one), replace(one, key="other")}),
}))
"""


@pytest.fixture(scope="module")
def compiled() -> Path:
    needs(os.environ.get("CC", "cc"), "gcc")
    if not Path(sysconfig.get_path("include"), "Python.h").exists():
        lacking("no headers of Python here: install the package python3-dev")
    made = subprocess.run(["make", "compiled"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout[-2000:] + made.stderr[-2000:]
    return COMPILED


def ask(folder: Path, texts: list[tuple[str, str]]) -> tuple[list[Any], dict[str, Any]]:
    """The reviews of texts by the engine in a folder, and what its records are good for."""
    done = subprocess.run(
        [sys.executable, "-c", ASKED],
        input="".join(json.dumps(text) + "\n" for text in texts),
        cwd=folder, env={**os.environ, "PYTHONPATH": str(folder)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    *reviews, last = map(json.loads, done.stdout.splitlines())
    return reviews, last


def test_compiled_and_in_python_are_one_engine(compiled: Path) -> None:
    texts = [(code, example["text"]) for code in CODES for example in examples(code)]
    reviews, facts = ask(compiled, texts)
    assert facts["folder"] == str(compiled / "secondsource")
    assert set(facts["python"]) <= PLAIN, "modules that were not compiled"
    assert facts["equal"]
    assert facts["keys"] == 2
    assert len(texts) > 500
    for (code, text), found in zip(texts, reviews, strict=True):
        assert found == json.loads(json.dumps(as_dict(review(text, load(code))))), text
