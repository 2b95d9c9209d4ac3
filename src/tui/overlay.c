/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * overlay.c - texts over the panes: help from the table of keys, a step in sentences, lists.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app_inside.h"
#include "core/words.h"
#include "tui/grapheme.h"
#include "tui/why.h"

void overlay_close(struct app *a)
{
	free(a->overlay.text);
	a->overlay = (struct overlay){ .text = NULL };
}

/* ---- writing one ---- */

struct sheet {
	FILE *out;
	char *text;
	size_t size;
};

static bool sheet_open(struct sheet *p)
{
	*p = (struct sheet){ .text = NULL };
	p->out = open_memstream(&p->text, &p->size);
	return p->out != NULL;
}

void overlay_show(struct app *a, char *text, const char *title)
{
	overlay_close(a);
	a->overlay.text = text;
	a->overlay.title = title;
	a->overlay.more = true;         /* until it was drawn */
}

static void sheet_show(struct app *a, struct sheet *p, const char *title)
{
	if (fclose(p->out) != 0 || !p->text) {
		free(p->text);
		app_say(a, "out of memory");
		return;
	}
	overlay_show(a, p->text, title);
}

/* ---- help ---- */

static const char legend[] =
	"\nMarks\n\n"
	"  + passed   x refused   * taken   < again   z would sleep   ? not decided yet\n"
	"  . compared nothing   ! no page   > added   - taken away\n"
	"\nFree lists: blocks by order (0: one page, 10: 1024 pages) and by migrate type\n\n"
	"  U Unmovable  M Movable  R Reclaimable  H HighAtomic  C CMA  I Isolate  = all\n"
	"  s a block is split, m merged: from o along the arrows; k thousands\n"
	"  ++ a hundred and more, where there is no room: a wider screen has the number\n"
	"\nMarks of a zone: its free pages must be more than the mark and lowmem_reserve\n\n"
	"  m min  l low  h high, in capitals the one that is compared with\n"
	"\nPCP lists: pages that a CPU keeps for itself, by migrate type and order\n\n"
	"  count pages on them  high the most  batch how many are fetched at a time\n";

void overlay_help(struct app *a)
{
	const struct statement_info *info;
	const struct key_row *k;
	struct sheet p;

	if (!sheet_open(&p))
		return;
	fprintf(p.out, "In the menu Up and Down choose, Enter opens.\n"
		       "\nKeys, and what can be typed behind : for them\n\n");
	for (size_t i = 0; (k = key_row(i)); i++)
		fprintf(p.out, "  %-14s %-17s %s\n", k->keys, k->verb ? k->verb : "", k->help);
	fprintf(p.out,
		"\nA number before a key repeats it. Letters answer a question.\n"
		"\nVerbs of this screen, behind :\n\n"
		"  break check=NAME verdict=skip|pass zone=Z kind=EVENT order=N request=N\n"
		"  watch Z.free     stop where this number changes\n"
		"  display Z.free   show it at the bottom\n"
		"  delete N         a breakpoint\n"
		"  goto N           to event N\n"
		"  session N        another session of this recording\n"
		"  show             a way to solve the exercise; it then counts as shown\n"
		"  again            back to where the exercise began\n"
		"  filter [TEXT]    only events that hold it\n"
		"  branch [NAME]    list the branches, or go to one\n"
		"  diff KERNEL      the requests so far, made on that kernel too\n"
		"  info branches|breakpoints|display\n"
		"  open FILE        a lesson, a recording, a state or a trace\n"
		"  save-display F   this screen as text\n"
		"\nStatements, behind :\n\n");
	for (size_t i = 0; (info = lesson_statement(i)); i++)
		fprintf(p.out, "  %s\n      %s\n", info->usage, info->help);
	fprintf(p.out, "%s", legend);
	sheet_show(a, &p, "Help: keys and words");
}

/* ---- why ---- */

static void narrate_line(void *self, unsigned depth, const char *text)
{
	fprintf(self, "%*s%s\n", (int)(2 * depth + 2), "", text);
}

void overlay_why(struct app *a)
{
	struct speaker s;
	struct sheet p;
	struct view v;

	model_view(a->model, &v);
	if (!v.here) {
		app_say(a, "%s", model_end(a->model) ? "nothing has happened yet: s steps on"
						      : moves_way_on(a));
		return;
	}
	if (!sheet_open(&p))
		return;
	s = (struct speaker){ v.kernel, v.seen };
	why_step(p.out, &v);
	fprintf(p.out, "\nThe request so far:\n\n");
	narrate(&s, v.request.event, v.request.n, narrate_line, p.out);
	sheet_show(a, &p, "Why: this step in words");
}

/* ---- lists ---- */

static void list_branches(struct app *a, FILE *out)
{
	struct tree *t = model_tree(a->model);

	for (size_t i = 0; t && i < tree_branches(t); i++) {
		uint64_t fork;
		size_t parent = tree_parent(t, i, &fork);

		fprintf(out, "%c %-8s %" PRIu64 " events", i == tree_chosen(t) ? '*' : ' ',
			tree_name(t, i), tree_length(t, i));
		if (i)
			fprintf(out, ", parted from %s behind event %" PRIu64,
				tree_name(t, parent), fork);
		fprintf(out, "\n");
	}
}

static void list_breaks(struct app *a, FILE *out)
{
	for (size_t i = 0; i < a->breaks.n; i++)
		fprintf(out, "%2zu  %s %s\n", i + 1, a->breaks.b[i].watches ? "watch" : "break",
			a->breaks.b[i].text);
	if (!a->breaks.n)
		fprintf(out, "no breakpoints: b sets one\n");
}

void overlay_branches(struct app *a)
{
	struct sheet p;

	if (!sheet_open(&p))
		return;
	list_branches(a, p.out);
	fprintf(p.out, "\n:branch NAME goes to one.\n");
	sheet_show(a, &p, "Branches");
}

void overlay_info(struct app *a)
{
	struct sheet p;
	char words[200];

	if (!sheet_open(&p))
		return;
	fprintf(p.out, "Open: %s\n", a->title ? a->title : "nothing");
	if (model_recording_words(a->model, words, sizeof words))
		fprintf(p.out, "It is a recording: %s\n", words);
	if (a->record)
		fprintf(p.out, "Recorded in: %s\n", record_path(a->record));
	fprintf(p.out, "\nBranches\n");
	list_branches(a, p.out);
	fprintf(p.out, "\nBreakpoints\n");
	list_breaks(a, p.out);
	fprintf(p.out, "\nDisplays\n");
	for (size_t i = 0; i < a->nr_displays; i++)
		fprintf(p.out, "%2zu  %s\n", i + 1, a->display[i]);
	sheet_show(a, &p, "Info");
}

/* ---- drawing ---- */

void overlay_scroll(struct app *a, int rows)
{
	a->overlay.scroll += rows;
	if (a->overlay.scroll < 0)
		a->overlay.scroll = 0;
}

static int count_lines(const char *text, int width)
{
	int n = 0;

	while (*text) {
		size_t next;

		text_line(text, width, &next);
		text += next;
		n++;
	}
	return n;
}

void overlay_draw(struct app *a, struct rect at)
{
	const char *text = a->overlay.text;
	struct rect in;
	int lines, y;

	canvas_fill(a->canvas, at, STYLE_PLAIN, " ", ' ');
	in = canvas_frame(a->canvas, at, a->overlay.title, true);
	if (in.w < 1 || in.h < 1)
		return;
	lines = count_lines(text, in.w);
	if (a->overlay.scroll > lines - in.h)
		a->overlay.scroll = lines > in.h ? lines - in.h : 0;
	a->overlay.more = a->overlay.scroll + in.h < lines;
	y = in.y - a->overlay.scroll;
	while (*text && y < in.y + in.h) {
		size_t next, n = text_line(text, in.w, &next);
		char line[1024];

		snprintf(line, sizeof line, "%.*s", (int)(n < sizeof line ? n : sizeof line - 1),
			 text);
		canvas_text(a->canvas, in, y++, in.x, STYLE_PLAIN, line);
		text += next;
	}
	a->canvas->cursor_y = in.y;
	a->canvas->cursor_x = in.x;
	if (lines > in.h && at.h > 2)
		canvas_printf(a->canvas, at, at.y + at.h - 1, at.x + 2, STYLE_KEY,
			      " %d/%d  Up Down  another key closes ",
			      a->overlay.scroll + in.h < lines ? a->overlay.scroll + in.h : lines,
			      lines);
	else if (at.h > 2)
		canvas_printf(a->canvas, at, at.y + at.h - 1, at.x + 2, STYLE_KEY,
			      " Enter closes ");
}
