/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * around.c - statements about what happens around a request: the clock, page cache, kswapd.
 *
 * Each becomes one request of changes from outside, so it is recorded, replayed and undone like
 * any other.
 */
#include "session.h"

#include <inttypes.h>
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

/* ---- page cache ---- */

static const struct cache_word {
	const char *name;
	enum node_stat stat;
} cache_words[] = {
	{ "dirty", NR_FILE_DIRTY },        { "writeback", NR_WRITEBACK },
	{ "unstable", NR_UNSTABLE_NFS },   { "inactive_file", NR_INACTIVE_FILE },
	{ "active_file", NR_ACTIVE_FILE }, { "node", NR_NODE_STATS }, { "zone", NR_NODE_STATS },
};

enum { NR_CACHE_WORDS = sizeof cache_words / sizeof *cache_words };

/* A number of the page cache: which, and how many pages. */
static bool cache_word(const struct session *s, const struct line *l, size_t i,
		       enum node_stat *stat, int64_t *pages, struct diag *d)
{
	const struct kernel *k = session_kernel(s);
	const char *key = *l->word[i].key ? l->word[i].key : l->word[i].text;
	const char *known[NR_CACHE_WORDS];
	int at;

	for (size_t n = 0; n < NR_CACHE_WORDS; n++)
		known[n] = cache_words[n].name;
	at = word_index(key, known, NR_CACHE_WORDS);
	if (at < 0)
		return line_unknown(l, i, d, "number of the page cache", key, known,
				    NR_CACHE_WORDS);
	*stat = cache_words[at].stat;
	if (*stat == NR_UNSTABLE_NFS && !k->dirty.unstable)
		return line_bad(l, i, d, "%s counts no unstable pages", k->name);
	return *stat == NR_NODE_STATS || pages_parse(l->word[i].value, pages) ||
	       line_bad(l, i, d, "%.40s is no number of pages", l->word[i].value);
}

/* A node's pages where zones count them: each zone by its size, the last what is left. */
static void share_out(const struct world *w, struct changes *c, unsigned node, enum node_stat stat,
		      int64_t pages)
{
	int64_t managed = 0, left = pages;
	zid_t last = zid_of(node, 0);

	for (unsigned idx = 0; idx < MAX_NR_ZONES; idx++)
		if (zone_managed(&w->zone[zid_of(node, idx)])) {
			managed += w->zone[zid_of(node, idx)].managed;
			last = zid_of(node, idx);
		}
	for (zid_t zone = zid_of(node, 0); managed && zone < last; zone++) {
		int64_t part = pages * w->zone[zone].managed / managed;

		change_field(c, EVENT_ZONE_STAT, zone, stat, part);
		left -= part;
	}
	change_field(c, EVENT_ZONE_STAT, last, stat, left);
}

/* Who counts: the zone named by zone=, or the node. */
struct counted {
	zid_t zone;             /* NO_ZONE: the node */
	unsigned node;
};

static bool counted_word(const struct session *s, const struct line *l, struct counted *who,
			 struct diag *d)
{
	const struct kernel *k = session_kernel(s);

	who->zone = NO_ZONE;
	for (size_t i = 1; i < l->n; i++) {
		if (strcmp(l->word[i].key, "zone") != 0)
			continue;
		if (!k->reclaim.by_zone)
			return line_bad(l, i, d, "%s counts these pages by node: node=N", k->name);
		return zone_parse(s, l, i, l->word[i].value, &who->zone, d);
	}
	return node_word(s, l, &who->node, d);
}

static void change_cache(const struct session *s, struct changes *c, const struct counted *who,
			 enum node_stat stat, int64_t pages)
{
	if (who->zone != NO_ZONE)
		change_field(c, EVENT_ZONE_STAT, who->zone, stat, pages);
	else
		change_field(c, EVENT_NODE_STAT, zid_of(who->node, 0), stat, pages);
	if (who->zone == NO_ZONE && session_kernel(s)->reclaim.by_zone)
		share_out(s->world, c, who->node, stat, pages);
}

/* Where zones count, node=N is only how the pages are dealt out: say so. */
static void say_shares(struct session *s, unsigned node)
{
	for (unsigned idx = 0; idx < MAX_NR_ZONES; idx++) {
		const struct zone *z = &s->world->zone[zid_of(node, idx)];

		if (zone_managed(z))
			session_say(s, VOICE_RESULT,
				    "counted by zone: Node %u %s dirty %" PRId64
				    " writeback %" PRId64 " inactive_file %" PRId64
				    " active_file %" PRId64, node,
				    s->world->layout->zone_name[idx], z->stat[NR_FILE_DIRTY],
				    z->stat[NR_WRITEBACK], z->stat[NR_INACTIVE_FILE],
				    z->stat[NR_ACTIVE_FILE]);
	}
}

enum lesson_status around_dirty(struct session *s, const struct line *l, struct diag *d)
{
	enum lesson_status status;
	struct changes c = { 0 };
	struct counted who = { NO_ZONE, 0 };
	bool good = counted_word(s, l, &who, d);

	for (size_t i = 1; good && i < l->n; i++) {
		enum node_stat stat = NR_NODE_STATS;
		int64_t pages = 0;

		good = cache_word(s, l, i, &stat, &pages, d);
		if (good && stat != NR_NODE_STATS)
			change_cache(s, &c, &who, stat, pages);
	}
	if (!good) {
		free(c.event);
		return LESSON_BAD;
	}
	status = changes_make(s, &c, l, 1, d);
	if (status == LESSON_OK && who.zone == NO_ZONE && session_kernel(s)->reclaim.by_zone)
		say_shares(s, who.node);
	return status;
}

/* ---- reclaim, pages, kswapd ---- */

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
