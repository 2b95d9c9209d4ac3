/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dmesg_zones.c - the memory report: zones with their marks, reserves and free blocks.
 *
 *	Node 0 DMA32 free:1400kB boost:2496kB min:3608kB ... managed:195956kB ... free_cma:0kB
 *	lowmem_reserve[]: 0 183 183 183 183
 *	Node 0 DMA32: 2*4kB (U) 2*8kB (U) 6*16kB (UMH) ... = 1400kB
 *
 * "Node 0 " is missing where the kernel knows no nodes. Letters came with 3.x, managed with 3.8,
 * reserved_highatomic and boost later. In 2.6.34 PCP lists have lines of their own.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dmesg_inside.h"

#define MOST_KB ((int64_t)1 << 42)      /* so that no sum of pages overflows */
enum { MOST_BLOCKS = 1 << 30 };

/* Where a zone's reserved_highatomic is kept; NULL before there is any zone. */
static int64_t *kept_reserved(struct dmesg_report *r, unsigned node, enum zone_word word)
{
	return r->reserved_highatomic ?
		       &r->reserved_highatomic[node * NR_ZONE_WORDS + (unsigned)word] :
		       NULL;
}

/* A zone as a line names it. */
struct named {
	unsigned node;
	enum zone_word word;
	bool has_node;
};

/* The zone whose name ends right before `end`, with its node; false if no such name is there. */
static bool zone_before(const char *text, const char *end, struct named *zone)
{
	const char *name = end, *at;
	int64_t n = 0;

	while (name > text && isalnum((unsigned char)name[-1]))
		name--;
	*zone = (struct named){ .word = zone_word_of(name, (size_t)(end - name)) };
	if (zone->word == NR_ZONE_WORDS)
		return false;
	at = name;
	if (at > text && at[-1] == ' ')
		at--;
	while (at > text && isdigit((unsigned char)at[-1]))
		at--;
	if (at - text >= 5 && strncmp(at - 5, "Node ", 5) == 0) {
		zone->has_node = dmesg_number(&at, MAX_NODES - 1, &n);
		zone->node = (unsigned)n;
		return zone->has_node;
	}
	return true;
}

/* Room for the node; the reserves beside the zones grow with them. */
static struct described_zone *open_zone(struct piecing *p, struct named named)
{
	struct dmesg_report *r = p->r;
	size_t old = (size_t)r->d.nr_nodes * NR_ZONE_WORDS, now;
	int64_t *more;

	if (!described_node(&r->d, named.node))
		return NULL;
	now = (size_t)r->d.nr_nodes * NR_ZONE_WORDS;
	if (now > old) {
		more = realloc(r->reserved_highatomic, now * sizeof *more);
		if (!more)
			return NULL;
		memset(more + old, 0, (now - old) * sizeof *more);
		r->reserved_highatomic = more;
	}
	r->d.node[named.node].there = true;
	return described_zone(&r->d, named.node, named.word);
}

/* What comes next is about this zone. */
static void turn_to(struct piecing *p, struct named named)
{
	p->node = named.node;
	p->word = named.word;
}

static void name_zone(const struct piecing *p, char *out, size_t size)
{
	snprintf(out, size, "Node %u %s", p->node, zone_words_known[p->word]);
}

/* ---- name:NUMBERkB ---- */

enum field { FIELD_NONE, FIELD_READ, FIELD_BAD };

/* Pages of " name:123kB"; the number is kB. */
static enum field read_field(const char *text, const char *name, int64_t *pages)
{
	size_t n = strlen(name);
	const char *at = text;
	int64_t kb;

	for (at = strstr(at, name); at; at = strstr(at + 1, name)) {
		if (at == text || at[-1] != ' ' || at[n] != ':')
			continue;
		at += n + 1;
		if (!dmesg_number(&at, MOST_KB, &kb) || (at[0] != 'k' && at[0] != 'K') ||
		    at[1] != 'B')
			return FIELD_BAD;
		*pages = kb / 4;
		return FIELD_READ;
	}
	return FIELD_NONE;
}

struct zone_field {
	const char *name;
	unsigned told;
	int64_t *to;
	bool needed;
};

static void read_fields(struct piecing *p, const char *text, const struct zone_field *f,
			struct described_zone *z)
{
	char zone[32];

	name_zone(p, zone, sizeof zone);
	for (; f->name; f++) {
		enum field got = read_field(text, f->name, f->to);

		if (got == FIELD_READ)
			z->told |= f->told;
		else if (got == FIELD_BAD || f->needed)
			dmesg_damaged(p, "%s: %s cannot be read", zone, f->name);
	}
}

/* free_pcp and local_pcp: what this CPU holds, and the others. */
static bool add_pcps(struct piecing *p, struct described_zone *z, int64_t all, int64_t local)
{
	unsigned here = p->r->cpu, other = here ? 0 : 1;
	struct described_pcp *pcp = described_pcp(&p->r->d, z, here);

	if (!pcp)
		return false;
	pcp->count = local;
	if (all <= local)
		return true;
	pcp = described_pcp(&p->r->d, z, other);
	if (pcp)
		pcp->count = all - local;
	return pcp != NULL;
}

static enum piece_result zone_line(struct piecing *p, const char *text, const char *free)
{
	int64_t pcp = 0, local = 0, reserved = -1, ignored = 0;
	struct described_zone *z;
	struct named named;

	p->in_zone = p->in_pcps = false;
	if (!zone_before(text, free, &named)) {
		dmesg_damaged(p, "a line about a zone that is not known");
		return PIECE_TAKEN;
	}
	z = open_zone(p, named);
	if (!z)
		return PIECE_NO_MEMORY;
	turn_to(p, named);
	if (z->told & TOLD_ZONE) {
		dmesg_damaged(p, "Node %u %s a second time: the first counts", p->node,
			      zone_words_known[p->word]);
		return PIECE_TAKEN;
	}
	z->told |= TOLD_ZONE;
	p->r->has_zones = p->in_zone = true;
	p->r->d.numa |= named.has_node;
	read_fields(p, text,
		    (const struct zone_field[]){
			    { "free", TOLD_FREE, &z->z.vm_stat[NR_FREE_PAGES], true },
			    { "boost", TOLD_BOOST, &z->z.watermark_boost, false },
			    { "min", TOLD_MIN, &z->z.watermark[WMARK_MIN], true },
			    { "low", TOLD_LOW, &z->z.watermark[WMARK_LOW], true },
			    { "high", TOLD_HIGH, &z->z.watermark[WMARK_HIGH], true },
			    { "reserved_highatomic", 0, &reserved, false },
			    { "present", TOLD_PRESENT, &z->z.present, true },
			    { "managed", TOLD_MANAGED, &z->z.managed, false },
			    { "free_pcp", 0, &pcp, false },
			    { "local_pcp", 0, &local, false },
			    { "free_cma", 0, &z->z.vm_stat[NR_FREE_CMA_PAGES], false },
			    { "all_unreclaimable", 0, &ignored, false },
			    { NULL, 0, NULL, false },
		    },
		    z);
	p->r->d.cma |= z->z.vm_stat[NR_FREE_CMA_PAGES] > 0;
	if (reserved >= 0) {
		p->r->has_reserved = true;
		*kept_reserved(p->r, p->node, p->word) = reserved;
	}
	return add_pcps(p, z, pcp, local) ? PIECE_TAKEN : PIECE_NO_MEMORY;
}

/* ---- lowmem_reserve[]: 0 183 183 ---- */

static enum piece_result reserve_line(struct piecing *p, const char *at)
{
	struct described_zone *z;

	if (!p->in_zone) {
		dmesg_damaged(p, "lowmem_reserve behind no zone");
		return PIECE_TAKEN;
	}
	z = described_zone(&p->r->d, p->node, p->word);
	p->in_zone = false;
	while (z->nr_protections < PROTECTIONS) {
		at += strspn(at, " ");
		if (!*at)
			break;
		if (!dmesg_number(&at, MOST_KB, &z->protection[z->nr_protections])) {
			dmesg_damaged(p, "Node %u %s: its lowmem_reserve cannot be read", p->node,
				      zone_words_known[p->word]);
			break;
		}
		z->nr_protections++;
	}
	if (z->nr_protections)
		z->told |= TOLD_PROTECTION;
	return PIECE_TAKEN;
}

/* ---- 2*4kB (U) 0*8kB ... = 1400kB ---- */

static bool read_letters(const char **at, uint8_t *which)
{
	static const struct {
		char letter;
		uint8_t type;
	} letters[] = {
		{ 'U', MIGRATE_UNMOVABLE },  { 'M', MIGRATE_MOVABLE }, { 'E', MIGRATE_RECLAIMABLE },
		{ 'H', MIGRATE_HIGHATOMIC }, { 'C', MIGRATE_CMA },     { 'I', MIGRATE_ISOLATE },
		{ 'R', MIGRATE_RESERVE },
	};
	const char *close = strchr(*at, ')');

	for (; close && *at < close; ++*at) {
		size_t i = 0;

		while (i < sizeof letters / sizeof *letters && letters[i].letter != **at)
			i++;
		if (i == sizeof letters / sizeof *letters)
			return false;
		*which |= (uint8_t)(1 << letters[i].type);
	}
	if (close)
		++*at;
	return close != NULL;
}

/* One "2*4kB (UM) " of an order; *at is behind it. */
static bool read_blocks(const char **at, unsigned order, int64_t *n, uint8_t *which)
{
	int64_t kb;

	if (!dmesg_number(at, MOST_BLOCKS, n) || *(*at)++ != '*' ||
	    !dmesg_number(at, MOST_KB, &kb) || kb != 4ll << order ||
	    strncmp(*at, "kB", 2) != 0)
		return false;
	*at += 2;
	*at += strspn(*at, " ");
	if (**at != '(')
		return true;
	++*at;
	if (!read_letters(at, which))
		return false;
	*at += strspn(*at, " ");
	return true;
}

struct blocks {
	int64_t n[NR_ORDERS];
	uint8_t which[NR_ORDERS];
	int64_t pages, total_kb;
	bool whole, letters;
};

static struct blocks read_all_blocks(const char *at)
{
	struct blocks b = { .pages = 0 };

	for (unsigned order = 0; order < NR_ORDERS && *at != '='; order++) {
		if (!read_blocks(&at, order, &b.n[order], &b.which[order])) {
			b.n[order] = 0;
			return b;
		}
		b.pages += b.n[order] << order;
		b.letters |= b.which[order] != 0;
	}
	if (strncmp(at, "= ", 2) != 0)
		return b;
	at += 2;
	b.whole = dmesg_number(&at, MOST_KB, &b.total_kb) && b.total_kb == b.pages * 4;
	return b;
}

static void keep_blocks(struct piecing *p, struct described_zone *z, const struct blocks *b)
{
	z->told |= TOLD_BLOCKS | (b->letters ? TOLD_WHICH : 0);
	memcpy(z->which, b->which, sizeof z->which);
	for (unsigned order = 0; order < NR_ORDERS; order++) {
		z->z.free_area[order].nr_free = b->n[order];
		p->r->d.cma |= b->which[order] >> MIGRATE_CMA & 1;
	}
}

static enum piece_result blocks_line(struct piecing *p, const char *text, const char *colon)
{
	struct described_zone *z;
	const char *wrong = NULL;
	struct named named;
	struct blocks b;

	if (!zone_before(text, colon, &named))
		return PIECE_OTHER;
	z = open_zone(p, named);
	if (!z)
		return PIECE_NO_MEMORY;
	b = read_all_blocks(colon + 2);
	if (z->told & TOLD_BLOCKS)
		wrong = "a second time: the first count";
	else if (!b.whole)
		wrong = "cut, or they do not add up";
	if (!(z->told & TOLD_BLOCKS))
		keep_blocks(p, z, &b);
	if (wrong)
		dmesg_damaged(p, "free blocks of Node %u %s: %s", named.node,
			      zone_words_known[named.word], wrong);
	return PIECE_TAKEN;
}

/* ---- 2.6.34: PCP lists ---- */

/* "CPU    0: hi:   90, btch:  15 usd:  82" */
static enum piece_result pcp_line(struct piecing *p, const char *text)
{
	static const char *const words[] = { "CPU", "hi:", "btch:", "usd:" };
	int64_t v[4];
	struct described_pcp *pcp;

	for (unsigned i = 0; i < 4; i++) {
		text = strstr(text, words[i]);
		if (!text)
			return PIECE_OTHER;
		text += strlen(words[i]);
		text += strspn(text, " ");
		if (!dmesg_number(&text, i ? 1 << 24 : MAX_CPUS - 1, &v[i])) {
			dmesg_damaged(p, "a CPU's PCP list cannot be read");
			return PIECE_TAKEN;
		}
	}
	pcp = described_pcp(&p->r->d, described_zone(&p->r->d, p->node, p->word), (unsigned)v[0]);
	if (!pcp)
		return PIECE_NO_MEMORY;
	pcp->high = v[1];
	pcp->batch = v[2];
	pcp->count = v[3];
	return PIECE_TAKEN;
}

/* "Node 0 DMA per-cpu:" */
static enum piece_result pcps_heading(struct piecing *p, const char *text, const char *end)
{
	struct named named;

	p->in_zone = p->in_pcps = false;
	if (!zone_before(text, end, &named))
		return PIECE_OTHER;
	turn_to(p, named);
	p->in_pcps = open_zone(p, named) != NULL;
	return p->in_pcps ? PIECE_TAKEN : PIECE_NO_MEMORY;
}

enum piece_result dmesg_zone_piece(struct piecing *p, const char *text)
{
	const char *at = strstr(text, " free:"), *colon;

	if (at && strstr(at, "kB"))
		return zone_line(p, text, at);
	at = strstr(text, "lowmem_reserve[]:");
	if (at)
		return reserve_line(p, at + 17);
	at = strstr(text, "*4kB");
	if (at) {
		colon = at;
		while (colon > text && *colon != ':')
			colon--;
		return *colon == ':' && colon[1] == ' ' ? blocks_line(p, text, colon) : PIECE_OTHER;
	}
	at = strstr(text, " per-cpu:");
	if (at)
		return pcps_heading(p, text, at);
	if (p->in_pcps && strstr(text, "btch:"))
		return pcp_line(p, text);
	return strstr(text, "Mem-Info:") ? PIECE_TAKEN : PIECE_OTHER;
}
