/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * open.c - a session is opened by what its file is called, and recorded if it runs live.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app_inside.h"
#include "record/place.h"

/* The recording that was made is complete only when this worked. */
void app_close(struct app *a)
{
	struct diag d;

	model_free(a->model);
	a->model = NULL;
	if (a->record && !record_close(a->record, &d))
		app_say(a, "the recording is not complete: %s", d.message);
	a->record = NULL;
	free(a->title);
	a->title = NULL;
	a->follow = a->playing = false;
}

static bool ends_with(const char *path, const char *end)
{
	size_t n = strlen(path), m = strlen(end);

	return n >= m && strcmp(path + n - m, end) == 0;
}

/* "01-first-page" of "lessons/01-first-page.md". */
static void stem_of(const char *path, char *stem, size_t size)
{
	const char *slash = strrchr(path, '/');

	snprintf(stem, size, "%s", slash ? slash + 1 : path);
	stem[strcspn(stem, ".")] = '\0';
}

/* A run is recorded unless somebody said no; that it cannot be is one notice. */
static struct record *begin_record(void *self)
{
	struct app *a = self;
	char usual[4096], stem[80];
	const char *where = a->o.record;
	struct diag d = { .file = NULL };

	if (a->o.no_record)
		return NULL;
	stem_of(a->title, stem, sizeof stem);
	if (!where && record_default_path(stem, usual, sizeof usual, &d))
		where = usual;
	if (where)
		a->record = record_create(where, &d);
	if (!a->record)
		app_say(a, "not recorded: %s", d.message);
	return a->record;
}

static bool open_model(struct app *a, const char *path, struct diag *d, bool *machine_failed)
{
	struct stat st;

	if (ends_with(path, ".db"))
		return model_open_recording(a->model, path, d, machine_failed);
	if (ends_with(path, ".md"))
		return model_open_lesson(a->model, path, d, machine_failed);
	*machine_failed = false;
	if (!*path)             /* nothing yet: statements will make a machine */
		return true;
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
		diag_set(d, path, 0, 0, "a directory; a lesson, a recording or a state is needed");
		return false;
	}
	return model_open_state(a->model, path, d);
}

static bool begin_model(struct app *a, const char *path)
{
	struct model_options o = { .load = a->o.load, .self = a->o.self,
				   .data_directory = a->o.data_directory,
				   .recorder = begin_record, .recorder_self = a,
				   .record_at_once = a->o.record != NULL };

	a->title = strdup(path);
	o.source = a->title;
	a->model = a->title ? model_new(&o) : NULL;
	return a->model != NULL;
}

bool app_open(struct app *a, const char *path, bool follow, struct diag *d, bool *machine_failed)
{
	app_close(a);
	a->notice[0] = '\0';
	a->breaks.n = a->nr_displays = 0;
	*machine_failed = true;
	if (!begin_model(a, path)) {
		diag_set(d, path, 0, 0, "out of memory");
		app_close(a);
		return false;
	}
	if (!open_model(a, path, d, machine_failed)) {
		char *record = a->record && !a->o.record ? strdup(record_path(a->record)) : NULL;

		if (d->file == a->title)
			d->file = path;
		app_close(a);
		if (record)
			remove(record);
		free(record);
		return false;
	}
	a->follow = follow;
	a->lower = *model_text(a->model) ? PANE_LESSON : PANE_EVENTS;
	a->focus = ends_with(path, ".md") ? PANE_LESSON : PANE_LADDER;
	if (follow)
		model_seek(a->model, model_end(a->model));
	return true;
}
