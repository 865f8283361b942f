# Two commands do all set-up on a fresh machine: make run, make test.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.9
STAMP := $(VENV)/.ready
PEERS := $(VENV)/peers/.ready
PORT ?= 8090

.PHONY: run test bench soak check fmt lock shots clean
.DEFAULT_GOAL := help

help:
	@echo "make run    set up, and the demo in a browser; no accounts, no tokens (PORT=8091 for another port)"
	@echo "            it begins with eight weeks of an invented past; without it: .venv/bin/sello demo --fresh"
	@echo "make test   set up, and everything that must pass"
	@echo "make bench  what a turn costs, beside bots on the bare SDKs, into docs/performance.md; ten minutes"
	@echo "make soak   kills and ill platforms, for twenty minutes"
	@echo "make check  flows, translations, style and types"
	@echo "make shots  the screenshots of the README, and in var/pictures everything a manager looks at"
	@echo "make fmt    lay out the code"
	@echo "make lock   newer versions of what is used"
	@echo "make clean  forget the set-up and the demo"

$(STAMP): requirements.lock pyproject.toml deploy/set-up.sh
	@echo "Setting up in $(VENV); the first time takes a minute or two ..."
	@PYTHON="$(PYTHON)" UV_VERSION="$(UV_VERSION)" sh deploy/set-up.sh "$(VENV)"
	@touch $@
	@echo "Set up."

run: $(STAMP)
	@$(BIN)/sello demo --port $(PORT)

test: $(STAMP)
	@sh deploy/test-tools.sh
	@$(BIN)/ruff format --check bot tests
	@$(BIN)/ruff check bot tests
	@$(BIN)/mypy
	@$(BIN)/sello check
	@$(BIN)/pytest -q -n 2 --dist worksteal

bench: $(STAMP) $(PEERS)
	@sh deploy/test-tools.sh
	@$(BIN)/python -m compileall -q bot tests
	@$(BIN)/python -m tests.bench $(BENCH)

# Libraries that we are measured beside and that ask for other versions than ours.
$(PEERS): $(STAMP) requirements-bench.lock
	@$(BIN)/python -m venv $(VENV)/peers
	@VIRTUAL_ENV="$(CURDIR)/$(VENV)/peers" $(BIN)/uv pip install -q --require-hashes -r requirements-bench.lock
	@$(VENV)/peers/bin/python -m compileall -q $(VENV)/peers/lib
	@touch $@

soak: $(STAMP)
	@sh deploy/test-tools.sh
	@$(BIN)/python -m tests.soak --database postgres --processes 3 --minutes 10
	@$(BIN)/python -m tests.soak --database sqlite --processes 1 --minutes 10

check: $(STAMP)
	@$(BIN)/ruff format --check bot tests
	@$(BIN)/ruff check bot tests
	@$(BIN)/mypy
	@$(BIN)/sello check

fmt: $(STAMP)
	@$(BIN)/ruff check --fix -q bot tests
	@$(BIN)/ruff format bot tests

shots: $(STAMP)
	@sh deploy/test-tools.sh
	@$(BIN)/python -m tests.shots docs/pictures
	@$(BIN)/python -m tests.manager_shots var/pictures
	@$(BIN)/python -m tests.pack_shots docs/pictures

lock: $(STAMP)
	@$(BIN)/uv lock --upgrade -q
	@$(BIN)/uv export -q --frozen --no-emit-project --group dev --format requirements-txt -o requirements.lock
	@$(BIN)/uv export -q --frozen --no-emit-project --no-dev --format requirements-txt -o requirements-run.lock
	@$(BIN)/uv export -q --frozen --no-emit-project --only-group bench --format requirements-txt -o requirements-bench.lock

clean:
	rm -rf $(VENV) var
