/* SPDX-License-Identifier: GPL-3.0-or-later */
/* oracle.c - requests as the list that a real kernel is given, and what such a list cannot say. */
#include "export/export.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "../core/worlds.h"
#include "../record/recordings.h"

/* A machine whose requests are recorded, and exported when the take is over. */
struct take {
	struct scene s;
	struct record *r;
	const char *path;
	char *list, *notes;     /* one note a line */
};

static void take_open(struct take *t)
{
	struct diag d = { .message = "" };
	struct world *w = worlds_one_zone();

	*t = (struct take){ .path = recordings_path() };
	worlds_put_free(w, N0_NORMAL, "10M: 1000 1400; 4U: 1800");
	scene_open(&t->s, w);
	t->r = record_create(t->path, &d);
	cr_assert(t->r, "%s", d.message);
	cr_assert(record_session(t->r, t->s.m, "by hand", "a/first take.md"));
}

static struct result ask(struct take *t, struct request q)
{
	cr_assert(record_request(t->r, &q, "as typed"), "%s", record_error(t->r));
	return request_run(t->s.m, &q);
}

static void set(struct take *t, enum event_kind kind, int64_t index, int64_t value)
{
	const struct event change = { .kind = kind, .zone = NO_ZONE, .pfn = NO_PFN,
				      .link = NO_PFN, .v = { 0, value, index } };

	ask(t, (struct request){ .op = REQ_SET, .changes = &change, .nr_changes = 1 });
}

static void keep_note(void *self, int64_t request, const char *statement, const char *text)
{
	fprintf(self, "%lld %s: %s\n", (long long)request, statement, text);
}

static void take_export(struct take *t)
{
	struct diag d = { .message = "" };
	size_t size, notes_size;
	FILE *notes = open_memstream(&t->notes, &notes_size);
	struct export_job job = { .notes = { keep_note, notes } };

	cr_assert(record_close(t->r, &d), "%s", d.message);
	job.reader = recordings_open(t->path);
	job.session = reader_session(job.reader, 0);
	job.branch = reader_branch(job.reader, reader_nr_branches(job.reader) - 1);
	job.out = open_memstream(&t->list, &size);
	cr_assert_eq(export_oracle(&job, &d), EXPORT_DONE, "%s", d.message);
	fclose(job.out);
	fclose(notes);
	reader_close(job.reader);
	recordings_remove(t->path);
}

/* The list behind its two headings is this, and so are the notes. */
static void take_close(struct take *t, const char *list, const char *notes)
{
	const char *body;

	if (!t->list)
		take_export(t);
	body = strchr(strchr(t->list, '\n') + 1, '\n') + 1;
	cr_expect_str_eq(body, list);
	cr_expect_str_eq(t->notes, notes);
	free(t->list);
	free(t->notes);
	scene_close(&t->s);
}

Test(export_oracle, is_named_after_the_file_in_plain_letters)
{
	struct take t;

	take_open(&t);
	take_export(&t);
	cr_expect_str_eq(t.list, "case first_take\n"
				 "doc session 1, branch 1, recorded on the rules of 6.1\n");
	take_close(&t, "", "");
}

Test(export_oracle, leaves_direct_reclaim_out_of_every_mask)
{
	struct take t;

	take_open(&t);
	ask(&t, (struct request){ .op = REQ_ALLOC, .gfp = GFP_KERNEL, .nid = NID_LOCAL });
	ask(&t, (struct request){ .op = REQ_ALLOC, .gfp = GFP_F_DIRECT_RECLAIM, .nid = 0 });
	ask(&t, (struct request){ .op = REQ_ALLOC, .gfp = GFP_KERNEL | GFP_F_NOFAIL,
				  .nid = NID_LOCAL });
	take_close(&t,
		   "alloc 0 0 __GFP_IO|__GFP_FS|__GFP_KSWAPD_RECLAIM\n"
		   "alloc 1 0 0 nid=0\n"
		   "alloc 2 0 __GFP_IO|__GFP_FS|__GFP_KSWAPD_RECLAIM\n",
		   "3 as typed: __GFP_NOFAIL left out: it would wait for others\n");
}

Test(export_oracle, frees_by_handle_whatever_page_was_given)
{
	struct take t;
	struct result a, b, c;

	take_open(&t);
	a = ask(&t, (struct request){ .op = REQ_ALLOC, .gfp = GFP_ATOMIC, .nid = NID_LOCAL });
	b = ask(&t, (struct request){ .op = REQ_ALLOC, .gfp = GFP_ATOMIC, .nid = NID_LOCAL,
				      .order = 4 });
	ask(&t, (struct request){ .op = REQ_FREE, .pfn = a.pfn });
	c = ask(&t, (struct request){ .op = REQ_ALLOC, .gfp = GFP_ATOMIC, .nid = NID_LOCAL });
	ask(&t, (struct request){ .op = REQ_FREE, .pfn = c.pfn });
	ask(&t, (struct request){ .op = REQ_FREE, .pfn = b.pfn, .order = 4 });
	take_close(&t,
		   "alloc 0 0 __GFP_HIGH|__GFP_ATOMIC|__GFP_KSWAPD_RECLAIM\n"
		   "alloc 1 4 __GFP_HIGH|__GFP_ATOMIC|__GFP_KSWAPD_RECLAIM\n"
		   "free 0\n"
		   "alloc 2 0 __GFP_HIGH|__GFP_ATOMIC|__GFP_KSWAPD_RECLAIM\n"
		   "free 2\n"
		   "free 1\n",
		   "");
}

Test(export_oracle, names_pages_of_split_blocks_and_of_bulk_requests)
{
	struct nodemask first = { { 1 } };
	pfn_t pages[5];
	struct result r;
	struct take t;

	take_open(&t);
	r = ask(&t, (struct request){ .op = REQ_ALLOC, .nid = NID_LOCAL, .order = 2 });
	ask(&t, (struct request){ .op = REQ_SPLIT, .pfn = r.pfn, .order = 2 });
	ask(&t, (struct request){ .op = REQ_FREE, .pfn = r.pfn + 3 });
	ask(&t, (struct request){ .op = REQ_BULK, .want = 5, .pages = pages, .nid = 0,
				  .nodemask = &first });
	ask(&t, (struct request){ .op = REQ_FREE, .pfn = pages[4] });
	take_close(&t,
		   "alloc 0 2 0\n"
		   "split 0\n"
		   "free 0+3\n"
		   "bulk 1 5 0 nid=0 nodemask=0x1\n"
		   "free 1+4\n",
		   "");
}

Test(export_oracle, asks_also_what_got_nothing_here)
{
	struct take t;

	take_open(&t);
	ask(&t, (struct request){ .op = REQ_ALLOC, .order = 11, .nid = NID_LOCAL });
	take_close(&t, "alloc 0 11 0\n", "");
}

Test(export_oracle, says_what_it_leaves_out)
{
	struct take t;

	take_open(&t);
	ask(&t, (struct request){ .op = REQ_FREE, .pfn = 0x1900 });
	ask(&t, (struct request){ .op = REQ_ALLOC, .nid = 9 });
	ask(&t, (struct request){ .op = REQ_TICK });
	take_close(&t, "",
		   "1 as typed: left out: the page was in use before the first request\n"
		   "2 as typed: left out: it was refused, or cut off\n"
		   "3 as typed: left out: no clock ticks while interrupts are off\n");
}

Test(export_oracle, asks_with_the_mask_that_the_calls_hand_on)
{
	struct take t;

	take_open(&t);
	ask(&t, (struct request){ .op = REQ_ALLOC, .api = API_GET_ZEROED_PAGE, .nid = NID_LOCAL });
	ask(&t, (struct request){ .op = REQ_ALLOC, .api = API_GET_FREE_PAGES, .nid = NID_LOCAL,
				  .gfp = GFP_F_HIGH | GFP_F_HIGHMEM });
	take_close(&t, "alloc 0 0 __GFP_ZERO\nalloc 1 0 __GFP_HIGH\n", "");
}

Test(export_oracle, an_exact_size_is_split_and_its_rest_freed)
{
	struct result res;
	struct take t;

	take_open(&t);
	res = ask(&t, (struct request){ .op = REQ_ALLOC, .api = API_ALLOC_PAGES_EXACT, .order = 2,
					.want = 3, .nid = NID_LOCAL });
	ask(&t, (struct request){ .op = REQ_FREE, .pfn = res.pfn + 2 });
	ask(&t, (struct request){ .op = REQ_FREE, .api = API_FREE_PAGES_EXACT, .pfn = res.pfn,
				  .want = 2 });
	take_close(&t,
		   "alloc 0 2 0\nsplit 0\nfree 0+3\nfree 0+2\nfree 0+0\nfree 0+1\n",
		   "1 as typed: the pages behind those asked for are freed through the PCP "
		   "lists\n");
}

Test(export_oracle, gives_settings_as_sysctls_before_the_first_request_only)
{
	struct take t;

	take_open(&t);
	set(&t, EVENT_SETTING, SET_WATERMARK_BOOST_FACTOR, 0);
	set(&t, EVENT_SETTING, SET_CPUSETS_ENABLED, 1);
	ask(&t, (struct request){ .op = REQ_DRAIN });
	set(&t, EVENT_SETTING, SET_WATERMARK_BOOST_FACTOR, 7);
	take_close(&t, "sysctl vm.watermark_boost_factor 0\n"
		       "drain\n",
		   "2 as typed: left out: the guest cannot be changed so\n"
		   "4 as typed: left out: the guest cannot be changed so, or not any more\n");
}

Test(export_oracle, switches_the_context_of_the_task)
{
	struct take t;

	take_open(&t);
	set(&t, EVENT_TASK, TASK_FLAGS, PF_MEMALLOC);
	set(&t, EVENT_TASK, TASK_FLAGS, PF_MEMALLOC | PF_MEMALLOC_NOFS);
	set(&t, EVENT_TASK, TASK_CONTEXT, IN_HARDIRQ);
	set(&t, EVENT_TASK, TASK_CONTEXT, IN_SOFTIRQ);
	set(&t, EVENT_TASK, TASK_RT, 1);
	set(&t, EVENT_TASK, TASK_OOM_VICTIM, 1);
	take_close(&t, "memalloc on\n"
		       "hardirq on\n"
		       "hardirq off\n"
		       "rt on\n"
		       "oom_victim on\n",
		   "2 as typed: left out: the guest cannot be changed so\n"
		   "4 as typed: left out: the guest cannot be changed so\n");
}

Test(export_oracle, goes_along_one_history_and_leaves_the_other_out)
{
	const struct request drain = { .op = REQ_DRAIN }, give_back = { .op = REQ_UNRESERVE };
	struct machine *other;
	struct world *w;
	struct take t;
	int64_t fork;

	take_open(&t);
	ask(&t, (struct request){ .op = REQ_ALLOC, .nid = NID_LOCAL });
	fork = record_last_seq(t.r);
	w = world_copy(t.s.w);
	ask(&t, drain);
	other = machine_new(w, machine_kernel(t.s.m));
	cr_assert(record_branch(t.r, other, record_current_branch(t.r), fork));
	cr_assert(record_request(t.r, &give_back, NULL));
	request_run(other, &give_back);
	take_close(&t, "alloc 0 0 0\nunreserve\n", "");
	machine_free(other);
	world_free(w);
}
