# Two commands do everything: `make run` starts the bot, `make test` runs every check and test.
# Both make .venv first, with exactly the versions of constraints.txt, and again when those change.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input
RUNNABLE := $(VENV)/.runnable
TESTABLE := $(VENV)/.testable
MEASURABLE := $(VENV)/.measurable

.PHONY: run check test lint fmt bench clean

run: $(RUNNABLE)
	@$(BIN)/python -m bot run

check: $(TESTABLE)
	$(BIN)/python -m bot knowledge check

test: lint check
	$(BIN)/python -m pytest --quiet --cov

lint: $(TESTABLE)
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --quiet --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

fmt: $(TESTABLE)
	$(BIN)/ruff check --quiet --fix
	$(BIN)/ruff format --quiet

# make bench QUESTIONS=folder measures on the questions of that folder too; tests/benchmarks/README.md says more.
bench: $(MEASURABLE)
	@$(BIN)/python -m tests.benchmarks $(if $(QUESTIONS),--questions "$(QUESTIONS)")

clean:
	rm -rf $(VENV) .coverage .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

# The build tools come first and pinned, so that nothing is fetched to build with.
# Standard input is left alone: in `make run` it belongs to the conversation.
$(RUNNABLE): pyproject.toml constraints.txt
	@echo "Setting up $(VENV), which takes a minute ..." >&2
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; name one: make PYTHON=python3.12 ...")'
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(PIP) install -c constraints.txt hatchling editables </dev/null
	@$(PIP) install -c constraints.txt --no-build-isolation --editable . </dev/null
	@touch $@

$(TESTABLE): $(RUNNABLE)
	@echo "Adding what the tests need ..." >&2
	@$(PIP) install -c constraints.txt --no-build-isolation --editable '.[dev]' </dev/null
	@touch $@

$(MEASURABLE): $(RUNNABLE)
	@echo "Adding what the bot is measured beside ..." >&2
	@$(PIP) install -c constraints.txt --no-build-isolation --editable '.[bench]' </dev/null
	@touch $@
