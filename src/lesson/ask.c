/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask.c - requests by the names of the kernel's own calls, and the blocks they give.
 *
 * What each call adds to its mask, and what the task's memory policy makes of it, is the kernel's
 * business: core/request.c. Here a call is a name and the words behind it.
 */
#include "session.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ORDER = 63, MOST_BULK = 65536, MOST_REPEATS = 100000, MOST_EXACT = 1 << 30 };

/* ---- what a call is ---- */

static const struct call {
	const char *name;
	enum api api;
	bool has_node, has_order, bulk, has_size;
} calls[] = {
	{ "alloc_pages", API_ALLOC_PAGES, .has_order = true },
	{ .name = "alloc_page", .api = API_ALLOC_PAGE },
	{ "alloc_pages_current", API_ALLOC_PAGES_CURRENT, .has_order = true },
	{ "__get_free_pages", API_GET_FREE_PAGES, .has_order = true },
	{ .name = "__get_free_page", .api = API_GET_FREE_PAGE },
	{ .name = "get_zeroed_page", .api = API_GET_ZEROED_PAGE },
	{ "__get_dma_pages", API_GET_DMA_PAGES, .has_order = true },
	{ "alloc_pages_node", API_ALLOC_PAGES_NODE, .has_node = true, .has_order = true },
	{ "alloc_pages_nodemask", API_ENTRY, .has_order = true },
	{ "alloc_pages_bulk", API_BULK, .bulk = true },
	{ "alloc_pages_exact", API_ALLOC_PAGES_EXACT, .has_size = true },
};

static const struct call *find_call(const char *name)
{
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
		if (strcmp(calls[i].name, name) == 0)
			return &calls[i];
	return NULL;
}

/* ---- telling ---- */

static void count(struct tally *t, const struct result *res, unsigned got)
{
	t->requests++;
	t->got += got;
	t->failed += res->status == REQUEST_FAILED;
	t->slept += res->status == REQUEST_WOULD_SLEEP;
}

static void tell_result(struct session *s, const struct request *r, const struct result *res)
{
	static const char *const work[NR_SLEEPING_WORKS] = {
		"compact memory", "reclaim memory", "try again until others free memory",
	};
	char zone[32];

	if (res->status == REQUEST_WOULD_SLEEP)
		session_say(s, VOICE_RESULT, "the kernel would now sleep, to %s",
			    work[res->work % NR_SLEEPING_WORKS]);
	else if (res->status == REQUEST_FAILED)
		session_say(s, VOICE_RESULT, "NULL: no page");
	else if (r->op == REQ_BULK)
		session_say(s, VOICE_RESULT, "%u pages of %u", res->got, r->want);
	else if (r->op == REQ_ALLOC) {
		zone_name(s->world, world_zone_of(s->world, res->pfn), zone, sizeof zone);
		if (r->want)
			session_say(s, VOICE_RESULT, "%u of %u pages from pfn %" PRIu32 " on in %s",
				    r->want, 1u << r->order, res->pfn, zone);
		else
			session_say(s, VOICE_RESULT, "pfn %" PRIu32 " in %s", res->pfn, zone);
	}
}

/* ---- allocating ---- */

/* Later kernels have a function in its place that nobody calls by hand. */
static bool has_call(const struct session *s, const struct line *call, struct diag *d)
{
	const struct kernel *k = session_kernel(s);
	const char *name = call->word[0].text;

	if (find_call(name)->api != API_ALLOC_PAGES_CURRENT ||
	    (k->api[API_ALLOC_PAGES_CURRENT].name &&
	     strcmp(k->api[API_ALLOC_PAGES_CURRENT].name, name) == 0))
		return true;
	return line_bad(call, 0, d, "%s has no %s: alloc_pages applies the policy", k->name, name);
}

struct asked {
	struct request r;
	struct nodemask mask;
};

/* nid= and mask= of alloc_pages_nodemask. */
static bool nodemask_word(const struct session *s, struct asked *a, const struct line *l, size_t i,
			  struct diag *d)
{
	static const char *const known[] = { "mask", "nid" };
	unsigned node;

	switch (word_index(l->word[i].key, known, 2)) {
	case 0:
		a->r.nodemask = &a->mask;
		return nodes_parse(l->word[i].value, s->world->nr_nodes, &a->mask) ||
		       line_bad(l, i, d, "mask needs nodes of this machine, such as 0-1");
	case 1:
		if (!node_parse(s, l, i, &node, d))
			return false;
		a->r.nid = (int)node;
		return true;
	default:
		return line_unknown(l, i, d, "option", l->word[i].text, known, 2);
	}
}

static bool number_word(const struct line *l, size_t i, int64_t least, int64_t most,
			const char *what, int64_t *n, struct diag *d)
{
	if (i >= l->n)
		return line_bad(l, i, d, "%s is missing", what);
	return number_parse(l->word[i].text, least, most, n) ||
	       line_bad(l, i, d, "%.40s is no %s: %" PRId64 " to %" PRId64, l->word[i].text, what,
			least, most);
}

/* Bytes, which the kernel rounds up to pages; also with a unit. */
static bool size_word(const struct line *l, size_t i, unsigned *pages, struct diag *d)
{
	int64_t bytes = 0;

	if (i >= l->n)
		return line_bad(l, i, d, "a size is missing, such as 20k or 5p");
	if (!memory_parse(l->word[i].text, &bytes) || bytes < 1 || bytes > MOST_EXACT)
		return line_bad(l, i, d, "%.40s is no size from 1 to 1G", l->word[i].text);
	*pages = (unsigned)((bytes - 1) >> PAGE_SHIFT) + 1;
	return true;
}

static bool ask_words(struct session *s, const struct call *api, struct asked *a,
		      const struct line *l, struct diag *d)
{
	size_t i = 1;
	int64_t n = 0;

	a->r = (struct request){ .op = api->bulk ? REQ_BULK : REQ_ALLOC, .api = api->api,
				 .nid = NID_LOCAL, .pfn = NO_PFN };
	if (api->has_node) {
		if (!number_word(l, i++, -1, s->world->nr_nodes - 1, "node", &n, d))
			return false;
		a->r.nid = (int)n;
	}
	if (api->has_size && !size_word(l, i++, &a->r.want, d))
		return false;
	if (!gfp_parse(s, l, i++, &a->r.gfp, d))
		return false;
	n = api->has_size ? get_order((uint64_t)a->r.want << PAGE_SHIFT) : 0;
	if (api->has_order && !number_word(l, i++, 0, MOST_ORDER, "order", &n, d))
		return false;
	a->r.order = (unsigned)n;
	if (api->bulk && !number_word(l, i++, 1, MOST_BULK, "number of pages", &n, d))
		return false;
	if (api->bulk) {
		a->r.want = (unsigned)n;
		a->r.order = 0;
	}
	for (; i < l->n; i++) {
		if (strcmp(api->name, "alloc_pages_nodemask") != 0)
			return line_bad(l, i, d, "%s has no more words", api->name);
		if (!nodemask_word(s, a, l, i, d))
			return false;
	}
	return true;
}

static enum lesson_status keep_blocks(struct session *s, const char *name,
				      const struct request *r, const struct result *res)
{
	struct variable *v = session_assign(s, name, s->in_repeat);

	if (!v)
		return LESSON_NO_MEMORY;
	for (unsigned i = 0; r->op == REQ_ALLOC && res->status == REQUEST_DONE && i < r->want; i++)
		if (!variable_add(v, (struct block){ res->pfn + i, 0 }))
			return LESSON_NO_MEMORY;
	if (r->op == REQ_ALLOC && res->status == REQUEST_DONE && !r->want)
		return variable_add(v, (struct block){ res->pfn, r->order }) ? LESSON_OK :
									       LESSON_NO_MEMORY;
	for (unsigned i = 0; r->op == REQ_BULK && i < res->got; i++)
		if (!variable_add(v, (struct block){ r->pages[i], 0 }))
			return LESSON_NO_MEMORY;
	return LESSON_OK;
}

/* `p = alloc_page ...`: the line without its first two words. */
static void without_name(struct line *to, const struct line *from)
{
	*to = *from;
	memmove(to->word, to->word + 2, (to->n - 2) * sizeof *to->word);
	to->n -= 2;
}

enum lesson_status ask_alloc(struct session *s, const struct line *l, struct diag *d)
{
	bool assigns = l->n > 2 && strcmp(l->word[1].text, "=") == 0;
	enum lesson_status status = LESSON_OK;
	struct line call = *l;
	struct asked a;
	struct result res;

	if (assigns)
		without_name(&call, l);
	if (!has_call(s, &call, d) || !ask_words(s, find_call(call.word[0].text), &a, &call, d))
		return LESSON_BAD;
	if (a.r.op == REQ_BULK && a.r.want && !(a.r.pages = calloc(a.r.want, sizeof *a.r.pages)))
		return LESSON_NO_MEMORY;
	res = session_request(s, &a.r);
	if (res.status == REQUEST_INVALID) {
		status = status_of(line_bad(&call, 0, d, "%s", res.refused));
	} else {
		tell_result(s, &a.r, &res);
		count(&s->tally, &res, res.got);
		if (assigns)
			status = keep_blocks(s, l->word[0].text, &a.r, &res);
	}
	free(a.r.pages);
	return status;
}

/* ---- giving back ---- */

/* p, p[3], p+1 or a page frame number: the blocks that word 1 means. */
struct blocks {
	struct variable *v;             /* NULL: only `one` */
	size_t first, n;
	struct block one;
};

static bool blocks_word(const struct session *s, const struct line *l, struct blocks *b,
			struct diag *d)
{
	const char *text = l->n > 1 ? l->word[1].text : "";
	size_t len = strcspn(text, "[+");
	char name[NAME_MAX_BYTES];
	unsigned k = 0;
	int64_t pfn;
	int used = 0;

	*b = (struct blocks){ .n = 1 };
	if (number_parse(text, 0, s->world->end_pfn - 1, &pfn)) {
		b->one.pfn = (pfn_t)pfn;
		b->one.order = s->world->page[pfn].order;
		return true;
	}
	snprintf(name, sizeof name, "%.*s", (int)len, text);
	b->v = session_variable(s, name);
	if (!b->v)
		return line_bad(l, 1, d, *text ? "nothing was assigned to %.40s"
					       : "which block? a name, or a frame number", name);
	b->n = b->v->n;
	if (!text[len])
		return b->n || line_bad(l, 1, d, "%s holds no block", name);
	if (sscanf(text + len, text[len] == '[' ? "[%u]%n" : "+%u%n", &k, &used) != 1 ||
	    text[len + (size_t)used] || (text[len] == '[' && k >= b->n) || !b->n)
		return line_bad(l, 1, d, "%s has %zu blocks; write %s, %s[0] or %s+1", name, b->n,
				name, name, name);
	b->first = text[len] == '[' ? k : 0;
	b->n = 1;
	if (text[len] == '+') {
		b->one = (struct block){ b->v->block[0].pfn + k, 0 };
		b->v = NULL;
	}
	return true;
}

static enum api free_api(const char *name)
{
	if (strcmp(name, "__free_pages") == 0)
		return API_UNDERSCORE_FREE_PAGES;
	return strcmp(name, "free_pages") == 0 ? API_FREE_PAGES : API_FREE_PAGE;
}

enum lesson_status ask_free(struct session *s, const struct line *l, struct diag *d)
{
	const char *name = l->word[0].text;
	bool one = name[strlen(name) - 1] != 's';       /* __free_page, free_page */
	unsigned last = one ? 2 : 3;
	struct blocks b;
	int64_t order = 0;
	bool cold;

	if (!blocks_word(s, l, &b, d) ||
	    (!one && !number_word(l, 2, 0, MOST_ORDER, "order", &order, d)))
		return LESSON_BAD;
	cold = l->n > last && strcmp(l->word[last].text, "cold") == 0;
	if (l->n > last + cold)
		return status_of(line_bad(l, last + cold, d, "%s knows only cold", name));
	if (cold && !session_kernel(s)->pcp.cold)
		return status_of(line_bad(l, last, d, "%s frees no page as cold",
					  session_kernel(s)->name));
	for (size_t i = 0; i < b.n; i++) {
		struct request r = { .op = REQ_FREE, .nid = NID_LOCAL, .cold = cold,
				     .api = cold ? API_FREE_HOT_COLD_PAGE : free_api(name),
				     .order = (unsigned)order,
				     .pfn = b.v ? b.v->block[b.first + i].pfn : b.one.pfn };
		struct result res = session_request(s, &r);

		if (res.status == REQUEST_INVALID)
			return status_of(line_bad(l, 1, d, "pfn %" PRIu32 ": %s", r.pfn,
						  res.refused));
		count(&s->tally, &res, 0);
	}
	return LESSON_OK;
}

enum lesson_status ask_free_exact(struct session *s, const struct line *l, struct diag *d)
{
	struct request r = { .op = REQ_FREE, .api = API_FREE_PAGES_EXACT, .nid = NID_LOCAL };
	struct blocks b;
	struct result res;

	if (!blocks_word(s, l, &b, d) || !size_word(l, 2, &r.want, d))
		return LESSON_BAD;
	if (l->n > 3)
		return status_of(line_bad(l, 3, d, "free_pages_exact has no more words"));
	r.pfn = b.v ? b.v->block[b.first].pfn : b.one.pfn;
	res = session_request(s, &r);
	if (res.status == REQUEST_INVALID)
		return status_of(line_bad(l, 1, d, "%u pages from pfn %" PRIu32 " on: %s", r.want,
					  r.pfn, res.refused));
	count(&s->tally, &res, 0);
	return LESSON_OK;
}

enum lesson_status ask_split(struct session *s, const struct line *l, struct diag *d)
{
	struct blocks b;
	struct block whole;

	if (!blocks_word(s, l, &b, d))
		return LESSON_BAD;
	if (b.n != 1 || l->n > 3)
		return status_of(line_bad(l, 1, d, "split_page splits one block"));
	whole = b.v ? b.v->block[b.first] : b.one;
	struct request r = { .op = REQ_SPLIT, .nid = NID_LOCAL, .pfn = whole.pfn,
			     .order = whole.order };
	struct result res = session_request(s, &r);
	if (res.status == REQUEST_INVALID)
		return status_of(line_bad(l, 1, d, "%s", res.refused));
	if (!b.v)
		return LESSON_OK;
	b.v->block[b.first].order = 0;
	for (pfn_t i = 1; i < (pfn_t)1 << whole.order; i++)
		if (!variable_add(b.v, (struct block){ whole.pfn + i, 0 }))
			return LESSON_NO_MEMORY;
	return LESSON_OK;
}

enum lesson_status ask_drain(struct session *s, const struct line *l, struct diag *d)
{
	struct request r = { .op = REQ_DRAIN, .nid = NID_LOCAL, .pfn = NO_PFN };

	if (l->n > 1)
		return status_of(line_bad(l, 1, d, "drain stands alone"));
	session_request(s, &r);
	return LESSON_OK;
}

static int64_t pages_reserved(const struct session *s)
{
	const struct world *w = s->world;
	int64_t pages = 0;

	for (unsigned zone = 0; zone < world_nr_zones(w); zone++)
		pages += w->zone[zone].nr_reserved_highatomic;
	return pages;
}

/* Told by what became of the reserve: in 4.7 the kernel's function has no result. */
enum lesson_status ask_unreserve(struct session *s, const struct line *l, struct diag *d)
{
	struct request r = { .op = REQ_UNRESERVE, .nid = NID_LOCAL, .pfn = NO_PFN };
	int64_t before;
	struct result res;

	r.force = l->n == 2 && strcmp(l->word[1].text, "force") == 0;
	if (l->n > 1u + r.force)
		return status_of(line_bad(l, 1, d, "unreserve_highatomic knows only force"));
	before = pages_reserved(s);
	res = session_request(s, &r);
	if (res.status == REQUEST_INVALID)
		return status_of(line_bad(l, 0, d, "%s", res.refused));
	session_say(s, VOICE_RESULT, "%s",
		    pages_reserved(s) < before ? "a HighAtomic pageblock was given back"
					       : "nothing was given back");
	return LESSON_OK;
}

/* ---- many times ---- */

enum lesson_status ask_repeat(struct session *s, const struct line *l, struct diag *d)
{
	struct line inner = *l;
	enum lesson_status status = LESSON_OK;
	const char *again;
	int64_t n;

	if (s->in_repeat)
		return status_of(line_bad(l, 0, d, "repeat does not repeat a repeat"));
	if (!number_word(l, 1, 1, MOST_REPEATS, "number of times", &n, d))
		return LESSON_BAD;
	if (l->n < 3)
		return status_of(line_bad(l, 2, d, "what is repeated?"));
	without_name(&inner, l);
	again = inner.n > 2 && strcmp(inner.word[1].text, "=") == 0 ? inner.word[0].text : NULL;
	if (again && session_variable(s, again))
		session_variable(s, again)->n = 0;
	s->in_repeat = true;
	s->tally = (struct tally){ .on = true };
	for (int64_t i = 0; i < n && status == LESSON_OK; i++)
		status = session_stopped(s) ? status_of(line_bad(l, 0, d, "stopped")) :
					      statement_run(s, &inner, d);
	s->in_repeat = false;
	s->tally.on = false;
	if (status == LESSON_OK && s->tally.requests)
		session_say(s, VOICE_RESULT,
			    "%" PRId64 " requests: %" PRId64 " got pages, %" PRId64
			    " failed, %" PRId64 " would sleep",
			    s->tally.requests, s->tally.got, s->tally.failed, s->tally.slept);
	return status;
}
