/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * diff_lesson.c - a lesson's statements on two kernels, one statement on both at a time.
 *
 * Claims and questions are about the lesson's own kernel, and are passed over. A statement that one
 * kernel cannot run is left out there and said.
 */
#include "diff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "data.h"
#include "lesson/lesson.h"

struct pupil {
	struct trial *t;
	unsigned side;
	struct session *session;
	struct lesson_host host;
	bool machine_failed, unheard;
};

/* ---- the host of a session ---- */

static struct world *host_load(void *self, const char *path, const struct kernel **kernel,
			       struct diag *diag)
{
	struct pupil *p = self;
	struct world *w = data_load(path, kernel, diag, &p->machine_failed), *own;
	const char *why = "out of memory";

	if (!w)
		return NULL;
	own = trial_convert(p->t, p->side, w, *kernel, &why);
	world_free(w);
	if (!own)
		diag_set(diag, path, 0, 0, "%s", why);
	*kernel = p->t->kernel[p->side];
	return own;
}

static void host_made(void *self, struct machine *m, const char *origin)
{
	struct pupil *p = self;

	if (strncmp(origin, "machine file", strlen("machine file")) != 0)
		note(&p->t->converted[p->side], "booted by itself: %s", origin);
	p->unheard |= !comparison_listen(p->t->comparison, p->side, m);
}

static void host_unmade(void *self, struct machine *m)
{
	struct pupil *p = self;

	(void)m;
	comparison_unlisten(p->t->comparison, p->side);
}

static bool open_pupil(struct pupil *p, const char *data)
{
	p->host = (struct lesson_host){ .self = p, .load = host_load, .made = host_made,
					.unmade = host_unmade, .data_directory = data };
	p->session = session_new(&p->host);
	if (p->session)
		session_fix_kernel(p->session, p->t->kernel[p->side]);
	return p->session != NULL;
}

/* ---- statements ---- */

/* Both cannot run it: the lesson is bad. One cannot: that is a difference between kernels. */
static int weigh(struct trial *t, const struct lesson *l, const enum lesson_status status[SIDES],
		 const struct diag diag[SIDES])
{
	if (status[0] == LESSON_BAD && status[1] == LESSON_BAD) {
		char *text = lesson_line(l, diag[0].line);

		message_diag(&diag[0], text);
		free(text);
		return EXIT_USAGE;
	}
	for (unsigned i = 0; i < SIDES; i++) {
		if (status[i] == LESSON_NO_MEMORY)
			return diff_no_memory(t);
		if (status[i] == LESSON_BAD)
			note(&t->left_out[i], "line %u: %s; left out on %s", diag[i].line,
			     diag[i].message, t->kernel[i]->name);
	}
	return EXIT_DONE;
}

/* Claims and questions are not about requests. */
static bool is_claim(const char *text)
{
	text += strspn(text, " \t");
	return strncmp(text, "expect ", 7) == 0 || strncmp(text, "predict ", 8) == 0;
}

static int run_line(struct trial *t, const struct lesson *l, struct pupil p[SIDES],
		    const struct place *at, const char *text)
{
	struct diag diag[SIDES] = { { .file = NULL } };
	enum lesson_status status[SIDES];
	int result;

	if (is_claim(text))
		return EXIT_DONE;
	for (unsigned i = 0; i < SIDES; i++) {
		status[i] = session_line(p[i].session, at, text, &diag[i]);
		if (p[i].machine_failed || p[i].unheard)
			status[i] = LESSON_NO_MEMORY;
	}
	result = weigh(t, l, status, diag);
	if (result == EXIT_DONE && !comparison_step(t->comparison, at->line, text))
		return diff_no_memory(t);
	return result;
}

static int run_lesson(struct trial *t, const struct lesson *l, struct pupil p[SIDES],
		      const char *directory)
{
	const struct md_block *b;
	int status = EXIT_DONE;

	for (size_t i = 0; status == EXIT_DONE && (b = lesson_block(l, i)); i++)
		for (size_t n = 0;
		     b->kind == MD_KIND_STATEMENTS && status == EXIT_DONE && n < b->nr_lines; n++) {
			const struct md_line *line = &b->lines[n];
			struct place at = { t->name, directory, line->line, line->column };

			status = run_line(t, l, p, &at, b->text + line->at);
		}
	return status;
}

/* "lessons" of "lessons/01-first-page.md". */
static char *directory_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return strdup("");
	return slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
}

int diff_lesson(struct trial *t)
{
	struct pupil p[SIDES] = { { .t = t }, { .t = t, .side = 1 } };
	char *directory = directory_of(t->name), *data = data_directory();
	bool machine_failed = false;
	int status = EXIT_MACHINE;
	struct diag diag;
	struct lesson *l = lesson_open(t->name, &diag, &machine_failed);

	if (!l) {
		message_diag(&diag, NULL);
		status = machine_failed ? EXIT_MACHINE : EXIT_USAGE;
	} else if (directory && open_pupil(&p[0], data) && open_pupil(&p[1], data)) {
		status = run_lesson(t, l, p, directory);
	} else {
		status = diff_no_memory(t);
	}
	for (unsigned i = 0; i < SIDES; i++)
		session_free(p[i].session);
	lesson_close(l);
	free(directory);
	free(data);
	return status;
}
