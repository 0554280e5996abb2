# The commands of the project; `make help` lists them. What they need they install first.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
WORKERS ?= auto

PYTHON_PLACES := $(wildcard config.py portal tests migrations scripts bench)
TYPED_PLACES := $(wildcard config.py portal tests scripts)
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/messages.po))
LOCK := $(CURDIR)/$(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-strip-extras --no-annotate --no-header --no-emit-index-url $(ARGS)

##@ Using the portal

.PHONY: setup
setup: .venv/.installed-base $(CATALOGUES) ## install what the portal needs; starts nothing

.PHONY: run
run: setup ## install, create and fill the database, serve on port $PORT (8000)
	@PORTAL_DEMO=$${PORTAL_DEMO:-1} exec $(BIN)/portal serve

##@ Checking a change

.PHONY: check
check: lint check-translations check-questionnaires test ## everything the build server runs

.PHONY: test
test: setup-tests ## install all that tests need, run every test (WORKERS=0: one process)
	$(BIN)/pytest -n $(WORKERS) --dist worksteal $(ARGS)

.PHONY: test-fast
test-fast: setup-dev ## the tests that need no database, browser or network
	$(BIN)/pytest tests/unit tests/house portal $(ARGS)

.PHONY: lint
lint: setup-dev ## style, layers, types and templates
	$(BIN)/ruff check $(PYTHON_PLACES)
	$(BIN)/ruff format --check $(PYTHON_PLACES)
	$(BIN)/lint-imports --no-logo
	$(MAKE) --no-print-directory types
	$(if $(wildcard templates),$(BIN)/djlint templates --lint --quiet)

.PHONY: types
types: setup-dev ## types alone
	$(BIN)/mypy $(TYPED_PLACES)

.PHONY: check-translations
check-translations: setup-dev ## catalogues complete, current, with matching placeholders
	$(BIN)/portal translations check

.PHONY: check-questionnaires
check-questionnaires: setup-dev ## questionnaires well formed, published releases unchanged
	$(BIN)/portal questionnaires check

.PHONY: audit
audit: setup-dev ## look the locked versions up in the list of advisories (needs the network; not part of check)
	$(BIN)/pip-audit --strict --require-hashes --disable-pip -r requirements/dev.txt $(ARGS)

.PHONY: bench
bench: setup-dev ## measure, in ratios to bare programs of the same size
	$(if $(wildcard bench/run.py),$(BIN)/python bench/run.py $(ARGS),@echo "there is no bench/run.py yet")

##@ Working on the portal

.PHONY: setup-dev
setup-dev: .venv/.installed-dev $(CATALOGUES) ## install the tools of developers as well

.PHONY: setup-tests
setup-tests: setup-dev ## install browser, PostgreSQL and fonts as well
	@scripts/install-test-tools.sh

.PHONY: format
format: setup-dev ## put the code into the common form
	$(BIN)/ruff check --fix $(PYTHON_PLACES) || true
	$(BIN)/ruff format $(PYTHON_PLACES)

.PHONY: translations
translations: setup-dev ## collect the texts, update the six catalogues, compile them
	$(BIN)/portal translations update
	$(BIN)/python scripts/compile_catalogues.py $(wildcard translations/*/LC_MESSAGES/messages.po)

.PHONY: screenshots
screenshots: setup-tests ## take pictures of the pages for the documentation
	$(BIN)/python scripts/screenshots.py $(ARGS)

.PHONY: lock
lock: setup-dev ## write the lock files anew (ARGS=--upgrade: with the newest versions)
	cd requirements && $(LOCK) base.in -o base.txt
	cd requirements && $(LOCK) --constraints base.txt dev.in -o dev.txt

.PHONY: clean
clean: ## remove what the targets made; the data folder (./instance) stays
	rm -rf .venv node_modules build *.egg-info htmlcov .coverage .coverage.* .hypothesis
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	rm -f $(CATALOGUES)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help
help: ## list the targets
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@/ { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  make %-22s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- what the targets stand on ---

.venv/.installed-base: requirements/base.txt pyproject.toml scripts/install-python.sh
	@scripts/install-python.sh "$(PYTHON)" base
	@touch $@

.venv/.installed-dev: requirements/dev.txt .venv/.installed-base
	@scripts/install-python.sh "$(PYTHON)" dev
	@touch $@

translations/%/LC_MESSAGES/messages.mo: translations/%/LC_MESSAGES/messages.po | .venv/.installed-base
	@$(BIN)/python scripts/compile_catalogues.py $<
