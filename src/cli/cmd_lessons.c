/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_lessons.c - `buddyscope lessons`: what there is to learn, and how far one has come.
 */
#include "cli.h"

#include "data.h"
#include "options.h"
#include "lesson/lesson.h"
#include "progress/progress.h"
#include "state_place.h"
#include "text/version.h"

#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static void print_usage(void)
{
	fputs("usage: buddyscope lessons [--json]\n"
	      "\n"
	      "Lists the lessons that came with the program, with the minutes they take and how\n"
	      "far you have come: the screen keeps account of it.\n"
	      "\n"
	      "  --json   one JSON object\n",
	      stdout);
}

/* One lesson of the directory, and what was done with it. */
struct listed {
	const char *file;
	struct lesson *l;
	unsigned blocks, questions, exercises;
	const struct lesson_progress *progress; /* or NULL: not begun */
};

static unsigned count_blocks(const struct lesson *l)
{
	unsigned n = 0;

	while (lesson_block(l, n))
		n++;
	return n;
}

static const char *about(const struct listed *l, const char *key)
{
	const char *value = lesson_about(l->l, key);

	return value ? value : "";
}

/* ---- telling ---- */

static void progress_text(const struct listed *l, char *out, size_t size)
{
	const struct lesson_progress *p = l->progress;

	if (!p) {
		snprintf(out, size, "not begun");
		return;
	}
	snprintf(out, size, "%s, %u of %u questions right, %u of %u exercises solved",
		 p->blocks >= l->blocks ? "read" : "begun", progress_count(p->right),
		 l->questions, progress_count(p->solved), l->exercises);
}

static void tell_text(const struct listed *l)
{
	char done[120];

	progress_text(l, done, sizeof done);
	printf("%.*s  ", (int)strspn(l->file, "0123456789"), l->file);
	diag_print_harmless(stdout, about(l, "title"), SIZE_MAX);
	for (size_t n = strlen(about(l, "title")); n < 34; n++)
		putchar(' ');
	printf(" %3.3s min  %s\n", about(l, "minutes"), done);
}

static json_t *text_json(const char *text)
{
	json_t *j = json_string(text);

	return j ? j : json_null();
}

static json_t *lesson_json(const struct listed *l)
{
	static const char *const key[] = { "title", "kernel", "teaches" };
	const struct lesson_progress *p = l->progress;
	json_t *j = json_object();

	json_object_set_new(j, "file", text_json(l->file));
	json_object_set_new(j, "number", json_integer(strtol(l->file, NULL, 10)));
	for (size_t i = 0; i < 3; i++)
		json_object_set_new(j, key[i], text_json(about(l, key[i])));
	json_object_set_new(j, "minutes", json_integer(strtol(about(l, "minutes"), NULL, 10)));
	json_object_set_new(j, "blocks", json_integer(l->blocks));
	json_object_set_new(j, "questions", json_integer(l->questions));
	json_object_set_new(j, "exercises", json_integer(l->exercises));
	json_object_set_new(j, "started", p ? json_integer(p->started) : json_null());
	json_object_set_new(j, "blocks_passed", json_integer(p ? p->blocks : 0));
	json_object_set_new(j, "answered", json_integer(p ? progress_count(p->answered) : 0));
	json_object_set_new(j, "right", json_integer(p ? progress_count(p->right) : 0));
	json_object_set_new(j, "solved", json_integer(p ? progress_count(p->solved) : 0));
	json_object_set_new(j, "shown", json_integer(p ? progress_count(p->shown) : 0));
	return j;
}

/* ---- all of them ---- */

static int is_lesson(const struct dirent *e)
{
	size_t n = strlen(e->d_name);

	return n > 3 && strcmp(e->d_name + n - 3, ".md") == 0;
}

/* True if the lesson could be read. */
static bool tell_lesson(const char *directory, const char *file, const struct progress *p,
			json_t *lessons)
{
	struct listed l = { .file = file, .progress = progress_of(p, file) };
	char path[PATH_MAX + 300];
	bool machine_failed;
	struct diag d;

	snprintf(path, sizeof path, "%s/%s", directory, file);
	l.l = lesson_open(path, &d, &machine_failed);
	if (!l.l) {
		message_diag(&d, NULL);
		return false;
	}
	l.blocks = count_blocks(l.l);
	l.questions = lesson_questions(l.l);
	l.exercises = lesson_exercises(l.l);
	if (lessons)
		json_array_append_new(lessons, lesson_json(&l));
	else
		tell_text(&l);
	lesson_close(l.l);
	return true;
}

static void read_progress(struct progress *p)
{
	char path[PATH_MAX];
	struct diag d = { .file = NULL };

	*p = (struct progress){ .lesson = NULL };
	if (!state_path("progress", path, sizeof path))
		return;
	if (!progress_read(p, path, &d))
		message("lessons: out of memory");
	else if (d.message[0])
		message_diag(&d, NULL);
}

static void print_json(json_t *lessons)
{
	json_t *all = json_pack("{si ss sO}", "format", 1, "program",
				"buddyscope " BUDDYSCOPE_VERSION, "lessons", lessons);

	json_dumpf(all, stdout, JSON_INDENT(1) | JSON_ENSURE_ASCII);
	putchar('\n');
	json_decref(all);
}

static int list_lessons(const char *data, bool json)
{
	json_t *lessons = json ? json_array() : NULL;
	char directory[PATH_MAX];
	struct dirent **found = NULL;
	struct progress p;
	int status = EXIT_DONE, n;

	snprintf(directory, sizeof directory, "%s/lessons", data);
	n = scandir(directory, &found, is_lesson, alphasort);
	if (n < 0) {
		message("lessons: %s: %s", directory, strerror(errno));
		return EXIT_REFUTED;
	}
	read_progress(&p);
	for (int i = 0; i < n; i++) {
		if (!tell_lesson(directory, found[i]->d_name, &p, lessons))
			status = EXIT_USAGE;
		free(found[i]);
	}
	free(found);
	if (json)
		print_json(lessons);
	json_decref(lessons);
	progress_done(&p);
	return status == EXIT_DONE && n == 0 ? EXIT_REFUTED : status;
}

static bool take_json(void *self, int letter, const char *value)
{
	(void)letter;
	(void)value;
	return *(bool *)self = true;
}

int cmd_lessons(int argc, char **argv)
{
	static const struct option known[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	bool json = false;
	char *data;
	int status =
		options_read(argc, argv,
				  &(struct options){ known, print_usage, take_json, &json });

	if (status != OPTIONS_READ)
		return status;
	if (optind < argc) {
		message("lessons: it takes no arguments; `buddyscope run` runs a lesson");
		return EXIT_USAGE;
	}
	data = data_directory();
	if (!data) {
		message("lessons: there are none; BUDDYSCOPE_DATA names the directory above them");
		return EXIT_REFUTED;
	}
	status = list_lessons(data, json);
	free(data);
	return status;
}
