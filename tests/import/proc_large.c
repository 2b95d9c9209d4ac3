/* SPDX-License-Identifier: GPL-3.0-or-later */
/* proc_large.c - machines of a size that no recording has: text is made, and imported. */
#include "proc_texts.h"

#include "core/invariants.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum {
	GIB = 1 << 18,          /* pages */
	SECTION = 32768,
	MOST_ZONES = 64,
	ANY_TYPES = 3,
};

/* A zone of the machine that the text is of. */
struct made_zone {
	unsigned node;
	const char *name;
	int64_t start, spanned, present;
	int64_t blocks[NR_ORDERS][ANY_TYPES];   /* Unmovable, Movable, Reclaimable */
	int64_t pageblocks[ANY_TYPES];
	unsigned nr_cpus;
	int64_t pcp_count;      /* of each CPU */
};

struct made_machine {
	struct made_zone zone[MOST_ZONES];
	unsigned n;
};

static int64_t free_pages(const struct made_zone *z)
{
	int64_t pages = 0;

	for (unsigned order = 0; order < NR_ORDERS; order++)
		for (unsigned mt = 0; mt < ANY_TYPES; mt++)
			pages += z->blocks[order][mt] << order;
	return pages;
}

static void print_zoneinfo(const struct made_machine *m, FILE *f)
{
	for (unsigned i = 0; i < m->n; i++) {
		const struct made_zone *z = &m->zone[i];

		fprintf(f, "Node %u, zone %8s\n  pages free     %" PRId64 "\n", z->node, z->name,
			free_pages(z));
		fputs("        boost    0\n", f);
		fputs("        min      100\n        low      200\n        high     300\n"
		      "        promo    400\n", f);
		fprintf(f, "        spanned  %" PRId64 "\n", z->spanned);
		fprintf(f, "        present  %" PRId64 "\n", z->present);
		fprintf(f, "        managed  %" PRId64 "\n", z->present);
		fputs("        protection: (0, 0, 0, 0, 0)\n", f);
		fprintf(f, "      nr_free_pages %" PRId64 "\n", free_pages(z));
		fputs("  pagesets\n", f);
		for (unsigned cpu = 0; cpu < z->nr_cpus; cpu++)
			fprintf(f, "    cpu: %u\n              count: %" PRId64
				"\n              high:  500\n              batch: 63\n"
				"  vm stats threshold: 125\n", cpu, z->pcp_count);
		fprintf(f, "  node_unreclaimable:  0\n  start_pfn:           %" PRId64 "\n",
			z->start);
	}
}

static void print_buddyinfo(const struct made_machine *m, FILE *f)
{
	for (unsigned i = 0; i < m->n; i++) {
		const struct made_zone *z = &m->zone[i];

		fprintf(f, "Node %u, zone %8s ", z->node, z->name);
		for (unsigned order = 0; order < NR_ORDERS; order++)
			fprintf(f, "%6" PRId64 " ", z->blocks[order][0] + z->blocks[order][1] +
				z->blocks[order][2]);
		fputc('\n', f);
	}
}

static void print_pagetypeinfo(const struct made_machine *m, FILE *f)
{
	static const char *const types[] = { "Unmovable", "Movable", "Reclaimable" };

	fputs("Page block order: 9\nPages per block:  512\n\n", f);
	for (unsigned i = 0; i < m->n; i++)
		for (unsigned mt = 0; mt < ANY_TYPES; mt++) {
			fprintf(f, "Node %4u, zone %8s, type %12s ", m->zone[i].node,
				m->zone[i].name, types[mt]);
			for (unsigned order = 0; order < NR_ORDERS; order++)
				/* The kernel counts no further than this. */
				fprintf(f, m->zone[i].blocks[order][mt] > 100000 ? ">100000 " :
										   "%6" PRId64 " ",
					m->zone[i].blocks[order][mt]);
			fputc('\n', f);
		}
	fputs("\nNumber of blocks type     Unmovable      Movable  Reclaimable \n", f);
	for (unsigned i = 0; i < m->n; i++)
		fprintf(f, "Node %u, zone %8s %12" PRId64 " %12" PRId64 " %12" PRId64 " \n",
			m->zone[i].node, m->zone[i].name, m->zone[i].pageblocks[0],
			m->zone[i].pageblocks[1], m->zone[i].pageblocks[2]);
}

static void write_text(const char *directory, const char *name, const struct made_machine *m,
		       void (*print)(const struct made_machine *m, FILE *f))
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", directory, name);
	f = fopen(path, "w");
	cr_assert_not_null(f);
	print(m, f);
	fclose(f);
}

static void write_machine(const char *directory, const struct made_machine *m)
{
	static const char version[] = "Linux version 6.12.9-amd64\n";

	write_text(directory, "zoneinfo", m, print_zoneinfo);
	write_text(directory, "buddyinfo", m, print_buddyinfo);
	write_text(directory, "pagetypeinfo", m, print_pagetypeinfo);
	put_file(directory, "version", version, sizeof version - 1);
}

/* Half free, as a server is after some weeks: many small blocks, and large ones left. */
static void fragment(struct made_zone *z)
{
	static const int64_t per_gib[NR_ORDERS] = { 2000, 900, 500, 300, 150, 80,
						    50,   30,  20,  10,  90 };
	int64_t gib = z->present / GIB, pageblocks = z->present / 512;

	for (unsigned order = 0; order < NR_ORDERS; order++) {
		int64_t n = per_gib[order] * gib;

		z->blocks[order][0] = order < 9 ? n / 10 : 0;
		z->blocks[order][2] = order < 9 ? n / 20 : 0;
		z->blocks[order][1] = n - z->blocks[order][0] - z->blocks[order][2];
	}
	z->pageblocks[0] = pageblocks / 10;
	z->pageblocks[2] = pageblocks / 20;
	z->pageblocks[1] = pageblocks - z->pageblocks[0] - z->pageblocks[2];
}

static void add_zone(struct made_machine *m, struct made_zone z)
{
	fragment(&z);
	z.nr_cpus = 64;
	z.pcp_count = z.present > GIB ? 700 : 0;
	m->zone[m->n++] = z;
}

/* 1 TiB on eight nodes, with the gap below 4 GiB that a PC has. */
static struct made_machine one_tebibyte(void)
{
	struct made_machine m = { .n = 0 };

	add_zone(&m, (struct made_zone){ 0, "DMA32", 4096, 4 * GIB - 4096, 3 * GIB - SECTION,
					 .nr_cpus = 0 });
	add_zone(&m, (struct made_zone){ 0, "Normal", 4 * GIB, 125 * GIB, 125 * GIB,
					 .nr_cpus = 0 });
	for (unsigned node = 1; node < 8; node++)
		add_zone(&m, (struct made_zone){ node, "Normal", (1 + 128 * (int64_t)node) * GIB,
						 128 * GIB, 128 * GIB, .nr_cpus = 0 });
	return m;
}

static int64_t count_blocks(const struct world *w, zid_t zone, unsigned order, unsigned mt)
{
	const struct page_list *list = &w->zone[zone].free_area[order].list[mt];
	int64_t n = 0;

	for (pfn_t pfn = list_first(list); pfn != NO_PFN; pfn = page_next(w, pfn))
		n++;
	return n;
}

static void expect_zone(const struct proc_imported *in, const struct made_zone *z)
{
	zid_t zone = zid_of(z->node, z->name[0] == 'N' ? 2 : z->name[3] ? 1 : 0);

	for (unsigned order = 0; order < NR_ORDERS; order++)
		for (unsigned mt = 0; mt < ANY_TYPES; mt++)
			cr_expect_eq(count_blocks(in->world, zone, order, mt), z->blocks[order][mt],
				     "Node %u %s order %u type %u", z->node, z->name, order, mt);
	for (unsigned cpu = 0; cpu < z->nr_cpus; cpu++)
		cr_expect_eq(world_pcp(in->world, zone, cpu)->count, z->pcp_count);
}

/* Sanitizers take many times the memory and the time; the bounds are the program's own. */
#if defined(__SANITIZE_ADDRESS__)
enum { SLOWER = 20, LARGER = 20 };
#else
enum { SLOWER = 1, LARGER = 1 };
#endif

Test(proc_large, a_tebibyte_takes_seconds_and_less_than_2_gib, .timeout = 120)
{
	static struct made_machine m;
	struct proc_imported in;
	struct rusage usage;
	struct heard t;
	char directory[64];
	clock_t begin;

	m = one_tebibyte();
	make_directory(directory);
	write_machine(directory, &m);
	begin = clock();
	cr_assert_eq(import_told(directory, NULL, &in, &t), PROC_OK, "%s", t.all);
	cr_expect_lt(clock() - begin, 5 * SLOWER * CLOCKS_PER_SEC);
	getrusage(RUSAGE_SELF, &usage);
	cr_expect_lt(usage.ru_maxrss, (2L << 20) * LARGER, "%ld kB", usage.ru_maxrss);
	cr_expect_eq(t.notes, 0, "%s", t.all);
	for (unsigned i = 0; i < m.n; i++)
		expect_zone(&in, &m.zone[i]);
	world_free(in.world);
	rm_directory(directory);
}

/* ---- small machines, with one thing of note ---- */

static struct made_machine one_gibibyte(void)
{
	struct made_machine m = { .n = 0 };

	add_zone(&m, (struct made_zone){ 0, "DMA32", 4096, GIB, GIB, .nr_cpus = 0 });
	m.zone[0].pcp_count = 100;
	return m;
}

static enum proc_status import_made(const struct made_machine *m, struct proc_imported *in,
				    struct heard *t)
{
	enum proc_status status;
	char directory[64];

	make_directory(directory);
	write_machine(directory, m);
	status = import_told(directory, NULL, in, t);
	rm_directory(directory);
	return status;
}

Test(proc_made, every_cpu_has_its_pages)
{
	struct made_machine m = one_gibibyte();
	struct proc_imported in;
	struct heard t;

	cr_assert_eq(import_made(&m, &in, &t), PROC_OK, "%s", t.all);
	cr_expect_eq(in.world->nr_cpus, 64);
	expect_zone(&in, &m.zone[0]);
	expect_sound(&in, "64 CPUs");
	world_free(in.world);
}

Test(proc_made, a_hole_is_as_large_as_what_is_missing)
{
	struct made_machine m = one_gibibyte();
	struct proc_imported in;
	struct heard t;
	int64_t holes = 0;

	m.zone[0].spanned += 3 * SECTION;
	cr_assert_eq(import_made(&m, &in, &t), PROC_OK, "%s", t.all);
	for (pfn_t pfn = 4096; pfn < in.world->end_pfn; pfn += 512)
		holes += pageblock_type(in.world, pfn) == NO_MIGRATETYPE;
	cr_expect_eq(holes, 3 * SECTION / 512);
	cr_expect_lt(pageblock_type(in.world, in.world->end_pfn - 1), MIGRATE_TYPES,
		     "a zone's last page is there");
	expect_zone(&in, &m.zone[0]);
	expect_sound(&in, "a hole");
	world_free(in.world);
}

Test(proc_made, lists_longer_than_the_kernel_counts_take_the_rest)
{
	struct made_machine m = { .n = 0 };
	struct proc_imported in;
	struct heard t;

	add_zone(&m, (struct made_zone){ 0, "Normal", 4 * GIB, 16 * GIB, 16 * GIB, .nr_cpus = 0 });
	m.zone[0].blocks[0][1] = 123457;
	cr_assert_eq(import_made(&m, &in, &t), PROC_OK, "%s", t.all);
	expect_zone(&in, &m.zone[0]);
	cr_expect_not(in.world->setting[SET_SYNTHESISED] & SYNTHESISED_TYPES);
	world_free(in.world);
}

Test(proc_made, more_blocks_than_there_is_room_for_are_told)
{
	struct made_machine m = one_gibibyte();
	struct proc_imported in;
	struct heard t;

	m.zone[0].blocks[10][1] = 1000;         /* four times its memory */
	cr_assert_eq(import_made(&m, &in, &t), PROC_OK, "%s", t.all);
	cr_expect(strstr(t.all, "free Movable blocks of order 10 have no place"), "%s", t.all);
	cr_expect(in.world->setting[SET_SYNTHESISED] & SYNTHESISED_FITTED);
	expect_sound(&in, "too many blocks");
	world_free(in.world);
}

Test(proc_made, zones_that_overlap_are_told_and_the_first_stays)
{
	struct made_machine m = one_gibibyte();
	struct proc_imported in;
	struct heard t;

	add_zone(&m, (struct made_zone){ 1, "DMA32", 4096 + GIB / 2, GIB, GIB, .nr_cpus = 0 });
	cr_assert_eq(import_made(&m, &in, &t), PROC_DAMAGED, "%s", t.all);
	cr_expect(strstr(t.all, "Node 1 DMA32: it overlaps another zone"), "%s", t.all);
	cr_expect_eq(in.world->zone[zid_of(1, 1)].present, 0);
	expect_zone(&in, &m.zone[0]);
	world_free(in.world);
}

Test(proc_made, a_node_without_memory_is_online)
{
	struct made_machine m = one_gibibyte();
	struct proc_imported in;
	struct heard t;

	m.zone[m.n++] = (struct made_zone){ 1, "DMA32", .nr_cpus = 0 };
	cr_assert_eq(import_made(&m, &in, &t), PROC_OK, "%s", t.all);
	cr_expect(in.world->node[1].online);
	cr_expect_eq(in.world->node[1].present, 0);
	cr_expect_not(in.world->node[1].has_cpu);
	world_free(in.world);
}

Test(proc_made, a_machine_of_32_bits_has_its_zones)
{
	static const char text[] =
		"Node 0, zone      DMA\n  pages free     2048\n        min      10\n"
		"        low      12\n        high     15\n        spanned  4096\n"
		"        present  4096\n        managed  4096\n"
		"        protection: (0, 100, 200, 200)\n  pagesets\n  start_pfn:         0\n"
		"Node 0, zone   Normal\n  pages free     2048\n        min      100\n"
		"        low      120\n        high     150\n        spanned  225280\n"
		"        present  225280\n        managed  225280\n"
		"        protection: (0, 0, 300, 300)\n  pagesets\n  start_pfn:         4096\n"
		"Node 0, zone  HighMem\n  pages free     1024\n        min      64\n"
		"        low      70\n        high     80\n        spanned  32768\n"
		"        present  32768\n        managed  32768\n"
		"        protection: (0, 0, 0, 0)\n  pagesets\n  start_pfn:         229376\n";
	struct proc_imported in;
	struct heard t;
	char directory[64];

	make_directory(directory);
	put_file(directory, "zoneinfo", text, sizeof text - 1);
	cr_assert_eq(import_told(directory, "4.7", &in, &t), PROC_OK, "%s", t.all);
	cr_expect_eq(in.world->layout, &zone_layout_x86_32);
	cr_expect_eq(in.world->zone[2].start_pfn, 229376);
	cr_expect_eq(in.world->zone[1].lowmem_reserve[2], 300);
	cr_expect_eq(in.world->setting[SET_MIN_FREE_KBYTES], 440);
	expect_sound(&in, "32 bits");
	world_free(in.world);
	rm_directory(directory);
}

/* ---- texts that are not there ---- */

static enum proc_status import_without(const struct made_machine *m, const char *const *without,
				       struct proc_imported *in, struct heard *t)
{
	enum proc_status status;
	char directory[64], path[128];

	make_directory(directory);
	write_machine(directory, m);
	for (; *without; without++) {
		snprintf(path, sizeof path, "%s/%s", directory, *without);
		remove(path);
	}
	status = import_told(directory, NULL, in, t);
	rm_directory(directory);
	return status;
}

Test(proc_made, without_pagetypeinfo_types_are_synthesised)
{
	static const char *const without[] = { "pagetypeinfo", NULL };
	struct made_machine m = one_gibibyte();
	struct proc_imported in;
	struct heard t;

	cr_assert_eq(import_without(&m, without, &in, &t), PROC_OK);
	cr_expect(strstr(t.all, "no pagetypeinfo to be read"), "%s", t.all);
	cr_expect(in.world->setting[SET_SYNTHESISED] & SYNTHESISED_TYPES);
	for (unsigned order = 0; order < NR_ORDERS; order++) {
		int64_t n = 0;

		for (unsigned mt = 0; mt < ANY_TYPES; mt++)
			n += m.zone[0].blocks[order][mt];
		cr_expect_eq(in.world->zone[1].free_area[order].nr_free, n, "order %u", order);
	}
	expect_sound(&in, "without pagetypeinfo");
	world_free(in.world);
}

Test(proc_made, without_buddyinfo_pagetypeinfo_counts)
{
	static const char *const without[] = { "buddyinfo", NULL };
	struct made_machine m = one_gibibyte();
	struct proc_imported in;
	struct heard t;

	cr_assert_eq(import_without(&m, without, &in, &t), PROC_OK);
	cr_expect(strstr(t.all, "no buddyinfo to be read"), "%s", t.all);
	expect_zone(&in, &m.zone[0]);
	world_free(in.world);
}

Test(proc_made, zoneinfo_alone_gives_its_free_pages_as_large_blocks)
{
	static const char *const without[] = { "buddyinfo", "pagetypeinfo", NULL };
	struct made_machine m = one_gibibyte();
	struct proc_imported in;
	struct heard t;

	cr_assert_eq(import_without(&m, without, &in, &t), PROC_OK);
	cr_expect(in.world->setting[SET_SYNTHESISED] & SYNTHESISED_COUNTS);
	cr_expect_eq(in.world->zone[1].vm_stat[NR_FREE_PAGES], free_pages(&m.zone[0]));
	cr_expect_eq(in.world->zone[1].free_area[10].nr_free, free_pages(&m.zone[0]) / 1024);
	expect_sound(&in, "zoneinfo alone");
	world_free(in.world);
}
