"""Whether a member that Kafka still counts has ended: told of workers of this machine, and of nobody else."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest

from streams.presence import client_id, ended, is_ours


def a_process_that_ended() -> int:
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid


def test_we_have_not_ended() -> None:
    assert not ended(client_id(), "127.0.0.1")


def test_a_worker_of_this_machine_whose_process_is_gone_has_ended() -> None:
    assert ended(f"worker-{a_process_that_ended()}@{socket.gethostname()}", "127.0.0.1")


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("another-machine", "127.0.0.1"),
        (None, "192.0.2.7"),  # a machine of the same name
        (None, "no address"),
    ],
)
def test_of_another_machine_it_is_not_known(host: str | None, address: str) -> None:
    assert not ended(f"worker-{a_process_that_ended()}@{host or socket.gethostname()}", address)


@pytest.mark.parametrize("client", ["aiokafka-0.14.0", "worker-x@y", ""])
def test_of_a_stranger_it_is_not_known(client: str) -> None:
    assert not ended(client, "127.0.0.1")


def test_an_address_of_this_machine_can_be_bound() -> None:
    assert is_ours("127.0.0.1")
    assert not is_ours("192.0.2.7")
