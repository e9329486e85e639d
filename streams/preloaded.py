"""What the server of the reading processes loads before it forks the first."""

from streams.reading import preload

preload()
