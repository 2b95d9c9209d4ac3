/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * answers.c - a file of answers, cut into those to questions and the statements of each exercise.
 */
#include "answers.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_ANSWERS = 1 << 20 };

static bool read_text(struct answers *a, struct diag *d)
{
	FILE *f = fopen(a->path, "re");
	size_t n = 0;

	if (f) {
		a->text = malloc(LONGEST_ANSWERS + 2);
		n = a->text ? fread(a->text, 1, LONGEST_ANSWERS + 1, f) : 0;
	}
	*d = (struct diag){ .file = NULL };
	if (!f || !a->text || ferror(f))
		diag_set(d, a->path, 0, 0, "%s", errno ? strerror(errno) : "cannot be read");
	else if (n > LONGEST_ANSWERS)
		diag_set(d, a->path, 0, 0, "larger than 1 MiB");
	else if (memchr(a->text, '\0', n))
		diag_set(d, a->path, 0, 0, "a NUL byte: this is no text");
	else
		a->text[n] = '\0';
	if (f)
		fclose(f);
	return !d->message[0];
}

static bool is_word(const char *line, const char *word)
{
	size_t n = strlen(word);

	return strncmp(line, word, n) == 0 && (!line[n] || strchr(" \t\r", line[n]));
}

/* An `answer` line is taken out: its place among the statements is empty. */
static void take_answer(struct answers *a, char *line)
{
	char *text = line + strlen("answer");

	text += strspn(text, " \t");
	text[strcspn(text, "\r")] = '\0';
	if (a->nr_answers < MOST_ANSWERS)
		a->answer[a->nr_answers++] = strdup(text);
	memset(line, ' ', strlen(line));
}

/* Cuts the text into exercises; each is a run of lines, ended by a NUL. */
static void cut(struct answers *a)
{
	unsigned number = 1;

	a->exercise[a->nr_exercises++] = (struct attempted){ a->path, 1, a->text };
	for (char *line = a->text; *line; number++) {
		char *end = line + strcspn(line, "\n");
		bool last = !*end, header = false;

		*end = '\0';
		if (is_word(line, "answer")) {
			take_answer(a, line);
			memset(line, ' ', (size_t)(end - line));
		} else if (is_word(line, "exercise") && a->nr_exercises < MOST_EXERCISES) {
			const char *before = a->exercise[a->nr_exercises - 1].text;
			bool nothing = before + strspn(before, " \t\r\n") >= line;

			header = true;
			*line = '\0';
			if (nothing)
				a->nr_exercises--;
			a->exercise[a->nr_exercises++] =
				(struct attempted){ a->path, number + 1, last ? end : end + 1 };
		}
		if (!last && !header)
			*end = '\n';
		line = last ? end : end + 1;
	}
}

bool answers_read(struct answers *a, struct diag *d)
{
	if (!read_text(a, d))
		return false;
	cut(a);
	return true;
}

void answers_done(struct answers *a)
{
	for (size_t i = 0; i < a->nr_answers; i++)
		free((char *)a->answer[i]);
	free(a->text);
}
