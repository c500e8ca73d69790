# The one list of habits. `make run` serves the directory, `make test` proves it.
PORT ?= 8501
BIN := .venv/bin

.PHONY: install run test test-fleet browser fleet postgres lint bench plots words defences clean

install: .venv/.ready

.venv/.ready: requirements.txt requirements-dev.txt pyproject.toml scripts/setup.sh
	sh scripts/setup.sh
	@touch $@

run: install
	@echo "The directory is at http://localhost:$(PORT)"
	$(BIN)/streamlit run app.py --server.port $(PORT)

test:
	@$(MAKE) --no-print-directory -j2 lint postgres
	sh scripts/browser.sh
	$(BIN)/pytest -n auto --dist loadgroup

# nginx, three replicas and an S3 on this machine: part of `make test`, and by itself.
test-fleet: install fleet
	sh scripts/browser.sh
	$(BIN)/pytest -n0 tests/fleet

browser:
	sh scripts/browser.sh

# One after the other: two programs cannot install packages at the same time.
fleet: install browser
	sh scripts/fleet.sh

postgres: fleet
	sh scripts/postgres.sh

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: install
	$(BIN)/python -m benchmarks

# Draws what `make bench` measured.
plots: install
	$(BIN)/python -m pip install --quiet -r requirements-bench.txt
	$(BIN)/python -m benchmarks.plots

words: install
	$(BIN)/python scripts/words.py

# Takes each defence of SECURITY.md out of a copy, and looks whether its test fails.
defences: install
	sh scripts/browser.sh
	$(BIN)/python scripts/remove_defences.py

clean:
	rm -rf .venv build dist
