/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dmesg_kernel.c - which kernel stands for the release a report names, what of its rules differs,
 * and what the report's mask means there.
 *
 * A release stands under the first row that it is not newer than. The borders are where a rule
 * that decides changed: blocks of a high order are counted on their lists since 4.4, file pages by
 * node since 4.8, marks are boosted since 5.0, PCP lists hold higher orders since 5.13, and learn
 * their size since 6.7.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dmesg_inside.h"

struct release {
	int64_t major, minor, patch;
};

enum { ANY = 1000000 };

static const struct {
	struct release last;
	const char *kernel, *differs;
} models[] = {
	{ { 2, 6, 33 }, "2.6.34", "not checked" },
	{ { 2, 6, 34 }, "2.6.34", "" },
	{ { 4, 3, ANY }, "2.6.34", "not checked" },
	{ { 4, 6, ANY }, "4.7", "not checked" },
	{ { 4, 7, ANY }, "4.7", "" },
	{ { 4, 11, ANY }, "4.12", "not checked" },
	{ { 4, 12, ANY }, "4.12", "" },
	{ { 4, 20, ANY }, "4.12", "not checked" },
	{ { 5, 9, ANY }, "5.10", "not checked" },
	{ { 5, 10, 7 }, "5.10", "" },
	{ { 5, 10, ANY }, "5.10",
	  "late 5.10.y: zone_watermark_fast does not wrap below 0; lowmem_reserve, zonelists, "
	  "zone_reclaim_mode bits as 6.1" },
	{ { 5, 12, ANY }, "5.10", "not checked" },
	{ { 6, 0, ANY }, "6.1", "not checked" },
	{ { 6, 1, 191 }, "6.1",
	  "6.1 before 6.1.192: the first had ALLOC_HARDER and ALLOC_HIGH by the rules of 5.10, and "
	  "no second chance on HighAtomic lists; which point release changed is not checked" },
	{ { 6, 1, 192 }, "6.1", "" },
	{ { 6, 1, ANY }, "6.1", "not checked" },
	{ { 6, 6, ANY }, "6.1", "not checked" },
	{ { 6, 11, ANY }, "6.12", "not checked" },
	{ { 6, 12, 116 }, "6.12",
	  "6.12 before 6.12.117: 6.12.0 gives ALLOC_HIGHATOMIC to every non-blocking high order, "
	  "and reserves nothing for empty zones; which point release changed is not checked" },
	{ { 6, 12, 117 }, "6.12", "" },
	{ { ANY, ANY, ANY }, "6.12", "not checked" },
};

static bool read_release(const char *text, struct release *to)
{
	*to = (struct release){ 0, 0, 0 };
	if (!dmesg_number(&text, ANY, &to->major) || *text++ != '.' ||
	    !dmesg_number(&text, ANY, &to->minor))
		return false;
	if (*text == '.') {
		text++;
		dmesg_number(&text, ANY, &to->patch);
	}
	return true;
}

static bool not_newer(const struct release *a, const struct release *b)
{
	if (a->major != b->major)
		return a->major < b->major;
	if (a->minor != b->minor)
		return a->minor < b->minor;
	return a->patch <= b->patch;
}

struct dmesg_model dmesg_model(const struct dmesg_report *r)
{
	const char *debian = strstr(r->release, "(Debian ");
	struct release release;
	size_t i = 0;

	if (!read_release(debian ? debian + 8 : r->release, &release))
		return (struct dmesg_model){ NULL, "" };
	while (i + 1 < sizeof models / sizeof *models && !not_newer(&release, &models[i].last))
		i++;
	return (struct dmesg_model){ kernel_find(models[i].kernel), models[i].differs };
}

static bool any_zone_told(const struct dmesg_report *r, unsigned told)
{
	for (size_t i = 0; i < (size_t)r->d.nr_nodes * NR_ZONE_WORDS; i++)
		if (r->d.zone[i].told & told)
			return true;
	return false;
}

const struct kernel *dmesg_kernel_of_form(const struct dmesg_report *r)
{
	if (any_zone_told(r, TOLD_BOOST))
		return kernel_find("6.1");
	if (r->has_reserved)
		return kernel_find("5.10");
	if (r->nodemask.told)
		return kernel_find("4.12");
	return kernel_find(any_zone_told(r, TOLD_MANAGED) ? "4.7" : "2.6.34");
}

/* ---- the mask ---- */

/* "__GFP_IO", "GFP_KERNEL", "0x8000000"; false if this kernel has none of that name. */
static bool add_name(const struct kernel *k, const char *name, size_t n, gfp_t *gfp)
{
	for (const struct gfp_mask_name *m = k->gfp_masks; m->name; m++)
		if (strlen(m->name) == n && memcmp(m->name, name, n) == 0) {
			*gfp |= m->mask;
			return true;
		}
	for (const struct gfp_name *f = k->gfp; f->name; f++)
		if (strlen(f->name) == n && memcmp(f->name, name, n) == 0) {
			*gfp |= f->flag;
			return true;
		}
	return n == 4 && memcmp(name, "none", 4) == 0;
}

static gfp_t gfp_of_names(struct dmesg_report *r, const struct kernel *k)
{
	gfp_t gfp = 0;

	for (const char *at = r->names; *at;) {
		size_t n = strcspn(at, "|");

		if (n && !add_name(k, at, n, &gfp))
			dmesg_note(r, "kernel %s has no %.*s: left out", k->name,
				   n > 40 ? 40 : (int)n, at);
		at += n + (at[n] == '|');
	}
	return gfp;
}

gfp_t dmesg_gfp(struct dmesg_report *r, const struct kernel *k)
{
	struct dmesg_model model = dmesg_model(r);
	bool own = model.kernel && model.kernel == k && !*model.differs;
	uint32_t unknown;
	gfp_t gfp;

	/* Bits move from release to release: names are surer, except for a kernel's own bits. */
	if (r->names[0] && !own)
		return gfp_of_names(r, k);
	if (r->mode > UINT32_MAX)
		dmesg_note(r, "bits of the mask above 32 are left out");
	if (!gfp_from_raw(k->gfp, (uint32_t)r->mode, &gfp, &unknown))
		dmesg_note(r, "kernel %s has no gfp bits %#x: left out", k->name, unknown);
	if (!own)
		dmesg_note(r, "the mask has no names: its bits are read as kernel %s has them",
			   k->name);
	return gfp;
}
