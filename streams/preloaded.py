"""What the server of the reading processes does before it forks the first: loads the languages, and ends with its
worker, also when that is killed with -9."""

from streams.embedded import end_with_parent
from streams.reading import preload

end_with_parent()
preload()
