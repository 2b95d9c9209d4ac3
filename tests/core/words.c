/* SPDX-License-Identifier: GPL-3.0-or-later */
/* words.c - what events say to people, and that no buffer is too small for them. */
#include "core/words.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "worlds.h"

static struct speaker speaker(const struct world *w)
{
	return (struct speaker){ kernel_find("6.1"), w };
}

Test(words, an_event_is_a_sentence_with_its_numbers)
{
	static const struct {
		struct event e;
		const char *text;
	} rows[] = {
		{ { .kind = EVENT_REQUEST, .pfn = NO_PFN, .order = 3,
		    .v = { REQ_ALLOC, GFP_KERNEL | GFP_F_ZERO, -1 } },
		  "alloc_pages GFP_KERNEL|__GFP_ZERO, order 3" },
		{ { .kind = EVENT_REQUEST, .pfn = NO_PFN, .v = { REQ_ALLOC, GFP_ATOMIC, 1, 0,
		  1 } }, "alloc_pages GFP_ATOMIC, order 0, node 1, with a nodemask" },
		{ { .kind = EVENT_REQUEST, .pfn = 4096, .order = 2, .v = { REQ_FREE } },
		  "__free_pages pfn 4096, order 2" },
		{ { .kind = EVENT_RESULT, .zone = N0_NORMAL, .pfn = 4096,
		    .v = { REQUEST_DONE, 1, 2, 3, 4 } },
		  "done: pfn 4096 in Node 0 Normal (attempts 2, zones 3, watermarks 4)" },
		{ { .kind = EVENT_RESULT, .zone = NO_ZONE, .pfn = NO_PFN,
		  .v = { REQUEST_FAILED } }, "failed: NULL" },
		{ { .kind = EVENT_ATTEMPT, .v = { ATTEMPT_SLOW, GFP_ATOMIC, 0x830, 2, 0 } },
		  "slow path, first attempt, at the min mark: ALLOC_WMARK_MIN|ALLOC_NON_BLOCK|"
		  "ALLOC_MIN_RESERVE|ALLOC_KSWAPD, from position 0 of the zonelist" },
		{ { .kind = EVENT_CPUSET, .v = { CPUSET_HARDWALL, 1 } },
		  "node 1: __GFP_HARDWALL, and the node is not in mems_allowed" },
		{ { .kind = EVENT_DIRTY, .v = { 10000, 67000, 13400, 13401, 0 } },
		  "dirty 13401 > limit 13400 (of dirtyable 67000, free 10000)" },
		{ { .kind = EVENT_WATERMARK_QUICK, .verdict = 1, .v = { 2255, 0, 2254, 0, 0 } },
		  "quick test: free 2255 - unusable 0 > mark 2254 + lowmem_reserve 0" },
		{ { .kind = EVENT_WATERMARK_QUICK, .v = { 1200, 512, 1291, 512, 64 } },
		  "quick test: free 1200 - unusable 512 <= mark 1291 (boost 512 included) + "
		  "lowmem_reserve 64" },
		{ { .kind = EVENT_WATERMARK_QUICK, .verdict = 1, .v = { 1197, 1536, 1127, 0, 0 } },
		  "quick test: free 1197 - unusable 1536 > mark 1127 + lowmem_reserve 0: compared "
		  "unsigned, less than 0 is more" },
		{ { .kind = EVENT_WATERMARK, .v = { 400, 0, 1512, 512, 567, 0 } },
		  "free 400 - unusable 0 <= min 567 (lowered from 1512) (boost 512 included) + "
		  "lowmem_reserve 0: short by 168" },
		{ { .kind = EVENT_WATERMARK, .verdict = 1, .v = { 1049, 7, 1041, 0, 1041, 0 } },
		  "free 1049 - unusable 7 > min 1041 + lowmem_reserve 0" },
		{ { .kind = EVENT_WATERMARK_BLOCK, .verdict = 1, .v = { 3, 4,
		  MIGRATE_RECLAIMABLE } }, "a block of order 4 is on the Reclaimable list" },
		{ { .kind = EVENT_WATERMARK_BLOCK, .v = { 3, -1, -1 } },
		  "no block of order 3 or more on a list it may use" },
		{ { .kind = EVENT_RECLAIM_GATE, .verdict = 1, .v = { 1, 20, 30 } },
		  "zone_reclaim_mode 1, distance 20 <= 30" },
		{ { .kind = EVENT_PCP_REFILL, .v = { 0, 4, 4, 0 } },
		  "PCP list 0 is empty: refill with 4 blocks (batch 4, count 0)" },
		{ { .kind = EVENT_PCP_REFILL, .v = { 0, 1, 1, 0 } },
		  "PCP list 0 is empty: refill with 1 block (batch 1, count 0)" },
		{ { .kind = EVENT_PCP_TAKE, .pfn = 4096, .v = { 1, 12, 24 } },
		  "PCP list 1 gives its head, pfn 4096 (count 12, high 24)" },
		{ { .kind = EVENT_BUDDY_TAKE, .pfn = 4096, .migratetype = MIGRATE_UNMOVABLE,
		    .verdict = 1, .v = { MIGRATE_HIGHATOMIC } },
		  "HighAtomic list gives pfn 4096" },
		{ { .kind = EVENT_BUDDY_TAKE, .pfn = NO_PFN, .order = 4,
		    .migratetype = MIGRATE_UNMOVABLE, .v = { MIGRATE_HIGHATOMIC } },
		  "no HighAtomic block of order 4 or more" },
		{ { .kind = EVENT_PCP_TAKE, .pfn = 4096, .v = { 1, 12, 24, 1 } },
		  "PCP list 1 gives its tail, pfn 4096 (count 12, high 24)" },
		{ { .kind = EVENT_SPLIT, .pfn = 4096, .migratetype = MIGRATE_MOVABLE, .v = { 10,
		  9 } },
		  "split pfn 4096 from order 10 to 9, upper half (pfn 4608) to the Movable list" },
		{ { .kind = EVENT_FALLBACK, .pfn = 4128,
		    .v = { 5, MIGRATE_MOVABLE, MIGRATE_UNMOVABLE, 1, 4 } },
		  "pfn 4128 of order 5 is on the Movable list, for Unmovable; the pageblock's free "
		  "pages may come along" },
		{ { .kind = EVENT_CLAIM, .verdict = 1,
		    .v = { 50, 256, 206, 256, MIGRATE_MOVABLE, MIGRATE_UNMOVABLE } },
		  "free 50 + alike 206 >= half a pageblock 256 (movable 256): the pageblock "
		  "changes its type to Unmovable" },
		{ { .kind = EVENT_CLAIM, .v = { 50, 257, 205, 256, MIGRATE_MOVABLE } },
		  "free 50 + alike 205 < half a pageblock 256 (movable 257): the pageblock stays "
		  "Movable" },
		{ { .kind = EVENT_BOOST, .verdict = 1, .v = { 1024, 1050 } },
		  "watermark_boost rises to 1024 of at most 1050" },
		{ { .kind = EVENT_ACCEPT, .verdict = 1, .v = { 2000, 0, 1024, 1303, 0, 327 } },
		  "need 327 = promo 1303 - (free 2000 - unusable 0 - unaccepted 1024): accept 1 x "
		  "1024 pages" },
		{ { .kind = EVENT_ACCEPT, .verdict = 1, .v = { 1200, 0, 1024, 1303, 100, 1127 } },
		  "need 1127 = promo 1303 (boost 100 included) - (free 1200 - unusable 0 - "
		  "unaccepted 1024): accept the last 1 x 1024 pages" },
		{ { .kind = EVENT_ACCEPT, .verdict = 1, .v = { 5000, 7, 1024, 1303, 0, -2666 } },
		  "need -2666 = promo 1303 - (free 5000 - unusable 7 - unaccepted 1024): enough is "
		  "accepted" },
		{ { .kind = EVENT_ACCEPT, .verdict = 1, .v = { 2048, 0, 2048, 0, 0, 1024 } },
		  "no marks yet: accept one unit of 1024 pages" },
		{ { .kind = EVENT_UNACCEPTED_DEL, .zone = N0_NORMAL, .pfn = 4096, .link = NO_PFN,
		    .order = 10 },
		  "pfn 4096, order 10, is accepted: it comes off unaccepted_pages" },
		{ { .kind = EVENT_UNACCEPTED_ADD, .zone = N0_NORMAL, .pfn = 4096, .link = 5120,
		    .order = 10 },
		  "pfn 4096, order 10, waits to be accepted: on unaccepted_pages, behind pfn "
		  "5120" },
		{ { .kind = EVENT_MERGE, .pfn = 4099, .link = 4098, .order = 0 },
		  "merge pfn 4099 with its buddy 4098 to order 1" },
		{ { .kind = EVENT_MERGE_STOP, .pfn = 4096, .order = 9, .v = { MERGE_TYPES } },
		  "pfn 4096 stays at order 9: the pageblocks' types may not merge" },
		{ { .kind = EVENT_KSWAPD, .zone = N0_NORMAL, .v = { 3, 2, KSWAPD_WOKEN } },
		  "kswapd of node 0 (order 3, up to zone index 2): woken" },
		{ { .kind = EVENT_WOULD_SLEEP, .v = { SLEEP_RECLAIM, 0 } },
		  "the kernel would now sleep in direct reclaim: __alloc_pages_direct_reclaim(); "
		  "the simulation ends here" },
		{ { .kind = EVENT_NO_PAGE, .v = { NO_PAGE_CANNOT_RECLAIM } },
		  "it may not reclaim" },
		{ { .kind = EVENT_CHECK, .zone = N0_DMA32, .rung = 0x13,
		  .verdict = TRY_THIS_ZONE },
		  "zone_watermark_fast [Node 0 DMA32]: take from this zone" },
	};
	struct world *w = worlds_one_zone();
	struct speaker s = speaker(w);

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[WORDS_MAX];

		event_words(&s, &rows[i].e, text, sizeof text);
		cr_expect_str_eq(text, rows[i].text, "%s: %s", event_info[rows[i].e.kind].name,
				 text);
	}
	world_free(w);
}

/* Numbers that no run would hold, so that enumerations are left on every side. */
Test(words, no_event_is_silent_or_written_outside_its_buffer)
{
	static const int64_t numbers[] = { 0, 1, 255, 1 << 20, -1, -(1 << 20) };
	struct world *w = worlds_one_zone();
	struct speaker s = speaker(w);

	for (int kind = 0; kind < NR_EVENT_KINDS; kind++) {
		for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
			int64_t n = numbers[i];
			struct event e = { .kind = (uint16_t)kind,
					   .zone = i % 2 ? N0_NORMAL : NO_ZONE,
					   .pfn = i % 3 ? 4096 : NO_PFN, .link = NO_PFN,
					   .rung = (uint8_t)(i % 2 ? 0x10 : RUNG_NONE),
					   .order = (uint8_t)n, .migratetype = (uint8_t)n,
					   .verdict = (uint8_t)n, .v = { n, n, n, n, n, n } };
			char text[WORDS_MAX + 1];

			memset(text, '#', sizeof text);
			event_words(&s, &e, text, WORDS_MAX);
			cr_expect_gt(strlen(text), 0, "%s says nothing", event_info[kind].name);
			cr_expect_eq(text[WORDS_MAX], '#');
			cr_expect_null(strchr(text, '\n'), "%s", event_info[kind].name);
		}
	}
	world_free(w);
}

Test(words, a_sentence_is_cut_to_any_size)
{
	struct world *w = worlds_one_zone();
	struct speaker s = speaker(w);

	for (int kind = 0; kind < NR_EVENT_KINDS; kind++) {
		struct event e = { .kind = (uint16_t)kind, .zone = N0_NORMAL, .pfn = 4096,
				   .v = { 1, 1, 1, 1, 1, 1 } };
		char whole[WORDS_MAX];

		event_words(&s, &e, whole, sizeof whole);
		for (size_t size = 0; size <= 40; size++) {
			char text[41];

			memset(text, '#', sizeof text);
			event_words(&s, &e, text, size);
			cr_expect_eq(text[size], '#', "%s in %zu bytes", event_info[kind].name,
				     size);
			if (!size)
				continue;
			cr_expect_lt(strlen(text), size, "%s in %zu bytes", event_info[kind].name,
				     size);
			cr_expect_eq(strncmp(text, whole, strlen(text)), 0, "%s in %zu bytes: %s",
				     event_info[kind].name, size, text);
		}
	}
	world_free(w);
}

Test(words, masks_are_named_by_what_says_most)
{
	static const struct {
		gfp_t gfp;
		const char *text;
	} rows[] = {
		{ 0, "0" },
		{ GFP_KERNEL, "GFP_KERNEL" },
		{ GFP_ATOMIC, "GFP_ATOMIC" },
		{ GFP_NOWAIT, "__GFP_KSWAPD_RECLAIM" },
		{ GFP_HIGHUSER_MOVABLE | GFP_F_ZERO, "GFP_HIGHUSER_MOVABLE|__GFP_ZERO" },
		{ GFP_KERNEL | GFP_F_COLD, "GFP_KERNEL|0x2000000" },
		{ GFP_F_COLD, "0x2000000" },
	};
	char text[200];

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		gfp_words(kernel_find("6.1"), rows[i].gfp, text, sizeof text);
		cr_expect_str_eq(text, rows[i].text, "%#x: %s", rows[i].gfp, text);
		for (size_t size = 1; size < 10; size++) {
			char small[11] = "##########";

			gfp_words(kernel_find("6.1"), rows[i].gfp, small, size);
			cr_expect_lt(strlen(small), size);
			cr_expect_eq(small[size], '#');
		}
	}
	alloc_flags_words(kernel_find("6.1"), 0x901, text, sizeof text);
	cr_expect_str_eq(text, "ALLOC_WMARK_LOW|ALLOC_NOFRAGMENT|ALLOC_KSWAPD");
}

Test(words, zones_and_types_have_names)
{
	struct world *w = worlds_one_zone();
	char text[40];

	zone_words(w, N0_DMA32, text, sizeof text);
	cr_expect_str_eq(text, "Node 0 DMA32");
	zone_words(w, N1_NORMAL, text, sizeof text);
	cr_expect_str_eq(text, "Node 1 Normal");
	zone_words(w, NO_ZONE, text, sizeof text);
	cr_expect_str_eq(text, "no zone");
	world_free(w);
}

/* ---- a request told in order ---- */

struct story {
	char text[4000];
};

static void tell(void *self, unsigned depth, const char *text)
{
	struct story *story = self;
	size_t used = strlen(story->text);

	snprintf(story->text + used, sizeof story->text - used, "%*s%s\n", (int)(2 * depth), "",
		 text);
}

/* A check is told with its outcome before what it compared. */
Test(words, a_check_stands_before_what_it_compared)
{
	struct story story = { "" };
	const char *check, *numbers, *found;
	struct scene s;

	scene_open(&s, worlds_one_zone());
	worlds_put_free(s.w, N0_NORMAL, "4U: 1010");
	scene_alloc(&s, 4, GFP_NOWAIT);
	narrate(&(struct speaker){ kernel_find("6.1"), s.w }, s.r.event, s.r.n, tell, &story);
	check = strstr(story.text, "zone_watermark_fast: take from this zone");
	numbers = strstr(story.text, "free 16 - unusable 15 > min 0");
	found = strstr(story.text, "__rmqueue_smallest: got the block");
	cr_assert(check && numbers && found, "%s", story.text);
	cr_expect(check < numbers && numbers < found, "%s", story.text);
	cr_expect_eq(strncmp(story.text, "alloc_pages ", 12), 0, "%s", story.text);
	cr_expect_null(strstr(story.text, "FREE_AREA"), "changes are not decisions");
	scene_close(&s);
}

Test(words, every_decision_of_a_request_is_told_once)
{
	struct story story = { "" };
	size_t lines = 0, checks = 0;
	struct scene s;

	scene_open(&s, worlds_one_zone());
	worlds_put_free(s.w, N0_NORMAL, "10M: 1000");
	scene_alloc(&s, 0, GFP_KERNEL);
	narrate(&(struct speaker){ kernel_find("6.1"), s.w }, s.r.event, s.r.n, tell, &story);
	for (const char *at = story.text; (at = strchr(at, '\n')); at++)
		lines++;
	for (size_t i = 0; i < s.r.n; i++)
		checks += event_info[s.r.event[i].kind].nature == NATURE_SAYS;
	cr_expect_leq(lines, checks);
	cr_expect_geq(lines, recorder_count(&s.r, EVENT_CHECK));
	scene_close(&s);
}
