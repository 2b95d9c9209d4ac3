/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proc_tables.c - rows of buddyinfo and pagetypeinfo.
 *
 * Follows frag_show_print() and pagetypeinfo_show() of mm/vmstat.c, 2.6.34 to 6.12: eleven orders;
 * since 5.10 a '>' before a number says that the kernel stopped counting there.
 */
#include "proc_read_inside.h"

#include <string.h>

/* Eleven numbers and nothing behind them. */
static bool take_orders(struct proc_line *l, int64_t n[NR_ORDERS], unsigned *at_least)
{
	*at_least = 0;
	for (unsigned order = 0; order < NR_ORDERS; order++) {
		if (at_end(l))
			return complain(l, "%u orders; %d are known", order, NR_ORDERS);
		if (take(l, ">"))
			*at_least |= 1u << order;
		if (!take_number(l, PROC_MAX_PAGES, &n[order]))
			return false;
		if (*l->at && *l->at != ' ' && *l->at != '\t' && *l->at != '\r')
			return complain(l, "a blank should stand here");
	}
	return at_end(l) || complain(l, "more than %d orders", NR_ORDERS);
}

void buddyinfo_row(struct proc_line *l)
{
	struct described_zone *z = zone_of_line(l);
	int64_t n[NR_ORDERS] = { 0 };
	unsigned at_least;

	l->table = IN_NOTHING;
	if (!take_orders(l, n, &at_least))
		return;
	l->at = l->text;
	if (z->told & TOLD_BLOCKS) {
		complain(l, "a second line for this zone");
		return;
	}
	z->told |= TOLD_BLOCKS;
	l->result->texts |= PROC_BUDDYINFO;
	l->d->node[l->node].there = true;
	for (unsigned order = 0; order < NR_ORDERS; order++)
		z->z.free_area[order].nr_free = n[order];
}

/* A migrate type by the name that pagetypeinfo gives it, or MIGRATE_TYPES. */
static unsigned take_type(struct proc_line *l)
{
	const char *name;
	size_t n = take_word(l, &name);
	unsigned mt = 0;

	while (mt < MIGRATE_TYPES && (strlen(migratetype_name(mt)) != n ||
				      memcmp(migratetype_name(mt), name, n) != 0))
		mt++;
	if (mt == MIGRATE_TYPES) {
		l->at = name;
		complain(l, "unknown migrate type %.*s", n > 20 ? 20 : (int)n, name);
	}
	l->d->cma |= mt == MIGRATE_CMA;
	return mt;
}

void types_row(struct proc_line *l)
{
	struct described_zone *z = zone_of_line(l);
	unsigned mt = take_type(l), at_least;
	int64_t n[NR_ORDERS] = { 0 };

	l->table = IN_TYPES;
	if (mt == MIGRATE_TYPES || !take_orders(l, n, &at_least))
		return;
	l->at = l->text;
	if (z->types_told >> mt & 1) {
		complain(l, "a second line for this zone and type");
		return;
	}
	z->told |= TOLD_TYPES;
	z->types_told |= 1u << mt;
	l->result->texts |= PROC_PAGETYPEINFO;
	for (unsigned order = 0; order < NR_ORDERS; order++) {
		z->of_type[order][mt] = n[order];
		if (at_least >> order & 1)
			z->at_least[order] |= (uint8_t)(1u << mt);
	}
}

void pageblocks_row(struct proc_line *l)
{
	struct described_zone *z = zone_of_line(l);
	int64_t n[MIGRATE_TYPES] = { 0 };

	for (unsigned i = 0; i < l->nr_columns; i++) {
		if (at_end(l)) {
			complain(l, "%u numbers for %u types", i, l->nr_columns);
			return;
		}
		if (!take_number(l, PROC_MAX_PAGES, &n[l->column[i]]))
			return;
	}
	/* buddyinfo may stand behind pagetypeinfo in one file; it has more numbers. */
	if (!at_end(l)) {
		l->at = l->text;
		take(l, "Node");
		l->at += strcspn(l->at, "z");
		take(l, "zone");
		take_blanks(l);
		l->at += strcspn(l->at, " \t");
		buddyinfo_row(l);
		return;
	}
	l->at = l->text;
	if (z->told & TOLD_PAGEBLOCKS) {
		complain(l, "a second line for this zone");
		return;
	}
	z->told |= TOLD_PAGEBLOCKS;
	l->result->texts |= PROC_PAGETYPEINFO;
	memcpy(z->nr_pageblocks, n, sizeof n);
}

/* ---- headings ---- */

static void take_block_order(struct proc_line *l)
{
	int64_t order;

	if (!take_number(l, INT32_MAX, &order))
		return;
	if (order < 1 || order >= NR_ORDERS)
		complain(l, "pageblocks of order %d; from 1 to %d are known", (int)order,
			 NR_ORDERS - 1);
	else if (l->d->pageblock_order && l->d->pageblock_order != order)
		complain(l, "pageblocks were of order %u before", l->d->pageblock_order);
	else
		l->d->pageblock_order = (unsigned)order;
}

static void take_block_pages(struct proc_line *l)
{
	int64_t pages;

	if (take_number(l, PROC_MAX_PAGES, &pages) && l->d->pageblock_order &&
	    pages != (int64_t)1 << l->d->pageblock_order)
		complain(l, "a pageblock of order %u has %d pages", l->d->pageblock_order,
			 1 << l->d->pageblock_order);
}

static void take_columns(struct proc_line *l)
{
	l->table = IN_BLOCKS;
	l->nr_columns = 0;
	while (!at_end(l)) {
		unsigned mt = take_type(l);

		if (mt < MIGRATE_TYPES && memchr(l->column, (int)mt, l->nr_columns)) {
			complain(l, "migrate type %s twice", migratetype_name(mt));
			mt = MIGRATE_TYPES;
		}
		if (mt == MIGRATE_TYPES) {
			l->table = IN_MIXED;    /* its rows cannot be told apart */
			return;
		}
		l->column[l->nr_columns++] = (uint8_t)mt;
	}
}

/* "0 1 2 ... 10": the columns. */
static void take_order_columns(struct proc_line *l)
{
	int64_t n;

	l->table = IN_TYPES;
	for (unsigned order = 0; order < NR_ORDERS; order++) {
		if (at_end(l)) {
			complain(l, "%u orders; %d are known", order, NR_ORDERS);
			return;
		}
		if (!take_number(l, PROC_MAX_PAGES, &n))
			return;
		if (n != order) {
			complain(l, "order %u should stand here", order);
			return;
		}
	}
	if (!at_end(l))
		complain(l, "more than %d orders", NR_ORDERS);
}

bool pagetypeinfo_heading(struct proc_line *l)
{
	if (take(l, "Page block order:"))
		take_block_order(l);
	else if (take(l, "Pages per block:"))
		take_block_pages(l);
	else if (take(l, "Free pages count per migrate type at order"))
		take_order_columns(l);
	else if (take(l, "Number of blocks type"))
		take_columns(l);
	else if (take(l, "Number of mixed blocks"))
		l->table = IN_MIXED;
	else
		return false;
	return true;
}
