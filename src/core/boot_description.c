/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * boot_description.c - ranges of memory, and where a PC's firmware puts them.
 *
 *	0   1 page      640 KiB    1 MiB              3 GiB      4 GiB
 *	|BIOS|##########|..........|##################|..........|###########...
 *	       usable     video,ROM   usable             PCI        the rest
 *
 * As qemu's machine pc without ACPI tables at the end: memory counts from 0 and continues at
 * 4 GiB what does not fit below 3 GiB. Page 0 and the last KiB below 640 KiB belong to the BIOS.
 */
#include "boot_description.h"

#include <stdlib.h>

enum {
	BIOS_END = 0x1,                 /* page frames */
	BASE_MEMORY_END = 0x9f,
	EXTENDED_MEMORY = 0x100,
	PCI_HOLE = 0xc0000,
	PCI_HOLE_END = 0x100000,
};

struct boot_range boot_clip(struct boot_range r, struct boot_range limit)
{
	if (r.start < limit.start)
		r.start = limit.start;
	if (r.end > limit.end)
		r.end = limit.end;
	if (r.end < r.start)
		r.end = r.start;
	return r;
}

int64_t boot_present(const struct boot_node *node, struct boot_range limit)
{
	int64_t pages = 0;

	for (unsigned i = 0; i < node->nr_memory; i++)
		pages += boot_pages(boot_clip(node->memory[i], limit));
	return pages;
}

static void add_range(struct boot_node *node, struct boot_range r, struct boot_range limit)
{
	r = boot_clip(r, limit);
	if (boot_pages(r))
		node->memory[node->nr_memory++] = r;
}

/* Memory from the start-th to the end-th page that is plugged in. */
static void add_memory(struct boot_node *node, uint64_t start, uint64_t end)
{
	const uint64_t hole = PCI_HOLE_END - PCI_HOLE;
	struct boot_range low = { (pfn_t)(start < PCI_HOLE ? start : PCI_HOLE),
				  (pfn_t)(end < PCI_HOLE ? end : PCI_HOLE) };
	struct boot_range high = { (pfn_t)(start > PCI_HOLE ? start + hole : PCI_HOLE_END),
				   (pfn_t)(end > PCI_HOLE ? end + hole : PCI_HOLE_END) };

	add_range(node, low, (struct boot_range){ BIOS_END, BASE_MEMORY_END });
	add_range(node, low, (struct boot_range){ EXTENDED_MEMORY, PCI_HOLE });
	add_range(node, high, (struct boot_range){ PCI_HOLE_END, NO_PFN });
}

bool boot_numa(struct boot_description *d, unsigned nr_nodes, uint64_t bytes_each)
{
	uint64_t pages = bytes_each >> PAGE_SHIFT;

	*d = (struct boot_description){ .layout = &zone_layout_x86_64, .pageblock_order = 9,
					.nr_nodes = nr_nodes, .highmem_pages = -1 };
	if (!nr_nodes || nr_nodes > MAX_NODES || pages > NO_PFN ||
	    pages * nr_nodes > NO_PFN - (PCI_HOLE_END - PCI_HOLE))
		return false;
	d->node = calloc(nr_nodes, sizeof *d->node);
	if (!d->node)
		return false;
	for (unsigned n = 0; n < nr_nodes; n++) {
		add_memory(&d->node[n], n * pages, (n + 1) * pages);
		for (unsigned idx = 0; idx < MAX_NR_ZONES; idx++)
			d->node[n].managed[idx] = -1;
	}
	boot_set_cpus(d, nr_nodes);
	return true;
}

bool boot_uma(struct boot_description *d, uint64_t bytes)
{
	return boot_numa(d, 1, bytes);
}

void boot_done(struct boot_description *d)
{
	free(d->node);
	free(d->distance);
	*d = (struct boot_description){ 0 };
}

void boot_set_cpus(struct boot_description *d, unsigned nr_cpus)
{
	for (unsigned n = 0; n < d->nr_nodes; n++)
		d->node[n].nr_cpus = nr_cpus / d->nr_nodes + (n < nr_cpus % d->nr_nodes);
}
