# Handrail: `make demo` sets up and shows the product, `make test` sets up and passes every test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SHELL := /bin/bash
# Files go to workers whole, the longest first (tests/longest.py).
PYTEST := $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder
.DEFAULT_GOAL := setup
.PHONY: setup demo test check bench lock wheel clean

say = @printf '\033[1m== %s\033[0m\n' "$(1)"

setup: $(VENV)/.installed widget

$(VENV)/.installed: requirements.lock pyproject.toml
	$(call say,Python packages (locked with hashes) into $(VENV))
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is missing: install it, or say make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$$($(PYTHON) --version) is too old: Handrail needs Python 3.11 or newer (make PYTHON=/path/to/python3)" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "python3-venv is missing: install it" >&2; exit 1; }
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > $(VENV)/uv.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.lock
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: widget
widget: $(VENV)/.installed
	@command -v node >/dev/null || { echo "Node 20 or newer is missing: it builds the widget (a wheel of Handrail needs none)" >&2; exit 1; }
	@$(BIN)/python -m widget.build

demo: setup
	@$(BIN)/handrail demo

test: setup
	@test -x /usr/bin/chromium || { echo "Chromium is missing: the tests open the product in it (Debian: apt-get install chromium)" >&2; exit 1; }
	$(call say,Tests without a browser)
	@$(PYTEST) -m "not browser"
	$(call say,Tests in Chromium)
	@$(PYTEST) -m browser

check: setup
	$(call say,Lint and types)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: setup
	$(call say,Measurements)
	@$(BIN)/python -m tests.bench

lock: $(VENV)/.installed
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-emit-index-url --python-version 3.11 \
		--extra server --extra dashboard --extra train --extra dev pyproject.toml -o requirements.lock

wheel: setup
	@$(BIN)/python -m widget.build --best
	$(call say,A wheel with the widget and the models)
	@$(BIN)/python -m build --wheel --no-isolation --outdir dist

clean:
	rm -rf $(VENV) widget/node_modules widget/dist widget/.build dist build
