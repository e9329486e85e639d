"""What the server of the reading processes does before it forks the first: loads the languages, gives back the memory
that only loading needed, and ends with its worker, also when that is killed with -9."""

import ctypes
import gc

from streams.embedded import end_with_parent
from streams.reading import preload

end_with_parent()
preload()
gc.collect()
if hasattr(libc := ctypes.CDLL(None), "malloc_trim"):  # glibc keeps what was freed, and every child would copy it
    libc.malloc_trim(0)
gc.freeze()  # the collector of a child writes to none of this, so that the pages stay shared
