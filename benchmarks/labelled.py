"""Where labelled articles lie, and the script that scores them."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

#: Articles that we wrote and labelled; `seen`: they were read while the rules were made.
ARTICLES = Path(__file__).parent / "articles"


def load_script(path: Path) -> ModuleType:
    """A Python file beside the labels, as a module. Raises SystemExit where it is none."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
