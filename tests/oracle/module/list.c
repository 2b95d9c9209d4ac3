// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * list.c - the list of requests as text, to requests with room for all their pages.
 *
 * Besides requests a list has headings (case, doc, machine, cmdline), which go into the
 * recording's first line, and `sysctl` lines, which the guest has carried out before it gave us
 * the list.
 */
#include "run.h"

#include "flags.h"

#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

static int complain(unsigned int line, const char *wrong, const char *word)
{
	pr_err("buddyscope_oracle: line %u: %s: %s\n", line, wrong, word ? word : "(end of line)");
	return -EINVAL;
}

/* ---- headings ---- */

/* NO_HEADING; or 0, or -E2BIG: it is one, and too long. */
enum { NO_HEADING = 1 };

static int read_heading(struct heading *h, char *line)
{
	const struct {
		const char *key;
		char *text;
		size_t size;
	} rows[] = {
		{ "case ", h->name, sizeof(h->name) },
		{ "doc ", h->doc, sizeof(h->doc) },
		{ "machine ", h->machine, sizeof(h->machine) },
		{ "cmdline ", h->cmdline, sizeof(h->cmdline) },
		{ "sysctl ", NULL, 0 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		if (!strncmp(line, rows[i].key, strlen(rows[i].key))) {
			char *text = line + strlen(rows[i].key);

			if (!rows[i].text)
				return 0;
			return strscpy(rows[i].text, text, rows[i].size) < 0 ? -E2BIG : 0;
		}
	return NO_HEADING;
}

/* ---- requests ---- */

/* Nothing may sleep, and nothing may go round until others free memory. */
static const char *cannot_run(const struct request *r)
{
	const unsigned int never = (__force unsigned int)(__GFP_DIRECT_RECLAIM | __GFP_NOFAIL);

	if ((r->op == OP_ALLOC || r->op == OP_BULK) && (r->gfp & never))
		return "interrupts are off: __GFP_DIRECT_RECLAIM and __GFP_NOFAIL cannot be asked";
	if (r->nid != NO_NID && !node_online(r->nid))
		return "the node is not online";
	return NULL;
}

static bool has_handle(const struct request *r)
{
	return r->op == OP_ALLOC || r->op == OP_BULK || r->op == OP_FREE || r->op == OP_SPLIT;
}

static bool more_handles(struct run *run, unsigned int handle)
{
	unsigned int n = max(2 * run->nr_handles, max(handle + 1, 1024u));
	struct handle_plan *plan;

	if (handle < run->nr_handles)
		return true;
	plan = vzalloc(array_size(n, sizeof(*plan)));
	if (!plan)
		return false;
	if (run->plan)
		memcpy(plan, run->plan, run->nr_handles * sizeof(*plan));
	vfree(run->plan);
	run->plan = plan;
	run->nr_handles = n;
	return true;
}

static void tell_left_out(unsigned int line)
{
	const char *name = flag_left_out();

	if (name)
		pr_err("buddyscope_oracle: line %u: this kernel has no %s: left out, here and below\n",
		       line, name);
}

static int read_line(struct run *run, char *text, unsigned int line)
{
	struct request *r = &run->request[run->nr_requests];
	const char *word, *wrong;
	int heading = read_heading(&run->heading, text);

	if (heading == -E2BIG)
		return complain(line, "too long", "heading");
	if (heading != NO_HEADING)
		return 0;
	wrong = request_parse(text, flag_bits, r, &word);
	if (wrong && !*wrong)
		return 0;
	tell_left_out(line);
	if (!wrong)
		wrong = cannot_run(r);
	if (wrong)
		return complain(line, wrong, word ? word : request_op_name(r->op));
	if (has_handle(r)) {
		if (!more_handles(run, r->handle))
			return -ENOMEM;
		wrong = request_fits(r, &run->plan[r->handle]);
		if (wrong)
			return complain(line, wrong, request_op_name(r->op));
	}
	run->nr_requests++;
	return 0;
}

static int read_lines(struct run *run, char *list)
{
	unsigned int line = 0;
	int error = 0;
	char *text;

	while (!error && (text = strsep(&list, "\n")))
		error = read_line(run, text, ++line);
	return error;
}

static unsigned int count_lines(const char *list)
{
	unsigned int n = 1;

	for (; *list; list++)
		n += *list == '\n';
	return n;
}

static int make_room_for_pages(struct run *run)
{
	unsigned int h, pages = 0;

	run->first = vzalloc(array_size(run->nr_handles + 1, sizeof(*run->first)));
	run->was_split = vzalloc(run->nr_handles + 1);
	if (!run->first || !run->was_split)
		return -ENOMEM;
	for (h = 0; h < run->nr_handles; h++) {
		run->first[h] = pages;
		pages += run->plan[h].pages;
	}
	run->page = vzalloc(array_size(pages + 1, sizeof(*run->page)));
	return run->page ? 0 : -ENOMEM;
}

int run_prepare(struct run *run, char *list)
{
	int error;

	memset(run, 0, sizeof(*run));
	strscpy(run->heading.name, "unnamed", sizeof(run->heading.name));
	run->request = vzalloc(array_size(count_lines(list), sizeof(*run->request)));
	if (!run->request)
		return -ENOMEM;
	error = read_lines(run, list);
	return error ? error : make_room_for_pages(run);
}

void run_free(struct run *run)
{
	vfree(run->request);
	vfree(run->plan);
	vfree(run->first);
	vfree(run->was_split);
	vfree(run->page);
	memset(run, 0, sizeof(*run));
}
