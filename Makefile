# make run | make test | make lint | make bench: each first brings the virtual environment up to date.
# Those who have uv can do without: `uv run gdviz`, `uv run pytest`.

PYTHON ?= python3
CORES ?= auto
VENV := .venv
IN_VENV := $(VENV)/bin/python
INSTALL := $(IN_VENV) -m pip install --disable-pip-version-check
export OPENBLAS_NUM_THREADS ?= 1
# Tests start gdviz some hundred times: without bytecode each start would compile it anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test lint bench doctor clean python-is-new-enough system system-tests
.DEFAULT_GOAL := run

run: system $(VENV)/.has-run
	$(IN_VENV) -m gdviz $(ARGS)

doctor: $(VENV)/.has-run
	$(IN_VENV) -m gdviz doctor

# Two passes: everything offscreen on all cores, then what needs a real X window, in one that nobody sees.
test: system-tests $(VENV)/.has-test
	$(IN_VENV) -m pytest --numprocesses $(CORES) --dist loadfile $(ARGS)
	@if command -v Xvfb >/dev/null; then \
		echo "$(IN_VENV) -m pytest -m xwindow"; $(IN_VENV) -m pytest -m xwindow; \
	else \
		echo "The tests in a real X window were left out: there is no Xvfb here."; \
	fi

lint: $(VENV)/.has-lint
	$(IN_VENV) -m ruff check
	$(IN_VENV) -m ruff format --check
	$(IN_VENV) -m mypy
	$(VENV)/bin/lint-imports

bench: $(VENV)/.has-test
	$(if $(JSON),@)$(IN_VENV) -m benchmarks $(if $(JSON),--json) $(if $(PLOT),--plot $(PLOT)) $(ARGS)

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

python-is-new-enough:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "gdviz needs Python 3.11 or newer, and $(PYTHON) is older or not there: make PYTHON=python3.12 ..."; exit 1; }

system: python-is-new-enough
	@$(PYTHON) scripts/system_packages.py

system-tests: python-is-new-enough
	@$(PYTHON) scripts/system_packages.py --tests

# A virtual environment that uv made has no pip.
$(VENV)/.has-pip: | python-is-new-enough
	$(IN_VENV) -c pass 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	$(IN_VENV) -c 'import pip' 2>/dev/null || $(IN_VENV) -m ensurepip
	$(INSTALL) --quiet --upgrade 'pip>=25.1'
	@touch $@

$(VENV)/.has-run: pyproject.toml $(VENV)/.has-pip
	$(INSTALL) --editable .
	@touch $@

$(VENV)/.has-test: pyproject.toml $(VENV)/.has-pip
	$(INSTALL) --editable . --group test
	@touch $(VENV)/.has-run $@

$(VENV)/.has-lint: pyproject.toml $(VENV)/.has-pip
	$(INSTALL) --editable . --group test --group lint
	@touch $(VENV)/.has-run $(VENV)/.has-test $@
