# Two commands: `make demo` and `make test`. Each does all set-up alone, inside this folder.
# A fresh machine has Python 3.11, Node 20, git and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO_HOME ?= .tongchou
# Compiled modules are kept, wherever the caller's shell says otherwise: every start would compile Django anew, 3 seconds.
unexport PYTHONDONTWRITEBYTECODE
# An office's gateway has its certificate in the system's store, where git and pip look; uv brings a list of its own.
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt),)
export UV_SYSTEM_CERTS := 1
endif

.PHONY: demo demo-build demo-played test check tests-phone tests-sqlite tests-postgresql simulate lock words clean

demo: demo-build
	TONGCHOU_HOME=$(DEMO_HOME) $(BIN)/tongchou demo

# The county's days need no pages: the front end is built beside them.
demo-build:
	@$(MAKE) --no-print-directory -j2 frontend/.built demo-played

demo-played: $(VENV)/.run $(VENV)/.words
	TONGCHOU_HOME=$(DEMO_HOME) $(BIN)/tongchou demo --no-serve

test: check tests-phone tests-sqlite tests-postgresql

check: dev-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy tongchou
	$(BIN)/lint-imports
	cd frontend && npm run --silent types

# The phone's own logic, without a browser.
tests-phone: dev-ready
	cd frontend && npm test --silent

tests-sqlite: dev-ready $(VENV)/.chromium
	$(BIN)/pytest -n 2

tests-postgresql: dev-ready $(VENV)/.chromium
	$(BIN)/python -m tests.postgresql $(BIN)/pytest -n 2

# Ten thousand stories of phones, network and server, on each store; `make test` plays the first thousand.
SEEDS ?= 10000
simulate: dev-ready
	$(BIN)/pytest -n 2 tests/simulator --seeds $(SEEDS)
	$(BIN)/python -m tests.postgresql $(BIN)/pytest -n 2 tests/simulator --seeds $(SEEDS)

.PHONY: run-ready dev-ready
run-ready: $(VENV)/.run frontend/.built $(VENV)/.words
dev-ready: $(VENV)/.dev frontend/.built $(VENV)/.words

# The machine's own pip brings uv; only where there is none does the folder get a pip of its own, 4 seconds later.
UV := install --quiet --disable-pip-version-check "uv>=0.8,<1"
$(BIN)/uv:
	$(PYTHON) -m venv --without-pip $(VENV)
	$(PYTHON) -m pip --python $(BIN)/python $(UV) 2>/dev/null \
	|| { $(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip $(UV); }

$(VENV)/.run: requirements/run.txt pyproject.toml | $(BIN)/uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/run.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps -e .
	touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	touch $@

frontend/.built: frontend/package-lock.json $(shell find frontend/src -type f) $(wildcard frontend/*.ts) $(wildcard frontend/*.js)
	cd frontend && nice npm ci --no-audit --no-fund --loglevel=error && nice npm run --silent build
	touch $@

$(VENV)/.words: $(wildcard tongchou/locale/*/LC_MESSAGES/*.po) $(VENV)/.run
	$(BIN)/python scripts/words.py compile
	touch $@

# The browser tests drive a real Chromium, Debian's own.
$(VENV)/.chromium: | $(BIN)/uv
	command -v chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; }
	touch $@

# Hashes without registry addresses; after changing a requirements/*.in.
lock: | $(BIN)/uv
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header requirements/run.in -o requirements/run.txt
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header requirements/dev.in -o requirements/dev.txt

words: dev-ready
	$(BIN)/python scripts/words.py update

clean:
	rm -rf $(VENV) frontend/node_modules frontend/.built tongchou/web/static/web/build
