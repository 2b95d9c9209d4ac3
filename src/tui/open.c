/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * open.c - a session is opened by what its file is called, and recorded if it runs live.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app_inside.h"
#include "core/synthesised.h"
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
	if (ends_with(path, ".db"))
		return model_open_recording(a->model, path, a->session, d, machine_failed);
	if (ends_with(path, ".md"))
		return model_open_lesson(a->model, path, d, machine_failed);
	*machine_failed = false;
	if (!*path)             /* nothing yet: statements will make a machine */
		return true;
	if (a->o.is_trace && a->o.trace && a->o.is_trace(path))
		return model_open_trace(a->model, path, d, machine_failed);
	return model_open_state(a->model, path, d);
}

/* The screen may have begun to ask only after this was opened. */
static bool stop(void *self, uint64_t events)
{
	struct app *a = self;

	return a->stop && a->stop(a->stop_self, events);
}

static bool begin_model(struct app *a, const char *path)
{
	struct model_options o = { .load = a->o.load, .save = a->o.save, .self = a->o.self,
				   .reported = a->o.reported,
				   .is_trace = a->o.is_trace, .trace = a->o.trace,
				   .data_directory = a->o.data_directory, .seed = a->o.seed,
				   .recorder = begin_record, .recorder_self = a,
				   .record_at_once = a->o.record != NULL,
				   .learnt = a->o.learnt,
				   .learnt_self = a->o.learnt_self,
				   .stop = stop, .stop_self = a };

	a->title = strdup(path);
	o.source = a->title;
	a->model = a->title ? model_new(&o) : NULL;
	return a->model != NULL;
}

/* What is open, put aside while something else is tried. */
struct opened {
	struct model *model;
	struct record *record;
	char *title;
};

static struct opened put_aside(struct app *a)
{
	struct opened was = { a->model, a->record, a->title };

	a->model = NULL;
	a->record = NULL;
	a->title = NULL;
	return was;
}

static void take_back(struct app *a, struct opened was)
{
	char *record = a->record && !a->o.record ? strdup(record_path(a->record)) : NULL;

	app_close(a);
	if (record)
		remove(record);
	free(record);
	a->model = was.model;
	a->record = was.record;
	a->title = was.title;
}

static void close_aside(struct app *a, struct opened was)
{
	struct opened now = put_aside(a);

	a->model = was.model;
	a->record = was.record;
	a->title = was.title;
	app_close(a);
	a->model = now.model;
	a->record = now.record;
	a->title = now.title;
}

/* Nothing of the way in which the last one was looked at. */
static void look_anew(struct app *a)
{
	bool text = *model_text(a->model);

	a->lower = text ? PANE_LESSON : PANE_EVENTS;
	a->focus = model_reads(a->model) ? PANE_LESSON : PANE_LADDER;
	a->breaks.n = a->nr_displays = 0;
	a->filter[0] = a->search[0] = '\0';
	a->zone = NO_ZONE;
	a->stepped = 0;
	for (int i = 0; i < NR_PANES; i++)
		a->pane[i].scroll = a->pane[i].row = 0;
}

/* A machine that was made of a text: what of it the text did not tell. */
static void say_synthesised(struct app *a)
{
	char words[200];
	struct view v;

	if (!model_has_machine(a->model) || a->notice[0])
		return;
	model_view(a->model, &v);
	if (world_is_unknown(v.seen)) {
		app_say(a, "a trace alone: what is shown is as in the trace%s",
			v.seen->setting[SET_SYNTHESISED] & SYNTHESISED_PARTIAL ? ", a part of it" :
										 "");
		return;
	}
	synthesised_words(v.seen->setting[SET_SYNTHESISED], words, sizeof words);
	if (*words)
		app_say(a, "synthesised: %s", words);
}

static bool open_session(struct app *a, const char *path, bool follow, struct diag *d,
			 bool *machine_failed)
{
	struct opened was;

	if (a->o.record)                /* one file cannot hold both */
		app_close(a);
	was = put_aside(a);
	a->notice[0] = '\0';
	*machine_failed = true;
	*d = (struct diag){ .file = path };
	if (!begin_model(a, path)) {
		diag_set(d, path, 0, 0, "out of memory");
		take_back(a, was);
		return false;
	}
	if (!open_model(a, path, d, machine_failed)) {
		if (d->file == a->title)
			d->file = path;
		take_back(a, was);
		return false;
	}
	close_aside(a, was);
	a->follow = follow;
	a->playing = false;
	look_anew(a);
	model_recording_words(a->model, a->notice, sizeof a->notice);
	if (follow)
		model_seek(a->model, model_end(a->model));
	if (!ends_with(path, ".md"))
		say_synthesised(a);
	return true;
}

bool app_open(struct app *a, const char *path, bool follow, struct diag *d, bool *machine_failed)
{
	a->session = follow ? 0 : 1;
	return open_session(a, path, follow, d, machine_failed);
}

bool app_open_session(struct app *a, size_t session, struct diag *d)
{
	char *path = a->title ? strdup(a->title) : NULL;
	bool machine_failed, ok;

	*d = (struct diag){ .file = NULL };
	a->session = session;
	ok = path && open_session(a, path, false, d, &machine_failed);
	free(path);
	return ok;
}
