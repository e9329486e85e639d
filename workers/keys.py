"""Every Redis key of a desk, its type and its lifetime: one table.

All keys of a desk begin with one prefix that holds the desk's hash tag, so they share a slot of a cluster
and one script may write any of them. Lifetimes:

- `permanent`: one key a desk, or one a name that the desk uses (lane, state, source); bounded by what is retained
- `item`: goes when the item is purged, `retention_s` after it was closed
- `ttl`: Redis lets it lapse
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Literal, NamedTuple

from secondsource.errors import BadConfiguration

Lifetime = Literal["permanent", "item", "ttl"]


class Key(NamedTuple):
    pattern: str  # "*" stands for an item id, a lane, a name
    type: str
    lifetime: Lifetime
    holds: str


KEYS = (
    Key("item:*", "hash", "item", "fields of the queue, and a mark (+…) for each key of the stream: its move"),
    Key("body:*", "string", "item", "the queue item as JSON"),
    Key("trail:*", "list", "item", "its audit events as JSON"),
    Key("draft:*", "string", "item", "what its holder has written so far"),
    Key("lane:*", "zset", "permanent", "waiting items of a lane: id -> virtual deadline, ms"),
    Key("since:*", "zset", "permanent", "waiting items of a lane: id -> queued, ms"),
    Key("heads", "zset", "permanent", "the first item of each lane that has any: id, a space, lane -> deadline, ms"),
    Key("state:*", "zset", "permanent", "items of a state other than waiting: id -> queued, ms"),
    Key("timers", "zset", "permanent", "id -> when expire must look at it, ms"),
    Key("by:*", "zset", "permanent", "items of a source, kind or provider: id -> queued, ms"),
    Key("facets:*", "set", "permanent", "the sources, kinds, providers that have items"),
    Key("waiting-of:*", "string", "permanent", "how many items of a source wait, for the quota; none without any"),
    Key("muted:*", "zset", "permanent", "what the mute of a source or topic parked: id -> until, ms"),
    Key("mutes", "hash", "permanent", "source:… or topic:… -> muted until, ms; by whom and why, JSON"),
    Key("people", "set", "permanent", "who has ever held an item: another name may be a typing error"),
    Key("token", "string", "permanent", "the newest fence token"),
    Key("audit", "stream", "permanent", "events that the relay has not confirmed yet"),
    Key("stats", "hash", "permanent", "counters"),
    Key("format", "string", "permanent", "how the keys of this desk are to be read: the first move writes it"),
    Key("notices:*", "stream", "ttl", "what a checker must know"),
    Key("last-take:*", "string", "ttl", "request, token, id of a checker's last takes, so that a retry gets the same"),
    Key("given:*", "string", "ttl", "key of a verdict -> item, result (or undone), what was found, state, who"),
)


#: Names that several modules need.
ABSORBING, FORMAT, REBUILDING, REBUILDER, WRITTEN = "absorbing", "format", "rebuilding", "rebuilder", "written"
#: What a desk of this version has under FORMAT. Whoever changes what a key or a field means adds one, here and in
#: trip.lua: a desk that has another number, or items and none, is not opened.
FORMAT_NUMBER = 1
#: The claim clusters of workers/evidence.py.
EVIDENCE = (
    Key(ABSORBING, "string", "ttl", "which process decides on clusters now"),
    Key("article:*", "string", "ttl", "the last version of an article: its claims and their clusters"),
    Key("cluster:*", "hash", "ttl", "a claim over articles: item -> its finding as JSON"),
    Key("print:*", "string", "ttl", "the fingerprint of a cluster"),
    Key("rare:*", "zset", "ttl", "clusters by a name, number or wording in them -> received, ms"),
)


#: While the desk is made again from the log (workers/rebuild.py).
REBUILD = (
    Key(REBUILDING, "string", "permanent", "there from the first to the last step of a rebuild: no move but restore"),
    Key(REBUILDER, "string", "ttl", "which process rebuilds"),
)


#: Where moves wait for replicas (workers/trips.py).
COPIES = (Key(WRITTEN, "string", "permanent", "written last, so that the wait is for all that was written before"),)


#: The private notes of workers/private.py. In no log, so a rebuild does not bring them back.
PRIVATE = (Key("private:*", "hash", "item", "salt and sealed notes of an item"),)


def type_of(name: str) -> str:
    """The type of a key by its name without prefix, "" for one that is none of a desk's."""
    keys = (*KEYS, *EVIDENCE, *REBUILD, *COPIES, *PRIVATE)
    return next((key.type for key in keys if fnmatchcase(name, key.pattern)), "")


def prefix(desk: str) -> str:
    """The beginning of every key of `desk`, with its hash tag. Raises BadConfiguration.

    It begins patterns too, in which `\\` would make the keys of `a\\b` those of `ab`.
    """
    if not desk or set(desk) & set("{}*?[]\\ ") or not desk.isprintable():
        raise BadConfiguration(f"a desk has a name of one word, without braces, backslashes or wildcards: not {desk!r}")
    return f"secondsource:{{{desk}}}:"
