/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proc.c - whatever bytes come as /proc text: they are imported or refused, every complaint has its
 * place, and a world that is made is sound.
 *
 * Zones may span terabytes by a digit, so invariants that walk pages are checked on small ones.
 */
#include "core/invariants.h"
#include "import/proc_read.h"
#include "import/synthesis.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look_at_note(void *self, const struct diag *d, const char *source_line)
{
	(void)self;
	if (!d->message[0] || (source_line && (!d->line || d->column > strlen(source_line) + 1)))
		abort();
}

static void check(const struct world *w)
{
	enum { SMALL = 1 << 15 };
	struct breach b;

	for (unsigned i = 0; i < world_nr_zones(w); i++)
		if (w->zone[i].spanned && w->zone[i].spanned < SMALL &&
		    !zone_holds_invariants(w, (zid_t)i, &b)) {
			fprintf(stderr, "%s\n", b.text);
			abort();
		}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* The first byte chooses the kernel, the rest is text. */
	struct described d = { .note = look_at_note };
	FILE *f = size > 1 ? fmemopen((void *)(uintptr_t)(data + 1), size - 1, "r") : NULL;
	struct world *w = NULL;

	if (!f)
		return 0;
	for (size_t i = 0; kernel_at(i); i++)
		if (i == data[0] % 6u)
			d.kernel = kernel_at(i);
	if (!proc_read(f, "fuzz", &d).out_of_memory && synthesise(&d, &w) == SYNTHESIS_OK)
		check(w);
	world_free(w);
	described_done(&d);
	return 0;
}
