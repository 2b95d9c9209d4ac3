/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * layout.c - which pane goes where.
 *
 *	80x24                           120x40 and more
 *	request                         request                 | lesson, if one is read
 *	ladder      | free_area         ladder      | free_area
 *	            | watermark                     | watermark
 *	one of pcp, zonelist, events,   events      | pcp
 *	lesson                                      | zonelist
 *	status                          status
 *
 * Where that does not fit, one pane has it all. The last row is the status, or the typed line.
 */
#include <inttypes.h>
#include <string.h>

#include "app_inside.h"
#include "pane_traced.h"

enum { FULL_H = 36, FULL_W = 110, LEAST_H = 18, LEAST_W = 64 };

static pane_fn *const draw[NR_PANES] = {
	[PANE_REQUEST] = pane_request, [PANE_LADDER] = pane_ladder,
	[PANE_FREE_AREA] = pane_free_area, [PANE_WATERMARK] = pane_watermark,
	[PANE_PCP] = pane_pcp, [PANE_ZONELIST] = pane_zonelist,
	[PANE_EVENTS] = pane_events, [PANE_LESSON] = pane_lesson,
};

/* Of a trace without a state. */
static pane_fn *const draw_traced[NR_PANES] = {
	[PANE_REQUEST] = pane_request,         [PANE_LADDER] = pane_traced_steps,
	[PANE_FREE_AREA] = pane_traced_blocks, [PANE_WATERMARK] = pane_traced_counts,
	[PANE_PCP] = pane_traced_pcp,          [PANE_ZONELIST] = pane_traced_unknown,
	[PANE_EVENTS] = pane_events,           [PANE_LESSON] = pane_lesson,
};

static bool is_lower(enum pane p)
{
	return p == PANE_PCP || p == PANE_ZONELIST || p == PANE_EVENTS || p == PANE_LESSON;
}

static bool is_full(const struct app *a)
{
	return a->h >= FULL_H && a->w >= FULL_W;
}

static bool has_text(const struct app *a)
{
	return a->model && (*model_text(a->model) || model_has_more(a->model));
}

/* A rect of no room is a pane that is not shown. */
static void place_full(const struct app *a, struct rect room, struct rect at[NR_PANES])
{
	bool text = has_text(a);
	int lesson = text ? room.w * 3 / 10 : 0, w = room.w - lesson, left = w * 11 / 20;
	int top = 7, mid = (room.h - top) * 3 / 5, low = room.h - top - mid;
	int right = w - left, x = room.x + left, y = room.y + top;

	at[PANE_REQUEST] = (struct rect){ room.y, room.x, top, w };
	at[PANE_LADDER] = (struct rect){ y, room.x, mid, left };
	at[PANE_EVENTS] = (struct rect){ y + mid, room.x, low, left };
	at[PANE_FREE_AREA] = (struct rect){ y, x, mid - mid / 3, right };
	at[PANE_WATERMARK] = (struct rect){ y + mid - mid / 3, x, mid / 3, right };
	at[PANE_PCP] = (struct rect){ y + mid, x, low - low / 2, right };
	at[PANE_ZONELIST] = (struct rect){ y + mid + low - low / 2, x, low / 2, right };
	if (text)
		at[PANE_LESSON] = (struct rect){ room.y, room.x + w, room.h, lesson };
}

bool layout_beside(const struct app *a)
{
	const char *end = strchr(model_text(a->model), '\n');

	return a->lower == PANE_LESSON && model_reads(a->model) && a->focus != PANE_LESSON &&
	       model_at(a->model) < model_end(a->model) && !(end && end[1]);
}

enum pane layout_lower(const struct app *a)
{
	return layout_beside(a) ? a->beside : a->lower;
}

/* Before anything was asked for there is more to read than to look at. */
static bool only_reads(const struct app *a)
{
	return a->lower == PANE_LESSON && *model_text(a->model) && !model_end(a->model) &&
	       a->focus != PANE_REQUEST;
}

static int lower_rows(const struct app *a, int rows)
{
	bool steps = model_at(a->model) < model_end(a->model) && a->focus != PANE_LESSON;

	if (a->lower != PANE_LESSON || steps)
		return rows * 3 / 10;
	if (a->focus == PANE_LESSON && *model_text(a->model))
		return rows / 2 + 1;
	return model_has_more(a->model) || only_reads(a) ? rows * 2 / 5 : rows * 3 / 10;
}

static void place_usual(const struct app *a, struct rect room, struct rect at[NR_PANES])
{
	int top = only_reads(a) ? 0 : 4, low = lower_rows(a, room.h) + (top ? 0 : 4);
	int mid = room.h - top - low, left = room.w * 11 / 20;
	int marks = mid > 14 ? mid * 2 / 5 : mid / 2, y = room.y + top;

	at[PANE_REQUEST] = (struct rect){ room.y, room.x, top, room.w };
	at[PANE_LADDER] = (struct rect){ y, room.x, mid, left };
	at[PANE_FREE_AREA] = (struct rect){ y, room.x + left, mid - marks, room.w - left };
	at[PANE_WATERMARK] = (struct rect){ y + mid - marks, room.x + left, marks,
					    room.w - left };
	at[layout_lower(a)] = (struct rect){ y + mid, room.x, low, room.w };
}

static void place(struct app *a, struct rect room, struct rect at[NR_PANES])
{
	memset(at, 0, NR_PANES * sizeof *at);
	if (is_full(a))
		place_full(a, room, at);
	else if (a->h >= LEAST_H && a->w >= LEAST_W)
		place_usual(a, room, at);
	if (!at[a->focus].h && is_lower(a->focus) && at[layout_lower(a)].h && !is_full(a)) {
		at[a->focus] = at[layout_lower(a)];
		at[layout_lower(a)].h = 0;
	}
	if (!at[a->focus].h) {
		memset(at, 0, NR_PANES * sizeof *at);
		at[a->focus] = room;
	}
}

enum pane layout_next(const struct app *a, enum pane from, int step)
{
	int p = from;

	do {
		p = (p + step + NR_PANES) % NR_PANES;
		if (is_full(a) && p == PANE_LESSON && !has_text(a))
			continue;
		if (a->h < LEAST_H || a->w < LEAST_W || is_full(a) ||
		    !is_lower((enum pane)p) || p == (int)a->lower ||
		    p == (int)layout_lower(a))
			break;
	} while (p != (int)from);
	return (enum pane)p;
}

struct rect layout_room(const struct app *a)
{
	return (struct rect){ 0, 0, a->h > 1 ? a->h - 1 : 1, a->w };
}

/* ---- the last row ---- */

/* The part of the line around the cursor that fits; the cursor's column in *x. */
static const char *visible_part(const struct prompt_look *l, int room, int *x)
{
	const char *from = l->line;
	char before[1024];

	for (;;) {
		size_t n = (size_t)(l->line + l->cursor - from);

		if (n >= sizeof before) {
			from++;
			continue;
		}
		memcpy(before, from, n);
		before[n] = '\0';
		*x = text_width(before);
		if (*x < room || !n)
			return from;
		do
			from++;
		while ((*from & 0xc0) == 0x80);
	}
}

static void draw_prompt(struct app *a, int y)
{
	struct prompt_look l = prompt_look();
	struct rect clip = { y, 0, 1, a->w };
	int x = canvas_text(a->canvas, clip, y, 0, STYLE_TITLE, l.label), column = 0;
	const char *part;

	if (x >= a->w)
		x = 0;
	part = visible_part(&l, a->w - x, &column);
	canvas_fill(a->canvas, (struct rect){ y, x, 1, a->w - x }, STYLE_PLAIN, " ", ' ');
	canvas_text(a->canvas, clip, y, x, STYLE_PLAIN, part);
	a->canvas->cursor_y = y;
	a->canvas->cursor_x = x + column < a->w ? x + column : a->w - 1;
	if (*l.offers && y > 0) {
		canvas_fill(a->canvas, (struct rect){ y - 1, 0, 1, a->w }, STYLE_PLAIN, " ", ' ');
		canvas_text(a->canvas, (struct rect){ y - 1, 0, 1, a->w }, y - 1, 0, STYLE_DIM,
			    l.offers);
	}
}

static void draw_last_row(struct app *a, const struct view *v)
{
	struct rect at = { a->h - 1, 0, 1, a->w };

	if (prompt_is_open() && a->asking != ASKING_NOTHING)
		draw_prompt(a, a->h - 1);
	else if (a->h < 2)
		return;
	else if (v && v->seen)
		draw_status(a->canvas, at, v);
	else if (a->notice[0])
		canvas_text(a->canvas, at, at.y, 0, STYLE_TITLE, a->notice);
	else
		canvas_text(a->canvas, at, at.y, 0, STYLE_KEY,
			    !v                       ? "Enter open  : type  ? help  q quit"
			       : model_has_more(a->model) ? "Enter go on  j k scroll  q quit"
							  : ": type a statement  ? help  q quit");
}

void layout_draw_busy(struct app *a, uint64_t events)
{
	struct rect at = { a->h - 1, 0, 1, a->w };
	char text[100];

	snprintf(text, sizeof text, "%" PRIu64 " events so far  Ctrl-C stops", events);
	canvas_fill(a->canvas, at, STYLE_PLAIN, " ", ' ');
	canvas_text(a->canvas, at, at.y, 0, STYLE_TITLE, text);
	a->canvas->cursor_y = at.y;
	a->canvas->cursor_x = 0;
}

/* ---- all of it ---- */

/* A question is part of the lesson's text: it waits there for its number. */
static const char *with_question(struct app *a, struct view *v, char *text, size_t size)
{
	const struct question *q = model_question(a->model);
	size_t n;

	if (!q)
		return v->lesson;
	n = (size_t)snprintf(text, size, "%s\n%s\n", v->lesson ? v->lesson : "", q->text);
	for (unsigned i = 0; i < q->nr_choices && n < size; i++)
		n += (size_t)snprintf(text + n, size - n, "  %c  %s\n", 'a' + (int)i, q->choice[i]);
	if (n < size)
		snprintf(text + n, size - n, "Press the letter of your answer.\n");
	v->block = NULL;
	return text;
}

/* An exercise stays above what statements answer, with how far it is once that can be seen. */
static const char *with_exercise(struct app *a, struct view *v, char *text, size_t size)
{
	const struct exercise_info *x = model_exercise(a->model);
	char seen[200], far[260] = "";

	model_exercise_seen(a->model, seen, sizeof seen);
	if (v->at == v->end && model_exercise_state(a->model) == EXERCISE_SOLVED)
		snprintf(far, sizeof far, "Solved. Enter goes on.\n");
	else if (v->at == v->end && model_exercise_missed(a->model, seen, sizeof seen))
		snprintf(far, sizeof far, "Missed: %s\n:again goes back to its beginning.\n", seen);
	else if (v->at == v->end)
		snprintf(far, sizeof far, "Not yet: %s\n", seen);
	snprintf(text, size, "# Exercise\n%s\n%s\n%s", x->task, far, v->lesson ? v->lesson : "");
	v->block = NULL;
	return text;
}

static const char *exercise_hint(struct app *a, const struct view *v)
{
	if (v->at < v->end)
		return "s steps, Enter goes to the end";
	return model_exercise_state(a->model) == EXERCISE_OPEN ?
		       ": types a request  :hint  :goal  :show" :
		       "Enter goes on with the lesson";
}

/* What to press next, where a lesson waits. */
static const char *hint(struct app *a, const struct view *v)
{
	if (model_question(a->model))
		return "press the letter of your answer";
	if (model_exercise(a->model))
		return exercise_hint(a, v);
	if (model_reads(a->model) && !model_has_more(a->model))
		return a->focus != PANE_LESSON ? "end of the lesson  M menu  ? help  q quit" :
		       a->unread > 0           ? "Enter reads on  j k scroll  M menu  q quit" :
						 "end of the lesson  j k scroll  M menu  q quit";
	if (!model_has_more(a->model))
		return NULL;
	if (v->at < v->end)
		return "s steps, Enter goes to the end";
	return a->focus == PANE_LESSON ? "Enter reads on  j k scroll  ? help  q quit" :
					 "Enter goes on  ? help  q quit";
}

/* Of watched numbers, as "DMA32.free 38897". */
static void draw_displays(const struct app *a, const struct view *v, char *text, size_t size)
{
	size_t n = 0;
	int64_t value;

	text[0] = '\0';
	for (size_t i = 0; i < a->nr_displays && n < size; i++)
		if (number_value(v->seen, a->display[i], &value))
			n += (size_t)snprintf(text + n, size - n, "%s%s %lld", n ? "  " : "",
					      a->display[i], (long long)value);
}

static void draw_session(struct app *a)
{
	struct rect at[NR_PANES], room = layout_room(a);
	struct view v;
	char text[16384], displays[200] = "";

	model_view(a->model, &v);
	v.zone = a->zone;
	v.stepped = a->stepped;
	v.lesson = (model_exercise(a->model) ? with_exercise : with_question)(a, &v, text,
									  sizeof text);
	if (v.seen)
		draw_displays(a, &v, displays, sizeof displays);
	a->unread = 0;
	place(a, room, at);
	if (!v.seen) {
		memset(at, 0, sizeof at);
		at[PANE_LESSON] = room;
	}
	for (int p = 0; p < NR_PANES; p++) {
		struct pane_state s = a->pane[p];

		s.focused = p == (int)a->focus;
		s.filter = p == PANE_EVENTS ? a->filter : NULL;
		s.scrolled = &a->pane[p].scroll;
		s.below = p == PANE_LESSON ? &a->unread : NULL;
		s.page = p == PANE_LESSON ? &a->page : NULL;
		a->at[p] = at[p];
		if (at[p].h > 0 && at[p].w > 0)
			(v.traced ? draw_traced : draw)[p](a->canvas, at[p], &v, &s);
	}
	v.notice = a->notice[0] ? a->notice : displays[0] ? displays : hint(a, &v);
	draw_last_row(a, &v);
}

void layout_draw(struct app *a)
{
	struct rect room = layout_room(a);

	if (a->model) {
		draw_session(a);
	} else {
		menu_draw(a->menu, a->canvas, room, a->menu_row);
		draw_last_row(a, NULL);
	}
	if (a->overlay.text)
		overlay_draw(a, room);
}
