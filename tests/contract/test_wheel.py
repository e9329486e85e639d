"""What is in the wheel: installed outside the checkout it reads an article, and nothing of the checkout helps it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = {"secondsource", "schemas", "workers", "streams"}
COPY = "Trois cadres seraient visés par l'enquête, selon une source proche du dossier."


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--disable-pip-version-check"]
    subprocess.run([*build, "--wheel-dir", str(folder), str(ROOT)], check=True, capture_output=True, timeout=240)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_the_four_packages_and_their_data(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == PACKAGES
    for package in PACKAGES:
        on_disk = {
            str(path.relative_to(ROOT))
            for path in (ROOT / package).rglob("*")
            if path.is_file() and path.suffix not in {".pyc", ".md"} and not path.name.startswith(".")
        }
        assert on_disk <= set(names), sorted(on_disk - set(names))


def test_the_wheel_works_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check"]
    subprocess.run([*install, "--target", str(site), str(wheel)], check=True, capture_output=True, timeout=120)
    environment = {**os.environ, "PYTHONPATH": str(site)}
    command = [sys.executable, "-m", "streams.cli"]
    done = subprocess.run(
        [*command, "check", "--json", "--text", COPY],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert json.loads(done.stdout)["claims"][0]["kind"] == "anonymous"
    where = "import secondsource, streams; print(secondsource.__file__, streams.__file__)"
    asked = [sys.executable, "-c", where]
    shown = subprocess.run(asked, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True, timeout=60)
    assert shown.stdout.count(str(site)) == 2
