# Everything a fresh clone needs. `make` alone lists the targets.

PYTHON ?=
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed

# The isolated build obeys the pins too: pip before 25.3 reads the first variable there, later ones the second.
export PIP_CONSTRAINT := constraints.txt
export PIP_BUILD_CONSTRAINT := constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help setup test lint types demo dashboard screenshots bench bench-dashboard bench-live accuracy samples clean

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1 - \2/p' Makefile

setup: $(STAMP)  ## create .venv with everything (about a second when nothing changed; PYTHON=... chooses the interpreter)

$(STAMP): pyproject.toml constraints.txt | $(PY)
	@$(PY) -c '' || { echo "make: $(VENV) no longer works (see above). Remove it, then run 'make setup' again: rm -r $(VENV)" >&2; exit 1; }
	@$(PY) -c 'import pip' 2>/dev/null || $(PY) -m ensurepip >/dev/null
	@echo "Installing the packages into $(VENV) (a minute or two the first time)"
	@$(PY) -m pip install --quiet -c constraints.txt -e '.[dev]' || { \
	  echo "make: pip could not install the packages (see above). Check the network connection, then run 'make setup' again" >&2; exit 1; }
	@touch $@

$(PY):
	@found=; old=; bare=; \
	for candidate in $(or $(PYTHON),python3 python3.13 python3.12 python3.11 python); do \
	  version=$$("$$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue; \
	  case $$version in 3.11|3.12|3.13) ;; *) old=$${old:-"$$candidate is Python $$version"}; continue ;; esac; \
	  "$$candidate" -c 'import venv, ensurepip' 2>/dev/null || { bare=$${bare:-$$candidate}; continue; }; \
	  found=$$candidate; break; \
	done; \
	if [ -z "$$found" ]; then \
	  if [ -n "$$bare" ]; then echo "make: $$bare cannot create environments: venv or ensurepip is missing. Install it, e.g.: sudo apt install python3-venv"; \
	  elif [ -n "$$old" ]; then echo "make: $$old, which is not supported. Install Python 3.11, 3.12 or 3.13, then e.g.: make setup PYTHON=python3.12"; \
	  else echo "make: $(or $(PYTHON),python3) was not found or does not run. Install Python 3.11, 3.12 or 3.13, then e.g.: make setup PYTHON=python3.12"; \
	  fi >&2; exit 1; \
	fi; \
	"$$found" -m venv --clear $(VENV) || { \
	  rm -f $(PY); echo "make: $$found could not create $(VENV) (see above). On Debian and Ubuntu: sudo apt install python3-venv" >&2; exit 1; }

test: setup  ## run all tests
	@$(PY) -m pytest -n 2 -q --ignore=tests/browser
	@$(PY) -m pytest -n 2 -q tests/browser

lint: setup  ## check style and format
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

types: setup  ## check the types
	@$(PY) -m mypy

demo: setup  ## open the dashboard with sample sessions (PORT=8502 chooses the port, NO_BROWSER=1 opens no browser)
	@$(PY) -m dashboard.cli demo

dashboard: setup  ## open the dashboard (PORT= and NO_BROWSER= as for the demo)
	@$(PY) -m dashboard.cli dashboard

screenshots: setup  ## take pictures of every page, and those of the guides (needs chromium)
	@$(PY) docs/screenshots.py

bench: setup  ## measure speed and memory of the analysis
	@for script in $(filter-out %/bench_dashboard.py %/bench_live.py,$(wildcard benchmarks/bench_*.py)); do echo "== $$script"; $(PY) "$$script" || exit 1; done

bench-dashboard: setup  ## measure what the dashboard takes in a browser (needs chromium)
	@$(PY) benchmarks/bench_dashboard.py

bench-live: setup  ## measure how late a patient sees the movement (needs chromium)
	@$(PY) benchmarks/bench_live.py

accuracy: setup  ## measure the accuracy and write docs/accuracy.md (DATA=DIR: labelled recordings of people; see the page)
	@$(PY) benchmarks/bench_accuracy.py --write
	@$(PY) benchmarks/bench_recognition.py --write
	@$(if $(DATA),$(PY) benchmarks/bench_accuracy.py "$(DATA)" --write)
	@$(PY) docs/accuracy_tables.py $(if $(DATA),"$(DATA)")

samples: setup  ## make the sample data again
	@$(PY) sample_data/generate.py

clean:  ## remove caches and built files, keep .venv
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
