/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * names.c - what a statement's names mean on this kernel and machine: masks, zones, nodes.
 */
#include "session.h"

#include <stdlib.h>
#include <string.h>

/* ---- GFP masks ---- */

enum { MOST_GFP_NAMES = 96 };

/* One name to its flags; false if this kernel has no such name. */
static bool gfp_name(const struct kernel *k, const char *name, gfp_t *gfp)
{
	for (const struct gfp_mask_name *m = k->gfp_masks; m->name; m++)
		if (strcmp(m->name, name) == 0) {
			*gfp |= m->mask;
			return true;
		}
	for (const struct gfp_name *n = k->gfp; n->name; n++)
		if (strcmp(n->name, name) == 0) {
			*gfp |= n->flag;
			return true;
		}
	return false;
}

static bool gfp_unknown(const struct kernel *k, const struct line *l, size_t i, size_t at,
			const char *name, struct diag *d)
{
	const char *known[MOST_GFP_NAMES];
	size_t n = 0;

	for (const struct gfp_mask_name *m = k->gfp_masks; m->name && n < MOST_GFP_NAMES; m++)
		known[n++] = m->name;
	for (const struct gfp_name *f = k->gfp; f->name && n < MOST_GFP_NAMES; f++)
		known[n++] = f->name;
	line_unknown(l, i, d, "gfp flag", name, known, n);
	d->column += (unsigned)at;
	return false;
}

/* 0x...: the kernel's own bits. */
static bool gfp_number(const struct kernel *k, const struct line *l, size_t i, gfp_t *gfp,
		       struct diag *d)
{
	uint32_t unknown = 0;
	char *end;
	unsigned long raw = strtoul(l->word[i].text, &end, 16);

	if (*end || raw > UINT32_MAX)
		return line_bad(l, i, d, "%.40s is no mask", l->word[i].text);
	if (!gfp_from_raw(k->gfp, (uint32_t)raw, gfp, &unknown))
		return line_bad(l, i, d, "%s has no gfp bits %#x", k->name, unknown);
	return true;
}

bool gfp_parse(const struct session *s, const struct line *l, size_t i, gfp_t *gfp, struct diag *d)
{
	const struct kernel *k = session_kernel(s);
	const char *text, *at;
	char name[64];

	if (i >= l->n)
		return line_bad(l, i, d, "a gfp mask is missing, such as GFP_KERNEL");
	at = text = l->word[i].text;
	*gfp = 0;
	if (strncmp(text, "0x", 2) == 0)
		return gfp_number(k, l, i, gfp, d);
	for (;;) {
		size_t len = strcspn(at, "|");

		snprintf(name, sizeof name, "%.*s", (int)len, at);
		if (!gfp_name(k, name, gfp))
			return gfp_unknown(k, l, i, (size_t)(at - text), name, d);
		if (!at[len])
			return true;
		at += len + 1;
	}
}

/* ---- zones and nodes ---- */

static bool one_node(const struct world *w)
{
	unsigned online = 0;

	for (unsigned n = 0; n < w->nr_nodes; n++)
		online += w->node[n].online;
	return online == 1;
}

void zone_name(const struct world *w, zid_t zone, char *out, size_t size)
{
	const char *name = zone == NO_ZONE ? "none" : w->layout->zone_name[zid_idx(zone)];

	if (zone == NO_ZONE || one_node(w))
		snprintf(out, size, "%s", name);
	else
		snprintf(out, size, "Node%u/%s", zid_node(zone), name);
}

/* A zone index by its name, or -1. */
static int zone_index(const struct world *w, const char *name, size_t length)
{
	for (unsigned idx = 0; idx < w->layout->nr_zones; idx++)
		if (strlen(w->layout->zone_name[idx]) == length &&
		    strncmp(w->layout->zone_name[idx], name, length) == 0)
			return (int)idx;
	return -1;
}

static zid_t zone_if_populated(const struct world *w, unsigned node, int idx)
{
	if (idx < 0 || node >= w->nr_nodes ||
	    !zone_populated(&w->zone[zid_of(node, (unsigned)idx)]))
		return NO_ZONE;
	return zid_of(node, (unsigned)idx);
}

zid_t zone_by_name(const struct session *s, const char *name, size_t length)
{
	const struct world *w = s->world;
	const char *slash = memchr(name, '/', length);
	zid_t found = NO_ZONE;
	int idx;

	if (slash && strncmp(name, "Node", 4) == 0) {
		char *end;
		unsigned long node = strtoul(name + 4, &end, 10);

		if (end != slash || node >= w->nr_nodes || end == name + 4)
			return NO_ZONE;
		length -= (size_t)(slash + 1 - name);
		return zone_if_populated(w, (unsigned)node, zone_index(w, slash + 1, length));
	}
	idx = zone_index(w, name, length);
	for (unsigned node = w->nr_nodes; node-- > 0;) {
		zid_t zone = zone_if_populated(w, node, idx);

		found = zone != NO_ZONE ? zone : found;
	}
	return found;
}

bool zone_parse(const struct session *s, const struct line *l, size_t i, const char *value,
		zid_t *zone, struct diag *d)
{
	const struct world *w = s->world;

	*zone = zone_by_name(s, value, strlen(value));
	if (*zone != NO_ZONE)
		return true;
	if (zone_index(w, value, strlen(value)) >= 0)
		return line_bad(l, i, d, "this machine has no zone %.40s", value);
	return line_unknown(l, i, d, "zone", value, w->layout->zone_name, w->layout->nr_zones);
}

bool node_parse(const struct session *s, const struct line *l, size_t i, unsigned *node,
		struct diag *d)
{
	int64_t n;

	if (!number_parse(l->word[i].value, 0, s->world->nr_nodes - 1, &n) ||
	    !s->world->node[n].online)
		return line_bad(l, i, d, "there is no node %.40s", l->word[i].value);
	*node = (unsigned)n;
	return true;
}
