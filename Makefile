# Everything a contributor needs. `make run` and `make test` do all the set-up themselves.
SHELL := /bin/bash
export CGO_ENABLED := 0

GO_FILES  := $(shell find . -name "*.go" -not -path "./web/node_modules/*") $(wildcard tracking/store/migrations/*/*.sql web/templates/*)
WEB_FILES := $(wildcard web/ts/*.ts web/ts/*.json web/scss/*.scss web/assets/*) web/build.mjs web/package-lock.json
# checkptr would slow the translated C of SQLite down by half, and finds nothing there.
TESTED    := -race -gcflags=modernc.org/...=-d=checkptr=0
# The race detector makes tests three to eight times slower. Everything runs without it, and whatever several do at once runs again with it;
# so does the main job in a browser, on SQLite.
AT_ONCE   := AtOnce|Process|Clerks|Stations|Hangs|FourPeople|Supervisors|TwoWho|TwoJobs|SentTwice|ComesAndGoes|Deadlock|Busy|ForFiles|Socket|News|Hears|Beat|Screen|NeverReads|Watch|Printer|Letter|Mail|Digest|Sender|Connections|AStop|Survived|Enhanced|Mapped|TLS|ADayIsPlayed|EveryMessageOnce|NoMapKnows|InABrowser/main_job_on_SQLite
MARIADB   := tracking/trackingtest/with-mariadb.sh

.PHONY: run build test bench bench-feed bench-labels figures lint pictures clean tools-go tools-test

## run: build everything and start the demo on embedded SQLite
run: build
	./casenotes serve --demo $(ARGS)

## build: the web assets, then the one binary
build: casenotes

casenotes: web/dist/manifest.json $(GO_FILES) go.sum
	go build -trimpath -ldflags "-s -w" -o $@ ./cmd/casenotes

web/dist/manifest.json: web/node_modules/.installed $(WEB_FILES)
	cd web && npm run --silent build

web/node_modules/.installed: web/package-lock.json
	@command -v npm >/dev/null || { echo "Node.js 20 or newer with npm is needed: apt-get install nodejs npm" >&2; exit 1; }
	cd web && npm ci --no-audit --no-fund --silent
	touch $@

## test: everything CI runs. Installs what is missing where it may, else says what to install
test: tools-test web/dist/manifest.json
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "not formatted:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	go vet ./...
	cd web && npm run --silent check && npm test --silent
	CI=true $(MARIADB) bash -c 'failed=0; \
		CGO_ENABLED=0 go test -shuffle=on -timeout 40m ./... || failed=1; \
		CGO_ENABLED=1 go test $(TESTED) -shuffle=on -timeout 40m -run "$(AT_ONCE)" ./api ./api/hl7 ./cmd/casenotes ./tracking ./tracking/store || failed=1; \
		exit $$failed'

## bench: the figures of docs/figures.md, in ratios against a floor of the same run, in about 45 minutes; BENCH=-short for the small ones
bench: tools-test build
	MARIADB_DURABLE=1 MARIADB_BUFFER=4G $(MARIADB) go test -p 1 -run '^$$' -bench 'Figures$$' -benchtime 1x -timeout 90m $(BENCH) ./cmd/casenotes ./tracking

## bench-feed: a million messages of the feed, and 30 minutes of fuzzing what comes over its connections, in hours
bench-feed: tools-test build
	go test -run '^$$' -fuzz FuzzAnyBytesAreReadAsFrames -fuzztime 10m ./api/hl7
	go test -run '^$$' -fuzz FuzzAnyBytesAreReadAsAMessage -fuzztime 20m ./api/hl7
	MARIADB_DURABLE=1 MARIADB_BUFFER=4G $(MARIADB) go test -run '^$$' -bench FeedMillion -benchtime 1x -timeout 10h $(BENCH) ./cmd/casenotes

## figures: the figures of scanning in Chromium, and 10,000 scans in chaos, in about 40 minutes; BENCH=-short for a tenth of it
figures: tools-test build
	MARIADB_DURABLE=1 $(MARIADB) go test -run '^$$' -bench FiguresInABrowser -benchtime 1x -timeout 100m $(BENCH) ./cmd/casenotes

## bench-labels: the figures of labels: speed, memory, and 10,000 of them read back by two decoders, which takes hours; BENCH=-short reads 120
bench-labels: tools-test build
	go test -run '^$$' -bench 'Folder|Memory|Figures' -benchtime 1x -timeout 5h $(BENCH) ./labels

## lint: the checks that take longer than a test run should
lint: web/dist/manifest.json
	go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0 run
	go run golang.org/x/vuln/cmd/govulncheck@latest ./...
	go mod tidy -diff

## pictures: draw the pictures of the README from the demo
pictures: tools-test build
	CASENOTES_PICTURES=$(CURDIR)/docs/pictures go test -run TestPictures -count 1 ./cmd/casenotes

tools-test:
	@.ci/install mariadb-server:mariadbd chromium:chromium zbar-tools:zbarimg zxing-cpp-tools:ZXingReader dmtx-utils:dmtxread poppler-utils:pdftoppm qpdf:qpdf nodejs:node

clean:
	rm -rf casenotes web/node_modules web/dist/*.js web/dist/*.css web/dist/*.json web/dist/*.svg web/dist/*.wasm
