# `make demo` on a fresh machine sets everything up and runs the main job. `make help` lists the rest.
# Packages come from wherever this machine's pip and npm are set to fetch from.

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
# Stamps: a finished step is not done again until what it depends on changes.
RUNTIME := $(VENV)/.afterlive-runtime
DEV := $(VENV)/.afterlive-dev
PAGE := service/static/vendor/.stamp
TEST_PAGE := tests/browser/vendor/.stamp
SPEECH := $(VENV)/.afterlive-speech
LOCK := uv pip compile --python-version 3.11 --universal --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-header --no-annotate
PACKAGES := service workers exporters clipping transcripts

.PHONY: help setup dev demo test test-all check fmt serve up lock clean
.NOTPARALLEL:
.DEFAULT_GOAL := help

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(RUNTIME) $(PAGE) $(SPEECH) ## Install everything the program needs into .venv

dev: setup $(DEV) $(TEST_PAGE) ## The same, and everything for working on it

demo: setup ## Set up and run the main job on the demo broadcast
	$(BIN)/afterlive demo

test: dev ## Set up and run the tests
	$(BIN)/python -m pytest tests/unit tests/integration -n 2 --dist loadfile

test-all: dev ## All tests: those with the whole system, a browser and PostgreSQL too
	$(BIN)/python -m pytest tests/unit tests/integration -n 2 --dist loadfile
	$(BIN)/python -m pytest tests/system tests/browser

check: dev ## Formatting, lint, types, import direction
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fmt: dev ## Format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

serve: setup ## The web process alone (needs AFTERLIVE_REDIS_URL)
	$(BIN)/afterlive serve

up: setup ## The whole system on this machine
	$(BIN)/afterlive up

lock: ## Write the hash-pinned requirement files anew (needs uv)
	$(LOCK) --group setup --group dev pyproject.toml -o requirements-dev.lock
	$(LOCK) --group setup pyproject.toml -c requirements-dev.lock -o requirements.lock
	npm install --package-lock-only --no-audit --no-fund

clean: ## Remove what set-up made; recordings and results stay
	rm -rf $(VENV) service/static/vendor tests/browser/vendor .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache htmlcov .coverage .coverage.*

$(RUNTIME): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "error: Python 3.11 was not found; set PYTHON=…"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13))' \
		|| { echo "error: $(PYTHON) is not Python 3.11 or 3.12; set PYTHON=…"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --require-hashes --no-deps -r requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements-dev.lock $(RUNTIME)
	$(PIP) install --quiet --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

$(PAGE): package-lock.json scripts/vendor_frontend.py $(RUNTIME)
	$(BIN)/python scripts/vendor_frontend.py
	@touch $@

$(TEST_PAGE): package-lock.json scripts/vendor_frontend.py $(RUNTIME)
	$(BIN)/python scripts/vendor_frontend.py --dev
	@touch $@

$(SPEECH): $(RUNTIME)
	$(BIN)/afterlive doctor --prepare
	@touch $@
