/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * comparing.c - `:diff KERNEL`: what the session has asked so far, asked of its own kernel and of
 * another from the same first state, as a text over the panes.
 *
 * Only requests that the cursor has come to the end of are asked: the others are still to be seen.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app_inside.h"
#include "compare/asked.h"
#include "compare/report.h"
#include "text/nearest.h"

static const struct kernel *find_kernel(struct app *a, const char *name)
{
	const struct kernel *k = kernel_find(name);
	const char *names[16], *near;
	size_t n = 0;

	if (k)
		return k;
	for (; n < sizeof names / sizeof *names && kernel_at(n); n++)
		names[n] = kernel_at(n)->name;
	near = nearest_word(name, names, n);
	if (!*name)
		app_say(a, "diff KERNEL, such as diff %s", names[0]);
	else
		app_say(a, "unknown kernel %.20s%s%s%s", name, near ? " (" : "", near ? near : "",
			near ? "?)" : "");
	return NULL;
}

/* A request as the tree knows it, of which the event at `at` is the last. */
static bool ask(struct trial *t, struct tree *tree, uint64_t at, struct asked_events *e)
{
	size_t branch = tree_chosen(tree);

	e->asked.statement = tree_statement(tree, branch, at);
	if (e->has_nodemask)
		e->asked.q.nodemask = tree_nodemask(tree, branch, at);
	return !e->lost && trial_ask(t, &e->asked);
}

/* All requests up to the cursor. False when memory is short, or an event cannot be read. */
static bool ask_all(struct trial *t, struct model *m)
{
	struct tree *tree = model_tree(m);
	struct asked_events e = { .open = false };
	uint64_t end = model_at(m);
	struct event one;
	bool ok = true;

	for (uint64_t at = 0; ok && at < end; at++) {
		ok = tree_read(tree, tree_chosen(tree), at, &one);
		if (ok && asked_put(&e, &one))
			ok = ask(t, tree, at, &e);
	}
	asked_done(&e);
	return ok;
}

static char *report_text(const struct trial *t, unsigned columns)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	report_trial(out, t, columns);
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}

/* The report, which the caller frees. NULL with a reason in *why. */
static char *compare(struct app *a, struct trial *t, const char **why)
{
	struct world *first = model_first(a->model);
	char *text = NULL;

	*why = "out of memory";
	if (first && trial_init(t) && trial_begin(t, first, t->kernel[0], why)) {
		if (ask_all(t, a->model))
			text = report_text(t, a->w > 2 ? (unsigned)a->w - 2 : 0);
		else
			*why = "not all requests could be asked again";
	}
	world_free(first);
	return text;
}

bool comparing_show(struct app *a, const char *kernel)
{
	const struct kernel *other = find_kernel(a, kernel);
	struct trial t = { .name = a->title && *a->title ? a->title : "this session",
			   .from = FROM_STATE };
	const char *why;
	struct view v;
	char *text;

	if (!other)
		return false;
	model_view(a->model, &v);
	if (!v.seen) {
		app_say(a, "there is no machine yet");
		return false;
	}
	t.kernel[0] = v.kernel;
	t.kernel[1] = other;
	text = compare(a, &t, &why);
	if (text)
		overlay_show(a, text, "Diff: the requests so far on two kernels");
	else
		app_say(a, "%s", why);
	trial_done(&t);
	return text != NULL;
}
