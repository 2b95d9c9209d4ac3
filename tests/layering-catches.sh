#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# layering-catches.sh - what layering.sh is there to refuse, smuggled into a copy of the sources: it
# must complain about every line of it. Prints the lines that it let pass, and exits 1 if there are
# any. Run it from the top of the source tree.

dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM
mkdir "$dir/tests" && cp -R src "$dir" && cp tests/layering.sh "$dir/tests" || exit 1
: >"$dir/smuggled"

# Appends its standard input to a source, a line each, and notes where each came to stand.
smuggle()
{
	while IFS= read -r line; do
		printf '%s\n' "$line" >>"$dir/$1"
		printf '%s:%s: %s\n' "$1" "$(wc -l <"$dir/$1" | tr -d ' ')" "$line" >>"$dir/smuggled"
	done
}

smuggle src/core/checks.c <<'END'
static const char *const a = "6.12";
static const char *const b = "6" ".12";
static const char *const c = "10.0";
extern const struct kernel kernel_6_12;
static const struct kernel kernel_new = { .name = "x" };
#define KERNEL_NAMED(x) kernel_##x
static bool d(const struct kernel *k) { return k == kernel_table[3]; }
static bool e(const struct alloc_context *ac, const struct kernel *o) { return ac->k == o; }
static bool f(const struct kernel *one, const struct kernel *two) { return one != two; }
static bool g(const struct machine *m, const struct kernel *o) { return machine_kernel(m) == o; }
static bool h(const struct alloc_context *ac) { return ac->k == kernel_find("x"); }
static bool i(const struct alloc_context *ac) { return kernel_at(2) == ac->k; }
static bool j(const struct alloc_context *ac) { return strcmp(ac->k->name, "x") == 0; }
static bool l(const struct kernel *k) { return strstr(k->follows, "Debian") != NULL; }
static bool n(const struct kernel *k) { return k->name[0] == '6'; }
static bool o(const struct kernel *k) { switch (k->name[2]) { default: return true; } }
static bool p(const struct alloc_context *ac, const struct kernel *o) { return ac->k->ladder[0] == o->ladder[0]; }
static bool q(int version) { return version >= 612; }
static bool r(int kver) { return kver > 612; }
static bool s(int v) { return v >= KERNEL_VERSION(6, 12, 0); }
static bool t(const struct world *w) { return w->zone < zone_checks_6_12; }
END
smuggle src/core/events.def <<'END'
SAYS(SINCE, "6.12")
END
smuggle src/core/zonelist.h <<'END'
static const char *const since = "v4.7.4";
END
smuggle src/core/kernels.c <<'END'
static int body(void) { return 1; }
static inline int64_t another(struct machine *m, zid_t zone) { (void)m; (void)zone; }
#define BODY { return 1; }
static const int expression = ({ int x = 1; x; });
END
smuggle src/core/gfp.c <<'END'
#include "lesson/lesson.h"
#include <sqlite3.h>
#include "kernels.h"
static void stop(void) { exit(1); }
END
smuggle src/lesson/mark.c <<'END'
#include "tui/app.h"
END
smuggle src/tui/app.c <<'END'
#include "cli/cli.h"
#include <curses.h>
#include <readline/readline.h>
END

(cd "$dir" && tests/layering.sh >found 2>&1)
passed=0
while IFS= read -r line; do
	place=$(printf '%s' "$line" | cut -d: -f1,2)
	grep -q "^$place: " "$dir/found" && continue
	echo "let pass: $line"
	passed=1
done <"$dir/smuggled"
[ "$passed" = 0 ] && echo "layering: $(wc -l <"$dir/smuggled" | tr -d ' ') smuggled lines, all refused"
exit "$passed"
