/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * menu.c - the list that the program begins with.
 */
#include "menu.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lesson/lesson.h"
#include "record/place.h"

enum { MOST_ENTRIES = 200, MOST_RECORDINGS = 10, ABOUT_MAX = 120 };

enum entry_kind { ENTRY_LESSON, ENTRY_RECORDING, ENTRY_MACHINE };

struct entry {
	char *path, *title;
	char *about;            /* "10 min" */
	enum entry_kind kind;
};

struct menu {
	struct entry entry[MOST_ENTRIES];
	int n;
};

static void add(struct menu *m, char *path, const char *title, const char *about,
		enum entry_kind kind)
{
	struct entry e = { NULL, strdup(title), strdup(about), kind };

	e.path = path;
	if (e.path && e.title && e.about && m->n < MOST_ENTRIES) {
		m->entry[m->n++] = e;
		return;
	}
	free(e.path);
	free(e.title);
	free(e.about);
}

/* "read, 2/3 right, solved  10 min" */
static void describe(const struct menu_places *p, const char *path, const struct lesson *l,
		     char about[ABOUT_MAX])
{
	const char *minutes = lesson_about(l, "minutes");
	char far[80] = "";

	if (p->how_far)
		p->how_far(p->self, path, l, far, sizeof far);
	snprintf(about, ABOUT_MAX, "%s%s%.8s%s", far, *far ? "  " : "", minutes ? minutes : "",
		 minutes ? " min" : "");
}

static void add_lesson(struct menu *m, const struct menu_places *p, const char *directory,
		       const char *name)
{
	bool machine_failed;
	const char *title;
	struct lesson *l;
	struct diag d;
	char *path, about[ABOUT_MAX];

	if (asprintf(&path, "%s/%s", directory, name) < 0)
		return;
	l = lesson_open(path, &d, &machine_failed);
	if (!l) {
		free(path);
		return;
	}
	title = lesson_about(l, "title");
	describe(p, path, l, about);
	add(m, path, title ? title : name, about, ENTRY_LESSON);
	lesson_close(l);
}

static int is_lesson(const struct dirent *e)
{
	size_t n = strlen(e->d_name);

	return n > 3 && strcmp(e->d_name + n - 3, ".md") == 0 &&
	       strcmp(e->d_name, "README.md") != 0;
}

static void add_lessons(struct menu *m, const struct menu_places *p)
{
	struct dirent **found = NULL;
	char *directory;
	int n;

	if (asprintf(&directory, "%s/lessons", p->data) < 0)
		return;
	n = scandir(directory, &found, is_lesson, alphasort);
	for (int i = 0; i < n; i++) {
		add_lesson(m, p, directory, found[i]->d_name);
		free(found[i]);
	}
	free(found);
	free(directory);
}

/* The lesson's title, if it is the recording of one; what it is of, if not. */
static void recording_title(const struct menu *m, const char *name, char *title, size_t size)
{
	size_t n, of;
	const char *stem = record_stem(name, &n), *lesson;

	snprintf(title, size, "%.*s", (int)(n < size ? n : size - 1), stem);
	for (int i = 0; i < m->n; i++) {
		lesson = record_stem(m->entry[i].path, &of);
		if (m->entry[i].kind == ENTRY_LESSON && of == n && memcmp(lesson, stem, n) == 0)
			snprintf(title, size, "%s", m->entry[i].title);
	}
}

static void add_recording(struct menu *m, const char *directory, const struct kept *k)
{
	time_t modified = (time_t)k->modified;
	char title[NAME_MAX + 1], about[40], *path;
	struct tm tm;

	recording_title(m, k->name, title, sizeof title);
	strftime(about, sizeof about, "%Y-%m-%d %H:%M", localtime_r(&modified, &tm));
	if (asprintf(&path, "%s/%s", directory, k->name) >= 0)
		add(m, path, title, about, ENTRY_RECORDING);
}

/* The last first. */
static void add_recordings(struct menu *m)
{
	struct kept_list l = { 0 };
	char directory[PATH_MAX];
	struct diag d;
	int shown = 0;

	if (!record_directory(directory, sizeof directory, &d) || !kept_list(&l, &d))
		return;
	for (size_t i = l.n; i-- > 0 && shown < MOST_RECORDINGS; shown++)
		add_recording(m, directory, &l.kept[i]);
	kept_list_free(&l);
}

static void add_machine(struct menu *m, const char *proc)
{
	add(m, strdup(proc), "A machine like this one", proc, ENTRY_MACHINE);
}

struct menu *menu_new(const struct menu_places *p)
{
	struct menu *m = calloc(1, sizeof *m);

	if (!m)
		return NULL;
	if (p->data)
		add_lessons(m, p);
	if (p->proc)
		add_machine(m, p->proc);
	add_recordings(m);
	return m;
}

void menu_free(struct menu *m)
{
	for (int i = 0; m && i < m->n; i++) {
		free(m->entry[i].path);
		free(m->entry[i].title);
		free(m->entry[i].about);
	}
	free(m);
}

int menu_rows(const struct menu *m)
{
	return m->n;
}

const char *menu_path(const struct menu *m, int row)
{
	return row >= 0 && row < m->n ? m->entry[row].path : NULL;
}

/* ---- drawing ---- */

/* Rows of the list, with a heading before each kind; y may be outside of the clip. */
static void draw_rows(const struct menu *m, struct canvas *c, struct rect in, int y, int row)
{
	static const char *const heading[] = { [ENTRY_LESSON] = "Lessons",
					       [ENTRY_RECORDING] = "Recordings",
					       [ENTRY_MACHINE] = "Machines" };

	for (int i = 0; i < m->n; i++) {
		const struct entry *e = &m->entry[i];
		enum style style = i == row ? STYLE_SELECTED : STYLE_PLAIN;
		int about = text_width(e->about);

		if (!i || e->kind != m->entry[i - 1].kind) {
			y += i != 0;
			canvas_text(c, in, y++, in.x, STYLE_TITLE, heading[e->kind]);
		}
		if (i == row)
			canvas_fill(c, (struct rect){ y, in.x, y >= in.y && y < in.y + in.h, in.w },
				    style, " ", ' ');
		canvas_printf(c, in, y, in.x, style, "%s %s", i == row ? ">" : " ", e->title);
		if (in.w > about + 20)
			canvas_text(c, in, y, in.x + in.w - about, style, e->about);
		if (i == row && y >= in.y && y < in.y + in.h) {
			c->cursor_y = y;
			c->cursor_x = in.x;
		}
		y++;
	}
}

/* The line that a row stands on, headings counted. */
static int line_of(const struct menu *m, int row)
{
	int line = 0;

	for (int i = 0; i <= row && i < m->n; i++)
		line += !i ? 1 : 1 + 2 * (m->entry[i].kind != m->entry[i - 1].kind);
	return line;
}

/* Lines that are scrolled away so that the row is seen. */
static int lines_above(const struct menu *m, int row, int rows)
{
	int line = line_of(m, row);

	return line >= rows ? line - rows + 1 : 0;
}

int menu_row_at(const struct menu *m, struct rect at, int row, int y)
{
	int first = at.y + 1 - lines_above(m, row, at.h - 2);

	for (int i = 0; i < m->n && y > at.y && y < at.y + at.h - 1; i++)
		if (first + line_of(m, i) == y)
			return i;
	return -1;
}

void menu_draw(const struct menu *m, struct canvas *c, struct rect at, int row)
{
	struct rect in = canvas_frame(c, at, "buddyscope: what shall we look at?", true);
	int above = lines_above(m, row, in.h), below;

	if (!m->n)
		canvas_text(c, in, in.y, in.x, STYLE_PLAIN,
			    "No lessons were found. Type :kernel 6.1, then :machine uma 256M.");
	draw_rows(m, c, in, in.y - above, row);
	below = m->n ? line_of(m, m->n - 1) + 1 - above - in.h : 0;
	if (below > 0 && at.h > 2)
		canvas_printf(c, at, at.y + at.h - 1, at.x + 2, STYLE_DIM, " %d more below ",
			      below);
}
