/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ladders.c - which check of one kernel is which of another's.
 *
 * Two rows may stand side by side if they have the same newest name. As many as can are paired
 * without changing the order of either ladder. Where only one of two pairs can be had, it is the
 * one whose names differ: a check that kept its name is known again at its other place.
 *
 *	cpuset_zone_allowed     __cpuset_zone_allowed      renamed
 *	ZONE_FAIR_DEPLETED                                 only here
 *	zone_dirty_ok           node_dirty_ok              renamed, another rule
 */
#include "ladders.h"

#include <string.h>

struct sides {
	enum ladder ladder;
	const struct check *row[SIDES];
	/* What the rows from each pair of rows on are worth together. */
	unsigned worth[MAX_ROWS + 1][MAX_ROWS + 1];
};

static bool same_check(enum ladder ladder, const struct check *a, const struct check *b)
{
	return strcmp(check_newest_name(ladder, a->name), check_newest_name(ladder, b->name)) == 0;
}

/* What it is worth to lay these two side by side; 0: they are different checks. */
static unsigned worth_of(enum ladder ladder, const struct check *a, const struct check *b)
{
	if (!same_check(ladder, a, b))
		return 0;
	return 4u + (strcmp(a->name, b->name) != 0 ? 2u : 0) + (a->run == b->run ? 1u : 0);
}

static unsigned nr_rows(const struct check *rows)
{
	unsigned n = 0;

	while (rows[n].name)
		n++;
	return n;
}

static unsigned larger(unsigned a, unsigned b)
{
	return a > b ? a : b;
}

static void weigh(struct sides *s)
{
	memset(s->worth, 0, sizeof s->worth);
	for (unsigned i = nr_rows(s->row[0]); i-- > 0;)
		for (unsigned j = nr_rows(s->row[1]); j-- > 0;) {
			unsigned pair = worth_of(s->ladder, &s->row[0][i], &s->row[1][j]);

			s->worth[i][j] = larger(s->worth[i + 1][j], s->worth[i][j + 1]);
			if (pair)
				s->worth[i][j] =
					larger(s->worth[i][j],
							pair + s->worth[i + 1][j + 1]);
		}
}

static struct check_pair pair_of(const struct check *a, const struct check *b)
{
	return (struct check_pair){ .row = { a, b }, .renamed = strcmp(a->name, b->name) != 0,
				    .otherwise = a->run != b->run };
}

/* The next pair from rows i and j on. */
static struct check_pair next_pair(const struct sides *s, unsigned i, unsigned j)
{
	const struct check *a = &s->row[0][i], *b = &s->row[1][j];
	unsigned pair = a->name && b->name ? worth_of(s->ladder, a, b) : 0;

	if (pair && s->worth[i][j] == pair + s->worth[i + 1][j + 1])
		return pair_of(a, b);
	if (a->name && (!b->name || s->worth[i][j] == s->worth[i + 1][j]))
		return (struct check_pair){ .row = { a, NULL } };
	return (struct check_pair){ .row = { NULL, b } };
}

static bool is_alone(const struct check_pair *p, unsigned side)
{
	return p->row[side] && !p->row[!side] && !p->moved;
}

/* Two that stand alone, one on each side, are the same check at different places. */
static void mark_moved(enum ladder ladder, struct check_pair *pair, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			if (is_alone(&pair[i], 0) && is_alone(&pair[j], 1) &&
			    same_check(ladder, pair[i].row[0], pair[j].row[1]))
				pair[i].moved = pair[j].moved = true;
}

size_t pair_checks(const struct kernel *const k[SIDES], enum ladder ladder,
		   struct check_pair out[2 * MAX_ROWS])
{
	struct sides s = { .ladder = ladder,
			   .row = { k[0]->ladder[ladder], k[1]->ladder[ladder] } };
	unsigned i = 0, j = 0;
	size_t n = 0;

	weigh(&s);
	while (s.row[0][i].name || s.row[1][j].name) {
		out[n] = next_pair(&s, i, j);
		i += out[n].row[0] != NULL;
		j += out[n].row[1] != NULL;
		n++;
	}
	mark_moved(ladder, out, n);
	return n;
}
