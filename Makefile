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

LIBS_COMMON := -lpq -lcjson -lssh -lcurl -lssl -lcrypto -largon2 -lz -lpthread -lm

LIB_SRC  := $(sort $(wildcard lib/*/*.c))
LIB_OBJ  := $(LIB_SRC:%.c=$(O)/%.o)
# fcgi/: main_<x>.c is a program; every other .c belongs to k8sm-api except stream_*.c
API_SRC  := $(filter-out fcgi/main_%.c fcgi/stream_%.c fcgi/ctl_%.c fcgi/routes.c,$(wildcard fcgi/*.c))
SHARED   := $(O)/fcgi/routes.o
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

$(O)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -c -o $@ $<

$(O)/k8sm-api: $(O)/fcgi/main_api.o $(API_SRC:%.c=$(O)/%.o) $(SHARED) $(O)/libk8sm.a
	$(CC) $(CFLAGS_ALL) $(LDFLAGS_HARD) -o $@ $^ -lfcgi $(LIBS_COMMON)
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
$(O)/test/%.o: CPPFLAGS_ALL += -Itest/lib

-include $(shell find $(O) -name '*.d' 2>/dev/null)
