/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * digest.c - FNV-1a over names and numbers, in the order of the tables.
 *
 * What a function does is not in it; the program's version stands beside the digests for that.
 */
#include "digest.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define FNV_START 14695981039346656037ull

static uint64_t mix(uint64_t h, const void *bytes, size_t n)
{
	for (const unsigned char *at = bytes; n; n--)
		h = (h ^ *at++) * 1099511628211ull;
	return h;
}

static uint64_t mix_text(uint64_t h, const char *text)
{
	return mix(h, text ? text : "", text ? strlen(text) + 1 : 1);
}

static uint64_t mix_number(uint64_t h, int64_t x)
{
	for (int i = 0; i < 8; i++, x >>= 8)
		h = mix(h, &(unsigned char){ (unsigned char)(x & 0xff) }, 1);
	return h;
}

void digest_text(uint64_t digest, char out[DIGEST_TEXT])
{
	snprintf(out, DIGEST_TEXT, "%016" PRIx64, digest);
}

void event_list_digest(char out[DIGEST_TEXT])
{
	uint64_t h = FNV_START;

	for (unsigned i = 0; i < NR_EVENT_KINDS; i++) {
		h = mix_text(h, event_info[i].name);
		h = mix_number(h, event_info[i].nature);
		for (int v = 0; v < 6; v++)
			h = mix_text(h, event_info[i].value[v]);
	}
	digest_text(h, out);
}

static uint64_t mix_ladders(uint64_t h, const struct kernel *k)
{
	for (unsigned i = 0; i < NR_LADDERS; i++) {
		for (const struct check *row = k->ladder[i]; row && row->name; row++)
			h = mix_text(h, row->name);
		h = mix_text(h, NULL);
	}
	return h;
}

static uint64_t mix_names(uint64_t h, const struct kernel *k)
{
	for (const struct gfp_name *n = k->gfp; n->name; n++)
		h = mix_number(mix_number(mix_text(h, n->name), n->flag), n->raw);
	for (const struct gfp_mask_name *n = k->gfp_masks; n->name; n++)
		h = mix_number(mix_text(h, n->name), n->mask);
	for (const struct alloc_flag_name *n = k->alloc_flags; n->name; n++)
		h = mix_number(mix_text(h, n->name), n->flag);
	for (unsigned i = 0; i < NR_APIS; i++)
		h = mix_number(mix_text(h, k->api[i].name), k->api[i].next);
	return h;
}

static uint64_t mix_rules(uint64_t h, const struct kernel *k)
{
	for (const struct reserve_rule *r = k->watermark.reserve; r && r->need; r++)
		h = mix_number(mix_number(mix_number(h, r->need), r->unless), r->divisor);
	for (const struct setting_value *s = k->setup.settings; s && s->setting != NR_SETTINGS; s++)
		h = mix_number(mix_number(h, s->setting), s->value);
	for (unsigned i = 0; i < MAX_NR_ZONES; i++)
		h = mix_number(h, k->lowmem_reserve_ratio[i]);
	h = mix_number(mix_number(h, k->pcp.max_order), k->pcp.batch_cap);
	h = mix_number(mix_number(h, k->buddy.moved_to), k->buddy.tail_below);
	return mix_number(h, k->min_free_kbytes_max);
}

void kernel_digest(const struct kernel *k, char out[DIGEST_TEXT])
{
	uint64_t h = mix_text(mix_text(FNV_START, k->name), k->follows);

	h = mix_text(mix_text(h, ladder_function(k, LADDER_ENTRY)), k->zoneidx_name);
	digest_text(mix_rules(mix_names(mix_ladders(h, k), k), k), out);
}
