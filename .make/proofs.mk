# What proves the extension by what was not written here, and whether the tests
# can fail (docs/internals.md). SECONDS=n or MINUTES=n says how long.

lasting = $(or $(SECONDS),$(if $(MINUTES),$$(($(MINUTES) * 60)),$(1)))
WITH_TESTED = PYTHON=$(PYTHON) PAPERS_BUILD=$(abspath $(BUILD))/tested \
	PAPERS_LIBRARY=$(abspath $(BUILD))/tested/papers

tested: deps
	@$(MAKE) $(TESTED) -j$(JOBS) all programs

prove: tested ## random queries and texts against other readers; SEED, ONLY
	@$(WITH_TESTED) $(PYTHON) tests/tools/prove.py \
		--seconds $(call lasting,60) $(SEED:%=--seed %) $(if $(ONLY),--only '$(ONLY)')

mutants: deps ## whether the tests notice small faults in the code; SELECT=word
	@$(PYTHON) tests/tools/mutants.py $(SELECT)

faults: tested ## let every call that can fail do so; STEP=7: each seventh
	@$(WITH_TESTED) STEP=$(STEP) $(PYTHON) tests/fault/every_fault.py

fuzz: ## fuzz each reader with clang, two at a time
	@$(MAKE) --no-print-directory -j$(JOBS) BUILD=$(BUILD)/fuzz ASSERT= CC=clang \
		FUZZER=-fsanitize=fuzzer CFLAGS='-O1 -g -fno-omit-frame-pointer \
		-fsanitize=fuzzer-no-link,address,undefined \
		-fno-sanitize-recover=undefined' fuzz-programs
	@$(PYTHON) tests/tools/fuzz.py --build $(BUILD)/fuzz --seconds $(call lasting,60)

SOAK = $(WITH_TESTED) $(PYTHON) tests/soak/threads.py $(call lasting,600)

soak: tested ## 64 connections on a service that fails at random
	@$(SOAK)

threads: tested ## the same with 16, under ThreadSanitizer
	@$(MAKE) --no-print-directory -j$(JOBS) BUILD=$(BUILD)/threads ASSERT= \
		CC=gcc CFLAGS='-O1 -g -fsanitize=thread' \
		all $(BUILD)/threads/soak/threads_driver
	@$(SOAK) --threads 16 --build $(BUILD)/threads

tls: tested ## test TLS again and again on a busy machine
	@$(WITH_TESTED) sh tests/tools/many_tls.sh $(call lasting,60)

libcurl: tested ## build the newest libcurl, and test the network on it
	@$(WITH_TESTED) sh tests/tools/libcurl.sh

machines: tested ## test on a big-endian and a 32-bit machine (qemu)
	@$(WITH_TESTED) BUILD=$(abspath $(BUILD))/tested \
		sh tests/tools/foreign_machines.sh $(call lasting,0)

# What counts steps does not hold in a build that is not optimized.
COVERED = --no-print-directory BUILD=$(BUILD)/coverage \
	CFLAGS='-O0 -g --coverage -fprofile-update=atomic' \
	UNIT='$(patsubst $(BUILD)/%,$(BUILD)/coverage/%,$(filter-out %/test_steps,$(UNIT)))'

coverage: deps ## lines and branches that the tests run; SELECT: of some tests
	@sh .make/deps.sh cover
	@$(MAKE) $(COVERED) -j$(JOBS) all programs
	@find $(BUILD)/coverage -name '*.gcda' -delete
	@$(MAKE) $(COVERED) test-unit
	@$(PYTHON) tests/tools/coverage.py $(BUILD)/coverage $(SELECT)

.PHONY: tested prove mutants faults fuzz soak threads tls libcurl machines coverage
