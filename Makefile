# make                builds build/release/{twinleased,twinlease}
# make BUILD=debug|asan|fuzz ...      one build/<variant>/ each, so variants never mix; CC=clang works
# make unit [T=folder]                unit tests, of one folder if named
# make test | demo | lab | rounds ROUNDS=100 | tidy | fuzz SECONDS=60 | install
BUILD ?= release
O := build/$(BUILD)

FLAGS_debug   := -Og -g3
FLAGS_release := -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong
FLAGS_asan    := -O1 -g3 -fno-omit-frame-pointer -fsanitize=address,undefined \
	-fno-sanitize-recover=all
FLAGS_mutant  := -O1 -g -DTWIN_MUTANTS
FLAGS_fuzz    := $(FLAGS_asan) -fsanitize=fuzzer-no-link
ifeq ($(BUILD),fuzz)
CC := clang
endif
ifeq ($(origin CC),default)
CC := gcc
endif
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wswitch-enum -Wstrict-prototypes \
	-Wmissing-prototypes -Wcast-qual -Wpointer-arith -Wvla -Wundef -Werror
CFLAGS := -std=c11 -D_GNU_SOURCE -Isrc -I. -I$(O)/gen -MMD -MP -pthread $(WARN) $(FLAGS_$(BUILD))
LIBS_linux := -lmnl -lbpf -lelf -lz
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

all: $(patsubst src/bin/%.c,$(O)/%,$(wildcard src/bin/twin*.c))

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

$(O)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CFLAGS) -c -o $@ $<

$(O)/twinleased $(O)/twinlease: $(O)/%: $(O)/src/bin/%.o $(libs)
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) -o $@ $< -Wl,--start-group $(libs) -Wl,--end-group $(LIBS_linux) $(LIBS_bin)

# eBPF: gate.c carries its object as bytes, a laboratory's switch loads access.bpf.o by itself.
BPF_FLAGS := -target bpf -O2 -g -fdebug-compilation-dir=. -Wall -Wextra -Werror -Isrc \
	-idirafter /usr/include/$(shell uname -m)-linux-gnu
$(O)/%.bpf.o: src/linux/%.bpf.c src/linux/gate_map.h
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
	$$(Q)$$(CC) $$(CFLAGS) -o $$@ $$(filter %.o,$$^) -Wl,--start-group $(call lib,$(1)) \
		$(foreach f,$(call may,$(1)),$(call lib,$(f))) -Wl,--end-group -lcmocka \
		$(if $(filter linux,$(1)),$(LIBS_linux))
endef
$(foreach f,$(LIBRARIES),$(eval $(call unit_rules,$(f))))

unit: $(unit_bins)
	@p=0; f=0; for t in $^; do if $$t >$$t.log 2>&1; then p=$$((p+1)); \
	else f=$$((f+1)); echo "FAILED $$t"; cat $$t.log; fi; done; \
	echo "$$p passed, $$f failed"; test $$f = 0

tidy: $(libs)
	$(Q)tools/tidy $(O)

# Everything by name, in the order in which a clone is tried out. All four want root.
test:
	$(Q)tools/setup test
	$(Q)tools/run-tests

demo:
	$(Q)tools/setup demo
	$(Q)$(MAKE) --no-print-directory BUILD=release all
	$(Q)lab/demo

lab:
	$(Q)tools/setup demo
	$(Q)$(MAKE) --no-print-directory BUILD=release all
	$(Q)lab/twinlab up

PREFIX ?= /usr/local
install: all
	install -D -m 755 $(O)/twinleased $(DESTDIR)$(PREFIX)/sbin/twinleased
	install -D -m 755 $(O)/twinlease $(DESTDIR)$(PREFIX)/bin/twinlease
	install -D -m 644 README.md $(DESTDIR)$(PREFIX)/share/doc/twinlease/README.md
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/doc/twinlease/docs docs/*.md
	install -d $(DESTDIR)/lib/systemd/system $(DESTDIR)/etc/twinlease
	sed 's,@PREFIX@,$(PREFIX),' packaging/twinleased.service \
		>$(DESTDIR)/lib/systemd/system/twinleased.service

# Fuzzing: test/fuzz/<name>.c with its corpus in test/fuzz/corpus/<name>/; always clang.
SECONDS ?= 60
FUZZERS := $(patsubst test/fuzz/%.c,%,$(wildcard test/fuzz/*.c))
pure := $(filter-out $(O)/liblinux.a,$(libs))
$(O)/test/fuzz/node: $(O)/test/rig/disk.o
$(O)/test/fuzz/%: $(O)/test/fuzz/%.o $(libs)
	$(Q)$(CC) $(CFLAGS) -fsanitize=fuzzer -o $@ $(filter %.o,$^) -Wl,--start-group $(libs) -Wl,--end-group

# Transcripts of command line sessions; UPDATE=1 rewrites them, the difference is for reading.
$(O)/test/golden/run: $(patsubst %.c,$(O)/%.o,$(wildcard test/golden/*.c)) $(rig) $(pure)
	$(Q)$(CC) $(CFLAGS) -o $@ $(filter %.o,$^) -Wl,--start-group $(pure) -Wl,--end-group

golden: $(O)/test/golden/run
	$(Q)$< $(if $(UPDATE),-u) $(sort $(wildcard test/golden/*.txt))

# Measurements: bench/<name>.c; `make bench-<name>` runs it.
$(O)/bench/%: $(O)/bench/%.o $(libs)
	$(Q)$(CC) $(CFLAGS) -o $@ $< -Wl,--start-group $(libs) -Wl,--end-group $(LIBS_linux)

bench-%: $(O)/bench/%
	$(Q)$<

# The simulator: random histories of two devices by seed, and scenarios in words.
# make sim SEEDS=n [SEED=first] [MISSING=1]; make sim-mutants: every seeded bug is found.
SEEDS ?= 100
SEED ?= 1
wrapped := rbs_session_new rbs_session_free rbs_session_step vrrp_group_step
$(O)/test/sim/sim: $(patsubst %.c,$(O)/%.o,$(wildcard test/sim/*.c)) $(rig) $(pure)
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) -o $@ $(filter %.o,$^) $(wrapped:%=-Wl,--wrap=%) \
		-Wl,--start-group $(pure) -Wl,--end-group

sim: $(O)/test/sim/sim
	$(Q)$< --scenarios $(sort $(wildcard test/sim/scenarios/*.txt))
	$(Q)$< --replay test/sim/seeds.txt
	$(Q)$< --seeds $(SEEDS) --first $(SEED) $(if $(MISSING),--missing)

sim-mutants:
	$(Q)$(MAKE) --no-print-directory BUILD=mutant O=build/mutant build/mutant/test/sim/sim
	$(Q)build/mutant/test/sim/sim --mutants test/sim/mutants.txt

# The protocol of a pair, explored completely by spin; make model [SHORT=1].
model:
	$(Q)test/model/run $(if $(SHORT),--short)

fuzz-programs: $(FUZZERS:%=$(O)/test/fuzz/%)

fuzz: # SECONDS each, on a corpus that grows in build/
	$(Q)$(MAKE) --no-print-directory BUILD=fuzz O=build/fuzz fuzz-programs
	$(Q)for f in $(FUZZERS); do \
		echo "== $$f"; mkdir -p build/fuzz/corpus/$$f test/fuzz/corpus/$$f; \
		build/fuzz/test/fuzz/$$f -max_total_time=$(SECONDS) -max_len=8192 -timeout=10 \
			-artifact_prefix=build/fuzz/$$f- -print_final_stats=1 \
			build/fuzz/corpus/$$f test/fuzz/corpus/$$f || exit 1; \
	done

fuzz-replay: # the kept corpora once
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
	$(Q)$(CC) $(CFLAGS) -o $@ $<

$(O)/test/net/preload/%.so: test/net/preload/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -MF $@.d -shared -fPIC -o $@ $<

net-programs: $(patsubst %.c,$(O)/%,$(wildcard test/net/*.c)) \
	$(patsubst %.c,$(O)/%.so,$(wildcard test/net/preload/*.c))

# Real daemons under load, a fault a round; goes on where it was stopped. About 12 s a round.
ROUNDS ?= 100
rounds:
	$(Q)tools/setup test
	$(Q)$(MAKE) --no-print-directory BUILD=release all net-programs
	$(Q)/usr/bin/python3 -B test/net/rounds.py $(ROUNDS)

clean:
	rm -rf build

.PHONY: all unit golden sim sim-mutants model test demo lab tidy fuzz fuzz-programs fuzz-replay net-programs rounds clean install
.SECONDARY:
-include $(shell find $(O) -name '*.d' 2>/dev/null)
