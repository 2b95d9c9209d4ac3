/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ftrace_event.c - "pfn=0x29e4 order=0 ...": the numbers of an event, by their names.
 *
 * Page frames are decimal up to 5.10 and hexadecimal from 6.1 on, as their prefix says; pointers
 * are hashed and left alone.
 */
#include "ftrace_line.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* ---- values ---- */

struct ftrace_value ftrace_find(const char *payload, const char *key)
{
	size_t n = strlen(key);

	for (const char *at = payload; *at;) {
		at += strspn(at, " \t");
		if (strncmp(at, key, n) == 0 && at[n] == '=')
			return (struct ftrace_value){ at + n + 1, strcspn(at + n + 1, " \t\r") };
		at += strcspn(at, " \t");
	}
	return (struct ftrace_value){ NULL, 0 };
}

bool ftrace_read_number(const char *at, const char *end, uint64_t max, uint64_t *n)
{
	unsigned base = 10;

	if (end - at > 2 && at[0] == '0' && (at[1] == 'x' || at[1] == 'X')) {
		base = 16;
		at += 2;
	}
	if (at == end)
		return false;
	for (*n = 0; at < end; at++) {
		unsigned char c = (unsigned char)*at;
		unsigned digit = (unsigned)(isdigit(c) ? c - '0' : (c | 0x20) - 'a' + 10);

		if (digit >= base || *n > (max - digit) / base)
			return false;
		*n = *n * base + digit;
	}
	return *n <= max;
}

uint64_t ftrace_number(struct ftrace_line *l, const char *payload, const char *key, uint64_t max)
{
	struct ftrace_value v = ftrace_find(payload, key);
	uint64_t n = 0;

	if (l->failed)
		return 0;
	if (!v.text)
		ftrace_error(l, payload, "there is no \"%s=\" here", key);
	else if (!ftrace_read_number(v.text, v.text + v.length, max, &n))
		ftrace_error(l, v.text, "\"%s\" is not a number from 0 to %llu", key,
			     (unsigned long long)max);
	return l->failed ? 0 : n;
}

static pfn_t read_pfn(struct ftrace_line *l, const char *payload)
{
	return (pfn_t)ftrace_number(l, payload, "pfn", NO_PFN - 1);
}

static uint8_t read_order(struct ftrace_line *l, const char *payload)
{
	return (uint8_t)ftrace_number(l, payload, "order", NR_ORDERS - 1);
}

/* The numbers of types changed once; CMA is the fifth where the kernel has it. */
static uint8_t read_type(struct ftrace_line *l, const char *payload, const char *key)
{
	static const uint8_t now[] = { MIGRATE_UNMOVABLE,  MIGRATE_MOVABLE, MIGRATE_RECLAIMABLE,
				       MIGRATE_HIGHATOMIC, MIGRATE_CMA,     MIGRATE_ISOLATE };
	static const uint8_t before[] = { MIGRATE_UNMOVABLE, MIGRATE_RECLAIMABLE, MIGRATE_MOVABLE,
					  MIGRATE_RESERVE,   MIGRATE_ISOLATE,     NO_MIGRATETYPE };
	uint64_t n;

	if (!ftrace_find(payload, key).text)
		return NO_MIGRATETYPE;
	n = ftrace_number(l, payload, key, sizeof now - 1);
	return (kernel_has_type(l->kernel, MIGRATE_RESERVE) ? before : now)[n];
}

/* A block begins where its order divides the page frame number. */
static void check_aligned(struct ftrace_line *l, const char *payload, const struct trace_event *e)
{
	pfn_t rest = e->pfn & ((1u << e->order) - 1);

	if (!l->failed && e->pfn != NO_PFN && rest)
		ftrace_error(l, ftrace_find(payload, "pfn").text,
			     "the block is not aligned to its order");
}

/* A failed request prints a null pointer; the page frame beside it depends on the kernel. */
static bool is_null(struct ftrace_value v)
{
	static const char *const null[] = { "(null)", "(nil)", "NULL" };

	if (!v.text)
		return false;
	for (size_t i = 0; i < sizeof null / sizeof *null; i++)
		if (strlen(null[i]) == v.length && memcmp(v.text, null[i], v.length) == 0)
			return true;
	if (v.length > 2 && memcmp(v.text, "0x", 2) == 0)
		v = (struct ftrace_value){ v.text + 2, v.length - 2 };
	return v.length && strspn(v.text, "0") >= v.length;
}

/* ---- events ---- */

typedef void read_event(struct ftrace_line *l, const char *payload, struct trace_event *e);

static void read_alloc(struct ftrace_line *l, const char *payload, struct trace_event *e)
{
	e->pfn = read_pfn(l, payload);
	/* Page 0 is given to nobody: pfn=0 is a failure, too. */
	if (is_null(ftrace_find(payload, "page")) || e->pfn == 0)
		e->pfn = NO_PFN;
	/* An order that no kernel has is a request too. */
	e->order = (uint8_t)ftrace_number(l, payload, "order", 31);
	e->migratetype = read_type(l, payload, "migratetype");
	if (!l->failed)
		e->gfp = ftrace_gfp(l, payload);
	if (!l->failed && e->pfn != NO_PFN && e->order >= NR_ORDERS)
		ftrace_error(l, ftrace_find(payload, "order").text, "no block has this order");
	check_aligned(l, payload, e);
}

static void read_free(struct ftrace_line *l, const char *payload, struct trace_event *e)
{
	e->pfn = read_pfn(l, payload);
	e->order = read_order(l, payload);
	check_aligned(l, payload, e);
}

static void read_batched(struct ftrace_line *l, const char *payload, struct trace_event *e)
{
	e->pfn = read_pfn(l, payload);
	if (ftrace_find(payload, "cold").text && ftrace_number(l, payload, "cold", 1))
		e->flags = TRACE_COLD;
}

static void read_pagevec(struct ftrace_line *l, const char *payload, struct trace_event *e)
{
	read_batched(l, payload, e);
	e->flags |= TRACE_ALONE;
}

static void read_drain(struct ftrace_line *l, const char *payload, struct trace_event *e)
{
	read_free(l, payload, e);
	e->migratetype = read_type(l, payload, "migratetype");
}

/* trace.dat does not hold what is printed of the order. */
static void read_locked(struct ftrace_line *l, const char *payload, struct trace_event *e)
{
	/* Up to 5.10 the event comes although nothing was found. */
	e->pfn = is_null(ftrace_find(payload, "page")) ? NO_PFN : read_pfn(l, payload);
	e->order = read_order(l, payload);
	e->migratetype = read_type(l, payload, "migratetype");
	if (ftrace_find(payload, "percpu_refill").text ?
		    ftrace_number(l, payload, "percpu_refill", 1) :
		    !e->order)
		e->flags = TRACE_REFILL;
}

static void read_extfrag(struct ftrace_line *l, const char *payload, struct trace_event *e)
{
	e->pfn = read_pfn(l, payload);
	e->order = (uint8_t)ftrace_number(l, payload, "fallback_order", NR_ORDERS - 1);
	e->for_order = e->order;
	if (ftrace_find(payload, "alloc_order").text)
		e->for_order = (uint8_t)ftrace_number(l, payload, "alloc_order", NR_ORDERS - 1);
	e->migratetype = read_type(l, payload, "alloc_migratetype");
	e->from = read_type(l, payload, "fallback_migratetype");
	e->fragmenting = -1;
	if (ftrace_find(payload, "fragmenting").text)
		e->fragmenting = (int)ftrace_number(l, payload, "fragmenting", 1);
	if (ftrace_find(payload, "change_ownership").text &&
	    ftrace_number(l, payload, "change_ownership", 1))
		e->flags = TRACE_CHANGES;
}

static void read_tick(struct ftrace_line *l, const char *payload, struct trace_event *e)
{
	l->t->has_ticks = true;
	if (!ftrace_number(l, payload, "do_pagesets", 255))
		e->flags = TRACE_QUIET;
}

static bool room_for_page(struct trace *t)
{
	size_t room = t->page_room ? 2 * t->page_room : 256;
	pfn_t *more;

	if (t->nr_pages < t->page_room)
		return true;
	more = realloc(t->page, room * sizeof *more);
	if (!more) {
		t->out_of_memory = true;
		return false;
	}
	t->page = more;
	t->page_room = room;
	return true;
}

/* "a485,a486": hexadecimal, as the probe prints them. */
static void read_pages(struct ftrace_line *l, struct ftrace_value v, struct trace_event *e)
{
	const char *at = v.text, *end = at + v.length;
	uint64_t got = 0;

	e->pages = l->t->nr_pages;
	while (at < end && !l->failed && got <= e->got) {
		uint64_t pfn = 0;
		const char *digits = at;

		for (; at < end && isxdigit((unsigned char)*at) && pfn < NO_PFN; at++)
			pfn = pfn << 4 |
			      (unsigned)(*at <= '9' ? *at - '0' : (*at | 0x20) - 'a' + 10);
		if (at == digits || pfn >= NO_PFN || (at < end && *at != ',')) {
			ftrace_error(l, digits, "not a hexadecimal page frame number");
			return;
		}
		at += at < end;
		if (!room_for_page(l->t))
			return;
		l->t->page[l->t->nr_pages++] = (pfn_t)pfn;
		got++;
	}
	if (got != e->got)
		ftrace_error(l, v.text, "these are not the %u pages that were got", e->got);
}

static void read_bulk(struct ftrace_line *l, const char *payload, struct trace_event *e)
{
	struct ftrace_value pages = ftrace_find(payload, "pfns"), nid = ftrace_find(payload, "nid");
	uint64_t part = ftrace_number(l, payload, "part", 1 << 24);

	l->t->has_bulk = true;
	e->gfp = ftrace_gfp_raw(l, payload);
	e->want = (uint32_t)ftrace_number(l, payload, "want", 1 << 24);
	e->got = (uint32_t)ftrace_number(l, payload, "got", 1 << 24);
	if (nid.text && nid.length && nid.text[0] != '-')
		e->nid = (int)ftrace_number(l, payload, "nid", MAX_NODES - 1);
	if (!l->failed && e->got > e->want)
		ftrace_error(l, ftrace_find(payload, "got").text, "more than were wanted");
	if (!l->failed && part)
		ftrace_error(l, ftrace_find(payload, "part").text,
			     "arrays that hold pages already are not known here");
	if (!l->failed)
		read_pages(l, pages.text ? pages : (struct ftrace_value){ payload, 0 }, e);
}

static const struct event_type {
	const char *name;
	enum trace_kind kind;
	read_event *read;
} event_types[] = {
	{ "mm_page_alloc", TRACE_ALLOC, read_alloc },
	{ "mm_page_free", TRACE_FREE, read_free },
	{ "mm_page_free_direct", TRACE_FREE, read_free },
	{ "mm_page_free_batched", TRACE_FREE_BATCHED, read_batched },
	{ "mm_pagevec_free", TRACE_FREE_BATCHED, read_pagevec },
	{ "mm_page_alloc_zone_locked", TRACE_LOCKED, read_locked },
	{ "mm_page_pcpu_drain", TRACE_DRAIN, read_drain },
	{ "mm_page_alloc_extfrag", TRACE_EXTFRAG, read_extfrag },
	{ "bs_bulk", TRACE_BULK, read_bulk },
	{ "refresh_cpu_vm_stats", TRACE_TICK, read_tick },
};

enum ftrace_kind ftrace_event(struct ftrace_line *l, struct ftrace_value name,
			       const char *payload, struct trace_event *e)
{
	for (size_t i = 0; i < sizeof event_types / sizeof *event_types; i++) {
		const struct event_type *type = &event_types[i];

		if (strlen(type->name) != name.length ||
		    memcmp(type->name, name.text, name.length) != 0)
			continue;
		e->kind = (uint8_t)type->kind;
		type->read(l, payload, e);
		if (l->t->out_of_memory)
			return FTRACE_NO_MEMORY;
		return l->failed ? FTRACE_BAD : FTRACE_EVENT;
	}
	l->t->others++;
	return FTRACE_NOTHING;
}
