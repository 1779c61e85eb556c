# `make` alone lists the commands. Each one sets up what it needs, so every one may be the first.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

# The environment is stamped with what it was made from; another content is another stamp.
stamp = $(VENV)/stamps/$(1)-$(shell cat requirements/$(1).txt pyproject.toml | cksum | tr ' ' '-')
RUN := $(call stamp,run)
TEST := $(call stamp,test)
BENCH := $(call stamp,bench)

# What tests start is compiled once, also where somebody keeps Python from keeping it: each start of
# `serve` would compile our modules anew, a third of its time.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup check lint fix test soak golden run demo bench pins

help:  ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(TEST)  ## make .venv with everything that running, testing and checking need

demo: $(RUN)  ## watch invented vendors change, without network (ONCE=1 ends by itself)
	@$(BIN)/clausewatch demo $(if $(ONCE),--once)

run: $(RUN)  ## serve: schedule, delivery and web pages in one process
	@$(BIN)/clausewatch serve

test: $(TEST)  ## run every test that takes seconds (ARGS="-k word" passes options on)
	$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

check: lint  ## lint, types, layers, and the tests with their coverage floors
	rm -f .coverage .coverage.*
	$(BIN)/python -m pytest -n auto --dist worksteal --cov --cov-report=
	$(BIN)/coverage report --fail-under=90
	$(BIN)/coverage report --fail-under=95 --include='policy/*,watcher/schedule.py'

lint: $(TEST)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: $(TEST)  ## format, and mend what the linter can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

golden: $(TEST)  ## rewrite the golden files; read the diff before you commit it
	$(BIN)/python -m pytest -q --rewrite-golden $(ARGS)
	@git --no-pager diff --stat -- tests/golden

soak: $(TEST)  ## the long tests: kills, simulated years, fuzzing (resumable; ARGS="--list")
	$(BIN)/python -m tests.soak $(ARGS)

bench: $(BENCH)
	$(BIN)/python -m benchmarks $(ARGS)

# Newest releases that fit the .in files, pinned with hashes; the files name no address.
pins: $(TEST)
	for set in run postgres fleet browser mail channels test bench; do \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-emit-find-links $(if $(UPGRADE),--upgrade) \
	    requirements/$$set.in -o requirements/$$set.txt || exit 1; \
	done

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Clausewatch needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Python's venv is missing: install the package python3-venv (Debian, Ubuntu), then run make again." >&2; exit 1; }
	@echo "Making the environment .venv; this happens once, and once more when the pins change."
	@$(PYTHON) -m venv $(VENV)

# The test requirements contain the run requirements, so a stamp of `test` serves for `run` too.
$(RUN): | $(BIN)/python
	@echo "Installing what running needs (requirements/run.txt) ..."
	@$(PIP) install --quiet --require-hashes -r requirements/run.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@mkdir -p $(@D) && touch $@

$(TEST): | $(RUN)
	@echo "Installing what tests need (requirements/test.txt) ..."
	@$(PIP) install --quiet --require-hashes -r requirements/test.txt
	@mkdir -p $(@D) && touch $@

$(BENCH): | $(TEST)
	@echo "Installing what benchmarks compare with (requirements/bench.txt) ..."
	@$(PIP) install --quiet --require-hashes -r requirements/bench.txt
	@mkdir -p $(@D) && touch $@
