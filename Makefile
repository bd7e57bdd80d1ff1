# Two commands on a fresh machine: `make chat` and `make test`. Each sets up .venv first, and skips that when nothing changed.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
DEV := .venv/.ready-dev
Q ?= What was Essex judged overall?

.PHONY: chat ask test check gate eval clean

chat: $(READY)
	@$(BIN)/judgements chat

ask: $(READY)
	@$(BIN)/judgements ask "$(Q)"

test: $(DEV) check
	@$(BIN)/pytest -n 2 --dist loadfile

check: $(DEV)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

gate: $(READY)
	@$(BIN)/python -m evals.gate --workers 2

eval: $(READY)
	@$(BIN)/judgements eval evals/data/essex-2018.jsonl

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set one with: make PYTHON=python3.11 ...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Setting up .venv (once; a few minutes) ..." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e . >&2
	@touch $@

$(DEV): $(READY)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt $$($(BIN)/python tests/dev_requirements.py) >&2
	@touch $@

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache
