/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * symbols.h - what the kernel has and does not export, found by name in the running kernel.
 */
#ifndef ORACLE_SYMBOLS_H
#define ORACLE_SYMBOLS_H

#include <linux/types.h>

struct page;
struct pglist_data;

/* NULL where this kernel has none, or has it inlined. */
struct symbols {
	const char *const *migratetype_names;
	unsigned long (*get_pfnblock_flags_mask)(const struct page *page, unsigned long pfn,
						 unsigned long mask);
	bool (*node_dirty_ok)(struct pglist_data *pgdat);
	void (*drain_local_pages)(void *zone);
	bool (*unreserve_highatomic_pageblock)(const void *alloc_context, bool force);
};

extern struct symbols symbols;

/* Fills symbols. 0, or an error after a message that says which name is missing. */
int symbols_find(void);

/* The address of a symbol by its name, or NULL. */
void *symbol_address(const char *name);

#endif
