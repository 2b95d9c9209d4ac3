/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * drive.c - an app to press keys of.
 */
#include "drive.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cli/data.h"
#include "cli/tell_trace.h"
#include "import/ftrace_form.h"
#include "tui/keys.h"

static struct world *load(void *self, const char *path, const struct kernel **k, struct diag *d)
{
	bool machine_failed;

	(void)self;
	return data_load(path, k, d, &machine_failed);
}

struct app *start(const char *record)
{
	struct app_options o = { .load = load, .reported = data_reported_request,
				 .is_trace = trace_is, .trace = tell_trace,
				 .data_directory = ".", .record = record,
				 .no_record = !record };
	struct app *a = app_new(&o);

	cr_assert(a);
	app_resize(a, 24, 80);
	return a;
}

struct app *open_file(const char *path, const char *record)
{
	struct app *a = start(record);
	bool machine_failed;
	struct diag d;

	cr_assert(app_open(a, path, false, &d, &machine_failed), "%s", d.message);
	return a;
}

void keys(struct app *a, const char *text)
{
	for (; *text; text++)
		app_press(a, (unsigned char)*text);
}

void type(struct app *a, const char *line)
{
	app_press(a, ':');
	keys(a, line);
	app_press(a, PRESS_ENTER);
}

/* The screen as text; the caller frees it. */
char *screen(struct app *a)
{
	const struct canvas *c = app_draw(a);
	char *text;

	cr_assert(c);
	text = canvas_dump(c, true);
	cr_assert(text);
	return text;
}

bool shows(struct app *a, const char *what)
{
	char *text = screen(a);
	bool found = strstr(text, what) != NULL;

	free(text);
	return found;
}
