"""The house: imports run one way, and each library is known to one folder."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ORDER = ["secondsource", "schemas", "workers", "streams"]  # lower to higher
#: The rooms of the engine, lower to higher: docs/engine.md says what each is for.
ROOMS = ["text", "sources", "provenance", "clauses", "attribution", "claims", "article", "review", "page"]
ONLY = {
    "spacy": {"secondsource"},
    "redis": {"workers"},
    "faust": {"streams"},
    "mode": {"streams"},
    "aiokafka": {"streams"},
}


def imports_of(path: Path) -> set[str]:
    """The top-level names that a module imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def modules() -> list[tuple[str, Path]]:
    return [(package, path) for package in ORDER for path in sorted((ROOT / package).rglob("*.py"))]


@pytest.mark.parametrize(
    ("package", "path"), modules(), ids=lambda v: str(v.relative_to(ROOT)) if isinstance(v, Path) else v
)
def test_imports_run_one_way(package: str, path: Path) -> None:
    higher = set(ORDER[ORDER.index(package) + 1 :])
    assert not imports_of(path) & higher


@pytest.mark.parametrize(
    ("package", "path"), modules(), ids=lambda v: str(v.relative_to(ROOT)) if isinstance(v, Path) else v
)
def test_each_library_is_known_to_one_folder(package: str, path: Path) -> None:
    for library in imports_of(path) & set(ONLY):
        assert package in ONLY[library], f"{library} belongs to {ONLY[library]}"


def rooms_of(path: Path) -> set[str]:
    """The rooms of the engine that a module imports from."""
    nodes = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ImportFrom)]
    named = [(node.module or "").split(".") for node in nodes]
    return {parts[1] for parts in named if parts[0] == "secondsource" and len(parts) > 1}


@pytest.mark.parametrize("room", ROOMS[:-2])
def test_the_rooms_of_the_engine_stand_on_each_other(room: str) -> None:
    higher = set(ROOMS[ROOMS.index(room) + 1 :])
    for path in sorted((ROOT / "secondsource" / room).glob("*.py")):
        assert not rooms_of(path) & higher, path.name


def test_test_files_have_names_of_their_own() -> None:
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert len(names) == len(set(names)), "two test files of one name cannot be collected together"


def test_a_worker_that_hands_texts_to_its_children_does_without_spacy() -> None:
    look = "import sys, streams.app, streams.cli; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look], check=False).returncode == 0, "60 MB more in each worker"
