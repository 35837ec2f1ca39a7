# Everything a contributor does here. `make` alone lists it.
#
# Needs make, git and Python 3.11 or newer; the rest is set up in .venv and .cache by whoever needs it.
# ARGS goes to the program behind a target: make test ARGS="-k feeds", make site ARGS="--now 2026-01-01T00:00Z".

BIN := .venv/bin
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help site serve test test-quick test-other-pythons test-all lint bench bench-kb words-report screenshots lighthouse vnu wheel sbom lock rules clean environment browser hosts

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-20s %s\n", $$1, $$2 }' Makefile

site: environment ## build both sites of the demo and say where they are
	@$(BIN)/clearbell build all $(ARGS)
	@printf '%s\n' "" \
	  "The public status page    site/public/index.html" \
	  "The knowledge base        site/internal/index.html" "" \
	  "Look at them with 'make serve', which also builds again when a file changes."

serve: environment ## both sites on this machine, built again when a file changes
	@$(BIN)/clearbell serve $(ARGS)

test: environment browser hosts ## all tests, those with a browser too
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile $(ARGS)

test-quick: environment hosts ## the tests that need no browser
	@$(BIN)/python -m pytest -m "not browser" $(ARGS)

test-other-pythons: environment hosts ## the tests that need no browser, on every other installed Python
	@tools/test_other_pythons.sh $(ARGS)

test-all: test test-other-pythons ## both of these

lint: environment ## ruff, mypy, and the workflows read by zizmor and against their schema
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/zizmor --offline --no-progress --quiet --persona auditor .github
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml

bench: environment ## how long builds of 10 to 10,000 incidents take
	@$(BIN)/python bench/run.py $(ARGS)

words-report: environment ## how well and how fast the word gate does, on the sentences of ../shared/language
	@$(BIN)/python bench/words_report.py $(ARGS)

bench-kb: environment browser ## how long the knowledge base of 100 and 1,000 postmortems takes, and a search in it
	@$(BIN)/python bench/kb.py $(ARGS)

screenshots: site browser ## the pictures of README and docs, taken anew from the demo
	@$(BIN)/python tools/screenshots.py

lighthouse: environment browser ## Lighthouse on the demo: below 100 anywhere is a failure
	@tools/need.sh "Lighthouse" npm npx
	@$(BIN)/python tools/lighthouse.py $(ARGS)

vnu: environment ## the Nu HTML checker on every page of the demo's status page
	@tools/need.sh "The Nu checker" default-jre-headless java
	@$(BIN)/python tools/nu_checker.py $(ARGS)

wheel: environment ## build wheel and sdist in dist/ and prove both in empty environments
	@$(BIN)/python tools/prove_wheel.py $(ARGS)

sbom: environment ## write the bill of materials of the wheel in dist/ (CycloneDX): all that people install with it
	@$(BIN)/python tools/bill_of_materials.py

rules: environment ## write docs/rules.md anew from the rules themselves
	@$(BIN)/python tools/rules_page.py

lock: ## write requirements/*.txt anew from pyproject.toml (ARGS=--upgrade for newer versions)
	@tools/lock.sh $(ARGS)

clean: ## remove all that make made
	rm -rf .venv .cache site dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find generator tests tools bench -name __pycache__ -type d -prune -exec rm -rf {} +

# Not in the list: what the targets above see to by themselves.

environment:
	@tools/environment.sh .venv

browser:
	@tools/need.sh "Looking at pages in a browser" chromium \
	  chromium chromium-browser google-chrome google-chrome-stable \
	  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"

hosts:
	@tools/need.sh "Publishing to another machine" rsync rsync
	@tools/need.sh "Serving the status page" nginx-light nginx /usr/sbin/nginx
