/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * moves.c - the cursor's ways: by verbs, by what is searched for, to breakpoints.
 */
#include <inttypes.h>
#include <string.h>

#include "app_inside.h"
#include "core/words.h"

/* ---- moving ---- */

/* What the cursor went over counts as one step, if it is all of this request. */
void moves_done(struct app *a, uint64_t before)
{
	uint64_t at = model_at(a->model);
	struct view v;

	a->stepped = 0;
	if (at > before + 1) {
		model_view(a->model, &v);
		a->stepped = at - before <= v.request.n ? (size_t)(at - before) : 0;
	}
	if (a->focus == PANE_LESSON && at != before)
		a->focus = PANE_LADDER;
	for (int i = 0; i < NR_PANES; i++)
		if (i != PANE_LESSON)
			a->pane[i].scroll = a->pane[i].row = 0;
}

/* What leads on from the last event there is. */
const char *moves_way_on(const struct app *a)
{
	if (model_question(a->model))
		return "a question waits: press the letter of your answer";
	if (model_exercise(a->model) && model_exercise_state(a->model) == EXERCISE_OPEN)
		return "the exercise waits: : types a request, :hint helps";
	if (model_lesson_waits(a->model))
		return model_end(a->model) ? "all of this is seen; Enter goes on with the lesson" :
					     "nothing to step through yet; Enter goes on";
	if (model_reads(a->model))
		return "end of the lesson; M goes to the menu, : asks for more";
	if (model_at(a->model))
		return "this is the end; : asks for more";
	return model_has_machine(a->model) ? "nothing was asked for yet; : types a request" :
					     "there is no machine yet; : types a statement";
}

void moves_end(struct app *a, bool back)
{
	if (!a->notice[0])
		app_say(a, "%s", back ? "this is the beginning" : moves_way_on(a));
}

void moves_by(struct app *a, bool (*verb)(struct tape *t), bool back)
{
	unsigned n = a->count ? a->count : 1;
	uint64_t before = model_at(a->model);

	while (n-- && model_move(a->model, verb))
		;
	if (model_at(a->model) == before)
		moves_end(a, back);
	moves_done(a, before);
}

bool move_is_request(void *self, const struct event *e, const struct world *w)
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

/* rmqueue() came to the end of its ladder: the zone is left, although no check refused it. */
static bool gave_nothing(const struct kernel *k, const struct event *e)
{
	return rung_ladder(e->rung) == LADDER_RMQUEUE && e->verdict == NEXT_CHECK &&
	       !k->ladder[LADDER_RMQUEUE][rung_row(e->rung) + 1].name;
}

static bool is_refusal(void *self, const struct event *e, const struct world *w)
{
	const struct view *v = self;

	(void)w;
	return e->kind == EVENT_CHECK && (check_refused(e) || gave_nothing(v->kernel, e));
}

bool move_is_split(void *self, const struct event *e, const struct world *w)
{
	(void)self;
	(void)w;
	return e->kind == EVENT_SPLIT;
}

/* To the next such event; where there is none the cursor stays. */
bool moves_find(struct app *a, bool back, tape_predicate *wanted, void *self, const char *what)
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
	moves_done(a, before);
	a->stepped = 0;
	return true;
}

void moves_to_refusal(struct app *a, bool back)
{
	struct view v;

	model_view(a->model, &v);
	if (!moves_find(a, back, is_refusal, &v, "refusal"))
		return;
	model_view(a->model, &v);
	if (v.here && gave_nothing(v.kernel, v.here))
		app_say(a, "no block for it was found here, so the zone is left");
}

/* From the first event of a request, which nothing encloses, to its last. */
void moves_finish(struct app *a, bool back)
{
	struct view v;
	uint64_t before = model_at(a->model);

	model_view(a->model, &v);
	if (v.here && v.here->depth) {
		moves_by(a, back ? tape_back_out : tape_out, back);
		return;
	}
	if (!model_find(a->model, back, back ? move_is_request : is_result, NULL))
		moves_end(a, back);
	moves_done(a, before);
}

static bool earlier(void *self, uint64_t back, struct event *e)
{
	return model_earlier(self, back, e);
}

void moves_run(struct app *a, bool back)
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
		moves_end(a, back);
	moves_done(a, before);
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
	moves_done(a, before);
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
	return moves_find(a, back, holds_text, &h, a->search);
}
