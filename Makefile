# `make help` lists what can be made: the text after `##` beside each target.
# Every variant has a folder of its own, so variants never mix. CC, CPPFLAGS, CFLAGS, LDFLAGS and
# LDLIBS are the caller's: they come after our own flags, and what was built with others is built
# again. Warnings are errors with WERROR=1, in the environment too; our tests set it.
BUILD ?= release
O := build/$(BUILD)
WERROR ?=

# A caller who asks for a level of fortification gets that one.
FORTIFY := $(if $(findstring _FORTIFY_SOURCE,$(CPPFLAGS) $(CFLAGS)),,-D_FORTIFY_SOURCE=2)
FLAGS_debug   := -Og -g3
FLAGS_release := -O2 -g $(FORTIFY) -fstack-protector-strong -fstack-clash-protection -fPIE
LINK_release  := -pie -Wl,-z,relro -Wl,-z,now
FLAGS_asan    := -O1 -g3 -fno-omit-frame-pointer -fsanitize=address,undefined \
	-fno-sanitize-recover=all
FLAGS_tsan    := -O1 -g3 -fno-omit-frame-pointer -fsanitize=thread
FLAGS_coverage := -O0 -g --coverage
FLAGS_fuzz    := $(FLAGS_asan) -fsanitize=fuzzer-no-link
ifeq ($(BUILD),fuzz)
CC := clang
endif
ifeq ($(origin CC),default)
CC := gcc
endif
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wswitch-enum -Wstrict-prototypes \
	-Wmissing-prototypes -Wcast-qual -Wpointer-arith -Wvla -Wundef \
	$(if $(filter-out 0,$(WERROR)),-Werror)
OUR_CFLAGS := -std=c11 -D_GNU_SOURCE -Isrc -I. -I$(O)/gen -MMD -MP -pthread $(WARN) $(FLAGS_$(BUILD))
OUR_LDFLAGS := $(LINK_$(BUILD))
COMPILE = $(CC) $(OUR_CFLAGS) $(CPPFLAGS) $(CFLAGS)
LINK = $(COMPILE) $(OUR_LDFLAGS) $(LDFLAGS)
LIBS_linux := -lmnl -lbpf -lelf -lz -lssl -lcrypto
LIBS_bin   := -ledit

# tools/floors says who may see whom; a folder links only what it may include.
FLOORS := $(shell sed -n 's/^\([a-z/]*\):.*/\1/p' tools/floors)
may = $(shell sed -n 's,^$(1):,,p' tools/floors)
src = $(filter-out src/linux/%.bpf.c,$(wildcard src/$(1)/*.c))
obj = $(patsubst %.c,$(O)/%.o,$(call src,$(1)))
archive = $(O)/lib$(subst /,_,$(1)).a
lib = $(if $(call src,$(1)),$(call archive,$(1)))
LIBRARIES := $(filter-out bin,$(FLOORS))
libs := $(foreach f,$(LIBRARIES),$(call lib,$(f)))

all: $(patsubst src/bin/%.c,$(O)/%,$(wildcard src/bin/twin*.c)) ## the two programs in build/release; BUILD=debug: in build/debug

help: ## this list
	@sed -n 's/^\([a-z][a-z-]*%*\):[^#]*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | \
		while IFS="$$(printf '\t')" read -r name text; do printf '%-15s %s\n' "$$name" "$$text"; done

define floor_rules
$(call archive,$(1)): $(call obj,$(1))
	@rm -f $$@
	$$(Q)ar rcsD $$@ $$^
endef
$(foreach f,$(LIBRARIES),$(if $(call src,$(f)),$(eval $(call floor_rules,$(f)))))

ifndef V
Q := @
say = @echo "  $(1)" $(2)
endif

# Once for each variant.
$(O)/have:
	@tools/have '$(CC)'
	@mkdir -p $(@D)
	@touch $@

# Written anew only when it says something else, so that objects are as old as their flags. Two
# makes in one folder (two files of the net tests) each write a file of their own first.
quoted = '$(subst ','\'',$(1))'
$(O)/flags: FORCE | $(O)/have
	@now=$@.$$$$; printf '%s\n' $(call quoted,$(LINK) $(LDLIBS)) $(call quoted,$(BPF_FLAGS)) >$$now && \
		if cmp -s $$now $@; then rm $$now; else mv $$now $@; fi

$(O)/%.o: %.c $(O)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(COMPILE) -c -o $@ $<

$(O)/twinleased $(O)/twinlease: $(O)/%: $(O)/src/bin/%.o $(libs)
	$(call say,LD,$@)
	$(Q)$(LINK) -o $@ $< -Wl,--start-group $(libs) -Wl,--end-group $(LIBS_linux) $(LIBS_bin) $(LDLIBS)

# eBPF: gate.c carries its object as bytes, a laboratory's switch loads access.bpf.o by itself.
BPF_FLAGS := -target bpf -O2 -g -fdebug-compilation-dir=. -Wall -Wextra -Isrc \
	$(if $(filter-out 0,$(WERROR)),-Werror) -idirafter /usr/include/$(shell uname -m)-linux-gnu
$(O)/%.bpf.o: src/linux/%.bpf.c src/linux/gate_map.h $(O)/flags
	@mkdir -p $(@D)
	$(call say,BPF,$<)
	$(Q)clang $(BPF_FLAGS) -c -o $@ $<

$(O)/gen/%.bpf.h: $(O)/%.bpf.o
	@mkdir -p $(@D)
	$(Q)od -An -v -tx1 $< | sed 's/ \(..\)/0x\1,/g' >$@

$(O)/src/linux/gate.o: $(O)/gen/gate.bpf.h
all: $(O)/access.bpf.o
$(O)/test/unit/linux/links $(O)/test/unit/linux/packet: | $(O)/access.bpf.o

# Unit tests: test/unit/<folder>/<file>.c links <folder> and what it may include, nothing else.
UNITS := $(wildcard test/unit/$(or $(T),*)/*.c)
rig := $(patsubst %.c,$(O)/%.o,$(wildcard test/rig/*.c))
unit_bins := $(patsubst %.c,$(O)/%,$(UNITS))
define unit_rules
$(O)/test/unit/$(1)/%: $(O)/test/unit/$(1)/%.o $(call lib,$(1)) $(foreach f,$(call may,$(1)),$(call lib,$(f))) \
		$(if $(filter node,$(1)),$(rig))
	$$(Q)$$(LINK) -o $$@ $$(filter %.o,$$^) -Wl,--start-group $(call lib,$(1)) \
		$(foreach f,$(call may,$(1)),$(call lib,$(f))) -Wl,--end-group -lcmocka \
		$(if $(filter linux,$(1)),$(LIBS_linux) $(LIBS_bin)) $$(LDLIBS)
endef
$(foreach f,$(LIBRARIES),$(eval $(call unit_rules,$(f))))

# As many at a time as there are processors. One that hangs is ended, so that its log is read and
# not that of the whole run.
unit: $(unit_bins) ## unit tests; T=folder: of one folder of src/
	@failed=$$(printf '%s\n' $^ | xargs -r -P $$(nproc) -n 1 sh -c 'timeout -k 9 240 $$0 >$$0.log 2>&1 || echo $$0') || exit 1; \
	for t in $$failed; do echo "FAILED $$t"; cat $$t.log; done; f=$$(echo $$failed | wc -w); \
	echo "$$(($(words $^) - f)) passed, $$f failed"; test $$f = 0 && test $(words $^) != 0

# What is left of the last run would be counted again.
coverage: ## lines that unit tests and transcripts run, by folder; wants root as the unit tests do
	$(as_root)
	$(Q)tools/setup coverage
	$(Q)find build/coverage -name '*.gcda' -delete 2>/dev/null || true
	$(Q)$(MAKE) --no-print-directory BUILD=coverage O=build/coverage unit golden
	$(Q)tools/coverage build/coverage

# The kernel gives addresses that the sanitizer of gcc 12 does not know, unless told not to.
tsan: ## the unit tests that use threads, under ThreadSanitizer; wants root
	$(as_root)
	$(Q)setarch -R $(MAKE) --no-print-directory BUILD=tsan O=build/tsan T=linux unit

tidy: $(libs) ## the house rules that a compiler does not see
	$(Q)tools/tidy $(O)

# Before anything is installed or built.
as_root = @test "$$(id -u)" = 0 || { echo "make $@ makes network namespaces and links, and wants root: sudo make $@" >&2; exit 1; }

# Everything by name, in the order in which a clone is tried out. All four want root.
test: ## everything that is tested, in about twenty minutes; wants root
	$(as_root)
	$(Q)tools/setup test
	$(Q)tools/run-tests

demo: ## two devices, a switch, real clients on this machine; kills one; wants root
	$(as_root)
	$(Q)tools/setup demo
	$(Q)$(MAKE) --no-print-directory BUILD=release all
	$(Q)lab/demo

lab: ## the same pair, left running: lab/twinlab; wants root
	$(as_root)
	$(Q)tools/setup demo
	$(Q)$(MAKE) --no-print-directory BUILD=release all
	$(Q)lab/twinlab up

# Where systemd looks for units, networkd and udev for what keeps them off our links: all below PREFIX, so that
# a staged install survives a merged /usr. NetworkManager knows /usr/lib and /etc alone.
PREFIX ?= /usr/local
UNITDIR ?= $(PREFIX)/lib/systemd/system
NETWORKDIR ?= $(PREFIX)/lib/systemd/network
UDEVDIR ?= $(PREFIX)/lib/udev/rules.d
SYSUSERSDIR ?= $(PREFIX)/lib/sysusers.d
TMPFILESDIR ?= $(PREFIX)/lib/tmpfiles.d
NMDIR ?= /usr/lib/NetworkManager/conf.d
PLACE = DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' BUILT='$(O)' UNITDIR='$(UNITDIR)' NETWORKDIR='$(NETWORKDIR)' \
	UDEVDIR='$(UDEVDIR)' NMDIR='$(NMDIR)' SYSUSERSDIR='$(SYSUSERSDIR)' TMPFILESDIR='$(TMPFILESDIR)' packaging/place
install: all ## into DESTDIR and PREFIX (/usr/local)
	$(Q)$(PLACE) install

uninstall: ## what install wrote, and nothing else; the same DESTDIR and PREFIX
	$(Q)$(PLACE) uninstall

deb: ## a Debian package, into build/deb
	$(Q)tools/setup deb
	$(Q)packaging/make-deb

deb-test: deb ## install, start, upgrade, remove and purge it in a fresh minimal Debian; wants root and Debian's servers
	$(as_root)
	$(Q)test/deb/run

# Fuzzing: test/fuzz/<name>.c with its corpus in test/fuzz/corpus/<name>/; always clang.
SECONDS ?= 60
FUZZERS := $(patsubst test/fuzz/%.c,%,$(wildcard test/fuzz/*.c))
pure := $(filter-out $(O)/liblinux.a,$(libs))
$(O)/test/fuzz/node: $(O)/test/rig/disk.o
$(O)/test/fuzz/%: $(O)/test/fuzz/%.o $(libs)
	$(Q)$(LINK) -fsanitize=fuzzer -o $@ $(filter %.o,$^) -Wl,--start-group $(libs) -Wl,--end-group $(LDLIBS)

# The difference that an UPDATE=1 leaves is for reading.
$(O)/test/golden/run: $(patsubst %.c,$(O)/%.o,$(wildcard test/golden/*.c)) $(rig) $(pure)
	$(Q)$(LINK) -o $@ $(filter %.o,$^) -Wl,--start-group $(pure) -Wl,--end-group $(LDLIBS)

golden: $(O)/test/golden/run ## transcripts of command lines; UPDATE=1 rewrites them
	$(Q)$< $(if $(UPDATE),-u) $(sort $(wildcard test/golden/*.txt))

# The command reference, the man pages, the completion and the schema of the displays' JSON.
$(O)/test/manual/list: $(O)/test/manual/list.o $(rig) $(pure)
	$(Q)$(LINK) -o $@ $(filter %.o,$^) -Wl,--start-group $(pure) -Wl,--end-group $(LDLIBS)

manual: $(O)/test/manual/list $(O)/test/golden/run all ## docs, man pages and completion that are made from the tables; UPDATE=1
	$(Q)tools/manual $(O) $(if $(UPDATE),-u)

# Tables of messages and answers, played to a pair in virtual time (docs/conformance.md).
$(O)/test/conform/run: $(patsubst %.c,$(O)/%.o,$(wildcard test/conform/*.c)) $(rig) $(pure)
	$(Q)$(LINK) -o $@ $(filter %.o,$^) -Wl,--start-group $(pure) -Wl,--end-group $(LDLIBS)

conform: $(O)/test/conform/run ## the tables of messages and answers; CASE=name
	$(Q)$< $(if $(CASE),-c $(CASE)) $(sort $(wildcard test/conform/*.txt))

# Two decoders of the same messages.
$(O)/test/differ/%: $(O)/test/differ/%.o $(pure)
	$(Q)$(LINK) -o $@ $< -Wl,--start-group $(pure) -Wl,--end-group $(LDLIBS)

differ: $(O)/test/differ/decode ## our decoder of DHCP messages beside scapy's, on mutated ones; SEED=1
	$(Q)/usr/bin/python3 -B test/differ/compare.py $< $(if $(filter file,$(origin SEED)),1,$(SEED))

# Measurements: bench/<name>.c.
$(O)/bench/%: $(O)/bench/%.o $(libs)
	$(Q)$(LINK) -o $@ $(filter %.o,$^) -Wl,--start-group $(libs) -Wl,--end-group $(LIBS_linux) $(LDLIBS)

# The generator of load and the limit.
$(O)/bench/load $(O)/bench/reflect: $(O)/bench/ring.o
bench-programs: $(O)/bench/load $(O)/bench/reflect

bench: ## rates, latency and cost beside Kea, dhcpd, dnsmasq: bench/RESULTS.md; ROUNDS=3; wants root
	$(as_root)
	$(Q)tools/setup bench
	$(Q)$(MAKE) --no-print-directory BUILD=release all bench-programs
	$(Q)/usr/bin/python3 -B bench/compare.py $(if $(filter file,$(origin ROUNDS)),3,$(ROUNDS))

bench-quick: ## the same in under three minutes, printed and not kept; wants root
	$(as_root)
	$(Q)tools/setup bench
	$(Q)$(MAKE) --no-print-directory BUILD=release all bench-programs
	$(Q)/usr/bin/python3 -B bench/compare.py --quick

bench-instructions: ## instructions of a DORA by function, beside bench/instructions.txt; UPDATE=1 rewrites it
	$(Q)tools/setup bench
	$(Q)$(MAKE) --no-print-directory BUILD=release O=build/release build/release/bench/dora
	$(Q)/usr/bin/python3 -B bench/instructions.py build/release/bench/dora $(if $(UPDATE),-u)

bench-%: $(O)/bench/% ## a measurement: bench-disk, bench-dora, bench-hold, bench-journal, bench-lease, bench-restart
	$(Q)$<

bench-tls: ## processor time per replicated lease, with and without TLS; ROUNDS=7; wants root
	$(as_root)
	$(Q)tools/setup test
	$(Q)$(MAKE) --no-print-directory BUILD=release all net-programs
	$(Q)/usr/bin/python3 -B test/net/bench_tls.py $(if $(filter file,$(origin ROUNDS)),7,$(ROUNDS))

# The simulator: random histories of two devices by seed, and scenarios in words.
SEEDS ?= 100
SEED ?= 150000001
sim_objects := $(patsubst %.c,$(O)/%.o,$(filter-out test/sim/mutants%,$(wildcard test/sim/*.c)))
# What a file wraps (test/sim/wrap.h): NAME of each line that begins with __wrap_NAME.
wraps = $(shell sed -n 's/^__wrap_\([a-z0-9_]*\).*/-Wl,--wrap=\1/p' $(1))
$(O)/test/sim/mutants: $(O)/test/sim/mutants.o $(O)/test/sim/mutants_serve.o $(O)/test/sim/mutants_vrrp.o
$(O)/test/sim/sim $(O)/test/sim/mutants: $(sim_objects) $(rig) $(pure)
	$(call say,LD,$@)
	$(Q)$(LINK) -o $@ $(filter %.o,$^) $(call wraps,$(patsubst $(O)/%.o,%.c,$(filter %.o,$^))) \
		-Wl,--start-group $(pure) -Wl,--end-group $(LDLIBS)

sim-programs: $(O)/test/sim/sim $(O)/test/sim/mutants

sim: $(O)/test/sim/sim ## random histories of two devices; SEEDS=100 SEED=150000001 MISSING=1
	$(Q)$< --scenarios $(sort $(wildcard test/sim/scenarios/*.txt))
	$(Q)$< --replay test/sim/seeds.txt
	$(Q)$< --seeds $(SEEDS) --first $(SEED) $(if $(MISSING),--missing)

sim-mutants: $(O)/test/sim/mutants ## every seeded bug is found
	$(Q)$< --mutants

model: ## the protocol of a pair, explored completely by spin; SHORT=1
	$(Q)test/model/run $(if $(SHORT),--short)

fuzz-programs: $(FUZZERS:%=$(O)/test/fuzz/%)

fuzz: ## SECONDS=60 for each program, on a corpus that grows in build/
	$(Q)$(MAKE) --no-print-directory BUILD=fuzz O=build/fuzz fuzz-programs
	$(Q)for f in $(FUZZERS); do \
		echo "== $$f"; mkdir -p build/fuzz/corpus/$$f test/fuzz/corpus/$$f; \
		build/fuzz/test/fuzz/$$f -max_total_time=$(SECONDS) -max_len=8192 -timeout=10 \
			-artifact_prefix=build/fuzz/$$f- -print_final_stats=1 \
			build/fuzz/corpus/$$f test/fuzz/corpus/$$f || exit 1; \
	done

fuzz-replay: ## the kept corpora once
	$(Q)$(MAKE) --no-print-directory BUILD=fuzz O=build/fuzz fuzz-programs
	$(Q)p=0; f=0; for n in $(FUZZERS); do \
		if [ -n "$$(ls test/fuzz/corpus/$$n 2>/dev/null)" ] && \
		build/fuzz/test/fuzz/$$n -runs=0 -artifact_prefix=build/fuzz/$$n- \
			test/fuzz/corpus/$$n >build/fuzz/$$n.log 2>&1; \
		then p=$$((p+1)); else f=$$((f+1)); \
		echo "FAILED test/fuzz/$$n (or its corpus is missing)"; \
		cat build/fuzz/$$n.log 2>/dev/null; fi; done; \
	echo "$$p passed, $$f failed"; test $$f = 0

# Programs of the net tests: one file each, libc only.
$(O)/test/net/%: $(O)/test/net/%.o
	$(Q)$(LINK) -o $@ $< $(LDLIBS)

$(O)/test/net/preload/%.so: test/net/preload/%.c $(O)/flags
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -MF $@.d -shared -fPIC $(LDFLAGS) -o $@ $<

net-programs: bench-programs $(patsubst %.c,$(O)/%,$(wildcard test/net/*.c)) \
	$(patsubst %.c,$(O)/%.so,$(wildcard test/net/preload/*.c))

# Goes on where it was stopped. About 12 s a round.
ROUNDS ?= 100
rounds: ## real daemons under load, a fault a round; ROUNDS=100; wants root
	$(as_root)
	$(Q)tools/setup test
	$(Q)$(MAKE) --no-print-directory BUILD=release all net-programs
	$(Q)/usr/bin/python3 -B test/net/rounds.py $(ROUNDS)

stuck: ## what stands still under load, and for how long nobody is served; ROUNDS=10 of each; wants root
	$(as_root)
	$(Q)tools/setup test
	$(Q)$(MAKE) --no-print-directory BUILD=release all net-programs
	$(Q)/usr/bin/python3 -B test/net/stuck.py $(if $(filter file,$(origin ROUNDS)),10,$(ROUNDS))

commits: ## many commits in a row under load, and what clients see of them; COMMITS=200; wants root
	$(as_root)
	$(Q)tools/setup test
	$(Q)$(MAKE) --no-print-directory BUILD=release all net-programs
	$(Q)/usr/bin/python3 -B test/net/commits.py $(COMMITS)

starve: ## stations that want all addresses, and what other clients see; CLIENTS=100000; wants root
	$(as_root)
	$(Q)tools/setup test
	$(Q)$(MAKE) --no-print-directory BUILD=release all net-programs
	$(Q)/usr/bin/python3 -B test/net/starve.py $(or $(CLIENTS),100000)

takeover: ## how long new clients wait when the Master is lost; ROUNDS=6 of each fault; wants root
	$(as_root)
	$(Q)tools/setup test
	$(Q)$(MAKE) --no-print-directory BUILD=release all net-programs
	$(Q)/usr/bin/python3 -B test/net/takeover.py $(if $(filter file,$(origin ROUNDS)),6,$(ROUNDS))

switchover: ## how long the gateway is gone without its Master; ROUNDS=20 of each fault; wants root
	$(as_root)
	$(Q)tools/setup test
	$(Q)$(MAKE) --no-print-directory BUILD=release all
	$(Q)/usr/bin/python3 -B test/net/switchover.py $(if $(filter file,$(origin ROUNDS)),20,$(ROUNDS))

mixed: ## a pair of two versions, upgraded one by one; FORMER=commit, or the folder of its programs; wants root
	$(as_root)
	$(Q)test -n "$(FORMER)" || { echo "Which version? make mixed FORMER=commit" >&2; exit 1; }
	$(Q)tools/setup test
	$(Q)$(MAKE) --no-print-directory BUILD=release all net-programs
	$(Q)/usr/bin/python3 -B test/net/mixed.py $(FORMER)

probes: ## eleven questions to this server, Kea, dhcpd and dnsmasq, as a table; wants root
	$(as_root)
	$(Q)tools/setup peers
	$(Q)$(MAKE) --no-print-directory BUILD=release all net-programs
	$(Q)/usr/bin/python3 -B test/net/probes.py

clients: ## real clients, relay agents, iPXE and perfdhcp, over a switchover; WHAT=vpcs for one; wants root
	$(as_root)
	$(Q)tools/setup peers
	$(Q)$(MAKE) --no-print-directory BUILD=release all net-programs
	$(Q)/usr/bin/python3 -B test/net/everyone.py $(WHAT)

tools-drive: ## netmiko, Ansible and RANCID drive a device over SSH on loopback; TOOL=netmiko for one; wants root
	$(as_root)
	$(Q)tools/setup drive
	$(Q)$(MAKE) --no-print-directory BUILD=release all
	$(Q)/usr/bin/python3 -B test/drive/drive.py $(TOOL)

# Ten minutes of each combination, side by side; COMBINATION=frr-v3-ours for one.
foreign: ## VRRP flaps beside keepalived and FRR, two versions, both roles; TIME=600; wants root
	$(as_root)
	$(Q)tools/setup test
	$(Q)$(MAKE) --no-print-directory BUILD=release all
	$(Q)/usr/bin/python3 -B test/net/foreign.py $(or $(TIME),600) $(COMBINATION)

clean: ## removes build/
	rm -rf build

.PHONY: all help unit coverage tsan golden manual conform differ sim sim-programs sim-mutants model test demo lab tidy fuzz fuzz-programs \
	fuzz-replay net-programs bench bench-programs bench-quick bench-instructions bench-tls rounds stuck starve commits takeover switchover mixed probes clients tools-drive foreign clean install uninstall deb deb-test FORCE
.SECONDARY:
-include $(shell find $(O) -name '*.d' 2>/dev/null)
