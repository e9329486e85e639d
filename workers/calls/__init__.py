"""What each move asks of Redis, and what its answer means: the other half of workers/lua."""
