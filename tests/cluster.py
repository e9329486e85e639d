"""Three brokers on loopback: the first keeps the cluster's own log and lives; the others may die."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from streams import embedded

#: Goes after the lines of streams/kafka.properties, in place of those of the same name.
MORE = """
process.roles={roles}
node.id={node}
controller.quorum.voters=1@127.0.0.1:{controller}
listeners={listeners}
broker.session.timeout.ms=4000
broker.heartbeat.interval.ms=500
offsets.topic.num.partitions=8
"""


class Cluster:
    """`with Cluster(folder) as cluster`. Brokers are numbered from 1."""

    def __init__(self, folder: Path, brokers: int = 3) -> None:
        self._folder = folder
        self._controller = embedded.free_port()
        self._ports = {node: embedded.free_port() for node in range(1, brokers + 1)}
        self._servers: dict[int, embedded.Server] = {}
        self._starting = ThreadPoolExecutor(brokers)  # kept: a child ends with the thread that started it

    @property
    def address(self) -> str:
        """To begin with: the broker that lives."""
        return f"127.0.0.1:{self._ports[1]}"

    def start(self, node: int) -> None:
        """Once more, where it was killed."""
        first = node == 1
        listeners = f"PLAINTEXT://127.0.0.1:{self._ports[node]}"
        more = MORE.format(
            roles="broker,controller" if first else "broker",
            node=node,
            controller=self._controller,
            listeners=listeners + f",CONTROLLER://127.0.0.1:{self._controller}" * first,
        )
        self._servers[node] = embedded.start_kafka(self._folder / str(node), port=self._ports[node], more=more)

    def kill(self, node: int) -> None:
        self._servers.pop(node).kill()

    def pid(self, node: int) -> int:
        return self._servers[node].pid

    def __enter__(self) -> Cluster:
        try:
            list(self._starting.map(self.start, self._ports))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for node in list(self._servers):
            self.kill(node)
        self._starting.shutdown()
