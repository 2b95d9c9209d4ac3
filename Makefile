# SPDX-License-Identifier: GPL-3.0-or-later
#
# buddyscope: `make help` lists the targets. Everything here can be overridden on the command
# line, as in `make CC=clang CFLAGS="-O3"`. Each flavour of the program has its own directory.

# ---- settings --------------------------------------------------------------------------------

CFLAGS ?= -O2 -g# yours to override
PREFIX ?= /usr/local
WERROR ?=# -Werror makes a warning an error
B      ?= build
T      ?=# make check T=watermark: only the unit tests of that name
DIR    ?=# make verify-all DIR=...: the folder of recordings

# Reads trace.dat; without it the program is built too, and says so when it meets one.
TRACECMD  := $(shell pkg-config --exists libtracecmd 2>/dev/null && echo libtracecmd)
LIBS      := jansson md4c ncursesw readline sqlite3 $(TRACECMD)
TEST_LIBS := criterion

# Debian packages, each list on one line: ./bootstrap reads them here, before there is a make.
PACKAGES       := make gcc libc6-dev pkg-config libjansson-dev libmd4c-dev libncurses-dev libreadline-dev libsqlite3-dev libtracecmd-dev libtracefs-dev libtraceevent-dev
CHECK_PACKAGES := libcriterion-dev xz-utils sqlite3 tmux
LINT_PACKAGES  := clang-format clang-tidy cppcheck mandoc universal-ctags

STRICT := -std=c11 -D_GNU_SOURCE -Isrc -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes \
	  -Wmissing-prototypes -Wold-style-definition -Wpointer-arith -Wwrite-strings -Wvla \
	  -Wundef -Wformat=2 -Wimplicit-fallthrough

VERSION = $(shell sed -n 's/^.define BUDDYSCOPE_VERSION "\(.*\)"/\1/p' src/text/version.h)

# Asked once, and only when something is compiled: `make deps` must work without pkg-config.
LIB_CFLAGS  = $(eval LIB_CFLAGS := $$(shell pkg-config --cflags $(LIBS)) \
	      $(if $(TRACECMD),-DHAVE_TRACECMD))$(LIB_CFLAGS)
LIB_LIBS    = $(eval LIB_LIBS := $$(shell pkg-config --libs $(LIBS)))$(LIB_LIBS)
TEST_CFLAGS = $(eval TEST_CFLAGS := $$(shell pkg-config --cflags $(TEST_LIBS)))$(TEST_CFLAGS)
TEST_LDLIBS = $(eval TEST_LDLIBS := $$(shell pkg-config --libs $(TEST_LIBS)))$(TEST_LDLIBS) -lm

# ---- sources ---------------------------------------------------------------------------------

SRC      := $(wildcard src/*/*.c)
TEST_SRC := $(filter-out tests/fuzz/% tests/bench/% tests/pty/% tests/oracle/%,$(wildcard tests/*/*.c))
MORE_SRC := $(wildcard tests/pty/*.c tests/bench/*.c tests/oracle/*.c)
HEADERS  := $(wildcard src/*/*.h tests/*/*.h)
MAN      := $(wildcard man/*.[1-9])
SQL      := $(wildcard src/record/*.sql)
OBJ      := $(SRC:%.c=$B/obj/%.o) $(SQL:%.sql=$B/obj/%_sql.o)
TEST_OBJ := $(TEST_SRC:%.c=$B/obj/%.o)

# ---- all -------------------------------------------------------------------------------------

all: $B/buddyscope             ## build the program

$B/buddyscope: $(OBJ) $B/sources
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(LIB_LIBS) $(LDLIBS)

$B/tests: $(filter-out $B/obj/src/cli/main.o,$(OBJ)) $(TEST_OBJ) $B/sources
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(LIB_LIBS) $(TEST_LDLIBS) $(LDLIBS)

# Written anew only when a source came or went, so that what depends on it is linked again.
$B/sources: FORCE
	@mkdir -p $(@D)
	@echo $(SRC) $(TEST_SRC) | cmp -s - $@ || echo $(SRC) $(TEST_SRC) >$@
FORCE:

$B/obj/src/%.o: src/%.c Makefile
	@mkdir -p $(@D)
	$(CC) $(STRICT) $(WERROR) $(CFLAGS) $(CPPFLAGS) $(LIB_CFLAGS) -MMD -MP -c -o $@ $<

$B/obj/tests/%.o: tests/%.c Makefile
	@mkdir -p $(@D)
	$(CC) $(STRICT) $(WERROR) $(CFLAGS) $(CPPFLAGS) $(LIB_CFLAGS) $(TEST_CFLAGS) -MMD -MP -c -o $@ $<

# schema.sql becomes the string schema_sql.
.SECONDARY: $(SQL:src/%.sql=$B/gen/%_sql.c)
$B/gen/%_sql.c: src/%.sql Makefile
	@mkdir -p $(@D)
	@{ printf 'extern const char $(*F)_sql[];\nconst char $(*F)_sql[] =\n'; \
		sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/.*/"&\\n"/' $<; echo ';'; } >$@

$B/obj/src/%_sql.o: $B/gen/%_sql.c
	@mkdir -p $(@D)
	$(CC) $(STRICT) $(WERROR) $(CFLAGS) $(CPPFLAGS) -c -o $@ $<

-include $(OBJ:.o=.d) $(TEST_OBJ:.o=.d) $(MORE_SRC:%.c=$B/obj/%.d)

# ---- check -----------------------------------------------------------------------------------

# Criterion finds its tests through /proc. Where there is none, as in a bare chroot, root gives it
# one of its own. That no test ran is a failure, whatever Criterion says.
WITH_PROC = $(if $(wildcard /proc/self),,unshare --mount --propagation unchanged sh -c \
	'mount -t proc proc /proc && "$$@"; status=$$?; umount /proc; exit $$status' sh)
RUN_TESTS = { $(WITH_PROC) $B/tests --jobs 2 --output=tap:$B/tests.tap $(if $T,--filter '*$T*') && \
	{ grep '^ok' $B/tests.tap | grep -qv '\# SKIP' || { echo "no unit test ran"; false; }; }; }

# Where a library loses memory of its own is seen only by a whole stack, which is slow to find.
WHOLE_STACKS := ASAN_OPTIONS="$$ASAN_OPTIONS:fast_unwind_on_malloc=0"

ifeq ($T,)
check: $B/buddyscope $B/tests $B/terminal ## unit tests, the command line, terminals, the layering; T=NAME: those unit tests
	@status=0; \
	tests/layering.sh || status=1; \
	tests/run.sh $B || status=1; \
	tests/screens.sh $B || status=1; \
	tests/manual.sh $B || status=1; \
	tests/tui/terminal.sh $B || status=1; \
	$(WHOLE_STACKS) $B/terminal $B/buddyscope || status=1; \
	$(RUN_TESTS) || status=1; \
	exit $$status
else
check: $B/tests
	@$(RUN_TESTS)
endif

# ---- the rest --------------------------------------------------------------------------------

deps:                          ## install the Debian packages that are missing
	@./bootstrap deps

run: $B/buddyscope             ## the first lesson: on the screen, or without a terminal as text, with a proof
	@tests/first-run.sh $B

verify-all: $B/buddyscope      ## verify every recording in DIR=folder
	@tests/verify-all.sh $B "$(DIR)"

whatif-all: $B/tests           ## prove every remedy of every refusal in lessons and traces
	BUDDYSCOPE_WHATIF=all $B/tests --jobs 2 --filter 'whatif/*'

oracle: $B/buddyscope          ## have a real kernel make a lesson's requests, and verify; ACCEL=kvm
	@tests/oracle/oracle.sh $B

bench: $B/buddyscope $B/bench $B/bench-record $B/bench-trace $B/bench-explain $B/bench-screen ## how fast requests, recording, logs and the screen are
	$B/bench $(wildcard traces/*/*.jsonl)
	$B/bench-record $(wildcard traces/6.1/*.jsonl)
	$B/bench-trace $(wildcard traces/*/natural/*.jsonl)
	$B/bench-explain README.md 1000 traces/2.6.34/dmesg/numa2-oom-cpuset.txt \
		traces/5.10/dmesg/numa2-oom.txt traces/6.1/dmesg/256m-oom.txt
	LC_ALL=C.UTF-8 $B/bench-screen $B/buddyscope

BENCHES := bench bench-record bench-trace bench-explain
$B/bench: $B/obj/tests/bench/bench.o
$B/bench-record: $B/obj/tests/bench/record.o
$B/bench-trace: $(patsubst %,$B/obj/tests/bench/%.o,trace text)
$B/bench-explain: $(patsubst %,$B/obj/tests/bench/%.o,explain text)
$(BENCHES:%=$B/%): $(filter-out $B/obj/src/cli/main.o,$(OBJ)) $B/obj/tests/bench/timing.o $B/sources
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(LIB_LIBS) $(LDLIBS)

# The program on a terminal that a test plays.
$B/terminal: $(patsubst %,$B/obj/tests/pty/%.o,terminal capabilities pty)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIB_LIBS) $(LDLIBS)
$B/monkey: $(patsubst %,$B/obj/%.o,tests/pty/monkey tests/pty/pty src/tui/keys)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$B/bench-screen: $(patsubst %,$B/obj/tests/%.o,bench/screen pty/pty)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# Criterion does not look at how a test's process ended once it has reported, so a leak is seen
# only by the log that the sanitizer leaves; and only there, for the library loses some memory itself.
ASAN       := build/asan
ASAN_LOG   := $(CURDIR)/$(ASAN)/log/sanitizer
ASAN_FLAGS := B=$(ASAN) CFLAGS="-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer"
ASAN_BEGIN  = rm -rf $(ASAN)/log && mkdir -p $(ASAN)/log; status=0; \
	export ASAN_OPTIONS=log_path=$(ASAN_LOG):detect_leaks=1:allocator_may_return_null=1; \
	export UBSAN_OPTIONS=log_path=$(ASAN_LOG):print_stacktrace=1; \
	export LSAN_OPTIONS=suppressions=$(CURDIR)/tests/lsan.supp:print_suppressions=0:exitcode=0
ASAN_END    = for log in $(ASAN)/log/*; do \
		[ ! -s "$$log" ] || tests/criterion-leak.sh "$$log" || \
			{ cat "$$log"; echo "make asan: $$log"; status=1; }; \
	done; \
	exit $$status
asan:                          ## check again under the address and undefined-behaviour sanitizers
	@$(ASAN_BEGIN); \
	$(MAKE) check $(ASAN_FLAGS) || status=1; \
	$(MAKE) monkey-run KEYS=1000 $(ASAN_FLAGS) || status=1; \
	$(ASAN_END)

KEYS ?= 10000
SEED ?= 1
monkey:                        ## random keys and sizes under the sanitizers; KEYS=10000 SEED=1
	@$(ASAN_BEGIN); \
	$(MAKE) monkey-run KEYS=$(KEYS) SEED=$(SEED) $(ASAN_FLAGS) || status=1; \
	$(ASAN_END)
monkey-run: $B/buddyscope $B/monkey
	@$(WHOLE_STACKS) tests/pty/monkey.sh $B $(KEYS) $(SEED)

DEBUG_FLAGS := B=build/debug CFLAGS="-O1 -g -DBUDDYSCOPE_DEBUG"
debug:                         ## verify with every invariant checked; DIR=folder: that folder too
	$(MAKE) all $(DEBUG_FLAGS)
	build/debug/buddyscope verify traces/*/*.jsonl
	@for f in traces/*/natural/*.jsonl; do \
		build/debug/buddyscope verify --trace $${f%.jsonl}.trace $$f || exit 1; \
	done
	@$(if $(DIR),tests/verify-all.sh build/debug "$(DIR)")

# Seeds are the first state of each trace and a few requests, /proc text, and reports. What was found is kept in build/fuzz.
FUZZ_SECONDS ?= 60
FUZZ         := build/fuzz
FUZZ_FLAGS   := -O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=all
fuzz:                          ## feed the parsers broken input; FUZZ_SECONDS=60
	@command -v clang >/dev/null || { echo "fuzz: clang is not installed, skipped"; exit 0; }; \
	$(MAKE) fuzz-run B=$(FUZZ) CC=clang \
		CFLAGS="$(FUZZ_FLAGS) -fsanitize=fuzzer-no-link,address,undefined"
fuzz-run: $B/fuzz-state $B/fuzz-proc $B/fuzz-trace $B/fuzz-dmesg
	@mkdir -p $B/corpus $B/seeds $B/corpus-proc $B/seeds-proc $B/corpus-dmesg
	$B/fuzz-dmesg -max_total_time=$(FUZZ_SECONDS) -timeout=20 -rss_limit_mb=4096 \
		-max_len=65536 -artifact_prefix=$B/ -print_final_stats=1 \
		$B/corpus-dmesg $(wildcard traces/*/dmesg)
	@for d in traces/*/proc/*; do \
		{ printf x; cat $$d/zoneinfo $$d/buddyinfo $$d/pagetypeinfo; } \
			>"$B/seeds-proc/$$(echo "$$d" | tr / -)"; \
	done
	$B/fuzz-proc -max_total_time=$(FUZZ_SECONDS) -timeout=20 -rss_limit_mb=4096 \
		-max_len=65536 -artifact_prefix=$B/ -print_final_stats=1 \
		$B/corpus-proc $B/seeds-proc
	@for f in traces/*/*.jsonl; do \
		sed '/"i":9,/q' "$$f" >"$B/seeds/$$(echo "$$f" | tr / -)"; \
	done
	@grep -oh '"[a-zA-Z_0-9]*"' traces/6.1/m_numa.jsonl | sort -u | \
		sed 's/"\(.*\)"/"\\"\1\\""/' >$B/words
	$B/fuzz-state -max_total_time=$(FUZZ_SECONDS) -timeout=20 -rss_limit_mb=4096 \
		-max_len=65536 -dict=$B/words -artifact_prefix=$B/ -print_final_stats=1 \
		$B/corpus $B/seeds
	@mkdir -p $B/corpus-trace $B/seeds-trace
	@for k in 6.1 6.12; do \
		split -l 300 traces/$$k/natural/u_natural_small.trace $B/seeds-trace/$$k-; \
	done
	@sed -n 's/.*{ "\([a-z_]*\)", TRACE_.*/"\1"/p' src/import/ftrace_event.c >$B/words-trace
	$B/fuzz-trace -max_total_time=$(FUZZ_SECONDS) -timeout=20 -rss_limit_mb=4096 \
		-max_len=40000 -dict=$B/words-trace -artifact_prefix=$B/trace- \
		-print_final_stats=1 $B/corpus-trace $B/seeds-trace
FUZZED := core text import whatif explain
$B/fuzz-%: tests/fuzz/%.c $(filter $(FUZZED:%=$B/obj/src/%/%),$(OBJ))
	$(CC) $(STRICT) $(CFLAGS) $(LIB_CFLAGS) -fsanitize=fuzzer,address,undefined -o $@ $^ \
		$(LIB_LIBS)

coverage:                      ## which lines the tests reach
	@find build/coverage -name '*.gcda' -delete 2>/dev/null || true
	$(MAKE) check B=build/coverage CFLAGS="-O0 -g --coverage"
	@tests/coverage.sh build/coverage

lint: lint-layering lint-format lint-tidy lint-cppcheck lint-man  ## layering, and every checker that is installed

have = command -v $(1) >/dev/null || { echo "lint: $(1) is not installed, skipped"; exit 0; }

lint-layering:
	tests/layering.sh
lint-format:
	@$(call have,clang-format); tests/format.sh --check $(SRC) $(TEST_SRC) $(MORE_SRC) $(HEADERS)
lint-tidy: compile_commands.json
	@$(call have,clang-tidy); printf '%s\n' $(SRC) | xargs -n 4 -P 2 clang-tidy --quiet
lint-cppcheck:
	@$(call have,cppcheck); cppcheck --quiet --std=c11 --error-exitcode=1 -j 2 -Isrc \
		--enable=warning,performance,portability --inline-suppr \
		--suppress=missingIncludeSystem --suppress=checkersReport $(SRC)
lint-man:
	@$(call have,mandoc); mandoc -Tlint -W warning $(MAN)

format:                        ## lay the sources out by .clang-format, keeping tables made by hand
	tests/format.sh $(SRC) $(TEST_SRC) $(MORE_SRC) $(HEADERS)

compile_commands.json: Makefile $(SRC) $(TEST_SRC)
	@for f in $(SRC) $(TEST_SRC); do \
		printf '{ "directory": "%s", "file": "%s", "command": "%s" },\n' "$(CURDIR)" $$f \
		"$(CC) $(STRICT) $(CFLAGS) $(CPPFLAGS) $(LIB_CFLAGS) $(TEST_CFLAGS) -c $$f"; \
	done | sed '1s/^/[ /; $$s/,$$/ ]/' >$@

DATA  = $(shell find traces lessons -type f 2>/dev/null)
SHARE = $(DESTDIR)$(PREFIX)/share
install: $B/buddyscope         ## install under PREFIX (and DESTDIR)
	install -D -m 755 $B/buddyscope $(DESTDIR)$(PREFIX)/bin/buddyscope
	@for f in $(MAN); do \
		install -D -m 644 $$f $(DESTDIR)$(PREFIX)/share/man/man$${f##*.}/$${f##*/} || exit 1; \
	done
	@for f in $(DATA); do \
		install -D -m 644 $$f $(SHARE)/buddyscope/$$f || exit 1; \
	done
	install -D -m 644 completions/buddyscope.bash $(SHARE)/bash-completion/completions/buddyscope
	install -D -m 644 completions/_buddyscope $(SHARE)/zsh/site-functions/_buddyscope

uninstall:                     ## remove what install put there
	rm -f $(DESTDIR)$(PREFIX)/bin/buddyscope
	for f in $(MAN); do rm -f $(DESTDIR)$(PREFIX)/share/man/man$${f##*.}/$${f##*/}; done
	rm -rf $(SHARE)/buddyscope
	rm -f $(SHARE)/bash-completion/completions/buddyscope $(SHARE)/zsh/site-functions/_buddyscope

dist:                          ## a tarball of the last commit, in build/
	@mkdir -p build
	git archive --prefix=buddyscope-$(VERSION)/ -o build/buddyscope-$(VERSION).tar.gz HEAD

help:                          ## this list
	@sed -n 's/^\([a-z_.-]*\):.*## \(.*\)/\1	\2/p' $(firstword $(MAKEFILE_LIST)) | \
		while IFS='	' read -r name text; do printf '%-12s %s\n' "$$name" "$$text"; done

# ---- clean -----------------------------------------------------------------------------------

clean:                         ## remove everything that was built
	rm -rf build compile_commands.json

.PHONY: all check deps run verify-all whatif-all oracle bench asan monkey monkey-run debug fuzz fuzz-run coverage lint lint-layering \
	lint-format lint-tidy lint-cppcheck lint-man format install uninstall dist help clean FORCE
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
