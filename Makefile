# Two commands matter: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help

binary   := bin/observatory
e2e      := cmd/observatory/e2e
engine   := node_modules/@chdb/lib-linux-x64-gnu/libchdb.so
checkers := bin/checkers
installed := node_modules/.package-lock.json
go_files := $(shell git ls-files '*.go' '*.sql' '*.tmpl' '*.json' '*.csv' '*.css' '*.html' 2>/dev/null)
# The packages that hold the promises run under the race detector.
raced := ./collector/... ./sql/... ./aggregator/...
fuzz_time ?= 20s
torture_cycles ?= 50
# What make quick compares with: the last commit, unless another is named.
since ?= HEAD
# How many observatories of the end-to-end tests run at once: most of them wait.
at_once ?= 4

.PHONY: help run build assets test quick slow lint fmt bench fuzz torture audit clean browser strace java

help: ## lists the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

run: build ## builds everything, loads demonstration data once, serves http://127.0.0.1:8080
	@./$(binary) demo load
	@./$(binary) serve

build: $(binary) bin/libchdb.so ## builds ./bin/observatory with its assets

$(binary): $(installed) web/dist/manifest.json widgets/dist/manifest.json $(go_files) go.mod go.sum
	go build -o $@ ./cmd/observatory

# The program looks for its engine beside itself, never where it was started.
bin/libchdb.so: | $(installed)
	@test -f $(engine) || { echo 'the embedded ClickHouse is missing: npm leaves an optional package out in silence; run "npm ci --ignore-scripts" and read what it says' >&2; exit 1; }
	@mkdir -p $(@D)
	ln -sfn ../$(engine) $@

$(installed): package.json package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

assets: web/dist/manifest.json widgets/dist/manifest.json ## bundles scripts and styles

web/dist/manifest.json: $(installed) dashboard/build.mjs $(wildcard dashboard/assets/*) dashboard/chart/themes.json
	node dashboard/build.mjs

widgets/dist/manifest.json: $(installed) widgets/build.mjs $(wildcard widgets/src/* widgets/messages/*.json)
	node widgets/build.mjs

test: build browser strace ## every test: unit, embedded engine, crashes, browser
	go test $$(go list ./... | grep -vxF "$$(go list $(raced))")
	go test -race $(raced)
	cd $(e2e) && go test -count=1 -timeout 30m -parallel $(at_once) ./...

# The tests of packages with a changed file; make test runs those that import them.
quick: $(installed) web/dist/manifest.json widgets/dist/manifest.json ## builds, vets, tests the packages that changed since the last commit
	go build ./...
	go vet ./...
	@changed=$$( { git diff --name-only $(since); git ls-files -o --exclude-standard; } | grep -v '^$(e2e)/' | sed -E 's,/testdata/.*,/x,;s,/queries/.*,/x,;s,/schema/.*,/x,;s,/templates/.*,/x,;s,/messages/.*,/x,' | xargs -r -n1 dirname | sort -u | \
		while read -r folder; do ls "$$folder"/*.go >/dev/null 2>&1 && echo "./$$folder"; done || true); \
	if [ -z "$$changed" ]; then echo 'no package has changed since $(since)'; else go test $$changed; fi

# Each line is a test with its seconds; those of packages that have not changed come
# from the cache, with the time that they took.
slow: build browser strace ## the twenty slowest tests
	@{ go test -json ./...; cd $(e2e) && go test -json -count=1 -timeout 30m -parallel $(at_once) ./...; } | \
		sed -nE 's/.*"Action":"(pass|fail)","Package":"([^"]*)","Test":"([^"]*)","Elapsed":([0-9.]+).*/\4 \1 \2 \3/p' | sort -rn | head -20

# Chromium without windows is the same browser, and much lighter to start.
browser:
	@install() { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$1 fonts-dejavu-core >/dev/null; }; \
	if command -v chromium-headless-shell >/dev/null; then :; \
	elif command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] && echo 'installing Chromium for the browser tests' && \
		apt-get update -qq && { install chromium-headless-shell || install chromium; }; then :; \
	elif command -v chromium >/dev/null || command -v google-chrome >/dev/null; then :; \
	else echo 'the browser tests need Chromium: install the package chromium-headless-shell or chromium'; fi

lint: $(installed) ## vet, golangci-lint, tidy modules
	@test -z "$$(gofmt -l $(shell git ls-files '*.go'))" || { echo 'run make fmt: these files are not formatted:'; gofmt -l $(shell git ls-files '*.go'); exit 1; }
	go vet ./... && cd $(e2e) && go vet ./...
	go mod tidy -diff && cd $(e2e) && go mod tidy -diff
	cd .ci/tools && go build -o ../../bin/golangci-lint github.com/golangci/golangci-lint/v2/cmd/golangci-lint
	bin/golangci-lint run ./...
	cd $(e2e) && $(CURDIR)/bin/golangci-lint run --config $(CURDIR)/.golangci.yml ./...

fmt: ## formats the code
	gofmt -w $(shell git ls-files '*.go')

bench: build ## benchmarks, as ratios in one run
	go test -run '^$$' -bench . -benchtime 2s ./collector/...
	go run ./cmd/bench $(bench_flags)

fuzz: ## every fuzz target for fuzz_time (20s)
	@set -e; for package in $$(go list ./...); do \
		for target in $$(go test -list '^Fuzz' $$package | grep '^Fuzz' || true); do \
			echo "$$package $$target"; go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(fuzz_time) $$package; \
		done; \
	done

torture: build strace ## kills, cuts, fills, damages and freezes, at length
	cd $(e2e) && OBSERVATORY_TORTURE=full OBSERVATORY_CRASH_CYCLES=$(torture_cycles) go test -count=1 -run 'Crash|Torture' -timeout 180m -v .

strace:
	@if command -v strace >/dev/null; then :; \
	elif command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
		echo 'installing the package strace for the torture'; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends strace >/dev/null; \
	else echo 'a part of the torture needs strace: install the package strace'; fi

audit: build browser java $(checkers) ## every page in every form, size and theme, with and without script; markup; Lighthouse
	cd $(e2e) && OBSERVATORY_AUDIT=full OBSERVATORY_CHECKERS=$(CURDIR)/$(checkers) go test -count=1 -run 'Pages|Space|Embedding|Spoken|Firefox' -timeout 180m -parallel 1 -v ./...

java:
	@if command -v java >/dev/null; then :; \
	elif command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
		echo 'installing the package default-jre-headless for the checker of markup'; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends default-jre-headless >/dev/null; \
	else echo 'the checker of markup needs Java: install the package default-jre-headless'; fi

# The checkers of the audit alone: nobody needs them to build or to test.
$(checkers):
	PUPPETEER_SKIP_DOWNLOAD=1 npm install --prefix $@ --ignore-scripts --no-audit --no-fund vnu-jar@26.9.27 lighthouse@12.8.2 \
		|| { rm -rf $@; exit 1; }

clean: ## removes what was built, never ./data
	rm -rf bin web/dist/* widgets/dist/*
