# Two commands: `make run` sets up and extracts the corpus into outputs/, `make test` sets up and passes the tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
DEV_STAMP := $(VENV)/.ready-dev
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: setup run test lint lock wheel clean train-ner
.DEFAULT_GOAL := run

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "shuzhai needs Python 3.11 or newer 需要 Python 3.11 或更新版本"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "No venv module; on Debian: apt install python3-venv 缺少 venv 模块，Debian 上请先: apt install python3-venv"; exit 1; }
	$(PIP) -r requirements.lock
	$(PIP) --no-deps --editable .
	@touch $@

$(DEV_STAMP): $(STAMP) requirements-dev.lock
	$(PIP) -r requirements-dev.lock
	@touch $@

run: setup
	$(BIN)/shuzhai run

test: lint
	$(BIN)/python -m pytest

lint: $(DEV_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lock: setup
	$(PIP) uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --extra dev --output-file requirements-dev.lock pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --constraints requirements-dev.lock --output-file requirements.lock pyproject.toml

# dist/shuzhai-….whl with the rooms that articles pass through compiled: needs a C compiler and some minutes; in a copy, as the
# build moves pyproject.toml away while it goes on
wheel: $(DEV_STAMP)
	rm -rf build/wheel && mkdir -p build/wheel
	$(BIN)/python -m hatchling build --target sdist --directory build
	tar --extract --gzip --file build/shuzhai-*.tar.gz --directory build/wheel --strip-components 1
	cd build/wheel && HATCH_BUILD_HOOKS_ENABLE=true $(CURDIR)/$(BIN)/python -m hatchling build --target wheel --directory $(CURDIR)/dist

# trains the model of names anew from a folder with the Universal NER files: make train-ner UNER=folder (rules/ner/README.md)
train-ner: setup
	@test -n "$(UNER)" || { echo "Say where the Universal NER files are 请指明 UNER 数据所在文件夹: make train-ner UNER=folder"; exit 1; }
	$(BIN)/python rules/ner/train.py "$(UNER)"

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
