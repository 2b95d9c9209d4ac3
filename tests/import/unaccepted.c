/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unaccepted.c - a state and a /proc text of a guest that has not accepted all its memory. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/boot.h"
#include "core/invariants.h"
#include "core/request.h"
#include "import/difference.h"
#include "import/state.h"
#include "import/state_write.h"
#include "proc_texts.h"

enum { DMA32 = 1, MIB = 1 << 20 };

/* 256 MiB, the upper half of which waits; one unit has been accepted since. */
static struct world *guest(void)
{
	struct boot_description d;
	struct world *w;
	const char *why = "";

	cr_assert(boot_uma(&d, 256 * MIB));
	d.unaccepted_pages = 32768;
	w = boot(&d, kernel_find("6.12"), &why);
	cr_assert(w, "%s", why);
	boot_done(&d);
	return w;
}

static char *written(const struct world *w, const char *kernel)
{
	struct state_head head = { kernel_find(kernel), "guest", "a guest" };
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	cr_assert(f);
	cr_assert_null(state_lacks(w));
	state_write(w, &head, f);
	cr_assert_eq(fclose(f), 0);
	return text;
}

/* The first state of this text; false with *d. */
static bool reads(char *text, struct recorded_state *s, struct diag *d)
{
	FILE *f = fmemopen(text, strlen(text), "r");
	struct recording *r = recording_open_stream(f, "guest", d);
	bool ok = r && recording_state(r, s, d);

	recording_close(r);
	return ok;
}

Test(unaccepted_state, is_written_and_read_in_order)
{
	struct world *w = guest();
	struct recorded_state s;
	struct diag d;
	struct breach b;
	char *text;

	/* So that the list is not in the order of its pages. */
	world_apply(w, &(struct event){ .kind = EVENT_UNACCEPTED_DEL, .zone = DMA32,
					.pfn = 32768, .link = NO_PFN, .order = 10 });
	world_apply(w, &(struct event){ .kind = EVENT_UNACCEPTED_ADD, .zone = DMA32,
					.pfn = 32768, .link = 33792, .order = 10 });
	text = written(w, "6.12");
	cr_expect(strstr(text, "\"t\":\"unaccepted\""));
	cr_expect(strstr(text, "\"nr_unaccepted\":31744"));
	cr_assert(reads(text, &s, &d), "%u: %s", d.line, d.message);
	cr_expect_eq(list_first(&s.world->zone[DMA32].unaccepted_pages), 33792);
	cr_expect(world_equal(w, s.world));
	cr_expect(world_holds_invariants(s.world, &b), "%s", b.text);
	recorded_state_free(&s);
	world_free(w);
	free(text);
}

/* The text with its first `from` replaced. The caller frees it. */
static char *altered(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);
	char *new = NULL;

	cr_assert(at, "no %s", from);
	cr_assert_geq(asprintf(&new, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from)),
		      0);
	return new;
}

Test(unaccepted_state, that_does_not_agree_is_refused)
{
	static const struct {
		const char *when, *from, *to, *message;
	} rows[] = {
		{ "fewer units than are counted", "[32768,33792,", "[33792,",
		  "30720 pages wait to be accepted, not 31744" },
		{ "a unit twice", "[32768,33792,", "[32768,32768,33792,", "is on two lists" },
		{ "a page that begins no unit", "[32768,33792,", "[32769,33792,",
		  "does not begin a block of order 10" },
		{ "a unit that is free", "[32768,33792,", "[31744,33792,", "is on two lists" },
		{ "a unit outside the zone", "[32768,33792,", "[1024,33792,",
		  "is not inside the zone" },
		{ "a second line", "\"t\":\"unaccepted\",\"when\":\"before\",\"node\":0,"
		  "\"zone\":\"DMA32\",\"pfns\":[32768,",
		  "\"t\":\"unaccepted\",\"when\":\"before\",\"node\":0,\"zone\":\"DMA32\","
		  "\"pfns\":[32768]}\n{\"t\":\"unaccepted\",\"when\":\"before\",\"node\":0,"
		  "\"zone\":\"DMA32\",\"pfns\":[",
		  "a second line for what the zone has not accepted" },
		{ "a kernel that accepts all", "\"6.12\"", "\"6.1\"",
		  "kernel 6.1 accepts all memory at boot" },
	};
	struct world *w = guest();
	char *good = written(w, "6.12");

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct recorded_state s;
		struct diag d = { .message = "" };
		char *bad;

		bad = altered(good, rows[i].from, rows[i].to);
		cr_expect_not(reads(bad, &s, &d), "%s", rows[i].when);
		cr_expect(strstr(d.message, rows[i].message), "%s: %s", rows[i].when, d.message);
		free(bad);
	}
	free(good);
	world_free(w);
}

/* What a later state of a recording has is compared, in order. */
Test(unaccepted_state, is_a_result)
{
	struct world *w = guest(), *got = world_copy(w);
	struct recorded_state expected = { .world = w };
	struct event del = { .kind = EVENT_UNACCEPTED_DEL, .zone = DMA32, .pfn = 32768,
			     .link = NO_PFN, .order = 10 };
	struct difference d = { .field = "" };

	cr_assert(got);
	for (unsigned i = 0; i < world_nr_zones(w); i++)
		expected.global_free += w->zone[i].vm_stat[NR_FREE_PAGES];
	cr_expect(same_results(&expected, got, &d), "%s", d.field);
	world_apply(got, &del);
	cr_expect_not(same_results(&expected, got, &d));
	cr_expect_str_eq(d.field, "Node 0 DMA32 unaccepted_pages, block 0", "%s", d.field);
	world_revert(got, &del);
	got->zone[DMA32].vm_stat[NR_UNACCEPTED]--;
	cr_expect_not(same_results(&expected, got, &d));
	cr_expect_str_eq(d.field, "Node 0 DMA32 nr_unaccepted", "%s", d.field);
	world_free(got);
	world_free(w);
}

/* ---- /proc text ---- */

struct edit {
	const char *file, *from, *to;
};

/* A copy of the texts of a real machine, edited. */
static void put_texts(const char *directory, const struct edit *edits, size_t n)
{
	static const char *const names[] = { "buddyinfo", "pagetypeinfo", "zoneinfo" };

	for (size_t i = 0; i < 3; i++) {
		size_t size;
		char *text = read_whole("traces/6.12/proc/numa2-after", names[i], &size);

		for (size_t e = 0; e < n; e++) {
			char *next;

			if (strcmp(edits[e].file, names[i]) != 0)
				continue;
			next = altered(text, edits[e].from, edits[e].to);
			free(text);
			text = next;
		}
		put_file(directory, names[i], text, strlen(text));
		free(text);
	}
}

Test(unaccepted_proc, units_are_the_highest_blocks_and_on_no_free_list)
{
	/* Of DMA32, whose zoneinfo counts 38002 free pages in all. */
	static const struct edit edits[] = {
		{ "buddyinfo", "5     31 ", "5     27 " },
		{ "pagetypeinfo", "4     31 ", "4     27 " },
		{ "zoneinfo", "nr_unaccepted 0\n      numa_hit     107712",
		  "nr_unaccepted 4096\n      numa_hit     107712" },
	};
	struct proc_imported in;
	struct heard t;
	char directory[64];
	const struct zone *z;
	pfn_t last;

	make_directory(directory);
	put_texts(directory, edits, sizeof edits / sizeof *edits);
	cr_assert_eq(import_told(directory, NULL, &in, &t), PROC_OK, "%s", t.all);
	z = &in.world->zone[DMA32];
	cr_expect_eq(z->vm_stat[NR_UNACCEPTED], 4096, "%s", t.all);
	cr_expect_eq(z->vm_stat[NR_FREE_PAGES], 38002);
	cr_expect_eq(z->free_area[10].nr_free, 27);
	last = list_last(&z->free_area[10].list[MIGRATE_MOVABLE]);
	cr_expect_gt(list_first(&z->unaccepted_pages), last);
	expect_sound(&in, "a guest");
	world_free(in.world);
	rm_directory(directory);
}
