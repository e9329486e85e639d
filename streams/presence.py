"""What a worker calls itself to Kafka, and whether one that Kafka still counts has ended.

Kafka keeps a member that was killed until its session is over, and says nothing of it meanwhile. Only the machine
that it ran on knows: its name and its process are in what it calls itself.
"""

from __future__ import annotations

import os
import re
import socket

from streams.stack import running

CLIENT = re.compile(r"worker-(?P<pid>\d+)@(?P<host>.+)")


def client_id() -> str:
    """What this process calls itself: worker-PID@HOST."""
    return f"worker-{os.getpid()}@{socket.gethostname()}"


def ended(client: str, address: str) -> bool:
    """Whether this is a worker of this machine that runs no more. Of any other member it is not known."""
    said = CLIENT.fullmatch(client)
    if said is None or said["host"] != socket.gethostname() or running(int(said["pid"])):
        return False
    return is_ours(address)


def is_ours(address: str) -> bool:
    """Whether this machine has the address: one of another cannot be bound."""
    try:
        family, *_, where = socket.getaddrinfo(address, 0, type=socket.SOCK_DGRAM, flags=socket.AI_NUMERICHOST)[0]
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind(where)
    except OSError:
        return False
    return True
