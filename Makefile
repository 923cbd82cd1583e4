# Every recurring chore has one target; `make help` lists them.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
STAMP := .venv/.installed
KEZHANG_HOME ?= var
export KEZHANG_HOME
# What Python has compiled is kept: a command begins in a third of the time.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup screenshots demo run test test-postgres trials trials-postgres check fix docs bench bench-past bench-races bench-sendings bench-burst bench-walk bench-reading bench-sheets bench-faults bench-tampering bench-restores bench-power lock sbom advisories bundle bundle-trial release clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

$(STAMP): pyproject.toml requirements.lock package-lock.json hatch_build.py
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

setup: $(STAMP)  ## create .venv, install everything, build the browser's files

demo: setup  ## load the invented county, print its board, write its report, serve the site (SERVE=no: do not serve)
	@$(BIN)/kezhang demo $(if $(filter no,$(SERVE)),--no-serve)

run: setup  ## serve the site with what is in var/
	@$(BIN)/kezhang serve

TESTS := $(BIN)/pytest -q -n auto --dist worksteal
test: setup  ## run the tests; prints what was skipped and why
	@$(TESTS)

test-postgres: setup  ## run the tests that touch a database on a throw-away PostgreSQL; the others cannot come out differently
	@$(BIN)/python scripts/with_postgres.py $(TESTS) -m "django_db or own_database"

TRIALS := $(TESTS) bench/trials
trials: setup  ## try it with browsers, office programs, processes that are killed and wheels, as people have it
	@$(TRIALS)

trials-postgres: setup  ## races between processes and killed workers on a throw-away PostgreSQL
	@$(BIN)/python scripts/with_postgres.py $(TRIALS) -m own_database

check: setup  ## style, types, import contracts, migrations, generated pages
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/django-admin makemigrations --check --dry-run --settings kezhang.web.settings
	@$(BIN)/python docs/make.py --check

fix: setup  ## mend what can be mended by itself
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

docs: setup  ## write docs/ledgers.md, indicators.md and workflows.md from the declarations, dependencies.md from what is installed
	@$(BIN)/python docs/make.py

screenshots: setup  ## picture every kind of page at both sizes into out/screenshots, to be looked at
	@$(BIN)/python scripts/screenshots.py

BENCH := .venv/.bench
$(BENCH): $(STAMP) bench/requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python -r bench/requirements.lock
	@touch $@

bench: $(BENCH)  ## measure, each figure as a ratio against a bare baseline in the same run
	@$(BIN)/python -m bench

bench-past: $(BENCH)  ## a figure of the past ÷ the present one, and fifty random histories, on SQLite and PostgreSQL
	@env -u DATABASE_URL $(BIN)/python -m bench past
	@$(BIN)/python scripts/with_postgres.py $(BIN)/python -m bench past
	@env -u DATABASE_URL KEZHANG_HISTORIES=50 $(BIN)/pytest -q -n auto tests/test_past.py tests/test_explanation.py tests/test_return_histories.py
	@KEZHANG_HISTORIES=50 $(BIN)/python scripts/with_postgres.py $(BIN)/pytest -q -n auto tests/test_past.py tests/test_explanation.py tests/test_return_histories.py

bench-races: setup  ## four processes at the same records at once, on SQLite and on a throw-away PostgreSQL
	@env -u DATABASE_URL $(BIN)/python -m bench.races
	@$(BIN)/python scripts/with_postgres.py $(BIN)/python -m bench.races

bench-sendings: setup  ## five hundred counties send within a minute at four workers, on a throw-away PostgreSQL
	@$(BIN)/python scripts/with_postgres.py $(BIN)/python -m bench.sendings

bench-walk: setup  ## every address asked by every post of own, neighbouring and higher bureaus, on SQLite and PostgreSQL
	@env -u DATABASE_URL KEZHANG_WALK=all $(BIN)/pytest -q -n auto tests/test_permission_walk.py
	@KEZHANG_WALK=all $(BIN)/python scripts/with_postgres.py $(BIN)/pytest -q -n auto -o faulthandler_timeout=0 tests/test_permission_walk.py

bench-burst: setup  ## a thousand answer a quiz at once, five thousand posts at a form; on SQLite with two files and one, killed, and on PostgreSQL
	@ulimit -n 8192; env -u DATABASE_URL $(BIN)/python -m bench.burst
	@ulimit -n 8192; env -u DATABASE_URL $(BIN)/python -m bench.burst --one-file
	@env -u DATABASE_URL $(BIN)/python -m bench.burst.killed
	@ulimit -n 8192; $(BIN)/python scripts/with_postgres.py $(BIN)/python -m bench.burst

bench-sheets: setup  ## import two hundred generated sheets: right without help, asked, refused, silently wrong
	@env -u DATABASE_URL $(BIN)/python -m bench.sheets

bench-reading: $(BENCH)  ## measure the reader of reports: right, quick, steady, beside number-only peers
	@$(BIN)/python -m bench.reading

COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --all-extras --python-version 3.11 --universal \
  --generate-hashes --no-emit-index-url --no-emit-find-links --no-header
lock: setup  ## renew the lock files from pyproject.toml
	@$(COMPILE) --group dev -o requirements.lock
	@$(COMPILE) --group bench --constraint requirements.lock -o bench/requirements.lock
	@$(COMPILE) --group release --constraint requirements.lock -o scripts/requirements.lock

RELEASE := .venv/.release
$(RELEASE): $(STAMP) scripts/requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python -r scripts/requirements.lock
	@touch $@

sbom: $(RELEASE)  ## list every part of a release as CycloneDX, in dist/kezhang.cdx.json
	@$(BIN)/python scripts/sbom.py dist/kezhang.cdx.json

advisories: $(RELEASE)  ## hold the locked versions against published advisories; 3 where no source could be reached
	@$(BIN)/python scripts/advisories.py

bundle: $(RELEASE)  ## everything an installation without a connection needs, in dist/bundle
	@$(BIN)/python scripts/bundle.py

bundle-trial: bundle  ## install and use it as its instructions say, in a network namespace without any connection
	@$(BIN)/python scripts/bundle_trial.py

bench-faults: setup  ## two hundred seeded faults, kills among them: nothing lost, doubled, half done or unclear
	@env -u DATABASE_URL $(BIN)/python -m bench.faults
	@$(BIN)/python scripts/with_postgres.py $(BIN)/python -m bench.faults

bench-tampering: setup  ## two thousand random changes behind the program, each named; fifty random honest days that name nothing
	@env -u DATABASE_URL $(BIN)/python -m bench.tampering
	@env -u DATABASE_URL $(BIN)/python -m bench.honest_days

bench-restores: setup  ## twenty backups taken while people write, each restored elsewhere and held against what it was taken of
	@env -u DATABASE_URL KEZHANG_BACKUP_TIMES=20 $(BIN)/pytest -q bench/trials/test_backups.py -k under_load

bench-power: setup  ## what waiting for the disk at each commit costs
	@env -u DATABASE_URL $(BIN)/python -m bench.power

release: sbom  ## build the wheel, with the browser's files in it, and list its parts
	@$(BIN)/uv build --wheel

clean:  ## remove what was built and the demo's data
	rm -rf .venv var out dist
