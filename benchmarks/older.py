"""A broker of Kafka 3.9, the last that clients of before 2019 can read, for tools beside us that are as old."""

from __future__ import annotations

from pathlib import Path

from streams import embedded

VERSION = "3.9.1"
ROOTS = (f"org.apache.kafka:kafka_2.13:{VERSION}", "org.slf4j:slf4j-reload4j:1.7.36")
#: What it writes to kafka.log: warnings, and the line that says it is up.
LOGGING = """
log4j.rootLogger=WARN, console
log4j.appender.console=org.apache.log4j.ConsoleAppender
log4j.appender.console.layout=org.apache.log4j.PatternLayout
log4j.appender.console.layout.ConversionPattern=%d %p %m (%c)%n
log4j.logger.kafka.server.KafkaRaftServer=INFO
"""


def start(folder: Path) -> embedded.Server:
    """Raises Unavailable where it does not start, and what jgo raises where its jars cannot be had."""
    import jgo

    folder.mkdir(parents=True, exist_ok=True)
    logging = folder / "log4j.properties"
    logging.write_text(LOGGING, encoding="utf-8")
    classpath = sorted({Path(artifact.resolve()) for root in ROOTS for artifact in jgo.resolve(root)})
    return embedded.start_kafka(folder, classpath=classpath, jvm=[f"-Dlog4j.configuration=file:{logging}"])
