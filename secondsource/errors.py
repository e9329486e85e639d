"""Every error that Secondsource raises on purpose. The message is one line that says what to do.

    SecondsourceError
    ├── UnknownLanguage      no such language folder
    ├── BadConfiguration     a configuration or language file is not as it must be
    ├── Rejected             bytes that are no article (has .reason, a stable code for the dead-letter topic)
    ├── QueueError           (workers) a move the queue refuses
    │   ├── UnknownItem
    │   ├── StaleToken
    │   ├── NotHeld
    │   └── …
    └── Unavailable          a server that cannot be reached (Redis, Kafka), after bounded retries

The command line prints the message and exits with code 2; --debug shows the traceback.
"""


class SecondsourceError(Exception):
    """Something that a person can mend; the message says how."""


class UnknownLanguage(SecondsourceError):
    """There is no folder for this language."""


class BadConfiguration(SecondsourceError):
    """A configuration or language file is not as it must be."""


class Rejected(SecondsourceError):
    """Bytes that are no article. `reason` is the stable code that the dead-letter topic carries."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class QueueError(SecondsourceError):
    """A move that the queue refuses."""


class Unavailable(SecondsourceError):
    """A server that cannot be reached."""
