/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tell_trace.c - a trace alone, for the screen.
 */
#include "tell_trace.h"

#include <stdio.h>
#include <string.h>

#include "import/traced.h"

static void say_what_it_is(const struct traced *t, struct model_trace *told)
{
	const struct trace_form *f = &t->form;
	size_t n;

	snprintf(told->words, sizeof told->words, "read as kernel %s%s%s%s", f->kernel->name,
		 f->others[0] ? " (or " : "", f->others, f->others[0] ? ")" : "");
	n = strlen(told->words);
	if (t->trace.partial)
		snprintf(told->words + n, sizeof told->words - n, ", and only up to line %u: %s",
			 t->trace.d.line, t->trace.d.message);
}

bool tell_trace(void *self, const char *path, struct sink to, struct model_trace *told,
		struct diag *d)
{
	struct traced t;
	struct machine *m;
	bool ok;

	(void)self;
	traced_open(path, NULL, &t);
	m = t.world ? machine_new(t.world, t.form.kernel) : NULL;
	ok = m && machine_listen(m, to);
	if (ok && !traced_any(&t)) {
		*d = t.trace.d;
		if (!t.trace.partial)
			diag_set(d, path, 0, 0, "no event of the page allocator in it");
		ok = false;
	} else if (!ok || !traced_tell(&t, m, NULL)) {
		told->machine_failed = true;
		diag_set(d, path, 0, 0, "out of memory");
		ok = false;
	}
	machine_free(m);
	if (ok) {
		say_what_it_is(&t, told);
		told->world = t.world;
		told->kernel = t.form.kernel;
		t.world = NULL;
	}
	traced_close(&t);
	return ok;
}
