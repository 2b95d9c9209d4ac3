/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * explain_json.c - explanations for programs. buddyscope(1) describes the fields.
 */
#include "explain.h"

#include "core/words.h"

static void add_sentence(void *self, const char *text)
{
	json_array_append_new(self, json_string(text));
}

static json_t *zone_remedies_json(const struct explanation *e, const struct explained_zone *z)
{
	json_t *list = json_array();
	struct explain_printer p = { add_sentence, list };

	explain_remedies(e, z, &p);
	return list;
}

static const char *zone_name(const struct explanation *e, zid_t zone)
{
	return e->machine.world->layout->zone_name[zid_idx(zone)];
}

/* All that would have let the request pass: of each zone, where it was nearest to it. */
struct gathering {
	const struct explanation *e;
	zid_t zone;
	json_t *list;
};

static void add_remedy(void *self, const char *text)
{
	struct gathering *g = self;

	json_array_append_new(g->list,
			      json_pack("{s:i, s:s, s:s}", "node", (int)zid_node(g->zone), "zone",
					zone_name(g->e, g->zone), "words", text));
}

static json_t *remedies_json(const struct explanation *e)
{
	struct gathering g = { .e = e, .list = json_array() };
	struct explain_printer p = { add_remedy, &g };

	for (size_t i = 0; e->n && i < e->attempt[0].n; i++) {
		const struct explained_zone *z;

		g.zone = e->attempt[0].zone[i].f.zone;
		z = explain_easiest(e, g.zone);
		if (z)
			explain_remedies(e, z, &p);
	}
	return g.list;
}

static json_t *number_or_null(bool told, int64_t n)
{
	return told ? json_integer(n) : json_null();
}

static json_t *zone_json(const struct explanation *e, const struct explained_zone *z)
{
	static const char *const verdicts[] = { "refused", "passes", "passed by" };
	const struct refusal *f = &z->f;
	bool refused = z->verdict == ZONE_REFUSED;
	json_t *j = json_object();

	json_object_set_new(j, "node", json_integer(zid_node(f->zone)));
	json_object_set_new(j, "zone",
			    json_string(zone_name(e, f->zone)));
	json_object_set_new(j, "check", json_string(explain_check(e, z)));
	json_object_set_new(j, "verdict", json_string(verdicts[z->verdict]));
	json_object_set_new(j, "free", json_integer(f->free));
	json_object_set_new(j, "unusable", number_or_null(f->compared, f->unusable));
	json_object_set_new(j, "min", number_or_null(f->compared, f->min));
	json_object_set_new(j, "reserve", number_or_null(f->compared, f->lowmem_reserve));
	json_object_set_new(j, "wrapped", json_boolean(f->wrapped));
	json_object_set_new(j, "short_pages", number_or_null(refused, z->pages));
	json_object_set_new(j, "short_blocks", number_or_null(refused, z->blocks));
	json_object_set_new(j, "proved", json_boolean(explain_proved(z)));
	json_object_set_new(j, "remedies", zone_remedies_json(e, z));
	return j;
}

static json_t *attempts_json(const struct explanation *e)
{
	json_t *list = json_array();

	for (size_t i = 0; i < e->n; i++) {
		const struct explained_attempt *a = &e->attempt[i];
		json_t *zones = json_array(), *j = json_object();
		char flags[200];

		for (size_t n = 0; n < a->n; n++)
			json_array_append_new(zones, zone_json(e, &a->zone[n]));
		alloc_flags_words(e->kernel, a->flags, flags, sizeof flags);
		json_object_set_new(j, "mark", json_string(explain_mark(a)));
		json_object_set_new(j, "flags", json_string(flags));
		json_object_set_new(j, "zones", zones);
		json_array_append_new(list, j);
	}
	return list;
}

/* A report's words may be no UTF-8: jansson would refuse them. */
static json_t *text_json(const char *text)
{
	char clean[DMESG_NAMES];
	size_t n = 0;

	for (; n < sizeof clean - 1 && text[n]; n++)
		clean[n] = text[n] < ' ' || text[n] > '~' ? '?' : text[n];
	clean[n] = '\0';
	return json_string(clean);
}

json_t *explanation_json(const struct explanation *e)
{
	const struct dmesg_report *r = e->report;
	json_t *j = json_object(), *notes = json_array();
	char gfp[400] = "";

	explain_gfp(e, gfp, sizeof gfp);
	for (unsigned i = 0; i < r->notes && i < DMESG_NOTES; i++)
		json_array_append_new(notes, text_json(r->note[i]));
	json_object_set_new(j, "line", json_integer(r->line));
	json_object_set_new(j, "kind", json_string(explain_kind_word(r->kind)));
	json_object_set_new(j, "release", r->release[0] ? text_json(r->release) : json_null());
	json_object_set_new(j, "model", json_string(e->kernel->name));
	json_object_set_new(j, "differs", json_string(e->differs));
	json_object_set_new(j, "order", number_or_null(r->has_request, r->order));
	json_object_set_new(j, "gfp", number_or_null(r->has_request, (json_int_t)r->mode));
	json_object_set_new(j, "gfp_names", r->has_request ? text_json(gfp) : json_null());
	json_object_set_new(j, "partial", json_boolean(r->partial));
	json_object_set_new(j, "contradicted", json_boolean(e->contradiction != NULL));
	json_object_set_new(j, "notes", notes);
	json_object_set_new(j, "attempts", attempts_json(e));
	json_object_set_new(j, "remedies", remedies_json(e));
	return j;
}
