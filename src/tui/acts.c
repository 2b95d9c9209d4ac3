/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * acts.c - what each action does to the session that is open.
 */
#include <string.h>

#include "app_inside.h"

enum { PACE_FASTEST = 20, PACE_SLOWEST = 5000 };
enum { TO_THE_END = 1 << 20 };         /* rows: more than any text has; drawing brings it back */

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
	enum pane next = after[layout_lower(a)];

	if (layout_beside(a))
		a->beside = next;
	else
		a->lower = a->focus = next;
}

/* ---- asking ---- */

static void ask(struct app *a, enum asking what, const char *label, bool complete)
{
	struct prompt_options o = { .label = label, .history = what == ASKING_COMMAND,
				    .complete = complete ? app_complete : NULL, .self = a };

	a->asking = what;
	prompt_begin(&o);
}

void app_filter(struct app *a, const char *text)
{
	if (snprintf(a->filter, sizeof a->filter, "%s", text) >= (int)sizeof a->filter) {
		a->filter[0] = '\0';
		app_say(a, "that is too long to look for");
		return;
	}
	a->pane[PANE_EVENTS].scroll = 0;
	if (a->lower != PANE_LESSON || *text)
		a->lower = a->focus = PANE_EVENTS;
	if (!*text)
		app_say(a, "all events are listed");
}

/*
 * In a lesson: to the prose where there is some to read, to the checks where there are steps. A
 * question stands below what was printed before it, and has to be seen whole.
 */
void app_turn_to(struct app *a)
{
	a->pane[PANE_LESSON].scroll = model_question(a->model) ? TO_THE_END : 0;
	if (!model_reads(a->model))
		return;
	a->lower = PANE_LESSON;
	a->focus = model_at(a->model) < model_end(a->model) ? PANE_LADDER : PANE_LESSON;
}

static void go_on(struct app *a)
{
	struct diag d;
	uint64_t before = model_at(a->model);
	bool more = model_has_more(a->model);
	int scroll = a->pane[PANE_LESSON].scroll;

	if (a->focus == PANE_LESSON && a->unread > 0) {
		a->pane[PANE_LESSON].scroll += a->page > 1 ? a->page - 1 : 1;
		return;
	}
	if (!model_enter(a->model, &d) && d.message[0])
		app_say(a, "%s", d.message);
	moves_done(a, before);
	a->stepped = 0;
	app_turn_to(a);
	if (model_at(a->model) != before || more)
		return;
	a->pane[PANE_LESSON].scroll = scroll;
	moves_end(a, false);
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
		moves_by(a, tape_into, false);
		return true;
	case ACTION_NEXT:
		moves_by(a, tape_over, false);
		return true;
	case ACTION_FINISH:
	case ACTION_BACK_FINISH:
		moves_finish(a, action == ACTION_BACK_FINISH);
		return true;
	case ACTION_CONTINUE:
	case ACTION_BACK_CONTINUE:
		moves_run(a, action == ACTION_BACK_CONTINUE);
		return true;
	case ACTION_BACK_STEP:
		moves_by(a, tape_back_into, true);
		return true;
	case ACTION_BACK_NEXT:
		moves_by(a, tape_back_over, true);
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
		moves_find(a, action == ACTION_BACK_REQUEST, move_is_request, NULL, "request");
		return true;
	case ACTION_SKIP:
	case ACTION_BACK_SKIP:
		moves_to_refusal(a, action == ACTION_BACK_SKIP);
		return true;
	case ACTION_SPLIT:
	case ACTION_BACK_SPLIT:
		moves_find(a, action == ACTION_BACK_SPLIT, move_is_split, NULL, "split");
		return true;
	case ACTION_HIT:
	case ACTION_BACK_HIT:
		app_search(a, action == ACTION_BACK_HIT);
		return true;
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
	case ACTION_FILTER:
		ask(a, ASKING_FILTER, "&", false);
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
	case ACTION_MENU:
		a->to_menu = a->model != NULL;
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
