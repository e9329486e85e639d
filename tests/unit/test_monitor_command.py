"""`secondsource monitor` as it is started and ended; no server needs to be there."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys

import pytest
from aiohttp.http_exceptions import BadStatusLine
from click.testing import CliRunner

from secondsource.errors import SecondsourceError
from streams import stack
from streams.cli import secondsource
from streams.commands.monitor import ours

NOBODY = {stack.KAFKA: "127.0.0.1:9", stack.REDIS: "redis://127.0.0.1:9/0"}


@pytest.mark.parametrize("every", ["nan", "inf", "0", "-1", "1e300"])
def test_time_between_looks_that_is_none_is_refused(every: str) -> None:
    done = CliRunner().invoke(secondsource, ["monitor", "--port", "0", "--every", every], env=NOBODY)
    assert isinstance(done.exception, SecondsourceError), done.output


def test_it_ends_by_sigterm_in_its_own_way() -> None:
    """The first process of a container ends by no other."""
    command = [sys.executable, "-m", "streams.cli", "monitor", "--port", "0"]
    with subprocess.Popen(command, env={**os.environ, **NOBODY}, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as one:
        assert one.stdout is not None
        assert one.stdout.readline().startswith(b"http://")
        one.send_signal(signal.SIGTERM)
        _, error = one.communicate(timeout=60)
    assert (one.returncode, error) == (143, b"")


@pytest.mark.parametrize(("error", "is_ours"), [(BadStatusLine("x"), False), (ValueError("x"), True), (None, True)])
def test_what_is_no_http_is_no_traceback(error: Exception | None, is_ours: bool) -> None:
    info = (type(error), error, None) if error else None
    record = logging.LogRecord("aiohttp.server", logging.ERROR, "", 0, "Error handling request", None, info)
    assert ours(record) is is_ours
