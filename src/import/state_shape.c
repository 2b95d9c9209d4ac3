/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * state_shape.c - how large a world does this state need?
 *
 * The arena is one mapping, so its end must be known before the first page is put on a list; but
 * nodes and zones follow one another with their lists in between. So the few lines that matter
 * are looked at first.
 */
#include "state_build.h"

#include <stdlib.h>
#include <string.h>

struct span {
	pfn_t begin, end;
	zid_t zone;
	size_t line;
};

struct spans {
	struct span *span;
	size_t n, room;
};

static void read_meta(struct state_build *b, struct json_line *l)
{
	bool thp = b->kernel->pcp.thp;
	int64_t least = thp ? b->kernel->pcp.max_order + 1 : 1;

	if (json_int_or(l, "page_size", 1, MAX_COUNT, 4096) != 1 << PAGE_SHIFT)
		json_error(l, "page_size", "only pages of 4096 bytes are known");
	b->shape.layout = &zone_layout_x86_64;
	if (json_int(l, "nr_zones", 4, 5) == 4)
		b->shape.layout = &zone_layout_x86_64_no_device;
	if (json_int_or(l, "highmem", 0, 1, 0))
		b->shape.layout = &zone_layout_x86_32;
	b->shape.nr_cpus = (unsigned)json_int(l, "nr_cpus", 1, MAX_CPUS);
	b->shape.pageblock_order = (unsigned)json_int(l, "pageblock_order", least, NR_ORDERS - 1);
	b->cpu = (unsigned)json_int(l, "cpu", 0, b->shape.nr_cpus - 1);
}

static void read_numa(struct state_build *b, struct json_line *l)
{
	json_t *online = json_list(l, "online");
	size_t n = json_array_size(online);

	if (b->shape.nr_nodes)
		json_error(l, NULL, "a second \"numa\" line");
	else if (!n)
		json_error(l, "online", "no node is online");
	for (size_t i = 0; i < n && !l->failed; i++) {
		unsigned node = (unsigned)json_element(l, "online", online, i, 0, MAX_NODES - 1);

		if (node >= b->shape.nr_nodes)
			b->shape.nr_nodes = node + 1;
	}
}

static void add_span(struct spans *s, struct span span, struct json_line *l)
{
	if (s->n == s->room) {
		size_t room = s->room ? 2 * s->room : 16;
		struct span *more = realloc(s->span, room * sizeof *more);

		if (!more) {
			json_no_memory(l);
			return;
		}
		s->span = more;
		s->room = room;
	}
	s->span[s->n++] = span;
}

static void read_zone(struct state_build *b, struct json_line *l, struct spans *s, size_t line)
{
	unsigned node = (unsigned)json_int(l, "node", 0, MAX_NODES - 1);
	unsigned idx = (unsigned)json_int(l, "idx", 0, b->shape.layout->nr_zones - 1);
	int64_t begin = json_int(l, "start_pfn", 0, MAX_END_PFN);
	int64_t spanned = json_int(l, "spanned", 0, MAX_PAGES);
	struct span span;

	if (begin + spanned > MAX_END_PFN)
		json_error(l, "spanned", "the zone ends behind page frame %lld",
			   (long long)MAX_END_PFN);
	if (strcmp(json_text(l, "zone"), b->shape.layout->zone_name[idx]) != 0)
		json_error(l, "zone", "zone %u is %s here", idx, b->shape.layout->zone_name[idx]);
	if (l->failed || !spanned)
		return;
	span = (struct span){ (pfn_t)begin, (pfn_t)(begin + spanned), zid_of(node, idx), line };
	add_span(s, span, l);
	if (span.end > b->shape.end_pfn)
		b->shape.end_pfn = span.end;
}

static int by_begin(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	if (x->begin != y->begin)
		return x->begin < y->begin ? -1 : 1;
	return x->line < y->line ? -1 : 1;
}

/* A zone inside another of its node, cut out where the largest blocks end. */
static bool lies_inside(const struct span *inner, const struct span *outer)
{
	const pfn_t largest = 1u << (NR_ORDERS - 1);

	return zid_node(inner->zone) == zid_node(outer->zone) && inner->end <= outer->end &&
	       !(inner->begin & (largest - 1)) &&
	       (!(inner->end & (largest - 1)) || inner->end == outer->end);
}

static void check_overlap(struct state_build *b, struct json_line *l, struct spans *s)
{
	const struct zone_layout *layout = b->shape.layout;

	if (s->n)
		qsort(s->span, s->n, sizeof *s->span, by_begin);
	for (size_t i = 1; i < s->n; i++) {
		const struct span *x = &s->span[i - 1], *y = &s->span[i];

		if (y->begin >= x->end || (y->begin > x->begin && lies_inside(y, x)))
			continue;
		*l = state_line(b, x->line > y->line ? x->line : y->line, l->file, l->d);
		if (x->zone == y->zone)
			json_error(l, "zone", "a second line for zone %s of node %u",
				   layout->zone_name[zid_idx(x->zone)], zid_node(x->zone));
		else
			json_error(l, "start_pfn", "zones that overlap are not supported: %s of "
				   "node %u, %s of node %u",
				   layout->zone_name[zid_idx(x->zone)], zid_node(x->zone),
				   layout->zone_name[zid_idx(y->zone)], zid_node(y->zone));
		return;
	}
}

/* Only lines that matter are parsed: lists are most of a state. */
static void read_line(struct state_build *b, struct json_line *l, struct spans *s, size_t line)
{
	const char *type = "";
	size_t n = json_line_peek(l->text, &type);
	bool matters = !n || (n == 4 && (!memcmp(type, "meta", 4) || !memcmp(type, "numa", 4) ||
					 !memcmp(type, "zone", 4)));

	if (!matters || !json_line_parse(l))
		return;
	type = json_text(l, "t");
	if (strcmp(type, "meta") == 0)
		read_meta(b, l);
	else if (strcmp(type, "numa") == 0)
		read_numa(b, l);
	else if (strcmp(type, "zone") == 0)
		read_zone(b, l, s, line);
}

bool state_shape(struct state_build *b, struct json_line *l)
{
	struct spans s = { 0 };

	for (size_t i = 0; i < b->text->nr_lines && !l->failed; i++) {
		*l = state_line(b, i, l->file, l->d);
		read_line(b, l, &s, i);
		json_line_done(l);
	}
	if (!l->failed && !b->shape.nr_nodes)
		json_error(l, NULL, "the state ends here without a \"numa\" line");
	if (!l->failed && !s.n)
		json_error(l, NULL, "the state ends here without a zone");
	if (!l->failed)
		check_overlap(b, l, &s);
	free(s.span);
	return !l->failed;
}
