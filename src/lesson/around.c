/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * around.c - statements about what happens around a request: the clock, page cache, kswapd.
 *
 * Each becomes one request of changes from outside, so it is recorded, replayed and undone like
 * any other.
 */
#include "session.h"

#include <stdlib.h>
#include <string.h>

enum { HZ = 250 };      /* ticks a second: CONFIG_HZ of Debian */

/* ---- the clock ---- */

/* "10s", "500ms", "2m" to ticks. */
static bool time_parse(const char *text, int64_t *ticks)
{
	static const struct { const char *unit; int64_t ms; } units[] = {
		{ "ms", 1 }, { "s", 1000 }, { "m", 60000 },
	};
	size_t digits = strspn(text, "0123456789");
	char number[20];
	int64_t n;

	snprintf(number, sizeof number, "%.*s", (int)digits, text);
	if (digits >= sizeof number || !number_parse(number, 0, 1000000000, &n))
		return false;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (strcmp(text + digits, units[i].unit) == 0) {
			*ticks = n * units[i].ms * HZ / 1000;
			return true;
		}
	return false;
}

enum lesson_status around_advance(struct session *s, const struct line *l, struct diag *d)
{
	struct changes c = { 0 };
	int64_t ticks;

	if (l->n != 2 || !time_parse(l->word[1].text, &ticks))
		return status_of(line_bad(l, 1, d, "advance needs a time: 1s, 200ms or 2m"));
	change_field(&c, EVENT_SETTING, NO_ZONE, SET_JIFFIES,
		     s->world->setting[SET_JIFFIES] + ticks);
	return changes_make(s, &c, l, 1, d);
}

enum lesson_status around_tick(struct session *s, const struct line *l, struct diag *d)
{
	struct request r = { .op = REQ_TICK, .nid = NID_LOCAL, .pfn = NO_PFN };

	if (l->n > 1)
		return status_of(line_bad(l, 1, d, "tick stands alone"));
	session_request(s, &r);
	return LESSON_OK;
}

/* ---- nodes ---- */

/* node=N among the words, or node 0 where there is only that. */
static bool node_word(const struct session *s, const struct line *l, unsigned *node,
		      struct diag *d)
{
	for (size_t i = 1; i < l->n; i++)
		if (strcmp(l->word[i].key, "node") == 0)
			return node_parse(s, l, i, node, d);
	*node = 0;
	return s->world->nr_nodes == 1 || line_bad(l, l->n, d, "which node? node=0");
}

enum lesson_status around_dirty(struct session *s, const struct line *l, struct diag *d)
{
	static const char *const known[] = { "node", "dirty", "writeback", "inactive_file",
					     "active_file" };
	static const enum node_stat stat[] = { NR_NODE_STATS, NR_FILE_DIRTY, NR_WRITEBACK,
					       NR_INACTIVE_FILE, NR_ACTIVE_FILE };
	struct changes c = { 0 };
	bool good;
	unsigned node;

	good = node_word(s, l, &node, d);
	for (size_t i = 1; good && i < l->n; i++) {
		int k = word_index(l->word[i].key, known, sizeof known / sizeof *known);
		int64_t pages;

		if (k == 0)
			continue;
		if (k < 0)
			good = line_unknown(l, i, d, "number of a node",
					    *l->word[i].key ? l->word[i].key : l->word[i].text,
					    known, sizeof known / sizeof *known);
		else if (!pages_parse(l->word[i].value, &pages))
			good = line_bad(l, i, d, "%.40s is no number of pages", l->word[i].value);
		else
			change_field(&c, EVENT_NODE_STAT, zid_of(node, 0), stat[k], pages);
	}
	if (good)
		return changes_make(s, &c, l, 1, d);
	free(c.event);
	return LESSON_BAD;
}

/* noscan, full, or how many pages it frees. */
static bool reclaim_result(const struct line *l, int64_t *result, struct diag *d)
{
	for (size_t i = 1; i < l->n; i++) {
		const char *value = l->word[i].value;

		if (strcmp(l->word[i].key, "result") != 0)
			continue;
		*result = strcmp(value, "noscan") == 0 ? RECLAIM_NOSCAN : RECLAIM_FULL;
		if (*result == RECLAIM_NOSCAN || strcmp(value, "full") == 0)
			return true;
		if (strncmp(value, "frees:", 6) == 0 && pages_parse(value + 6, result))
			return true;
		return line_bad(l, i, d, "result is noscan, full, or frees:PAGES");
	}
	return line_bad(l, l->n, d, "reclaim needs result=noscan, full, or frees:PAGES");
}

enum lesson_status around_reclaim(struct session *s, const struct line *l, struct diag *d)
{
	struct changes c = { 0 };
	unsigned node;
	int64_t result = 0;

	if (!node_word(s, l, &node, d) || !reclaim_result(l, &result, d))
		return LESSON_BAD;
	change_field(&c, EVENT_RECLAIM_OUTCOME, zid_of(node, 0), 0, result);
	return changes_make(s, &c, l, 1, d);
}

enum lesson_status around_lru(struct session *s, const struct line *l, struct diag *d)
{
	struct changes c = { 0 };
	unsigned first, last;
	bool off = l->n > 2 && strcmp(l->word[2].text, "off") == 0;
	int used = 0;

	if (l->n < 2 || l->n > 2u + off ||
	    sscanf(l->word[1].text, "%u-%u%n", &first, &last, &used) != 2 ||
	    l->word[1].text[used] || last < first)
		return status_of(line_bad(l, 1, d, "lru needs page frames, such as 5000-5063"));
	change(&c, (struct event){ .kind = EVENT_PAGE_LRU, .zone = world_zone_of(s->world, first),
				   .pfn = first, .link = NO_PFN,
				   .v = { (int64_t)last - first + 1, !off } });
	return changes_make(s, &c, l, 1, d);
}

/* It wakes and takes its orders from the node, or sleeps: kswapd(), kswapd_try_to_sleep(). */
enum lesson_status around_kswapd(struct session *s, const struct line *l, struct diag *d)
{
	static const char *const known[] = { "sleep", "wake" };
	const char *text = l->n > 1 ? l->word[1].text : "";
	int wake = word_index(text, known, 2);
	struct changes c = { 0 };
	unsigned node;

	if (wake < 0)
		return status_of(line_unknown(l, 1, d, "state of kswapd", text, known, 2));
	if (!node_word(s, l, &node, d))
		return LESSON_BAD;
	change_field(&c, EVENT_KSWAPD_AWAKE, zid_of(node, 0), 0, wake);
	if (wake) {
		change_field(&c, EVENT_KSWAPD_ORDER, zid_of(node, 0), 0, 0);
		change_field(&c, EVENT_KSWAPD_HIGHEST_ZONEIDX, zid_of(node, 0), 0,
			     s->world->layout->nr_zones);
	}
	return changes_make(s, &c, l, 1, d);
}
