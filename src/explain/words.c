/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words.c - the words of an explanation that text and JSON share.
 */
#include "core/words.h"

#include <stdio.h>

#include "explain.h"

const char *explain_kind(enum dmesg_kind kind)
{
	static const char *const words[] = {
		[DMESG_FAILURE] = "page allocation failure",
		[DMESG_OOM] = "OOM killer",
		[DMESG_OOM_MEMCG] = "OOM killer of a memory cgroup",
		[DMESG_OOM_SYSRQ] = "OOM killer, asked for by SysRq",
	};

	return words[kind];
}

const char *explain_kind_word(enum dmesg_kind kind)
{
	static const char *const words[] = {
		[DMESG_FAILURE] = "failure", [DMESG_OOM] = "oom", [DMESG_OOM_MEMCG] = "oom-memcg",
		[DMESG_OOM_SYSRQ] = "oom-sysrq",
	};

	return words[kind];
}

const char *explain_mark(const struct explained_attempt *a)
{
	static const char *const words[] = { "min", "low", "high", "promo" };

	return a->flags & ALLOC_NO_WATERMARKS ? "none" : words[a->flags & ALLOC_WMARK_MASK];
}

const char *explain_attempt(const struct explained_attempt *a)
{
	static const char *const words[NR_ATTEMPTS] = {
		"fast path", "slow path", "slow path again", "slow path without marks",
		"__GFP_NOFAIL inside the cpuset", "__GFP_NOFAIL", "last try before the OOM killer",
	};

	return words[a->attempt];
}

const char *explain_check(const struct explanation *e, const struct explained_zone *z)
{
	if (z->f.check == WHATIF_GAVE)
		return z->f.rung == RUNG_NONE ? "zone_watermark_ok" :
						refusal_check(e->kernel, &z->f);
	return refusal_check(e->kernel, &z->f);
}

void explain_gfp(const struct explanation *e, char *out, size_t size)
{
	if (e->kernel && e->machine.world)
		gfp_words(e->kernel, e->machine.request.gfp, out, size);
	else
		snprintf(out, size, "%s", e->report->names);
}
