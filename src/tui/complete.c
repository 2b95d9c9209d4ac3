/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * complete.c - the words that a line behind `:` may go on with: those of the screen's verbs, and
 * those of the command language.
 */
#include "lesson/complete.h"

#include <stdio.h>
#include <string.h>

#include "app_inside.h"

static void offer_verbs(struct offers *o)
{
	const struct key_row *k;

	for (size_t i = 0; (k = key_row(i)); i++)
		if (k->verb)
			offer(o, k->verb);
	for (size_t i = 0; verb_name(i); i++)
		offer(o, verb_name(i));
}

static void offer_numbers(struct offers *o, const struct world *seen)
{
	const char *field;
	char text[64];

	for (unsigned z = 0; seen && z < seen->layout->nr_zones; z++)
		for (size_t i = 0; (field = number_field(i)); i++) {
			snprintf(text, sizeof text, "%s.%s", seen->layout->zone_name[z], field);
			offer(o, text);
		}
}

/* The parts of a breakpoint. */
static void offer_break(struct offers *o, const struct completing *c, const char *line,
			size_t start)
{
	static const char *const keys[] = { "check=", "verdict=", "zone=", "kind=",  "order=",
					    "request=" };
	bool files;

	if (ends_before(line, start, "kind="))
		for (int i = 0; i < NR_EVENT_KINDS; i++)
			offer(o, event_info[i].name);
	else if (start && line[start - 1] == '=')
		lesson_complete(c, line, start, o, &files);
	else
		for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
			offer(o, keys[i]);
}

static bool begins(const char *line, const char *verb)
{
	return strncmp(line, verb, strlen(verb)) == 0;
}

char **app_complete(void *self, const char *line, size_t start, const char *word, bool *files)
{
	struct app *a = self;
	struct offers o = { NULL, 0 };
	struct completing c = { NULL, NULL, NULL };

	(void)word;
	if (a->model)
		c = model_completing(a->model);
	*files = begins(line, "open ") || begins(line, "save ") || begins(line, "save-display ");
	if (*files)
		return NULL;
	if (a->asking == ASKING_BREAK || begins(line, "break "))
		offer_break(&o, &c, line, start);
	else if (begins(line, "diff "))
		offer_kernels(&o);
	else if (begins(line, "watch ") || begins(line, "display "))
		offer_numbers(&o, c.world);
	else
		lesson_complete(&c, line, start, &o, files);
	if (!start && a->asking != ASKING_BREAK)
		offer_verbs(&o);
	return o.word;
}
