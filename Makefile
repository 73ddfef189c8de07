# `make build` makes the site, `make test` runs the tests; each sets up what it needs. `make help` lists the rest.
#
#   make build PYTHON=/opt/python3.13/bin/python3    with a Python of your choice (3.11 or newer)
#   make test ARGS="-k series"                       with options for pytest

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# A virtual environment remembers its own place and the Python it was made with, so it is made anew where the
# repository was moved, that Python has gone, or another one is asked for.
usable := $(shell test -x .venv/bin/python && test -f .venv/made-in \
	&& { read -r place && read -r python; } <.venv/made-in && test "$$place" = "$$(pwd)" \
	&& { test -z "$(PYTHON)" || test "$(PYTHON)" = "$$python"; } && echo yes)
ifneq ($(usable),yes)
.PHONY: .venv/made-in
endif

# Relative, because pip splits these two at blanks. The second is what newer releases of pip build packages with.
pip = PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt PIP_DISABLE_PIP_VERSION_CHECK=1 \
	.venv/bin/python -m pip --quiet

.venv/made-in:
	@sh scripts/make-venv.sh "$(PYTHON)"

.venv/ready-to-build: .venv/made-in pyproject.toml constraints.txt
	@echo "Installing the site builder into .venv"
	@$(pip) install pip
	@$(pip) install --editable .
	@touch $@

.venv/ready-to-test: .venv/ready-to-build
	@echo "Installing the tools for tests into .venv"
	@$(pip) install --group dev
	@touch $@

.PHONY: build serve test wheel bench bench-serve bench-check bench-markdown lighthouse screenshots check format-check lint types contracts format constraints clean help

build: .venv/ready-to-build  ## build the site from content/ into output/
	@.venv/bin/python -m site_builder build

serve: .venv/ready-to-build  ## show the site while it is being written
	@.venv/bin/python -m site_builder serve $(ARGS)

test: .venv/ready-to-test  ## run all tests
	@.venv/bin/python -m pytest $(ARGS)

wheel: .venv/ready-to-build  ## put wheels of the site builder and its libraries into dist/, to install without a network
	@$(pip) wheel --wheel-dir dist .
	@echo "pip install --no-index --find-links dist for-our-men-site-builder"

scheduled: .venv/ready-to-test  ## ask what has changed elsewhere: releases that the code does not know yet
	@SCHEDULED=1 .venv/bin/python -m pytest tests/fastmarkdown/test_known_versions.py $(ARGS)

bench: .venv/ready-to-test  ## measure builds beside those of other generators
	@.venv/bin/python -m benchmarks.compare $(ARGS)

bench-serve: .venv/ready-to-test  ## measure how long a save takes to show in the preview
	@.venv/bin/python -m benchmarks.serve $(ARGS)

bench-check: .venv/ready-to-test  ## measure checks of a site beside builds of it
	@.venv/bin/python -m benchmarks.checking $(ARGS)

bench-markdown: .venv/ready-to-test  ## measure the Markdown converter beside the stock one
	@.venv/bin/python -m benchmarks.fastmarkdown $(ARGS)

lighthouse: .venv/ready-to-test  ## ask Lighthouse about every kind of page (needs Chromium)
	@.venv/bin/python -m benchmarks.lighthouse $(ARGS)

screenshots: .venv/ready-to-test  ## take the pictures of the documentation (needs Chromium)
	@.venv/bin/python -m docs.screenshots

check: format-check lint types contracts  ## check formatting, style, types and the direction of imports

format-check: .venv/ready-to-test
	@.venv/bin/python -m ruff format --check .

lint: .venv/ready-to-test
	@.venv/bin/python -m ruff check .

types: .venv/ready-to-test
	@.venv/bin/python -m mypy

contracts: .venv/ready-to-test
	@.venv/bin/lint-imports

format: .venv/ready-to-test  ## format the code and mend what can be mended
	@.venv/bin/python -m ruff check --fix .
	@.venv/bin/python -m ruff format .

constraints: .venv/made-in  ## write the newest fitting versions of all libraries into constraints.txt
	@sh scripts/pin.sh

clean:  ## remove what the other targets made
	@if test -x .venv/bin/site-builder; then .venv/bin/python -m site_builder clean; fi
	rm -rf .venv .cache .site-builder .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist

help:
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' Makefile
