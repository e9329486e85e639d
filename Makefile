# All set-up, then the work. Nothing outside this folder is touched, but for the cache of Kafka's jars.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint faults pictures schemas clean

$(VENV)/.done: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	touch $@

demo: $(VENV)/.done
	$(BIN)/secondsource demo

test: $(VENV)/.done
	$(BIN)/python -m pytest -m "not full"

lint: $(VENV)/.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Fault tests at full size: minutes, not seconds.
faults: $(VENV)/.done
	$(BIN)/python -m pytest -m full

pictures: $(VENV)/.done
	$(BIN)/python -m docs.draw

schemas: $(VENV)/.done
	$(BIN)/python -m schemas.generate

clean:
	rm -rf $(VENV) .secondsource build *.egg-info
