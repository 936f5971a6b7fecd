# k8s-manage: one non-recursive makefile.  Objects go to build/<variant>/.
# make run | test | check | lint | asan | fuzz | torture | bench | install

VARIANT ?= release
B       ?= build
O       := $(B)/$(VARIANT)
CC      ?= gcc
CFLAGS_WARN := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wwrite-strings -Wvla -Wformat=2 -Wundef \
	-Wcast-qual -Wswitch-enum -Wno-format-nonliteral
CFLAGS_HARD := -fno-common -fstack-protector-strong -fstack-clash-protection \
	-fcf-protection=full -ftrivial-auto-var-init=zero \
	-fno-delete-null-pointer-checks -fno-strict-overflow -fno-strict-aliasing -fPIE
CPPFLAGS_ALL := -D_GNU_SOURCE -Ilib -I$(O)/gen -I/usr/include/postgresql -include base/banned.h
LDFLAGS_HARD := -pie -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code,--as-needed

ifeq ($(VARIANT),release)
OPT := -O2 -g -D_FORTIFY_SOURCE=3
else ifeq ($(VARIANT),test)
OPT := -O1 -g -D_FORTIFY_SOURCE=2 -DK8SM_FAULTS
else ifeq ($(VARIANT),asan)
OPT := -O1 -g -DK8SM_FAULTS -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
LDFLAGS_HARD := -pie -fsanitize=address,undefined
else ifeq ($(VARIANT),cover)
OPT := -O0 -g -DK8SM_FAULTS --coverage
endif
ifdef WERROR
CFLAGS_WARN += -Werror
endif
CFLAGS_ALL := -std=gnu17 $(OPT) $(CFLAGS_WARN) $(CFLAGS_HARD) $(CPPFLAGS_ALL) -MMD -MP $(CFLAGS)

LIBS_COMMON := -lpq -lcjson -lssh -lcurl -lssl -lcrypto -largon2 -lexpat -lcrypt -lvterm -lz -lpthread -lm

LIB_SRC  := $(sort $(wildcard lib/*/*.c))
LIB_OBJ  := $(LIB_SRC:%.c=$(O)/%.o)
# fcgi/: main_<x>.c is a program; every other .c belongs to k8sm-api except stream_*.c
API_SRC  := $(filter-out fcgi/main_%.c fcgi/stream_%.c fcgi/ctl_%.c fcgi/routes.c fcgi/system_api.c,$(wildcard fcgi/*.c))
SHARED   := $(O)/fcgi/routes.o $(O)/fcgi/system_api.o
STREAM_SRC := $(wildcard fcgi/stream_*.c)
CTL_SRC  := $(wildcard fcgi/ctl_*.c)
PROGRAMS := $(O)/k8sm-api $(O)/k8sm-worker $(O)/k8sm-stream $(O)/k8sm

.DEFAULT_GOAL := all
.PHONY: all programs
all: programs
programs: $(PROGRAMS)

$(O)/libk8sm.a: $(LIB_OBJ)
	@rm -f $@
	@ar rcs $@ $(LIB_OBJ)

# The highest migration is the schema that programs of this build need.
$(B)/%/gen/schema_needed.h: FORCE
	@mkdir -p $(@D)
	@n=$$(ls sql | sed -n 's/^0*\([1-9][0-9]*\)_.*\.sql$$/\1/p' | sort -n | tail -n 1); \
	echo "#define SCHEMA_NEEDED $${n:-0}" > $@.new; \
	if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi
FORCE:
.PHONY: FORCE
$(O)/lib/db/migrate_check.o: $(O)/gen/schema_needed.h
$(B)/fuzz/lib/db/migrate_check.o: $(B)/fuzz/gen/schema_needed.h

$(O)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -c -o $@ $<

$(O)/k8sm-api: $(O)/fcgi/main_api.o $(API_SRC:%.c=$(O)/%.o) $(SHARED) $(O)/libk8sm.a
	$(CC) $(CFLAGS_ALL) $(LDFLAGS_HARD) -o $@ $^ -lfcgi -lseccomp $(LIBS_COMMON)
$(O)/k8sm-worker: $(O)/fcgi/main_worker.o $(SHARED) $(O)/libk8sm.a
	$(CC) $(CFLAGS_ALL) $(LDFLAGS_HARD) -o $@ $^ $(LIBS_COMMON)
$(O)/k8sm-stream: $(O)/fcgi/main_stream.o $(STREAM_SRC:%.c=$(O)/%.o) $(O)/libk8sm.a
	$(CC) $(CFLAGS_ALL) $(LDFLAGS_HARD) -o $@ $^ -lwebsockets $(LIBS_COMMON)
$(O)/k8sm: $(O)/fcgi/main_ctl.o $(CTL_SRC:%.c=$(O)/%.o) $(SHARED) $(O)/libk8sm.a
	$(CC) $(CFLAGS_ALL) $(LDFLAGS_HARD) -o $@ $^ $(LIBS_COMMON)

# --- unit tests: every test/unit/<room>/test_*.c is a program --------------
UNIT_SRC := $(sort $(wildcard test/unit/*/test_*.c))
UNIT_BIN := $(UNIT_SRC:%.c=$(O)/%)
TESTLIB_SRC := $(wildcard test/lib/*.c)
TESTLIB_OBJ := $(TESTLIB_SRC:%.c=$(O)/%.o)
$(O)/test/unit/%: $(O)/test/unit/%.o $(TESTLIB_OBJ) $(SHARED) $(O)/libk8sm.a
	$(CC) $(CFLAGS_ALL) $(LDFLAGS_HARD) -o $@ $^ -lcheck -lsubunit -lrt $(LIBS_COMMON)
$(O)/test/%.o: CFLAGS_ALL += -Itest/lib

-include $(shell find $(O) -name '*.d' 2>/dev/null)

# --- the console -------------------------------------------------------------
CONSOLE_SRC := $(shell find static -path static/node_modules -prune -o -path static/dist -prune -o -type f -print 2>/dev/null)
static/node_modules/.stamp: static/package.json static/package-lock.json
	cd static && PATH="$$($(CURDIR)/.ci/node):$$PATH" npm install --no-save --no-audit --no-fund --loglevel=error
	@touch $@
static/dist/index.html: static/node_modules/.stamp $(CONSOLE_SRC)
	cd static && PATH="$$($(CURDIR)/.ci/node):$$PATH" npm run --silent build
.PHONY: console
console: static/dist/index.html

# --- running it --------------------------------------------------------------
.PHONY: run packages
packages:
	@.ci/install run
run: packages
	@$(MAKE) --no-print-directory -j2 programs
	@$(MAKE) --no-print-directory console
	@exec fcgi/run.sh -O $(O)

# --- tests -------------------------------------------------------------------
.PHONY: test check check-db check-http check-ui units asan torture lint fuzz bench fmt cover
test:
	@.ci/install run test
	@test/run all
units: $(UNIT_BIN)
check:
	@.ci/install run test
	@test/run check
check-db:
	@.ci/install run test
	@test/run db
check-http:
	@.ci/install run test
	@test/run http
check-ui:
	@.ci/install run test
	@test/run ui
asan:
	@.ci/install run test
	@test/run asan
torture:
	@.ci/install run test
	@test/run torture
lint:
	@.ci/install run test
	@test/run lint
bench:
	@.ci/install run test bench
	@$(MAKE) --no-print-directory -j2 programs console
	@test/bench/run

# make fuzz [T=json] [S=60]: libFuzzer on one parser or on all.
S ?= 60
FUZZ_SRC := $(sort $(wildcard test/fuzz/fuzz_*.c))
FUZZ_NAMES := $(FUZZ_SRC:test/fuzz/fuzz_%.c=%)
FUZZ_BIN := $(FUZZ_NAMES:%=$(B)/fuzz/fuzz_%)
FUZZ_FLAGS := -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all
$(B)/fuzz/libk8sm.a: $(LIB_SRC:%.c=$(B)/fuzz/%.o)
	@rm -f $@
	@ar rcs $@ $^
$(B)/fuzz/%.o: %.c
	@mkdir -p $(@D)
	clang -std=gnu17 $(subst fuzzer,fuzzer-no-link,$(FUZZ_FLAGS)) -w $(CPPFLAGS_ALL) -I$(B)/fuzz/gen -MMD -MP -c -o $@ $<
$(B)/fuzz/fuzz_%: test/fuzz/fuzz_%.c $(B)/fuzz/libk8sm.a
	clang -std=gnu17 $(FUZZ_FLAGS) -w $(CPPFLAGS_ALL) -o $@ $^ $(LIBS_COMMON)
fuzz: $(if $(T),$(B)/fuzz/fuzz_$(T),$(FUZZ_BIN))
	@test/fuzz/run $(S) $(B)/fuzz $(if $(T),$(T),$(FUZZ_NAMES))

fmt:
	clang-format -i $(filter-out %_type.c,$(LIB_SRC) $(wildcard fcgi/*.c))

# --- install -----------------------------------------------------------------
PREFIX  ?= /usr/local
DESTDIR ?=
UNITDIR ?= $(PREFIX)/lib/systemd/system
SHARE   := $(DESTDIR)$(PREFIX)/share/k8s-manage
.PHONY: install
install: programs console
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(UNITDIR) $(SHARE)/sql $(SHARE)/nginx $(SHARE)/console
	install -m 755 $(PROGRAMS) $(DESTDIR)$(PREFIX)/bin/
	install -m 644 sql/*.sql sql/SUMS $(SHARE)/sql/
	install -m 644 $(filter-out %.md,$(wildcard nginx/*.conf)) $(SHARE)/nginx/
	install -m 755 nginx/render $(SHARE)/nginx/
	cp -R static/dist/. $(SHARE)/console/
	for unit in nginx/*.service nginx/*.socket; do \
		sed 's|@PREFIX@|$(PREFIX)|g' $$unit >$(DESTDIR)$(UNITDIR)/$$(basename $$unit); done

.PHONY: clean
clean:
	rm -rf $(B) static/dist

# Small measuring programs: test/bench/bench_<what>.c
$(O)/test/bench/%: $(O)/test/bench/%.o $(O)/libk8sm.a
	$(CC) $(CFLAGS_ALL) $(LDFLAGS_HARD) -o $@ $^ $(LIBS_COMMON)
