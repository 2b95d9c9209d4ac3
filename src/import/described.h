/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * described.h - a machine as a text describes it: the numbers of its zones, without page frames.
 *
 *	/proc text ----\
 *	                >--- struct described --- synthesise() --> world
 *	a report ------/
 *
 * Everything that a text may leave out says whether it was told. Nothing here is computed.
 */
#ifndef IMPORT_DESCRIBED_H
#define IMPORT_DESCRIBED_H

#include "core/kernels.h"
#include "text/diag.h"

/* Zone names of all layouts; a description does not know its layout before it has seen them all. */
enum zone_word {
	WORD_DMA, WORD_DMA32, WORD_NORMAL, WORD_HIGHMEM, WORD_MOVABLE, WORD_DEVICE, NR_ZONE_WORDS
};
extern const char *const zone_words_known[NR_ZONE_WORDS];

/* Which lines of a zone have been read; a second one is refused, a missing one told. */
enum told {
	TOLD_ZONE = 1,          /* anything at all */
	TOLD_FREE = 1 << 1,
	TOLD_MIN = 1 << 2,
	TOLD_LOW = 1 << 3,
	TOLD_HIGH = 1 << 4,
	TOLD_SPANNED = 1 << 5,
	TOLD_PRESENT = 1 << 6,
	TOLD_MANAGED = 1 << 7,
	TOLD_START = 1 << 8,
	TOLD_PROTECTION = 1 << 9,
	TOLD_BLOCKS = 1 << 10,  /* free_area[].nr_free */
	TOLD_TYPES = 1 << 11,   /* of_type */
	TOLD_WHICH = 1 << 12,   /* which */
	TOLD_PAGEBLOCKS = 1 << 13,
	TOLD_THRESHOLD = 1 << 14,
	TOLD_LRU = 1 << 15,
	TOLD_BOOST = 1 << 16,   /* by that the kernel is guessed */
	TOLD_PROMO = 1 << 17,
};

struct described_pcp {
	unsigned cpu;
	int64_t count, high, batch, high_min, high_max;
};

enum { PROTECTIONS = 8 };

struct described_zone {
	unsigned told;                  /* enum told */
	unsigned types_told;            /* a bit for each type that of_type was told for */
	struct zone z;                  /* its numbers; marks include the boost; lists are empty */
	int64_t of_type[NR_ORDERS][MIGRATE_TYPES];
	uint8_t at_least[NR_ORDERS];    /* a bit for each type that the text stopped counting */
	uint8_t which[NR_ORDERS];       /* types that have such blocks, where no number was told */
	int64_t nr_pageblocks[MIGRATE_TYPES];
	int64_t protection[PROTECTIONS];
	unsigned nr_protections;
	int64_t lru_pages;
	struct described_pcp *pcp;
	size_t nr_pcps, room;
};

struct described_node {
	bool there;
	struct node n;                  /* its statistics, and what is noted for kswapd */
};

struct described {
	const struct kernel *kernel;
	unsigned pageblock_order;       /* 0: not told */
	bool numa, cma;                 /* the kernel has them */
	int64_t synthesised;            /* enum synthesised, as far as it is known by now */
	char version[120];              /* what named the kernel, or how it was inferred */

	unsigned nr_nodes, nr_cpus;
	struct described_node *node;
	struct described_zone *zone;    /* nr_nodes * NR_ZONE_WORDS */
	bool has_setting[NR_SETTINGS];
	int64_t setting[NR_SETTINGS];

	struct carried_line *line;      /* zone: node * NR_ZONE_WORDS + enum zone_word */
	size_t nr_lines, room;

	/* Told of everything that is wrong or had to be made up, a line each. */
	void (*note)(void *self, const struct diag *d, const char *source_line);
	void *self;
	unsigned notes;
};

void described_done(struct described *d);

/* The node, with its zones; NULL when memory is short. number is below MAX_NODES. */
struct described_node *described_node(struct described *d, unsigned number);

static inline struct described_zone *described_zone(const struct described *d, unsigned node,
						    enum zone_word word)
{
	return &d->zone[node * NR_ZONE_WORDS + (unsigned)word];
}

/* The zone's record of a CPU, made if it is not there; NULL when memory is short. */
struct described_pcp *described_pcp(struct described *d, struct described_zone *z, unsigned cpu);

/* Keeps a line of zoneinfo. False when memory is short. */
bool described_carry(struct described *d, const struct carried_line *line);

/* A zone by its name, or NR_ZONE_WORDS. */
enum zone_word zone_word_of(const char *name, size_t length);

/*
 * The layout that these zones are of, or NULL. idx[] is each word's index in it, or -1. The
 * numbers in protection[] follow idx[].
 */
const struct zone_layout *described_layout(const struct described *d, int idx[NR_ZONE_WORDS]);

/* One line about the whole, or about a zone ("Node 0 DMA32: ..."). */
void described_note(struct described *d, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
