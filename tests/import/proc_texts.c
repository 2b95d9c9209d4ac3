/* SPDX-License-Identifier: GPL-3.0-or-later */
/* proc_texts.c - reading /proc text in tests, and what every imported world must be like. */
#include "proc_texts.h"

#include "core/invariants.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct proc_set proc_sets[] = {
	{ "traces/2.6.34/proc/numa2", "2.6.34" }, { "traces/4.7/proc/256m-after", "4.7" },
	{ "traces/4.12/proc/numa2", "4.12" },     { "traces/5.10/proc/256m", "5.10" },
	{ "traces/6.1/proc/numa2", "6.1" },       { "traces/6.12/proc/numa2-after", "6.12" },
	{ NULL, NULL },
};

static void keep_note(void *self, const struct diag *d, const char *source_line)
{
	struct heard *t = self;
	size_t used = strlen(t->all);

	(void)source_line;
	if (d->line && !t->line) {
		snprintf(t->file, sizeof t->file, "%s", d->file);
		snprintf(t->message, sizeof t->message, "%s", d->message);
		t->line = d->line;
		t->column = d->column;
	}
	t->notes++;
	snprintf(t->all + used, sizeof t->all - used, "%s\n", d->message);
}

enum proc_status import_told(const char *path, const char *kernel, struct proc_imported *in,
			     struct heard *t)
{
	struct proc_options o = { .kernel = kernel ? kernel_find(kernel) : NULL,
				  .note = keep_note, .self = t };
	struct diag d;
	enum proc_status status;

	*t = (struct heard){ .line = 0 };
	status = proc_import(path, &o, in, &d);
	cr_assert_neq(status, PROC_NO_MEMORY);
	if (status == PROC_BAD)
		cr_expect(*d.message, "%s: refused without a reason", path);
	return status;
}

/* ---- files ---- */

void make_directory(char path[64])
{
	snprintf(path, 64, "/tmp/buddyscope-proc-XXXXXX");
	cr_assert_not_null(mkdtemp(path));
}

void put_file(const char *directory, const char *name, const char *text, size_t size)
{
	char path[400];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", directory, name);
	f = fopen(path, "w");
	cr_assert_not_null(f, "%s", path);
	cr_assert_eq(fwrite(text, 1, size, f), size);
	cr_assert_eq(fclose(f), 0);
}

void rm_directory(const char *directory)
{
	DIR *dir = opendir(directory);
	const struct dirent *e;
	char path[400];

	while (dir && (e = readdir(dir))) {
		snprintf(path, sizeof path, "%s/%s", directory, e->d_name);
		unlink(path);
	}
	if (dir)
		closedir(dir);
	rmdir(directory);
}

char *read_whole(const char *directory, const char *name, size_t *size)
{
	enum { MOST = 1 << 20 };
	char path[400], *text = malloc(MOST);
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", directory, name);
	f = fopen(path, "r");
	cr_assert(f && text, "%s", path);
	*size = fread(text, 1, MOST - 1, f);
	text[*size] = '\0';
	fclose(f);
	return text;
}

/* ---- soundness ---- */

/* Would this kernel have merged two free blocks that stand side by side? */
static void expect_merged(const struct proc_imported *in, zid_t zone, pfn_t pfn, const char *what)
{
	const struct world *w = in->world;
	const struct zone *z = &w->zone[zone];
	const struct page *p = &w->page[pfn];
	pfn_t buddy = pfn ^ 1u << p->order;

	if (p->order == NR_ORDERS - 1 || !zone_holds(z, buddy) ||
	    world_zone_of(w, buddy) != zone || w->page[buddy].where != PAGE_FREE ||
	    w->page[buddy].order != p->order)
		return;
	cr_expect(p->order >= w->pageblock_order &&
			  !in->kernel->buddy.may_merge(z, pageblock_type(w, pfn),
						       pageblock_type(w, buddy)),
		  "%s: buddies %u and %u of order %u are free", what, pfn, buddy, p->order);
}

/* Blocks lie where there is memory, and in this kernel's case in pageblocks of their type. */
static void expect_at_home(const struct proc_imported *in, pfn_t pfn, unsigned mt, const char *what)
{
	const struct world *w = in->world;
	unsigned order = w->page[pfn].order;

	for (int64_t at = pfn; at < (int64_t)pfn + (1 << order); at += pageblock_pages(w)) {
		cr_expect_lt(pageblock_type(w, (pfn_t)at), MIGRATE_TYPES, "%s: pfn %u in a hole",
			     what, pfn);
		if (in->kernel->buddy.counts_on_lists)
			cr_expect_eq(pageblock_type(w, (pfn_t)at), mt,
				     "%s: pfn %u on a list of type %u", what, pfn, mt);
	}
}

static void expect_zone_sound(const struct proc_imported *in, zid_t zone, const char *what)
{
	const struct world *w = in->world;
	struct breach b;

	cr_expect(zone_holds_invariants(w, zone, &b), "%s: %s", what, b.text);
	for (unsigned order = 0; order < NR_ORDERS; order++)
		for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++) {
			const struct page_list *list = &w->zone[zone].free_area[order].list[mt];
			pfn_t before = 0;

			for (pfn_t pfn = list_first(list); pfn != NO_PFN;
			     pfn = page_next(w, pfn)) {
				cr_expect(!before || pfn > before, "%s: %u behind %u", what, pfn,
					  before);
				before = pfn;
				expect_merged(in, zone, pfn, what);
				expect_at_home(in, pfn, mt, what);
			}
		}
}

void expect_sound(const struct proc_imported *in, const char *what)
{
	for (unsigned i = 0; i < world_nr_zones(in->world); i++)
		if (in->world->zone[i].spanned)
			expect_zone_sound(in, (zid_t)i, what);
	cr_expect(in->world->setting[SET_SYNTHESISED] & SYNTHESISED_PFNS, "%s", what);
}
