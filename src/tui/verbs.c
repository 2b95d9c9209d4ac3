/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verbs.c - what is typed behind `:`: the verbs of the screen, else a statement.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app_inside.h"

/* ---- statements ---- */

/* Did the statement say something that is not on the panes anyway? */
static bool says_more(struct app *a)
{
	const char *text = model_text(a->model), *end = strchr(text, '\n');

	return !model_has_machine(a->model) || (end && end[1]);
}

/* What is typed where something follows already goes elsewhere, which should not be silent. */
static void tell_branch(struct app *a, const struct tree *t)
{
	uint64_t fork;

	tree_parent(t, tree_chosen(t), &fork);
	app_say(a, "branch %s begins behind event %" PRIu64, tree_name(t, tree_chosen(t)), fork);
}

static bool statement(struct app *a, const char *text)
{
	struct tree *tree = a->model ? model_tree(a->model) : NULL;
	size_t branches = tree ? tree_branches(tree) : 0;
	uint64_t end = a->model ? model_end(a->model) : 0;
	struct diag d;
	bool ok, machine_failed;

	if (!a->model && !app_open(a, "", false, &d, &machine_failed)) {
		app_say(a, "%s", d.message);
		return false;
	}
	ok = model_statement(a->model, text, &d);
	if (!ok)
		app_say(a, "%s", d.message);
	if (!ok || says_more(a)) {
		a->lower = PANE_LESSON;
		a->pane[PANE_LESSON].scroll = 0;
	} else if (a->lower == PANE_LESSON && !model_has_more(a->model)) {
		a->lower = PANE_EVENTS;
		a->focus = a->focus == PANE_LESSON ? PANE_LADDER : a->focus;
	}
	a->pane[PANE_LESSON].scroll = 0;
	a->stepped = 0;
	if (ok && model_end(a->model) != end)
		a->zone = NO_ZONE;
	if (ok && tree && model_tree(a->model) == tree && tree_branches(tree) > branches)
		tell_branch(a, tree);
	return ok;
}

/* ---- the verbs ---- */

typedef bool verb_fn(struct app *a, const char *rest);

/* "5" for "step 5"; 0 for nothing, and for what is no number. */
static unsigned count_of(const char *rest)
{
	unsigned long n = strtoul(rest, NULL, 10);

	return n > 100000000 ? 100000000 : (unsigned)n;
}

static bool verb_goto(struct app *a, const char *rest)
{
	char *end;
	unsigned long long n = strtoull(rest, &end, 10);

	if (end == rest || *end || *rest == '-') {
		app_say(a, "goto N: to event N");
		return false;
	}
	return app_goto(a, n);
}

static bool add_break(struct app *a, const char *rest, bool watch)
{
	const char *why = "";
	struct view v;

	if (!*rest) {
		overlay_info(a);
		return true;
	}
	model_view(a->model, &v);
	if (!v.seen) {
		app_say(a, "there is no machine yet");
		return false;
	}
	if (!(watch ? breaks_watch : breaks_add)(&a->breaks, v.seen, rest, &why)) {
		app_say(a, "%s", why);
		return false;
	}
	app_say(a, "breakpoint %zu: c goes on to it, C back", a->breaks.n);
	return true;
}

static bool verb_break(struct app *a, const char *rest)
{
	return add_break(a, rest, false);
}

static bool verb_watch(struct app *a, const char *rest)
{
	return add_break(a, rest, true);
}

static bool verb_delete(struct app *a, const char *rest)
{
	unsigned n = count_of(rest);

	if (!*rest)
		a->breaks.n = 0;
	else if (!n || !breaks_remove(&a->breaks, n - 1)) {
		app_say(a, "there is no breakpoint %.20s", rest);
		return false;
	}
	app_say(a, "%zu breakpoints are left", a->breaks.n);
	return true;
}

static bool verb_display(struct app *a, const char *rest)
{
	struct view v;
	int64_t value;

	model_view(a->model, &v);
	if (!*rest) {
		overlay_info(a);
		return true;
	}
	if (!v.seen || !number_value(v.seen, rest, &value) || strlen(rest) >= BREAK_TEXT) {
		app_say(a, "a number has a name such as Normal.free or DMA32.pcp.count");
		return false;
	}
	if (a->nr_displays == DISPLAYS) {
		app_say(a, "there are %d displays already; undisplay takes them away", DISPLAYS);
		return false;
	}
	snprintf(a->display[a->nr_displays++], BREAK_TEXT, "%s", rest);
	return true;
}

static bool verb_undisplay(struct app *a, const char *rest)
{
	(void)rest;
	a->nr_displays = 0;
	return true;
}

static bool verb_info(struct app *a, const char *rest)
{
	(void)rest;
	overlay_info(a);
	return true;
}

static bool verb_branch(struct app *a, const char *rest)
{
	if (*rest)
		return app_branch(a, rest);
	overlay_branches(a);
	return true;
}

static bool verb_open(struct app *a, const char *rest)
{
	struct diag d = { .file = NULL };
	bool machine_failed;
	char *copy = strdup(rest);
	bool ok = copy && app_open(a, copy, false, &d, &machine_failed);

	if (!ok)
		app_say(a, "%s: %s", rest, d.message[0] ? d.message : "out of memory");
	free(copy);
	return ok;
}

static bool verb_save(struct app *a, const char *rest)
{
	const struct canvas *c = app_draw(a);
	char *text = c && *rest ? canvas_dump(c, false) : NULL;
	FILE *file = text ? fopen(rest, "we") : NULL;
	bool ok = file && fputs(text, file) >= 0;

	if (file && fclose(file) != 0)
		ok = false;
	app_say(a, ok ? "written" : "not written: %s", *rest ? strerror(errno) : "to which file?");
	free(text);
	return ok;
}

static bool verb_filter(struct app *a, const char *rest)
{
	app_filter(a, rest);
	return true;
}

static bool verb_session(struct app *a, const char *rest)
{
	unsigned n = count_of(rest);
	size_t end = a->title ? strlen(a->title) : 0;
	struct diag d;

	if (!n || end < 3 || strcmp(a->title + end - 3, ".db") != 0) {
		app_say(a, "%s", n ? "this is no recording" : "session N: to session N of it");
		return false;
	}
	if (app_open_session(a, n, &d))
		return true;
	app_say(a, "%s", d.message[0] ? d.message : "out of memory");
	return false;
}

static bool verb_show(struct app *a, const char *rest)
{
	(void)rest;
	if (!model_show_solution(a->model)) {
		app_say(a, "there is no exercise to show a solution of");
		return false;
	}
	a->lower = PANE_LESSON;
	return true;
}

static bool verb_again(struct app *a, const char *rest)
{
	struct diag d;
	bool ok = model_again(a->model, &d);

	(void)rest;
	app_say(a, "%s", ok ? "the exercise begins again: type a request" : d.message);
	return ok;
}

static bool verb_help(struct app *a, const char *rest)
{
	char text[80];

	if (!*rest) {
		overlay_help(a);
		return true;
	}
	snprintf(text, sizeof text, "help %.60s", rest);
	return statement(a, text);
}

static const struct verb {
	const char *name;
	verb_fn *run;
	bool anywhere;          /* also on the menu */
} verbs[] = {
	{ "goto", verb_goto, false },
	{ "break", verb_break, false },
	{ "watch", verb_watch, false },
	{ "delete", verb_delete, false },
	{ "display", verb_display, false },
	{ "undisplay", verb_undisplay, false },
	{ "info", verb_info, false },
	{ "branch", verb_branch, false },
	{ "show", verb_show, false },
	{ "again", verb_again, false },
	{ "session", verb_session, false },
	{ "diff", comparing_show, false },
	{ "filter", verb_filter, false },
	{ "save-display", verb_save, true },
	{ "open", verb_open, true },
	{ "help", verb_help, true },
};

enum { NR_VERBS = sizeof verbs / sizeof *verbs };

const char *verb_name(size_t i)
{
	return i < NR_VERBS ? verbs[i].name : NULL;
}

/* ---- a line ---- */

static bool run_verb(struct app *a, const char *name, const char *rest, bool *known)
{
	enum action action = verb_action(name);

	*known = true;
	for (size_t i = 0; i < NR_VERBS; i++)
		if (strcmp(verbs[i].name, name) == 0 && (a->model || verbs[i].anywhere))
			return verbs[i].run(a, rest);
	if (action == ACTION_QUIT || (action != ACTION_NONE && a->model)) {
		a->count = count_of(rest);
		app_act(a, action);
		a->count = 0;
		return true;
	}
	*known = false;
	return false;
}

bool app_command(struct app *a, const char *text)
{
	const char *trouble;
	char name[32];
	size_t n;
	bool known, ok;

	a->notice[0] = '\0';
	text += strspn(text, " \t:");
	n = strcspn(text, " \t");
	snprintf(name, sizeof name, "%.*s", (int)(n < sizeof name ? n : 0), text);
	if (!*text)
		return true;
	ok = run_verb(a, name, text + n + strspn(text + n, " \t"), &known);
	if (!known)
		ok = statement(a, text);
	trouble = a->model ? model_trouble(a->model) : NULL;
	if (trouble)
		app_say(a, "%s", trouble);
	return ok;
}
