# enquiries: make run, make test, make check, make build.
# `make` alone lists the targets. Plain `go build ./...` and `go test ./...`
# work as well, before any of this; pages are then without style.

SHELL := /bin/bash
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo devel)
LDFLAGS := -X main.version=$(VERSION)
ASSETS := web/static/app.css
ASSET_SOURCES := web/frontend/app.scss web/frontend/build.mjs

.PHONY: help run build assets test check format tidy vet staticcheck real-parts storm fuzz bench-ingest bench-parse bench-classify model clean

help:
	@echo 'make run      build, and start the demo on http://127.0.0.1:8080'
	@echo 'make build    build bin/enquiries'
	@echo 'make test     every test, once, with what they need installed where possible'
	@echo 'make storm    the whole fault test: 200 faults over 5,000 letters (STORM_SEED=)'
	@echo 'make fuzz     every fuzz target, each for FUZZTIME (5s); what it finds is kept under testdata/fuzz'
	@echo 'make check    what CI runs: format, go.mod, vet, staticcheck, test, fuzz, no changed files'
	@echo 'make bench-ingest  how fast a mailbox is taken in, beside mbsync (Linux; LETTERS=, ROUNDS=, PROGRAM=, BENCH_PROFILE=)'
	@echo 'make bench-parse   how fast letters are read, beside go-message, enmime and Python (LETTERS=, ROUNDS=, LETTERS_DIR=, BENCH_NAMES=yes)'
	@echo 'make bench-classify how fast, how big and how well letters are sorted, beside keyword rules and scikit-learn (LETTERS=, ROUNDS=)'
	@echo 'make model    fit the sorting to the corpus anew, after a change of either; commit what it writes'
	@echo 'make assets   build the style of the pages (needs npm)'
	@echo 'make clean    remove what was built'

run: build
	exec bin/enquiries demo

build: assets
	go build -ldflags '$(LDFLAGS)' -o bin/enquiries ./cmd/enquiries

# Without npm everything still works; the pages are then without style.
assets:
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(ASSETS); else \
	  echo 'NPM IS NOT INSTALLED: the pages will be shown without style. Install Node.js with npm and run make again.' >&2; fi

node_modules/.package-lock.json: package.json package-lock.json .npmrc
	npm ci
	@touch $@

$(ASSETS): node_modules/.package-lock.json $(ASSET_SOURCES)
	npm run --silent build
	@touch $@

# Tests that train would take minutes more under the race detector, and skip
# themselves there: these are run without it.

# go test shows nothing of what passing or skipped tests print, so they report
# which real parts they used, or lacked, in a file that is shown at the end.
test: assets real-parts
	@report=$$(mktemp) && export ENQUIRIES_REAL_REPORT=$$report; \
	echo 'go test -race -shuffle=on -timeout 20m ./...'; \
	go test -race -shuffle=on -timeout 20m ./...; code=$$?; \
	echo 'go test ./classify; go test -run TestTheProgramLearns ./cmd/enquiries'; \
	go test -shuffle=on ./classify || code=1; \
	go test -run '^TestTheProgramLearns' ./cmd/enquiries || code=1; \
	sed 's/: .*//' $$report | sort | uniq -c | sed 's/^ *\([0-9]*\) \(.*\)/real parts: \2 in \1 tests/'; \
	if grep -q '^SKIPPED' $$report; then echo 'TESTS WERE SKIPPED for want of real parts:'; grep '^SKIPPED' $$report; fi; \
	rm -f $$report; exit $$code

real-parts:
	@.ci/real-parts

# Tests run it in a short form, with one seed.
STORM_SEED ?= 1

storm: real-parts
	ENQUIRIES_STORM=full ENQUIRIES_STORM_SEED=$(STORM_SEED) go test -count=1 -v -timeout 60m -run '^TestNothingIsLostOrDoubledInAStorm$$' ./cmd/enquiries

# Strangers' bytes reach these packages first.
FUZZTIME ?= 5s
FUZZED := ./mailbox ./classify ./web

fuzz:
	@mkdir -p bin; for package in $(FUZZED); do \
	  for target in $$(go test -list '^Fuzz' $$package | grep '^Fuzz'); do \
	    go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) $$package >bin/fuzz.log 2>&1 || { cat bin/fuzz.log; exit 1; }; \
	    echo "$$target: $$(grep '^fuzz: elapsed' bin/fuzz.log | tail -1)"; \
	  done; \
	done

# The benchmark is a program of its own, and replaces the shell, so that an
# interrupt, or whatever else make is told, reaches it and it can tidy up.
bench-ingest: LETTERS ?= 50000
bench-ingest: ROUNDS ?= 3
PROGRAM ?= bin/enquiries
BENCH_PROFILE ?=

bench-ingest: build
	@[ "$$(uname)" = Linux ] || { echo 'make bench-ingest needs Linux: it reads /proc' >&2; exit 1; }
	@ENQUIRIES_REAL=require .ci/real-parts bench
	go test -c -o bin/bench-ingest ./cmd/internal/benchingest
	@ENQUIRIES_REAL=require exec bin/bench-ingest -test.run '^$$' -test.bench . -test.benchtime 1x -test.timeout 0 \
	  -program $(PROGRAM) -letters $(LETTERS) -rounds $(ROUNDS) -profile '$(BENCH_PROFILE)'

# What is only compared with is in a module of its own. After a change of the
# product's dependencies it wants `go mod tidy -C $(BENCH_PARSE)` as well.
BENCH_PARSE := cmd/internal/benchparse
bench-parse: LETTERS ?= 1000
bench-parse: ROUNDS ?= 7
LETTERS_DIR ?=
BENCH_NAMES ?=

bench-parse:
	go build -C $(BENCH_PARSE) -o $(CURDIR)/bin/bench-parse .
	@exec bin/bench-parse -letters $(LETTERS) -rounds $(ROUNDS) -folder '$(LETTERS_DIR)' $(if $(BENCH_NAMES),-names)

bench-classify: LETTERS ?= 1000
bench-classify: ROUNDS ?= 7

bench-classify:
	go build -o bin/bench-classify ./cmd/internal/benchclassify
	@exec bin/bench-classify -letters $(LETTERS) -rounds $(ROUNDS)

# What fitting to the corpus gives is kept in the package, so that the program
# starts in a second. A test says when the corpus or the fitting has changed.
model:
	go test ./classify -run '^TestKeptWeightsAreOfTheCorpus$$' -update

check: format tidy vet staticcheck test fuzz
	@git diff --exit-code || { echo 'make check: the files above are changed and not committed' >&2; exit 1; }

format:
	@out=$$(gofmt -l cmd mailbox classify store web) && { [ -z "$$out" ] || { echo "not formatted (run gofmt -w):"; echo "$$out"; exit 1; }; }

tidy:
	go mod tidy -diff
	go mod tidy -C $(BENCH_PARSE) -diff

vet:
	go vet ./...
	go vet -C $(BENCH_PARSE) ./...

staticcheck:
	go tool staticcheck ./...

clean:
	rm -rf bin node_modules
	find web/static -type f ! -name .gitignore ! -name README.md -delete
