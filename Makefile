# Two commands on a fresh Debian machine: `make demo` does the main job, `make test` proves it.
SHELL := /bin/bash
BIN := .venv/bin

.PHONY: install demo test thorough lint format translations audit clean

install: .venv/.installed .fonts/.made

demo: install
	$(BIN)/subsidy demo

# without Chromium the tests in a browser are skipped, and say so; under CI that fails
test: lint
	@scripts/system.sh chromium libatomic1 || [ -z "$$CI" ]
	$(BIN)/pytest -n auto --dist worksteal

# several times as many spoilt files, requests, offices and moments to be killed at: half an hour and more
thorough: lint
	THOROUGH=1 $(BIN)/pytest -n auto --dist worksteal

lint: install
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: install
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

translations: install
	$(BIN)/python scripts/translations.py

# known weaknesses of what is pinned; the only target that asks the network for more than packages
audit: install
	@$(BIN)/python scripts/audit.py

clean:
	rm -rf .venv .fonts .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build *.egg-info

.venv/.installed: setup.cfg pyproject.toml requirements.txt scripts/venv.sh scripts/python.sh scripts/system.sh
	@scripts/system.sh
	@scripts/venv.sh
	$(BIN)/pip install -q --disable-pip-version-check -c requirements.txt -e '.[dev]'
	@$(BIN)/python -c 'from subsidy.web import language; language.compile_catalogues()'
	@touch $@

.fonts/.made: scripts/fonts.py scripts/system.sh | .venv/.installed
	@scripts/system.sh
	@$(BIN)/python scripts/fonts.py
	@touch $@
