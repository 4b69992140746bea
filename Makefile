# Everything one does here. Needs python3 (3.11 or newer), make and the package index.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: help demo test check fix bench screenshots requirements man lock bill clean

help:  ## Show this
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

demo: $(READY)  ## Explore a company that does not exist
	@$(BIN)/stacktui --demo

test: $(READY)  ## Run the tests
	$(BIN)/python -m pytest -n 2

check: $(READY)  ## All that CI asks: format, lint, types, arrows, tests with coverage
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n 2 --cov --cov-report=
	$(BIN)/coverage report --include='stacktui/pulumi/*,stacktui/index/*,stacktui/presentation/*' --show-missing --skip-covered --fail-under=100

fix: $(READY)  ## Format, and mend what can be mended by machine
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY)  ## Measure against what one would use instead
	$(BIN)/python -m bench

screenshots: $(READY)  ## Draw the pictures again from the demo
	$(BIN)/python -m screenshots.take

requirements: $(READY)  ## Write tests/REQUIREMENTS.md from the tests' marks
	$(BIN)/python -m tests.requirements

man: $(READY)  ## Write man page and docs/configuration.md from the tables of commands, settings, keys
	$(BIN)/python -m tests.man_page
	$(BIN)/python -m tests.configuration_page

lock: $(READY)  ## Lock every dependency again, with hashes and without addresses
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --group dev pyproject.toml -o requirements.lock

bill: $(READY)  ## Write dist/stacktui.cdx.json, the bill of materials of a release
	$(BIN)/python -m tests.bill_of_materials

clean:  ## Remove what was built
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage
