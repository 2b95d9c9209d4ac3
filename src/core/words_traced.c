/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words_traced.c - a line of a trace as a sentence, by the name that its tracepoint has.
 */
#include "words_traced.h"

#include <inttypes.h>
#include <stdio.h>

#include "traced.h"

static const char *type_name(int64_t type)
{
	return traced_type_name(type >= 0 && type < MIGRATE_TYPES ? (unsigned)type :
								     TRACED_NO_TYPE);
}

static const char *context_name(int64_t context)
{
	static const char *const names[] = { "", ", bottom halves off", ", in a soft interrupt",
					     ", in a hard interrupt", ", in an NMI" };

	return context >= 0 && context < 5 ? names[context] : "";
}

static void alloc_words(const struct event *e, char *out, size_t size)
{
	if (e->verdict)
		snprintf(out, size, "mm_page_alloc: pfn %" PRIu32 ", order %u, %s%s", e->pfn,
			 e->order, type_name(e->migratetype), context_name(e->v[2]));
	else
		snprintf(out, size, "mm_page_alloc: no page, order %u, %s%s", e->order,
			 type_name(e->migratetype), context_name(e->v[2]));
}

static void locked_words(const struct event *e, char *out, size_t size)
{
	if (e->pfn == NO_PFN)
		snprintf(out, size, "mm_page_alloc_zone_locked: nothing found, order %u, %s",
			 e->order, type_name(e->migratetype));
	else
		snprintf(out, size,
			 "mm_page_alloc_zone_locked: pfn %" PRIu32 ", order %u, %s, %s", e->pfn,
			 e->order, type_name(e->migratetype),
			 e->v[2] ? "to refill a PCP list" : "not for a PCP list");
}

static void extfrag_words(const struct event *e, char *out, size_t size)
{
	snprintf(out, size,
		 "mm_page_alloc_extfrag: %s takes pfn %" PRIu32 " of order %" PRId64
		 " from %s for order %u; the pageblock %s%s",
		 type_name(e->migratetype), e->pfn, e->v[2], type_name(e->v[3]), e->order,
		 e->v[5] ? "changes its type" : "keeps its type",
		 e->v[4] ? "" : ", nothing is mixed");
}

static void lost_words(const struct event *e, char *out, size_t size)
{
	if (e->v[2])
		snprintf(out, size, "the tracer lost %" PRId64 " events here", e->v[2]);
	else
		snprintf(out, size, "the tracer lost events here, it does not say how many");
}

static void other_words(const struct event *e, char *out, size_t size)
{
	switch (e->kind) {
	case EVENT_TRACED_BULK:
		snprintf(out, size, "alloc_pages_bulk: %" PRId64 " of %" PRId64 " pages%s", e->v[4],
			 e->v[3], context_name(e->v[2]));
		break;
	case EVENT_TRACED_FREE:
		snprintf(out, size, "mm_page_free: pfn %" PRIu32 ", order %u%s", e->pfn, e->order,
			 context_name(e->v[2]));
		break;
	case EVENT_TRACED_FREE_BATCHED:
		snprintf(out, size, "mm_page_free_batched: pfn %" PRIu32 ", with others%s", e->pfn,
			 e->v[2] ? ", cold" : "");
		break;
	case EVENT_TRACED_PCPU_DRAIN:
		snprintf(out, size, "mm_page_pcpu_drain: pfn %" PRIu32 ", order %u, %s leaves a "
				    "PCP list", e->pfn, e->order, type_name(e->migratetype));
		break;
	default:
		snprintf(out, size, "refresh_cpu_vm_stats: %s",
			 e->v[2] ? "the vmstat worker" : "the CPU goes idle");
	}
}

void traced_words(const struct event *e, char *out, size_t size)
{
	switch (e->kind) {
	case EVENT_TRACED_ALLOC:
		alloc_words(e, out, size);
		break;
	case EVENT_TRACED_ZONE_LOCKED:
		locked_words(e, out, size);
		break;
	case EVENT_TRACED_EXTFRAG:
		extfrag_words(e, out, size);
		break;
	case EVENT_TRACED_LOST:
		lost_words(e, out, size);
		break;
	default:
		other_words(e, out, size);
	}
}
