# Two commands matter: `make acceptance` and `make test`. make turns every failure into exit code 2; the finer codes
# are those of .venv/bin/behave itself (README.md).

# Any Python from 3.11 on will do; name another one with make PYTHON=/path/to/python.
PYTHON ?= $(shell for each in python3.11 python3.12 python3.13 python3; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)
# More for behave, for example: make acceptance ARGS="--tags=@golden_path"
ARGS ?=
DEFECT ?= answer_is_an_echo
BIN := .venv/bin
INSTALLED := .venv/installed
INSTALLED_FOR_TESTS := .venv/installed-for-tests
INSTALLED_FOR_PAGES := .venv/installed-for-pages

.PHONY: acceptance test test-pages lint broken clean

acceptance: $(INSTALLED)
	@$(BIN)/behave $(ARGS); code=$$?; $(BIN)/goldenpath report; exit $$code

# Every check runs, also after one has failed.
test: $(INSTALLED_FOR_TESTS)
	@mkdir -p build; failed=; \
	$(BIN)/pytest -q --keep-promises --junitxml=build/tests.xml || failed="$$failed pytest"; \
	$(MAKE) --no-print-directory lint || failed="$$failed lint"; \
	test -z "$$failed" || { echo "make test: failed:$$failed" >&2; exit 1; }

# The pages in a real browser, which the machine must have: chromium or google-chrome on PATH.
test-pages: $(INSTALLED_FOR_PAGES)
	@mkdir -p build; $(BIN)/pytest -q -rs --junitxml=build/pages.xml tests/pages

lint: $(INSTALLED_FOR_TESTS)
	@mkdir -p build; failed=; \
	$(BIN)/ruff check --quiet . || failed="$$failed ruff"; \
	$(BIN)/mypy --no-error-summary || failed="$$failed mypy"; \
	$(BIN)/lint-imports --no-cache >build/imports.txt 2>&1 || { cat build/imports.txt; failed="$$failed lint-imports"; }; \
	$(BIN)/reformat-gherkin --check features || failed="$$failed reformat-gherkin"; \
	$(BIN)/goldenpath lint || failed="$$failed goldenpath-lint"; \
	test -z "$$failed" || { echo "make lint: failed:$$failed" >&2; exit 1; }

# What a failure looks like: the platform with a defect in it. Succeeds when the suite notices.
broken: $(INSTALLED)
	@$(BIN)/behave -D defect=$(DEFECT) -D reports=build/broken $(ARGS); code=$$?; \
	test $$code -eq 1 || { echo "make broken: scenarios should have failed (1), but behave ended with $$code" >&2; exit 1; }; \
	echo "the defect $(DEFECT) was noticed; the red page is build/broken/business-value.html"

clean:
	rm -rf .venv build reports

$(BIN)/python:
	@$(if $(PYTHON),$(PYTHON),false) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 or newer is expected, but $(if $(PYTHON),$(PYTHON) is not one,none is on PATH): install one or name it with make PYTHON=/path/to/python3.11" >&2; exit 2; }
	$(PYTHON) -m venv .venv

$(INSTALLED): $(BIN)/python requirements.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(INSTALLED_FOR_TESTS): $(INSTALLED)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[embedded,dev]'
	@touch $@

$(INSTALLED_FOR_PAGES): $(INSTALLED_FOR_TESTS)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[embedded,dev,pages]'
	@touch $@
