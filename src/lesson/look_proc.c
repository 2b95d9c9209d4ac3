/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * look_proc.c - statements that show what the kernel's own files under /proc would: buddyinfo,
 * zoneinfo, pagetypeinfo.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/proc_text.h"
#include "session.h"

static void buddyinfo(const struct session *s, FILE *out)
{
	proc_buddyinfo(s->world, out);
}

static void zoneinfo(const struct session *s, FILE *out)
{
	proc_zoneinfo(s->world, out);
}

static void pagetypeinfo(const struct session *s, FILE *out)
{
	proc_pagetypeinfo(s->world, out);
}

/* buddyinfo, pagetypeinfo. */
enum lesson_status look_text(struct session *s, const struct line *l, struct diag *d)
{
	bool buddy = strcmp(l->word[0].text, "buddyinfo") == 0;

	if (l->n > 1)
		return status_of(line_bad(l, 1, d, "%s stands alone", l->word[0].text));
	return look_table(s, buddy ? buddyinfo : pagetypeinfo, NULL);
}

/* zoneinfo [ZONE]: of a text that is hundreds of lines long, one zone's. */
enum lesson_status look_zoneinfo(struct session *s, const struct line *l, struct diag *d)
{
	char paragraph[64];
	zid_t zone;

	if (l->n < 2)
		return look_table(s, zoneinfo, NULL);
	if (l->n > 2)
		return status_of(line_bad(l, 2, d, "zoneinfo takes one zone, or none for all"));
	if (!zone_parse(s, l, 1, l->word[1].text, &zone, d))
		return LESSON_BAD;
	snprintf(paragraph, sizeof paragraph, "Node %u, zone %8s", zid_node(zone),
		 s->world->layout->zone_name[zid_idx(zone)]);
	return look_table(s, zoneinfo, paragraph);
}
