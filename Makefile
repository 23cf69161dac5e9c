# Mugur from a fresh machine: Python 3.11 or later, make, and nothing else.
# `make demo` installs what is missing, loads the demonstration and serves it.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
MUGUR := $(BIN)/mugur
export MUGUR_HOME ?= $(CURDIR)/var
PATH := $(CURDIR)/$(BIN):$(PATH)
export PATH

.PHONY: help setup setup-dev demo serve stop test check fix lock bench docs theme texts clean

help: ## say what can be made
	@echo "Mugur: make TARGET"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-14s%s\n", $$1, $$2 }'
	@echo "Variables: PORT (8000), MUGUR_HOME (./var), DATABASE_URL (else a database of its own), WORDS (tests to pick)"

demo: setup ## set up, load the demonstration, serve it on 127.0.0.1:8000 (PORT=…)
	@$(MUGUR) demo $(if $(DAY),--day $(DAY))

serve: setup ## serve this home without a demonstration
	@$(MUGUR) serve

stop: ## stop what serves this home, and its database
	@$(MUGUR) stop

setup: $(VENV)/.stamp node_modules/.stamp ## install locked packages, styles and scripts

setup-dev: setup $(VENV)/.stamp-dev ## the same with everything for building and testing

test: setup-dev ## all tests, with a real PostgreSQL and a real Chromium (WORDS="-k roster" picks)
	@tools/chromium
	@$(MUGUR) texts compile
	@$(PY) -m pytest $(WORDS)

check: setup-dev ## change nothing, find everything: style, types, floors, texts, docs, house tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@MUGUR_MODE=test MUGUR_HOME=$(CURDIR)/var/test $(BIN)/mypy
	@$(BIN)/lint-imports
	@$(MUGUR) texts check
	@$(MUGUR) docs --check
	@if [ -d tests/house ]; then $(PY) -m pytest -q tests/house; fi

fix: setup-dev ## repair style and bring text files in line with the source
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(MUGUR) texts extract

texts: setup ## collect texts from the source for all languages
	@$(MUGUR) texts extract

docs: setup-dev ## write the pages that are made from the code
	@$(MUGUR) docs

theme: node_modules/.stamp ## make the theme's styles anew from its colours
	@tools/theme

bench: setup-dev ## measure against the bars in bench/
	@$(PY) -m bench

lock: $(PY) ## choose newest allowed versions and write the locks
	@for part in "" -dev -node; do \
	  UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	    --generate-hashes --no-emit-index-url --no-annotate $(if $(UPGRADE),--upgrade) \
	    requirements$$part.in -o requirements$$part.lock; done
	@tools/npm install --package-lock-only --ignore-scripts

clean: ## remove what was installed; MUGUR_HOME and its data stay
	rm -rf $(VENV) node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Mugur needs Python 3.11 or later. Name one: make demo PYTHON=python3.12" >&2; exit 1; }
	@echo "Making $(VENV) …"
	@$(PYTHON) -m venv $(VENV) \
	  || { echo "The module venv is missing (on Debian: apt-get install python3-venv)." >&2; rm -rf $(VENV); exit 1; }

$(BIN)/uv: | $(PY)
	@echo "Installing uv …"
	@$(PY) -m ensurepip --upgrade >/dev/null 2>&1 || true
	@$(PY) -m pip install --quiet --disable-pip-version-check uv

$(VENV)/.stamp: requirements.lock pyproject.toml demo/pyproject.toml | $(BIN)/uv
	@echo "Installing Python packages …"
	@$(BIN)/uv pip install --quiet --python $(PY) --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(PY) --no-deps --no-build-isolation \
	  -e . -e ./demo
	@touch $@

$(VENV)/.stamp-dev: requirements-dev.lock $(VENV)/.stamp
	@echo "Installing packages for building and testing …"
	@$(BIN)/uv pip install --quiet --python $(PY) --require-hashes -r requirements-dev.lock
	@touch $@

node_modules/.stamp: package-lock.json package.json | $(VENV)/.stamp
	@echo "Installing styles and scripts …"
	@tools/npm ci --ignore-scripts --loglevel=error
	@touch $@
