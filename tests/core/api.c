/* SPDX-License-Identifier: GPL-3.0-or-later */
/* api.c - the kernel's own calls: which ones a request passes, what they make of its mask. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "core/gfp.h"
#include "worlds.h"

/* The calls of the last request, as "alloc_page > alloc_pages > __alloc_pages". */
static const char *chain(const struct scene *s)
{
	static char text[600];
	const struct api_call *calls = machine_kernel(s->m)->api;

	text[0] = '\0';
	for (size_t i = 0; i < recorder_count(&s->r, EVENT_CALL); i++) {
		size_t used = strlen(text);

		snprintf(text + used, sizeof text - used, "%s%s", i ? " > " : "",
			 calls[recorder_find(&s->r, EVENT_CALL, i)->v[0]].name);
	}
	return text;
}

static void open_plenty(struct scene *s, const struct kernel *k)
{
	static const struct zone_row rows[] = { { N0_DMA, 0x200, 0xe00 },
						{ N0_NORMAL, 0x1000, 0x1000 } };

	scene_open_on(s, k, worlds_new(rows, 2));
	worlds_put_free(s->w, N0_DMA, "10M: 800 c00");
	worlds_put_free(s->w, N0_NORMAL, "10M: 1000 1400 1800 1c00");
}

static struct result call(struct scene *s, enum api api, gfp_t gfp)
{
	return request_run(s->m, &(struct request){ .op = REQ_ALLOC, .api = api, .gfp = gfp,
						    .nid = NID_LOCAL });
}

Test(api, calls_lead_to_the_allocator_step_by_step)
{
	static const struct {
		const char *kernels;
		enum api api;
		const char *chain;
	} rows[] = {
		{ "2.6.34", API_ALLOC_PAGE,
		  "alloc_page > alloc_pages > alloc_pages_current > __alloc_pages_nodemask" },
		{ "4.7 4.12 5.10", API_ALLOC_PAGE,
		  "alloc_page > alloc_pages > alloc_pages_current > __alloc_pages_nodemask" },
		{ "6.1", API_ALLOC_PAGE, "alloc_page > alloc_pages > __alloc_pages" },
		{ "6.12", API_ALLOC_PAGE,
		  "alloc_page > alloc_pages_noprof > alloc_pages_mpol_noprof > "
		  "__alloc_pages_noprof" },
		{ UP_TO_5_10, API_GET_ZEROED_PAGE,
		  "get_zeroed_page > __get_free_pages > alloc_pages > alloc_pages_current > "
		  "__alloc_pages_nodemask" },
		{ "6.1", API_GET_ZEROED_PAGE,
		  "get_zeroed_page > __get_free_pages > alloc_pages > __alloc_pages" },
		{ UP_TO_5_10, API_GET_DMA_PAGES,
		  "__get_dma_pages > __get_free_pages > alloc_pages > alloc_pages_current > "
		  "__alloc_pages_nodemask" },
		{ "2.6.34", API_ALLOC_PAGES_NODE,
		  "alloc_pages_node > __alloc_pages > __alloc_pages_nodemask" },
		{ "4.7 4.12 5.10", API_ALLOC_PAGES_NODE,
		  "alloc_pages_node > __alloc_pages_node > __alloc_pages > "
		  "__alloc_pages_nodemask" },
		{ "6.1", API_ALLOC_PAGES_NODE,
		  "alloc_pages_node > __alloc_pages_node > __alloc_pages" },
		{ "6.12", API_ALLOC_PAGES_NODE,
		  "alloc_pages_node_noprof > __alloc_pages_node_noprof > __alloc_pages_noprof" },
		{ UP_TO_5_10, API_ALLOC_PAGES_CURRENT,
		  "alloc_pages_current > __alloc_pages_nodemask" },
	};
	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (const char *names = rows[i].kernels; (k = kernels_next(&names));) {
			struct scene s;

			open_plenty(&s, k);
			cr_expect_eq(call(&s, rows[i].api, GFP_NOWAIT).status, REQUEST_DONE);
			cr_expect_str_eq(chain(&s), rows[i].chain, "%s: %s", k->name, chain(&s));
			scene_close(&s);
		}
}

Test(api, calls_change_the_mask_that_they_hand_on)
{
	static const struct {
		const char *kernels;
		enum api api;
		gfp_t asked, entered;
	} rows[] = {
		{ ALL_KERNELS, API_ALLOC_PAGES, GFP_F_HIGHMEM, GFP_F_HIGHMEM },
		{ ALL_KERNELS, API_GET_ZEROED_PAGE, 0, GFP_F_ZERO },
		{ ALL_KERNELS, API_GET_DMA_PAGES, 0, GFP_F_DMA },
		/* Up to 4.12 a debug build stops here, and others go on. */
		{ UP_TO_4_12, API_GET_FREE_PAGES, GFP_F_HIGHMEM, GFP_F_HIGHMEM },
		{ SINCE_5_10, API_GET_FREE_PAGES, GFP_F_HIGHMEM, 0 },
		{ SINCE_5_10, API_GET_ZEROED_PAGE, GFP_F_HIGHMEM, GFP_F_ZERO },
		{ SINCE_5_10, API_GET_DMA_PAGES, GFP_F_HIGHMEM, GFP_F_DMA },
	};
	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (const char *names = rows[i].kernels; (k = kernels_next(&names));) {
			struct scene s;
			const struct event *entry;

			open_plenty(&s, k);
			call(&s, rows[i].api, rows[i].asked);
			entry = recorder_find(&s.r, EVENT_ENTRY, 0);
			cr_assert_not_null(entry, "%s", k->name);
			cr_expect_eq(entry->v[0] & ~(int64_t)GFP_F_HARDWALL, rows[i].entered,
				     "%s, row %zu: %#jx", k->name, i, (intmax_t)entry->v[0]);
			cr_expect_eq(recorder_find(&s.r, EVENT_REQUEST, 0)->v[1], rows[i].asked,
				     "the request is told as it was made");
			scene_close(&s);
		}
}

Test(api, a_kernel_is_not_asked_by_a_call_it_does_not_have)
{
	struct scene s;

	open_plenty(&s, kernel_find("6.1"));
	cr_expect_eq(call(&s, API_ALLOC_PAGES_CURRENT, GFP_NOWAIT).status, REQUEST_INVALID);
	scene_close(&s);
}

Test(api, pages_are_freed_cold_up_to_4_12)
{
	const struct kernel *k;

	for (const char *names = ALL_KERNELS; (k = kernels_next(&names));) {
		bool has = k->api[API_FREE_HOT_COLD_PAGE].name;
		struct request cold = { .op = REQ_FREE, .cold = true, .nid = NID_LOCAL };
		struct scene s;

		open_plenty(&s, k);
		if (has)
			cold.api = API_FREE_HOT_COLD_PAGE;
		cold.pfn = scene_alloc(&s, 0, GFP_NOWAIT).pfn;
		cr_expect_eq(has, strcmp(k->name, "5.10") < 0 && strncmp(k->name, "6", 1) != 0);
		cr_expect_eq(request_run(s.m, &cold).status,
			     has ? REQUEST_DONE : REQUEST_INVALID, "%s", k->name);
		if (has)
			cr_expect_eq(list_last(&world_pcp(s.w, N0_NORMAL, 0)->list[0]), cold.pfn,
				     "%s: at the list's tail", k->name);
		cold.order = 1;
		cold.pfn = scene_alloc(&s, 1, GFP_NOWAIT).pfn;
		cr_expect_eq(request_run(s.m, &cold).status, REQUEST_INVALID,
			     "%s: order 1", k->name);
		scene_close(&s);
	}
}
