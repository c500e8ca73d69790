# The one list of habits. `make run` serves the directory, `make test` proves it.
PORT ?= 8501
BIN := .venv/bin

.PHONY: install run test browser lint bench words defences clean

install: .venv/.ready

.venv/.ready: requirements.txt requirements-dev.txt pyproject.toml scripts/setup.sh
	sh scripts/setup.sh
	@touch $@

run: install
	@echo "The directory is at http://localhost:$(PORT)"
	$(BIN)/streamlit run app.py --server.port $(PORT)

test:
	@$(MAKE) --no-print-directory -j2 lint browser
	sh scripts/browser.sh
	$(BIN)/pytest -n auto --dist loadgroup

browser:
	sh scripts/browser.sh

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: install
	$(BIN)/python -m benchmarks

words: install
	$(BIN)/python scripts/words.py

# Takes each defence of SECURITY.md out of a copy, and looks whether its test fails.
defences: install
	sh scripts/browser.sh
	$(BIN)/python scripts/remove_defences.py

clean:
	rm -rf .venv build dist
