/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proc_read.c - which of the three texts a line is of, and what to do when it is none.
 *
 *	Node 0, zone      DMA                           zoneinfo, and what follows is the zone's
 *	Node 0, zone      DMA      1      0 ...         buddyinfo, or pageblocks by type
 *	Node    0, zone      DMA, type    Unmovable ... free blocks by type
 */
#include "proc_read.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lines.h"
#include "proc_read_inside.h"

/* ---- from left to right ---- */

void take_blanks(struct proc_line *l)
{
	while (*l->at == ' ' || *l->at == '\t')
		l->at++;
}

bool take(struct proc_line *l, const char *text)
{
	size_t n = strlen(text);

	take_blanks(l);
	if (strncmp(l->at, text, n) != 0)
		return false;
	l->at += n;
	return true;
}

bool at_end(struct proc_line *l)
{
	take_blanks(l);
	return *l->at == '\0' || *l->at == '\r';
}

bool take_number(struct proc_line *l, int64_t most, int64_t *value)
{
	const char *begin;
	int64_t n = 0;

	take_blanks(l);
	begin = l->at;
	for (; isdigit((unsigned char)*l->at); l->at++) {
		n = n * 10 + (*l->at - '0');
		if (n > most) {
			l->at = begin;
			return complain(l, "a number above %" PRId64, most);
		}
	}
	if (l->at == begin)
		return complain(l, "a number should stand here");
	*value = n;
	return true;
}

size_t take_word(struct proc_line *l, const char **word)
{
	take_blanks(l);
	*word = l->at;
	while (isalnum((unsigned char)*l->at) || (*l->at && strchr("_()-", *l->at)))
		l->at++;
	return (size_t)(l->at - *word);
}

/* ---- complaining ---- */

bool complain(struct proc_line *l, const char *fmt, ...)
{
	struct diag diag = { .file = l->file, .line = l->number };
	va_list ap;

	l->d->synthesised |= SYNTHESISED_PARTIAL;
	l->d->notes++;
	if (l->result->damaged++ >= MOST_COMPLAINTS || !l->d->note)
		return false;
	if (*l->text)
		diag.column = (unsigned)(l->at - l->text) + 1;
	va_start(ap, fmt);
	vsnprintf(diag.message, sizeof diag.message, fmt, ap);
	va_end(ap);
	l->d->note(l->d->self, &diag, *l->text ? l->text : NULL);
	return false;
}

bool no_memory(struct proc_line *l)
{
	l->result->out_of_memory = true;
	return false;
}

/* ---- a line ---- */

/* "Node 0, zone DMA"; false if the line begins so and does not go on so. */
static bool take_zone(struct proc_line *l)
{
	const char *name;
	int64_t node = 0;
	size_t n;

	if (!take_number(l, INT32_MAX, &node))
		return false;
	if (node >= MAX_NODES)
		return complain(l, "node %" PRId64 "; only nodes below %d are known", node,
				MAX_NODES);
	if (!take(l, ", zone"))
		return complain(l, "\", zone\" should stand here");
	take_blanks(l);
	n = take_word(l, &name);
	l->word = zone_word_of(name, n);
	if (l->word == NR_ZONE_WORDS) {
		l->at = name;
		return complain(l, "unknown zone %.*s", n > 20 ? 20 : (int)n, name);
	}
	l->node = (unsigned)node;
	return described_node(l->d, l->node) || no_memory(l);
}

/* The heading of the zone that has just begun, once more: nothing is lost by it. */
static bool is_heading_again(const struct proc_line *l, const struct proc_line *before)
{
	return before->table == IN_ZONE && before->heading + 1 == l->number &&
	       before->node == l->node && before->word == l->word;
}

static void zone_line(struct proc_line *l)
{
	struct proc_line before = *l;
	bool good = take_zone(l);

	if (good && at_end(l) && is_heading_again(l, &before)) {
		l->at = l->text;
		complain(l, "this heading stands twice");
		return;
	}
	zoneinfo_end(&before);
	if (l->table == IN_ZONE)
		l->table = IN_NOTHING;
	if (!good) {
		/* Nothing in a table depends on the row before; what follows a heading does. */
		if (l->table == IN_NOTHING)
			l->table = IN_LOST;
		return;
	}
	if (at_end(l)) {
		zoneinfo_begin(l);
		return;
	}
	if (take(l, ", type"))
		types_row(l);
	else if (l->table == IN_BLOCKS)
		pageblocks_row(l);
	else if (l->table != IN_MIXED)
		buddyinfo_row(l);
}

static void any_line(struct proc_line *l)
{
	bool indented = *l->text == ' ' || *l->text == '\t';

	l->at = l->text;
	if (at_end(l))
		return;
	if (take(l, "Node ") || take(l, "Node\t"))
		zone_line(l);
	else if (pagetypeinfo_heading(l))
		zoneinfo_end(l);
	else if (l->table == IN_ZONE && indented)
		zoneinfo_line(l);
	else if (l->table != IN_LOST || !indented)
		complain(l, "not a line of zoneinfo, buddyinfo or pagetypeinfo");
}

/* ---- a file ---- */

static void complain_of_file(struct proc_line *l, enum line_status status, unsigned line)
{
	l->number = line;
	l->text = l->at = "";
	switch (status) {
	case LINE_TOO_LONG:
		complain(l, "a line of more than %d bytes; what follows is not read",
			 LINE_MAX_BYTES);
		break;
	case LINE_FILE_TOO_LONG:
		complain(l, "a file of more than %llu bytes; what follows is not read",
			 (unsigned long long)FILE_MAX_BYTES);
		break;
	case LINE_ERROR:
		complain(l, "cannot read on: %s", strerror(errno));
		break;
	case LINE_NO_MEMORY:
		no_memory(l);
		break;
	default:
		break;
	}
}

static void tell_the_rest(const struct proc_line *l)
{
	struct diag diag;

	if (l->result->damaged <= MOST_COMPLAINTS || !l->d->note)
		return;
	diag_set(&diag, l->file, 0, 0, "%u more lines could not be read",
		 l->result->damaged - MOST_COMPLAINTS);
	l->d->note(l->d->self, &diag, NULL);
}

struct proc_read proc_read(FILE *file, const char *name, struct described *d)
{
	struct proc_read result = { .texts = 0 };
	struct proc_line l = { .d = d, .file = name, .result = &result, .text = "", .at = "" };
	enum line_status status;
	struct lines lines;

	lines_init(&lines, file);
	while ((status = lines_next(&lines)) == LINE_READ && !result.out_of_memory) {
		l.text = lines.text;
		l.number = lines.number;
		/* A NUL would hide what stands behind it. */
		if (memchr(lines.text, '\0', lines.length)) {
			l.at = l.text + strlen(l.text);
			complain(&l, "a NUL byte");
			continue;
		}
		any_line(&l);
	}
	complain_of_file(&l, status, lines.number);
	l.text = l.at = "";
	zoneinfo_end(&l);
	tell_the_rest(&l);
	lines_done(&lines);
	return result;
}
