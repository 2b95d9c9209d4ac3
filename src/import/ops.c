/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ops.c - the requests of a recording, and the kernel's answers.
 */
#include "recording.h"

#include <stdlib.h>
#include <string.h>

/* Whoever runs a bulk request makes room for as many page frames. */
enum { MAX_BULK = 1 << 24 };

/* ---- members that several requests have ---- */

static void read_gfp(struct recording *r, struct recorded_op *op, struct json_line *l)
{
	const char *text = json_text(l, "gfp");
	uint32_t raw, unknown;

	if (text[0] && strcmp(text, r->gfp_text) == 0) {
		op->gfp = r->gfp;
		return;
	}
	raw = (uint32_t)json_hex(l, "gfp", 32);
	if (!l->failed && !gfp_from_raw(r->head.kernel->gfp, raw, &op->gfp, &unknown))
		json_error(l, "gfp", "gfp bits that kernel %s does not have: 0x%x",
			   r->head.kernel->name, unknown);
	if (l->failed || strlen(text) >= sizeof r->gfp_text)
		return;
	memcpy(r->gfp_text, text, strlen(text) + 1);
	r->gfp = op->gfp;
}

/* Longer than 64 bits on a machine with many nodes, so digit by digit from the end. */
static void read_nodemask(struct recording *r, struct recorded_op *op, struct json_line *l)
{
	const char *text = json_text(l, "nodemask");
	size_t n;

	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		text += 2;
	n = strspn(text, "0123456789abcdefABCDEF");
	if (!n || text[n])
		json_error(l, "nodemask", "\"nodemask\" is not a hexadecimal number");
	for (size_t i = 0; i < n && !l->failed; i++) {
		char c = text[n - 1 - i];
		unsigned digit = (unsigned)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);

		for (unsigned bit = 0; bit < 4; bit++) {
			if (!(digit >> bit & 1))
				continue;
			if (i * 4 + bit >= r->shape.nr_nodes)
				json_error(l, "nodemask", "node %zu of the mask does not exist",
					   i * 4 + bit);
			else
				node_set((unsigned)i * 4 + bit, &op->nodemask);
		}
	}
	op->has_nodemask = true;
}

static void read_nid(struct recording *r, struct recorded_op *op, struct json_line *l)
{
	op->nid = (int)json_int_or(l, "nid", -1, r->shape.nr_nodes - 1, -1);
	if (op->nid >= 0 && !node_isset((unsigned)op->nid, &r->online))
		json_error(l, "nid", "node %d is not online", op->nid);
}

/* The six results that say how the zone is after the request. */
static void read_result(struct recording *r, struct recorded_op *op, struct json_line *l)
{
	const struct zone_layout *layout = r->shape.layout;
	unsigned node = (unsigned)json_int(l, "node", 0, r->shape.nr_nodes - 1), idx;
	const char *zone = json_text(l, "zone");
	int64_t mt = json_int(l, "mt", -1, r->nr_migratetypes - 1);

	for (idx = 0; idx < layout->nr_zones; idx++)
		if (strcmp(zone, layout->zone_name[idx]) == 0)
			break;
	if (idx == layout->nr_zones)
		json_error(l, "zone", "unknown zone %s", zone);
	else
		op->zone = zid_of(node, idx);
	op->has_zone = true;
	op->migratetype = mt < 0 ? NO_MIGRATETYPE : r->migratetype[mt];
	op->nr_free = json_int(l, "nr_free", -MAX_PAGES, MAX_PAGES);
	op->pcp_count = json_int(l, "pcp", 0, MAX_PAGES);
	op->pcp_high = json_int(l, "pcp_high", 0, MAX_COUNT);
	op->boost = json_int(l, "boost", 0, MAX_COUNT);
}

static pfn_t read_pfn(struct recording *r, struct json_line *l)
{
	return (pfn_t)json_int(l, "pfn", 0, r->shape.end_pfn - 1);
}

/* ---- requests ---- */

static void read_alloc(struct recording *r, struct recorded_op *op, struct json_line *l)
{
	/* An order that no kernel has is a request too: it must fail. */
	op->order = (unsigned)json_int(l, "order", 0, 31);
	read_gfp(r, op, l);
	read_nid(r, op, l);
	if (json_has(l, "nodemask"))
		read_nodemask(r, op, l);
	if (json_is_null(json_object_get(l->object, "pfn")))
		return;
	op->pfn = read_pfn(r, l);
	read_result(r, op, l);
}

static void read_bulk(struct recording *r, struct recorded_op *op, struct json_line *l)
{
	json_t *pfns = json_list(l, "pfns");
	size_t n = json_array_size(pfns);

	json_int_or(l, "order", 0, 0, 0);
	read_gfp(r, op, l);
	read_nid(r, op, l);
	if (json_has(l, "nodemask"))
		read_nodemask(r, op, l);
	op->want = (unsigned)json_int(l, "want", 0, MAX_BULK);
	op->got = (unsigned)json_int(l, "got", 0, op->want);
	if (op->got != n)
		json_error(l, "got", "\"got\" is %u, but there are %zu page frames", op->got, n);
	if (n > r->nr_pages) {
		pfn_t *pages = realloc(r->pages, n * sizeof *pages);

		if (!pages) {
			json_no_memory(l);
			return;
		}
		r->pages = pages;
		r->nr_pages = n;
	}
	for (size_t i = 0; i < n && !l->failed; i++)
		r->pages[i] = (pfn_t)json_element(l, "pfns", pfns, i, 0, r->shape.end_pfn - 1);
	op->pages = r->pages;
}

static void read_free(struct recording *r, struct recorded_op *op, struct json_line *l)
{
	op->order = (unsigned)json_int(l, "order", 0, NR_ORDERS - 1);
	op->pfn = read_pfn(r, l);
	op->cold = json_int_or(l, "cold", 0, 1, 0);
	read_result(r, op, l);
}

/* ---- changes of the task and of the clock ---- */

static void change_task(struct recorded_op *op, enum task_field field, int64_t value)
{
	op->change = (struct event){ .kind = EVENT_TASK, .zone = NO_ZONE, .pfn = NO_PFN,
				     .link = NO_PFN, .v = { 0, value, field } };
}

static void change_task_flag(struct recording *r, struct recorded_op *op, struct json_line *l,
			     int64_t flag)
{
	r->task_flags &= ~flag;
	if (json_int(l, "on", 0, 1))
		r->task_flags |= flag;
	change_task(op, TASK_FLAGS, r->task_flags);
}

static void read_pf_memalloc(struct recording *r, struct recorded_op *op, struct json_line *l)
{
	change_task_flag(r, op, l, PF_MEMALLOC);
}

static void read_memalloc_nocma(struct recording *r, struct recorded_op *op, struct json_line *l)
{
	change_task_flag(r, op, l, PF_MEMALLOC_NOCMA);
}

static void read_oom_victim(struct recording *r, struct recorded_op *op, struct json_line *l)
{
	(void)r;
	change_task(op, TASK_OOM_VICTIM, json_int(l, "on", 0, 1));
}

static void read_rt_task(struct recording *r, struct recorded_op *op, struct json_line *l)
{
	(void)r;
	change_task(op, TASK_RT, json_int(l, "on", 0, 1));
}

static void read_in_interrupt(struct recording *r, struct recorded_op *op, struct json_line *l)
{
	(void)r;
	change_task(op, TASK_CONTEXT, json_int(l, "on", 0, 1) ? IN_HARDIRQ : IN_TASK);
}

static void read_jiffies(struct recording *r, struct recorded_op *op, struct json_line *l)
{
	r->jiffies += json_int(l, "add", 0, MAX_COUNT);
	op->change = (struct event){ .kind = EVENT_SETTING, .zone = NO_ZONE, .pfn = NO_PFN,
				     .link = NO_PFN, .v = { 0, r->jiffies, SET_JIFFIES } };
}

/* ---- the rest ---- */

static void read_split(struct recording *r, struct recorded_op *op, struct json_line *l)
{
	op->order = (unsigned)json_int(l, "order", 0, NR_ORDERS - 1);
	op->pfn = read_pfn(r, l);
}

static void read_nothing(struct recording *r, struct recorded_op *op, struct json_line *l)
{
	(void)r, (void)op, (void)l;
}

static void read_unreserve(struct recording *r, struct recorded_op *op, struct json_line *l)
{
	(void)r;
	op->force = json_int_or(l, "force", 0, 1, 0);
	op->got = (unsigned)json_int(l, "result", 0, 1);
}

static void read_snap(struct recording *r, struct recorded_op *op, struct json_line *l)
{
	const char *name = json_text(l, "name");

	(void)op;
	if (!name[0] || strlen(name) >= sizeof r->when)
		json_error(l, "name", "the name of a snapshot has 1 to %zu bytes",
			   sizeof r->when - 1);
	else
		memcpy(r->when, name, strlen(name) + 1);
}

static const struct op_type {
	const char *name;
	enum recorded_kind kind;
	void (*read)(struct recording *r, struct recorded_op *op, struct json_line *l);
} op_types[] = {
	{ "alloc", RECORDED_ALLOC, read_alloc },
	{ "free", RECORDED_FREE, read_free },
	{ "bulk", RECORDED_BULK, read_bulk },
	{ "split", RECORDED_SPLIT, read_split },
	{ "drain", RECORDED_DRAIN, read_nothing },
	{ "unreserve", RECORDED_UNRESERVE, read_unreserve },
	{ "snap", RECORDED_SNAP, read_snap },
	{ "pf_memalloc", RECORDED_SET, read_pf_memalloc },
	{ "memalloc_nocma", RECORDED_SET, read_memalloc_nocma },
	{ "oom_victim", RECORDED_SET, read_oom_victim },
	{ "rt_task", RECORDED_SET, read_rt_task },
	{ "in_interrupt", RECORDED_SET, read_in_interrupt },
	{ "jiffies", RECORDED_SET, read_jiffies },
};

static void read_op(struct recording *r, struct recorded_op *op, struct json_line *l)
{
	const char *name = json_text(l, "op");

	op->i = json_int(l, "i", 0, MAX_EVENTS);
	for (size_t i = 0; i < sizeof op_types / sizeof *op_types; i++) {
		if (strcmp(name, op_types[i].name) != 0)
			continue;
		op->kind = op_types[i].kind;
		op_types[i].read(r, op, l);
		r->nr_ops++;
		return;
	}
	json_error(l, "op", "unknown request %s", name);
}

static void read_end(struct recording *r, struct recorded_op *op, struct json_line *l)
{
	op->kind = RECORDED_END;
	op->i = json_int(l, "n", 0, MAX_EVENTS);
	if (op->i != r->nr_ops)
		json_error(l, "n", "%lld requests came, not %lld", (long long)r->nr_ops,
			   (long long)op->i);
	if (json_int_or(l, "state_overflow", 0, MAX_EVENTS, 0))
		json_error(l, "state_overflow", "the recorder had no room for all of a state");
	r->ended = true;
	snprintf(r->when, sizeof r->when, "after");
}

bool recording_op(struct recording *r, struct recorded_op *op, struct diag *d)
{
	struct json_line l;
	const char *type;

	*op = (struct recorded_op){ .kind = RECORDED_END, .nid = -1, .pfn = NO_PFN,
				    .zone = NO_ZONE };
	if (!recording_next_line(r, &l, d)) {
		if (!l.failed && r->head.alone && !r->nr_ops) {
			op->kind = RECORDED_NONE;
			return true;
		}
		if (!l.failed)
			json_error(&l, NULL, "the recording ends before its \"end_ops\" line");
		return recording_failed(r, &l);
	}
	op->line = l.number;
	if (json_line_parse(&l)) {
		type = json_text(&l, "t");
		if (strcmp(type, "op") == 0)
			read_op(r, op, &l);
		else if (strcmp(type, "end_ops") == 0)
			read_end(r, op, &l);
		else if (strcmp(type, "meta") == 0 && !r->nr_ops)
			json_error(&l, "t",
				   "a natural workload: its trace is run by verify --trace FILE");
		else
			json_error(&l, "t", "a line \"%s\" has no place here", type);
	}
	json_line_done(&l);
	return l.failed ? recording_failed(r, &l) : true;
}
