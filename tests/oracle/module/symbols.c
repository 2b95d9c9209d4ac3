// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * symbols.c - a kprobe on kallsyms_lookup_name() tells its address; it tells all others.
 *
 * kallsyms_lookup_name() is no longer exported since v5.7. Variables are found only where the
 * kernel was built with CONFIG_KALLSYMS_ALL.
 */
#include "symbols.h"

#include <linux/errno.h>
#include <linux/kprobes.h>
#include <linux/printk.h>

struct symbols symbols;

static unsigned long (*lookup)(const char *name);

static int find_lookup(void)
{
	struct kprobe probe = { .symbol_name = "kallsyms_lookup_name" };
	int error = register_kprobe(&probe);

	if (error) {
		pr_err("buddyscope_oracle: no kprobe on kallsyms_lookup_name: %d\n", error);
		return error;
	}
	lookup = (void *)probe.addr;
	unregister_kprobe(&probe);
	return 0;
}

void *symbol_address(const char *name)
{
	return (void *)lookup(name);
}

static int missing(const char *name)
{
	pr_err("buddyscope_oracle: this kernel has no symbol %s\n", name);
	return -ENOENT;
}

int symbols_find(void)
{
	int error = find_lookup();

	if (error)
		return error;
	symbols.migratetype_names = symbol_address("migratetype_names");
	symbols.get_pfnblock_flags_mask = symbol_address("get_pfnblock_flags_mask");
	symbols.node_dirty_ok = symbol_address("node_dirty_ok");
	symbols.drain_local_pages = symbol_address("drain_local_pages");
	symbols.unreserve_highatomic_pageblock =
		symbol_address("unreserve_highatomic_pageblock");
	if (!symbols.migratetype_names)
		return missing("migratetype_names");
	if (!symbols.get_pfnblock_flags_mask)
		return missing("get_pfnblock_flags_mask");
	if (!symbols.drain_local_pages)
		return missing("drain_local_pages");
	return 0;
}
