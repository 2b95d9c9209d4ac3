/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plain.c - the same session as lines of text: for pipes, transcripts and screen readers.
 */
#include "screen.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/words.h"
#include "text/diag.h"
#include "tui/keys.h"

static void put_line(FILE *out, const char *text)
{
	diag_print_harmless(out, text, strlen(text));
	fputc('\n', out);
}

/* Where the cursor is, and what happened there. */
static void tell_step(struct app *a, FILE *out)
{
	struct model *m = app_model(a);
	struct speaker s;
	char words[WORDS_MAX];
	struct view v;

	if (!m)
		return;
	model_view(m, &v);
	if (!v.seen)
		return;
	if (!v.here) {
		fprintf(out, "%" PRIu64 "/%" PRIu64 " the beginning\n", v.at, v.end);
		return;
	}
	s = (struct speaker){ v.kernel, v.seen };
	event_words(&s, v.here, words, sizeof words);
	fprintf(out, "%" PRIu64 "/%" PRIu64 " %*s", v.at, v.end, 2 * v.here->depth, "");
	put_line(out, words);
}

static void put_lines(FILE *out, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");

		diag_print_harmless(out, text, n);
		fputc('\n', out);
		text += n + (text[n] == '\n');
	}
}

/* What the session says, if it is not what it said last. */
static void tell_text(struct app *a, FILE *out, char **told)
{
	struct model *m = app_model(a);
	const char *text;
	struct view v;

	if (!m)
		return;
	model_view(m, &v);
	text = v.lesson ? v.lesson : "";
	if (*told && strcmp(*told, text) == 0)
		return;
	free(*told);
	*told = strdup(text);
	put_lines(out, text);
}

static bool tell_page(struct app *a, FILE *out)
{
	if (!app_page(a))
		return false;
	put_lines(out, app_page(a));
	app_press(a, PRESS_ESCAPE);
	return true;
}

static void tell_question(struct app *a, FILE *out)
{
	const struct question *q = app_model(a) ? model_question(app_model(a)) : NULL;

	if (!q)
		return;
	put_line(out, q->text);
	for (unsigned i = 0; i < q->nr_choices; i++) {
		fprintf(out, "%c) ", 'a' + (int)i);
		put_line(out, q->choice[i]);
	}
}

static void tell_screen(struct app *a, FILE *out)
{
	const struct canvas *c;
	char *text;

	app_resize(a, 24, 80);
	c = app_draw(a);
	text = c ? canvas_dump(c, false) : NULL;
	if (text)
		fputs(text, out);
	free(text);
}

/* A line of one character is the key, as on the screen; others are verbs and statements. */
static bool run_line(struct app *a, const char *line, FILE *out, char **told)
{
	bool ok = true;

	if (strcmp(line, "screen") == 0) {
		tell_screen(a, out);
		return true;
	}
	if (!*line)
		app_press(a, model_question(app_model(a)) ? 0 : 's');
	else if (line[1] == '\0')
		app_press(a, *line);
	else if (strcmp(line, "enter") == 0)
		app_press(a, PRESS_ENTER);
	else
		ok = app_command(a, line);
	if (tell_page(a, out))
		return ok;
	tell_text(a, out, told);
	tell_question(a, out);
	tell_step(a, out);
	if (*app_notice(a))
		put_line(out, app_notice(a));
	return ok;
}

bool plain_run(struct app *a, FILE *in, FILE *out, bool prompt)
{
	char *line = NULL, *told = NULL;
	size_t room = 0;
	ssize_t n;
	bool ok = true;

	tell_text(a, out, &told);
	tell_question(a, out);
	tell_step(a, out);
	if (*app_notice(a))
		put_line(out, app_notice(a));
	while (ok && !app_quits(a)) {
		if (prompt)
			fputs("(buddyscope) ", out);
		fflush(out);
		n = getline(&line, &room, in);
		if (n < 0)
			break;
		if (n && line[n - 1] == '\n')
			line[n - 1] = '\0';
		ok = run_line(a, line, out, &told) || prompt;
	}
	free(line);
	free(told);
	return ok;
}
