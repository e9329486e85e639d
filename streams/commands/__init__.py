"""One module a group of commands of `secondsource`; streams/cli.py lists them."""
