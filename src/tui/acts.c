/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * acts.c - what each action does to the session that is open.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "app_inside.h"
#include "core/words.h"

enum { PACE_FASTEST = 20, PACE_SLOWEST = 5000 };

/* ---- moving ---- */

/* What the cursor went over counts as one step, if it is all of this request. */
static void moved(struct app *a, uint64_t before)
{
	uint64_t at = model_at(a->model);
	struct view v;

	a->stepped = 0;
	if (at > before + 1) {
		model_view(a->model, &v);
		a->stepped = at - before <= v.request.n ? (size_t)(at - before) : 0;
	}
	for (int i = 0; i < NR_PANES; i++)
		if (i != PANE_LESSON)
			a->pane[i].scroll = a->pane[i].row = 0;
}

static void say_end(struct app *a, bool back)
{
	if (!a->notice[0])
		app_say(a, back ? "this is the beginning" : "this is the end; : asks for more");
}

static void move(struct app *a, bool (*verb)(struct tape *t), bool back)
{
	unsigned n = a->count ? a->count : 1;
	uint64_t before = model_at(a->model);

	while (n-- && model_move(a->model, verb))
		;
	if (model_at(a->model) == before)
		say_end(a, back);
	moved(a, before);
}

static bool is_request(void *self, const struct event *e, const struct world *w)
{
	(void)self;
	(void)w;
	return e->kind == EVENT_REQUEST;
}

static bool is_result(void *self, const struct event *e, const struct world *w)
{
	(void)self;
	(void)w;
	return e->kind == EVENT_RESULT;
}

static bool is_skip(void *self, const struct event *e, const struct world *w)
{
	(void)self;
	(void)w;
	return e->kind == EVENT_CHECK && check_refused(e);
}

static bool is_split(void *self, const struct event *e, const struct world *w)
{
	(void)self;
	(void)w;
	return e->kind == EVENT_SPLIT;
}

/* To the next such event; where there is none the cursor stays. */
static bool find(struct app *a, bool back, tape_predicate *wanted, void *self, const char *what)
{
	uint64_t before = model_at(a->model);
	unsigned n = a->count ? a->count : 1;
	bool found = true;

	while (n-- && (found = model_find(a->model, back, wanted, self)))
		;
	if (!found) {
		model_seek(a->model, before);
		app_say(a, "no %s %s", what, back ? "before this" : "from here on");
		return false;
	}
	moved(a, before);
	a->stepped = 0;
	return true;
}

/* From the first event of a request, which nothing encloses, to its last. */
static void finish(struct app *a, bool back)
{
	struct view v;
	uint64_t before = model_at(a->model);

	model_view(a->model, &v);
	if (v.here && v.here->depth) {
		move(a, back ? tape_back_out : tape_out, back);
		return;
	}
	if (!model_find(a->model, back, back ? is_request : is_result, NULL))
		say_end(a, back);
	moved(a, before);
}

static bool earlier(void *self, uint64_t back, struct event *e)
{
	return model_earlier(self, back, e);
}

static void run_on(struct app *a, bool back)
{
	uint64_t before = model_at(a->model);
	struct view v;

	model_view(a->model, &v);
	if (!v.seen)
		return;
	a->breaks.kernel = v.kernel;
	a->breaks.earlier = earlier;
	a->breaks.self = a->model;
	breaks_note(&a->breaks, v.seen);
	if (!a->breaks.n)
		model_seek(a->model, back ? 0 : model_end(a->model));
	else if (model_find(a->model, back, breaks_hit, &a->breaks))
		app_say(a, "breakpoint %zu: %s", a->breaks.hit + 1,
			a->breaks.b[a->breaks.hit].text);
	if (model_at(a->model) == before)
		say_end(a, back);
	moved(a, before);
}

bool app_goto(struct app *a, uint64_t place)
{
	uint64_t end = model_end(a->model), before = model_at(a->model);

	if (place > end) {
		app_say(a, "there are %" PRIu64 " events", end);
		return false;
	}
	if (!model_seek(a->model, place))
		return false;
	moved(a, before);
	a->stepped = 0;
	return true;
}

/* ---- searching ---- */

struct hunt {
	struct speaker speaker;
	const char *text;
};

static bool holds_text(void *self, const struct event *e, const struct world *w)
{
	const struct hunt *h = self;
	char words[WORDS_MAX];

	(void)w;
	if (strcasestr(event_info[e->kind].name, h->text) ||
	    (e->kind == EVENT_CHECK && strcasestr(rung_name(h->speaker.kernel, e->rung), h->text)))
		return true;
	event_words(&h->speaker, e, words, sizeof words);
	return strcasestr(words, h->text) != NULL;
}

bool app_search(struct app *a, bool back)
{
	struct hunt h = { .text = a->search };
	struct view v;

	model_view(a->model, &v);
	if (!a->search[0] || !v.seen) {
		app_say(a, "nothing to search for: type / and a text");
		return false;
	}
	h.speaker = (struct speaker){ v.kernel, v.seen };
	return find(a, back, holds_text, &h, a->search);
}

/* ---- branches ---- */

bool app_branch(struct app *a, const char *name)
{
	struct tree *t = model_tree(a->model);
	size_t b = t ? tree_find(t, name) : 0;

	if (!t || b == tree_branches(t)) {
		app_say(a, "there is no branch %.40s; `branch` lists them", name);
		return false;
	}
	if (!model_choose(a->model, b)) {
		app_say(a, "cannot go back to where this branch parts");
		return false;
	}
	app_say(a, "branch %s, where it parts from what was seen", name);
	return true;
}

/* ---- panes ---- */

static void scroll(struct app *a, int rows)
{
	struct pane_state *s = &a->pane[a->focus];

	s->scroll += rows;
	if (a->focus == PANE_LESSON && s->scroll < 0)
		s->scroll = 0;
	if (s->scroll < -100000 || s->scroll > 100000)
		s->scroll = 0;
}

static void next_zone(struct app *a, int step)
{
	struct view v;
	int n, z;

	model_view(a->model, &v);
	if (!v.seen)
		return;
	n = (int)world_nr_zones(v.seen);
	z = a->zone == NO_ZONE ? (step > 0 ? -1 : n) : a->zone;
	do
		z += step;
	while (z >= 0 && z < n && !zone_populated(&v.seen->zone[z]));
	a->zone = z >= 0 && z < n ? (zid_t)z : NO_ZONE;
	if (a->zone == NO_ZONE)
		app_say(a, "the zone of the last event");
}

static void next_lower(struct app *a)
{
	static const enum pane after[NR_PANES] = {
		[PANE_EVENTS] = PANE_PCP, [PANE_PCP] = PANE_ZONELIST,
		[PANE_ZONELIST] = PANE_LESSON, [PANE_LESSON] = PANE_EVENTS,
	};

	a->lower = after[a->lower];
	a->focus = a->lower;
}

/* ---- asking ---- */

static void ask(struct app *a, enum asking what, const char *label, bool complete)
{
	struct prompt_options o = { .label = label, .history = what == ASKING_COMMAND,
				    .complete = complete ? app_complete : NULL, .self = a };

	a->asking = what;
	prompt_begin(&o);
}

/* In a lesson: to the prose where there is some to read, to the checks where there are steps. */
void app_turn_to(struct app *a)
{
	if (a->lower != PANE_LESSON || !model_has_more(a->model))
		return;
	a->focus = model_at(a->model) < model_end(a->model) ? PANE_LADDER : PANE_LESSON;
	a->pane[PANE_LESSON].scroll = 0;
}

static void go_on(struct app *a)
{
	struct diag d;
	uint64_t before = model_at(a->model);

	if (!model_enter(a->model, &d) && d.message[0])
		app_say(a, "%s", d.message);
	moved(a, before);
	a->stepped = 0;
	app_turn_to(a);
	if (model_at(a->model) == before && !model_has_more(a->model) && !a->notice[0])
		app_say(a, "this is the end; : asks for more");
}

/* Quits what is open, one thing at a time: the session goes back to the menu by Escape. */
static void cancel(struct app *a)
{
	a->count = 0;
	a->playing = false;
	a->zone = NO_ZONE;
}

static void pace(struct app *a, bool faster)
{
	a->pace = faster ? a->pace / 2 : a->pace * 2;
	if (a->pace < PACE_FASTEST)
		a->pace = PACE_FASTEST;
	if (a->pace > PACE_SLOWEST)
		a->pace = PACE_SLOWEST;
	app_say(a, "%d ms a step", a->pace);
}

/* ---- all of them ---- */

static bool act_move(struct app *a, enum action action)
{
	switch (action) {
	case ACTION_STEP:
		move(a, tape_into, false);
		return true;
	case ACTION_NEXT:
		move(a, tape_over, false);
		return true;
	case ACTION_FINISH:
	case ACTION_BACK_FINISH:
		finish(a, action == ACTION_BACK_FINISH);
		return true;
	case ACTION_CONTINUE:
	case ACTION_BACK_CONTINUE:
		run_on(a, action == ACTION_BACK_CONTINUE);
		return true;
	case ACTION_BACK_STEP:
		move(a, tape_back_into, true);
		return true;
	case ACTION_BACK_NEXT:
		move(a, tape_back_over, true);
		return true;
	case ACTION_START:
		app_goto(a, 0);
		return true;
	case ACTION_GOTO:
		app_goto(a, a->count ? a->count : model_end(a->model));
		return true;
	default:
		return false;
	}
}

static bool act_jump(struct app *a, enum action action)
{
	switch (action) {
	case ACTION_REQUEST:
	case ACTION_BACK_REQUEST:
		return find(a, action == ACTION_BACK_REQUEST, is_request, NULL, "request") || true;
	case ACTION_SKIP:
	case ACTION_BACK_SKIP:
		return find(a, action == ACTION_BACK_SKIP, is_skip, NULL, "refusal") || true;
	case ACTION_SPLIT:
	case ACTION_BACK_SPLIT:
		return find(a, action == ACTION_BACK_SPLIT, is_split, NULL, "split") || true;
	case ACTION_HIT:
	case ACTION_BACK_HIT:
		return app_search(a, action == ACTION_BACK_HIT) || true;
	default:
		return false;
	}
}

static bool act_look(struct app *a, enum action action)
{
	switch (action) {
	case ACTION_WHY:
		overlay_why(a);
		return true;
	case ACTION_BRANCHES:
		overlay_branches(a);
		return true;
	case ACTION_FOCUS:
	case ACTION_BACK_FOCUS:
		a->focus = layout_next(a, a->focus, action == ACTION_FOCUS ? 1 : -1);
		return true;
	case ACTION_LOWER:
		next_lower(a);
		return true;
	case ACTION_ZONE:
	case ACTION_BACK_ZONE:
		next_zone(a, action == ACTION_ZONE ? 1 : -1);
		return true;
	case ACTION_UP:
	case ACTION_DOWN:
		scroll(a, action == ACTION_DOWN ? 1 : -1);
		return true;
	case ACTION_PAGE_UP:
	case ACTION_PAGE_DOWN:
		scroll(a, action == ACTION_PAGE_DOWN ? a->h / 3 + 1 : -(a->h / 3 + 1));
		return true;
	default:
		return false;
	}
}

static void act_rest(struct app *a, enum action action)
{
	switch (action) {
	case ACTION_ENTER:
		go_on(a);
		break;
	case ACTION_PLAY:
		a->playing = !a->playing;
		a->waited = 0;
		break;
	case ACTION_FASTER:
	case ACTION_SLOWER:
		pace(a, action == ACTION_FASTER);
		break;
	case ACTION_SEARCH:
		ask(a, ASKING_SEARCH, "/", false);
		break;
	case ACTION_BREAK:
		ask(a, ASKING_BREAK, "break ", true);
		break;
	case ACTION_CANCEL:
		cancel(a);
		break;
	default:
		break;
	}
}

void app_act(struct app *a, enum action action)
{
	const char *trouble;

	switch (action) {
	case ACTION_COMMAND:
		ask(a, ASKING_COMMAND, ":", true);
		return;
	case ACTION_HELP:
		overlay_help(a);
		return;
	case ACTION_REDRAW:
		a->redraw = true;
		return;
	case ACTION_QUIT:
		a->quits = true;
		return;
	default:
		break;
	}
	if (!a->model)
		return;
	if (!act_move(a, action) && !act_jump(a, action) && !act_look(a, action))
		act_rest(a, action);
	trouble = model_trouble(a->model);
	if (trouble)
		app_say(a, "%s", trouble);
}
