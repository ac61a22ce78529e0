# `make help` lists what there is.
PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && echo $$p && break; done)
BIN := .venv/bin
PORT ?= 8000
export OMP_NUM_THREADS ?= 1

.PHONY: help setup run test check bench fix coverage half-assistants half-house
help:  ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed (Python 3.11 이상이 필요해요)."; exit 1; }
	$(PYTHON) -m venv .venv

.venv/run.stamp: $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/dev.stamp: $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@ .venv/run.stamp

setup: .venv/dev.stamp  ## everything for development, in .venv

run: .venv/run.stamp  ## set up, load the demo data, serve at http://127.0.0.1:8000
	$(BIN)/dure serve --port $(PORT)

test: setup  ## all tests
	$(BIN)/python -m pytest

# Two halves at once, one for each core of a small machine.
half-assistants:
	$(BIN)/coverage run -m pytest tests/assistants tests/journeys
half-house:
	$(BIN)/coverage run -m pytest tests --ignore tests/assistants --ignore tests/journeys

coverage: setup
	$(BIN)/coverage erase
	$(MAKE) --jobs 2 --output-sync half-assistants half-house
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report
	$(BIN)/coverage report --include='*/dure/errors.py,*/dure/kernel/*,*/dure/korean/*' --fail-under=100

check: setup  ## what must be green before a push
	$(BIN)/ruff format --check src tests bench examples
	$(BIN)/ruff check src tests bench examples
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(MAKE) coverage

bench: setup  ## measure what the documents claim
	$(BIN)/dure bench all

fix: setup  ## format, and mend what can be mended
	$(BIN)/ruff format src tests bench examples
	$(BIN)/ruff check --fix src tests bench examples
