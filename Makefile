# papers: SQL over live paper listings. `make help` lists what there is.

CC ?= cc
BUILD ?= build
PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
# Where it is compiled does not change what is made.
CFLAGS ?= -O2 -g -fdebug-prefix-map='$(CURDIR)'=.
# Asserts are for tests, which are built with ASSERT= (nothing behind it).
ASSERT = -DNDEBUG
WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Wformat=2 -Wundef -Wwrite-strings \
	-Wpointer-arith
PACKAGES = sqlite3 libcurl yajl
PKG_CONFIG ?= pkg-config

ifeq ($(shell uname -s),Darwin)
LIBRARY = papers.dylib
LINK = -dynamiclib
STRIP ?=
else
LIBRARY = papers.so
# Unloading libcurl when a connection closes would show false leaks.
LINK = -shared -Wl,-z,nodelete -Wl,--as-needed
# An option of install(1). Debug information is four fifths of the file.
STRIP ?= -s
comma = ,
# For tests that let each allocation fail in its turn.
FAILING = -Wl,--wrap=malloc -Wl,--wrap=calloc -Wl,--wrap=realloc
# For fuzz targets, which have neither a network nor a clock.
WIRED = $(addprefix -Wl$(comma)--wrap=,curl_easy_init socket clock_unix)
endif

SOURCES = $(wildcard ext/*.c ext/*/*.c ext/*/*/*.c)
OBJECTS = $(SOURCES:ext/%.c=$(BUILD)/obj/%.o)
# The layers that know no SQL: what unit programs are linked with. The cache
# among them calls SQLite through a table that a host would fill.
PURE = $(filter $(foreach layer,base text net hub saved,$(BUILD)/obj/$(layer)/%), \
	$(OBJECTS)) $(BUILD)/unit/host.o
UNIT = $(patsubst tests/%.c,$(BUILD)/%,$(wildcard tests/unit/test_*.c))
DRIVERS = $(patsubst tests/%.c,$(BUILD)/%,$(wildcard tests/unit/*_driver.c \
	tests/fault/*_driver.c tests/soak/*_driver.c))
BENCH = $(patsubst tests/%.c,$(BUILD)/%,$(wildcard tests/bench/*.c))
FUZZ = $(patsubst tests/%.c,$(BUILD)/%, \
	$(filter-out %/replay.c %/wire.c,$(wildcard tests/fuzz/*.c)))
FORMATTED = $(wildcard ext/*.[ch] ext/*/*.[ch] ext/*/*/*.[ch] tests/*/*.[ch])

# What is being made is named; V=1 shows the whole commands.
SAY = @$(if $(V),set -x,echo "  $(CC) $@");
COMPILE = $(CC) -std=c11 -D_POSIX_C_SOURCE=200809L $(ASSERT) -Iext $(WARNINGS) \
	$(CFLAGS) \
	$$($(PKG_CONFIG) --cflags $(PACKAGES)) -MMD -MP
JOBS = $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
# The version is defined in that header only.
VERSION = $(shell sed -n 's/^\#define PAPERS_VERSION "\(.*\)"/\1/p' \
	ext/table/version.h)
PLACES = DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' LIBDIR='$(LIBDIR)' \
	VERSION='$(VERSION)' STRIP='$(STRIP)'
DIST = $(BUILD)/papers-$(VERSION).tar.gz
PYTHON = $(shell sh .make/python.sh)

all: $(BUILD)/$(LIBRARY) ## build the extension: build/papers.so

demo: deps ## today's papers as rows, and four more queries
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@PYTHON=$$(sh .make/python.sh) PAPERS_LIBRARY=$(abspath $(BUILD))/papers \
		sh .make/demo.sh

TESTED = --no-print-directory BUILD=$(BUILD)/tested ASSERT=

test: deps ## build, then run every test (on a build with asserts)
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@$(MAKE) $(TESTED) -j$(JOBS) all programs
	@$(MAKE) $(TESTED) test-unit test-whole

test-unit: programs # under a checker with WRAP='valgrind -q ...'
	@WRAP='$(WRAP)' BUILD=$(abspath $(BUILD)) sh tests/tools/unit.sh $(UNIT)

# Tests may call make, which must not build what this make builds.
test-whole: all programs # some of them with SELECT='tests/net/test_x.py -k y'
	@unset BUILD ASSERT MAKEFLAGS MFLAGS MAKELEVEL; PAPERS_LIBRARY=$(abspath $(BUILD))/papers PAPERS_BUILD=$(abspath $(BUILD)) \
		PYTHON=$(PYTHON) sh tests/tools/whole.sh $(SELECT)

hosts: deps ## install other programs, languages and engines, and test in each
	@sh tests/hosts/install.sh build/hosts
	@$(MAKE) $(TESTED) -j$(JOBS) all programs
	@$(MAKE) $(TESTED) test-whole SELECT='tests/hosts tests/cluster'

shell: all ## sqlite3 with the extension, on papers.db in your home folder
	@sqlite3 -cmd '.load $(BUILD)/papers' -cmd '.timeout 60000' \
		-cmd '.mode box' $(or $(DATABASE),$(HOME)/papers.db)

check: ## what the project's checks say, without the slow ones
	@bash .ci/run quick

format: ## put the C code into its shape
	clang-format -i $(FORMATTED)

format-check:
	@clang-format --dry-run -Werror $(FORMATTED)
	@! awk 'length > 80 { print FILENAME ":" FNR ": longer than 80" }' \
		$(filter ext/%,$(FORMATTED)) | grep .

lint: $(BUILD)/libraries ## clang-tidy and cppcheck
	@printf '%s\n' $(SOURCES) | xargs -P$(JOBS) -n1 sh -c 'clang-tidy --quiet \
		"$$@" -- -std=c11 -D_POSIX_C_SOURCE=200809L -Iext \
		$$($(PKG_CONFIG) --cflags $(PACKAGES)) 2>$(BUILD)/lint.$$$$ || \
		{ cat $(BUILD)/lint.$$$$; exit 1; }' clang-tidy
	@cppcheck --quiet --std=c11 -Iext -j$(JOBS) --error-exitcode=1 \
		--enable=warning,performance,portability --inline-suppr \
		--suppress=missingIncludeSystem ext

bench: $(BUILD)/$(LIBRARY) $(BENCH) ## speed and size, each with its bound
	@PYTHON=$(PYTHON) PAPERS_LIBRARY=$(abspath $(BUILD))/papers \
		PAPERS_BUILD=$(abspath $(BUILD)) sh tests/tools/bench.sh $(BENCH)

include .make/proofs.mk

manual: all programs ## write what the code says itself in docs/, and its picture
	@PAPERS_LIBRARY=$(abspath $(BUILD))/papers PAPERS_BUILD=$(abspath $(BUILD)) \
		$(PYTHON) tests/tools/manual.py
	@PAPERS_LIBRARY=$(abspath $(BUILD))/papers $(PYTHON) tests/tools/picture.py

amalgamation: ## one file: build/papers.c, with build/papers.h
	@$(or $(PYTHON),python3) .make/amalgamate.py $(BUILD)
	@echo "  $(BUILD)/papers.c"

install: all ## library, scripts, man page; with PREFIX, LIBDIR, DESTDIR
	@$(PLACES) sh .make/install.sh install $(BUILD)/$(LIBRARY)

uninstall: ## remove what install copied
	@$(PLACES) sh .make/install.sh uninstall $(BUILD)/$(LIBRARY)

dist: ## the committed sources: build/papers-VERSION.tar.gz
	@mkdir -p $(BUILD)
	@git archive --prefix=papers-$(VERSION)/ HEAD | gzip -9n >$(DIST).new
	@mv $(DIST).new $(DIST) && echo "  $(DIST)"

# Built in a folder of its own, with Debian's compiler options.
deb: ## a Debian package: libsqlite3-mod-papers
	@rm -rf $(BUILD)/deb/tree
	@$(MAKE) --no-print-directory -j$(JOBS) install BUILD=$(BUILD)/deb \
		PREFIX=/usr LIBDIR=/usr/lib/$$(dpkg-architecture -qDEB_HOST_MULTIARCH) \
		DESTDIR=$(abspath $(BUILD))/deb/tree \
		CFLAGS="$$(dpkg-buildflags --get CFLAGS) $$(dpkg-buildflags --get CPPFLAGS)" \
		LDFLAGS="$$(dpkg-buildflags --get LDFLAGS) -Wl,-z,now" >/dev/null
	@sh .make/deb.sh $(abspath $(BUILD))/deb/tree $(BUILD) $(VERSION)

wheel: $(BUILD)/tree ## a Python package: papers.load(connection)
	@$(or $(PYTHON),python3) .make/wheel.py $< $(BUILD) $(VERSION)

npm: $(BUILD)/tree ## a package for Node: papers.getLoadablePath()
	@sh .make/npm.sh $(abspath $<) $(abspath $(BUILD)) $(VERSION)

# Those of other platforms may be put into the folder before.
sqlpkg: $(BUILD)/tree ## for sqlpkg: build/sqlpkg/; ADDRESS=where it will be
	@$(or $(PYTHON),python3) .make/sqlpkg.py $< $(BUILD)/sqlpkg $(VERSION) '$(ADDRESS)'

# The installed files, for wheel, npm and sqlpkg.
$(BUILD)/tree: all
	@rm -rf $@
	@$(MAKE) --no-print-directory install PREFIX= LIBDIR=/lib \
		DESTDIR=$(abspath $@) >/dev/null

deps: ## install what is missing to build, try and test (apt), or say how
	@sh .make/deps.sh build test

clean: ## remove build/
	rm -rf $(BUILD)

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1~\2/p' $(MAKEFILE_LIST) | \
		awk -F'~' '{ printf "%-20s %s\n", $$1, $$2 }'

programs: $(UNIT) $(DRIVERS) $(FUZZ) $(BUILD)/soak/clock.so
benches: $(BENCH)
fuzz-programs: $(FUZZ)

$(BUILD)/$(LIBRARY): $(OBJECTS)
	$(SAY) $(CC) $(LINK) $(CFLAGS) $(LDFLAGS) -o $@ $(OBJECTS) \
		$$($(PKG_CONFIG) --libs libcurl yajl) -lm

$(BUILD)/obj/%.o: ext/%.c Makefile | $(BUILD)/libraries
	@mkdir -p $(@D)
	$(SAY) $(COMPILE) -fPIC -fvisibility=hidden -c -o $@ $<

$(BUILD)/unit/host.o: tests/unit/host.c Makefile | $(BUILD)/libraries
	@mkdir -p $(@D)
	$(SAY) $(COMPILE) -c -o $@ $<

# cmocka calls every test with a state that few of them need.
$(UNIT): $(BUILD)/%: tests/%.c $(PURE) Makefile
	@mkdir -p $(@D)
	$(SAY) $(COMPILE) -Wno-unused-parameter -Itests -MF $@.d -o $@ $< $(PURE) $(LDFLAGS) \
		$$($(PKG_CONFIG) --cflags --libs cmocka $(PACKAGES)) -lm

$(BUILD)/unit/%_memory: LDFLAGS += $(FAILING)

# The readers of texts, built so that what they do is counted.
COUNTED = $(patsubst $(BUILD)/obj/%,$(BUILD)/counted/%, \
	$(filter $(BUILD)/obj/base/% $(BUILD)/obj/text/%,$(OBJECTS)))
$(BUILD)/counted/%.o: ext/%.c Makefile | $(BUILD)/libraries
	@mkdir -p $(@D)
	$(SAY) $(COMPILE) -fsanitize-coverage=trace-pc -Dmemchr=counted_memchr \
		-c -o $@ $<
$(BUILD)/unit/test_steps: $(COUNTED)
$(BUILD)/unit/test_steps: PURE = $(COUNTED)

$(DRIVERS) $(BENCH): $(BUILD)/%: tests/%.c $(PURE) Makefile
	@mkdir -p $(@D)
	$(SAY) $(COMPILE) -Itests -MF $@.d -o $@ $< $(MORE) $(PURE) $(LDFLAGS) $(FUZZER) \
		$$($(PKG_CONFIG) --libs $(PACKAGES)) -lm

$(BUILD)/soak/clock.so: tests/soak/clock.c Makefile
	@mkdir -p $(@D)
	$(SAY) $(COMPILE) -shared -fPIC -o $@ $<

# Fuzz targets have all of the extension. Without a FUZZER they run the files
# that they are given.
FUZZED = $(addprefix $(BUILD)/fuzz/,wire.o synonyms.o $(if $(FUZZER),,replay.o))
$(BUILD)/fuzz/%.o: tests/fuzz/%.c Makefile | $(BUILD)/libraries
	@mkdir -p $(@D)
	$(SAY) $(COMPILE) -Itests -c -o $@ $<

$(BUILD)/fuzz/synonyms.o: tests/oracles/synonyms.c Makefile
	@mkdir -p $(@D)
	$(SAY) $(COMPILE) -DSQLITE_CORE -c -o $@ $<

$(FUZZ): $(BUILD)/%: tests/%.c $(FUZZED) $(OBJECTS) Makefile
	$(SAY) $(COMPILE) -D_DEFAULT_SOURCE -Itests -MF $@.d -o $@ $< $(FUZZED) $(OBJECTS) $(LDFLAGS) \
		$(FUZZER) $(WIRED) $$($(PKG_CONFIG) --libs $(PACKAGES)) -lm

# One driver shows the columns, which are data but of a layer that knows SQL.
COLUMNS = $(BUILD)/obj/table/columns.o $(BUILD)/obj/table/relation/plan.o
$(BUILD)/unit/columns_driver: $(COLUMNS)
$(BUILD)/unit/columns_driver: MORE = $(COLUMNS)

# What fails stands in for functions of libraries that the extension calls.
FAULTS = $(wildcard tests/fault/fault_*.c)
$(BUILD)/fault/fault_driver: $(FAULTS)
$(BUILD)/fault/fault_driver: MORE = -DSQLITE_CORE -Wl,--export-dynamic \
	$(filter-out %_driver.c,$(FAULTS))

# Says in words what is missing, before a compiler does in its own.
$(BUILD)/libraries: .make/libraries.sh
	@mkdir -p $(BUILD)
	@PKG_CONFIG='$(PKG_CONFIG)' sh .make/libraries.sh >$@.new && mv $@.new $@

-include $(OBJECTS:.o=.d) $(COUNTED:.o=.d) $(UNIT:=.d) $(DRIVERS:=.d) $(BENCH:=.d) $(FUZZ:=.d) $(FUZZED:.o=.d)

.PHONY: all demo manual test test-unit test-whole hosts shell check format \
	format-check lint bench amalgamation install uninstall dist deb wheel npm \
	sqlpkg deps clean help programs benches fuzz-programs
.DELETE_ON_ERROR:
