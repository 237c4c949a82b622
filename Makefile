# What people do here. Only Python 3.13 and Node.js 20 or later with npm are assumed.
#
#   make demo            install, send the sample invoices through the whole chain, print what became of them
#   make run             the same, and stay up;  PORT=7171 takes that port and the ten after it
#   make down            stop what `make run` started, from another terminal
#   make test check      the tests; lint, types, import contracts and coverage
#   make package         the Marketplace package, in .local/package (docs/deploy.md)
#   make checkov         a second opinion on the enterprise tier, by a scanner with an environment of its own
#   make browser         people at the portal, in a real browser (Chromium); pictures in .local/screenshots
#   make log-rates       how fast the audit log is written, judged and shown; make log-long: its long proofs
#   make trestle         what compliance-trestle says of the OSCAL documents
#   PYTHON=/path/to/python3.13 names the Python to use, where none is found

PORT ?= 7071
FOLDER ?= tests/data/samples
KILLS ?= 20
COUNT ?= 200

python := .venv/bin/python
trestle := .venv-trestle
browser := .venv-browser
install = found="$$(sh infra/local/find-python.sh)" && "$$found" -I infra/local/install.py

# Each line of a recipe is its own shell; a failing one ends the target.
.SUFFIXES:
.DEFAULT_GOAL := help
.PHONY: help demo run down feed bench crash score samples test check lint types contracts coverage format lock \
	package checkov browser log-rates log-long trestle clean install-bench install-test

help:
	@sed -n 's/^#   //p' Makefile

install-bench:
	@$(install) bench

install-test:
	@$(install) test

demo: install-bench
	@$(python) -m infra.local demo --port $(PORT)

run: install-bench
	@$(python) -m infra.local demo --stay --port $(PORT)

down:
	@if [ -x $(python) ]; then $(python) -m infra.local down; fi

# Sends every file of FOLDER to what `make run` started, and accounts for each.
feed: install-bench
	@$(python) -m infra.local.feed $(FOLDER)

bench: install-test
	@$(python) -m infra.local.load

# How fast the audit log is written, judged and shown, and what Azure Cosmos DB would allow it.
log-rates: install-test
	@$(python) -m tests.log_rates

# The long runs of the log's proofs: 10,000 random histories of crashes, an untouched bundle of 100,000 events.
log-long: install-test
	LOG_SCHEDULES=10000 LOG_EVENTS=100000 $(python) -m pytest -s --timeout 3000 \
		tests/unit/pipeline/test_sequencing.py tests/unit/domain/proof

# What compliance-trestle says of our OSCAL documents, in an environment of its own: it brings forty packages.
trestle: install-test
	@test -x $(trestle)/bin/python || .venv/bin/uv venv --quiet --python $(python) $(trestle)
	@.venv/bin/uv pip sync --quiet --require-hashes --python $(trestle)/bin/python tests/trestle/requirements.txt
	@rm -rf $(trestle)/documents
	@$(python) -m tests.trestle.documents $(trestle)/documents
	@$(trestle)/bin/python tests/trestle/check.py $(trestle)/documents

# In an environment of its own: the browser's driver is larger than everything else together.
browser: install-test
	@test -x $(browser)/bin/python || .venv/bin/uv venv --quiet --python $(python) $(browser)
	@.venv/bin/uv pip sync --quiet --require-hashes --python $(browser)/bin/python tests/browser/requirements.txt
	$(browser)/bin/python -m pytest tests/browser

test: install-test
	@rm -f .coverage .coverage.*
	COVERAGE_PROCESS_START=pyproject.toml $(python) -m pytest -n 2 --dist loadfile

# The long crash test: COUNT invoices, and the whole bench killed KILLS times on their way.
crash: install-test
	CRASH_INVOICES=$(COUNT) CRASH_KILLS=$(KILLS) $(python) -m pytest -s --timeout 3000 tests/integration/test_crash.py

# How well documents are read, against docs/scoreboard.md; WRITE=1 replaces it.
score: install-test
	@$(python) -m tests.score $(if $(WRITE),--write)

check: lint types contracts coverage

lint: install-test
	$(python) -m ruff check .
	$(python) -m ruff format --check .

types: install-test
	$(python) -m mypy

contracts: install-test
	.venv/bin/lint-imports

# What the last `make test` covered; runs the tests where there was none.
coverage: install-test
	@for each in .coverage .coverage.*; do [ -e $$each ] && exit; done; $(MAKE) test
	@if ls .coverage.* >/dev/null 2>&1; then $(python) -m coverage combine --quiet; fi
	$(python) -m coverage report

format: install-test
	$(python) -m ruff check --fix .
	$(python) -m ruff format .

samples: install-test
	$(python) -m tests.data.samples.make

# Twice the same bytes; brings some 160 MB of wheels the first time.
package: install-test
	@$(python) -m infra.azure.package

checkov: install-test .local/checkov/bin/checkov
	@for scenario in "enterprise, private" "enterprise, everything"; do \
		$(python) -m infra.azure.expand "$$scenario" > .local/checkov/template.json && \
		.local/checkov/bin/checkov --config-file infra/azure/checkov/config.yaml \
			--file .local/checkov/template.json || exit 1; \
	done

.local/checkov/bin/checkov: infra/azure/checkov/requirements.txt
	@found="$$(sh infra/local/find-python.sh)" && "$$found" -m venv --clear .local/checkov
	@.local/checkov/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

# Newer versions on purpose: make lock UPGRADE=--upgrade
lock: install-test
	for each in requirements infra/local/requirements tests/requirements tests/trestle/requirements \
		tests/browser/requirements infra/azure/checkov/requirements; do \
		.venv/bin/uv pip compile --quiet --universal --python-version 3.13 --generate-hashes --no-header \
			$(UPGRADE) $$each.in --output-file $$each.txt || exit 1; \
	done

clean: down
	rm -rf .venv $(trestle) $(browser) infra/local/blobs/node_modules .local .coverage .coverage.* .hypothesis .pytest_cache \
		.mypy_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
