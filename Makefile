# Development tasks. Requires python3 (3.11 or newer), make and access to a package index.
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps
FROM_LOCK := $(INSTALL) --require-hashes --only-binary :all:
FROM_HERE := $(INSTALL) --no-build-isolation
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header

LOCKS := requirements.lock requirements-build.lock requirements-dev.lock
LOCKED := .venv/.locked
PROGRAM := .venv/.program
TOOLS := .venv/.tools
READY := $(PROGRAM) $(TOOLS)

.NOTPARALLEL:
.PHONY: help demo test lint coverage check fix bench screenshots requirements man lock upgrade dist pyz bill clean

help:  ## List these tasks
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# A changed lock file makes a new environment, so that no package of an older lock file remains.
$(LOCKED): $(LOCKS)
	$(PYTHON) -m venv --clear .venv
	$(FROM_LOCK) -r requirements.lock -r requirements-build.lock
	$(BIN)/python -m release.installed requirements.lock requirements-build.lock
	@touch $@

$(PROGRAM): $(LOCKED) pyproject.toml
	$(FROM_HERE) --editable .
	$(BIN)/python -m pip check
	@touch $@

$(TOOLS): $(LOCKED)
	$(FROM_LOCK) -r requirements-dev.lock
	$(BIN)/python -m release.installed requirements-dev.lock
	$(BIN)/python -m pip check
	@touch $@

demo: $(PROGRAM)  ## Explore demo data
	@$(BIN)/stacktui --demo

test: $(READY)  ## Run the tests
	$(BIN)/python -m pytest -n 3 --dist worksteal --cov --cov-report=

lint: $(READY)  ## Check format, lint rules, types and dependency rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

coverage: $(READY)  ## Check the coverage measured by the last `make test`
	$(BIN)/coverage report --include='stacktui/pulumi/*,stacktui/index/*,stacktui/presentation/*' --show-missing --skip-covered --fail-under=100

check: lint test coverage  ## Run all checks that CI runs

fix: $(READY)  ## Format the code and fix what the linter can fix
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY)  ## Run the benchmarks
	$(BIN)/python -m bench

screenshots: $(READY)  ## Retake the screenshots from demo data
	$(BIN)/python -m screenshots.take

requirements: $(READY)  ## Regenerate tests/REQUIREMENTS.md from the test markers
	$(BIN)/python -m tests.requirements

man: $(READY)  ## Regenerate the man page and docs/configuration.md
	$(BIN)/python -m tests.man_page
	$(BIN)/python -m tests.configuration_page

lock: $(TOOLS)  ## Update the lock files for pyproject.toml, keeping versions that still fit
	$(COMPILE) pyproject.toml --group dev --output-file requirements-dev.lock
	$(COMPILE) pyproject.toml --constraints requirements-dev.lock --output-file requirements.lock
	$(COMPILE) --group build --constraints requirements-dev.lock --output-file requirements-build.lock

upgrade: COMPILE += --upgrade
upgrade: lock  ## Update the lock files to the newest versions

dist: $(READY)  ## Build the wheel and the source distribution in dist/
	$(BIN)/python -m build --no-isolation --outdir dist .

pyz: $(READY)  ## Build dist/stacktui.pyz, a single file for this Python version and platform
	rm -rf build/pyz
	$(FROM_LOCK) --target build/pyz/requirements -r requirements.lock
	$(FROM_HERE) --target build/pyz/program .
	rm -rf build/pyz/*/bin build/pyz/*/share build/pyz/*/*.dist-info/RECORD build/pyz/*/*.dist-info/direct_url.json
	$(BIN)/python -m release.pyz build/pyz/requirements build/pyz/program

bill: $(READY)  ## Write dist/stacktui.cdx.json, the software bill of materials
	$(BIN)/python -m release.bill_of_materials

clean:  ## Remove .venv and everything that was built
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage
