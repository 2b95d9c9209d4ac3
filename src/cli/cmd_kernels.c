/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_kernels.c - `buddyscope kernels [KERNEL]`: the tables that run, printed.
 */
#include "cli.h"

#include "core/kernels.h"
#include "text/nearest.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void print_usage(void)
{
	fputs("usage: buddyscope kernels [KERNEL]\n"
	      "\n"
	      "Lists the kernels that can be simulated, or prints one kernel's ladders: every\n"
	      "check in the order in which it is made, from the table that runs it.\n",
	      stdout);
}

static int list_kernels(void)
{
	const struct kernel *k;

	for (size_t i = 0; (k = kernel_at(i)); i++)
		printf("%-8s follows %s\n", k->name, k->follows);
	return EXIT_DONE;
}

static void print_ladder(const struct kernel *k, enum ladder which)
{
	const struct check *row = k->ladder[which];

	printf("\n%s: %s\n", ladder_title[which].function, ladder_title[which].asks);
	for (unsigned i = 0; row[i].name; i++)
		printf("  %2u  %-30s %s\n", i + 1, row[i].name, row[i].asks);
}

static const char *flag_name(const struct kernel *k, uint32_t flag)
{
	for (const struct alloc_flag_name *n = k->alloc_flags; n->name; n++)
		if (n->flag == flag)
			return n->name;
	return "?";
}

static void print_flags(const struct kernel *k, uint32_t flags)
{
	for (uint32_t bit = 1; bit && bit <= flags; bit <<= 1)
		if (flags & bit)
			printf(" %s", flag_name(k, bit));
}

static void print_rules(const struct kernel *k)
{
	printf("\nThe mark is lowered, in this order, with\n");
	for (const struct reserve_rule *r = k->watermark.reserve; r->need; r++) {
		print_flags(k, r->need);
		printf(": min -= min / %" PRId64 "\n", r->divisor);
	}
	printf("\nPCP lists: orders 0 to %u%s\n", k->pcp.max_order,
	       k->pcp.thp ? ", and pageblock_order (THP)" : "");
	printf("\nALLOC_* flags\n");
	for (const struct alloc_flag_name *n = k->alloc_flags; n->name; n++)
		printf("  %#6" PRIx32 "  %s\n", n->flag, n->name);
	printf("\nGFP masks\n");
	for (const struct gfp_mask_name *n = k->gfp_masks; n->name; n++)
		printf("  %#10" PRIx32 "  %s\n", gfp_to_raw(k->gfp, n->mask, NULL), n->name);
}

static int print_kernel(const char *name)
{
	const struct kernel *k = kernel_find(name);
	const char *names[16];
	const char *near;
	size_t n = 0;

	if (k) {
		printf("%s, follows %s\n", k->name, k->follows);
		for (unsigned i = 0; i < NR_LADDERS; i++)
			print_ladder(k, i);
		print_rules(k);
		return EXIT_DONE;
	}
	for (const struct kernel *other; n < 16 && (other = kernel_at(n)); n++)
		names[n] = other->name;
	near = nearest_word(name, names, n);
	message("kernels: unknown kernel %s%s%s%s", name, near ? " (" : "", near ? near : "",
		near ? "?)" : "");
	return EXIT_USAGE;
}

int cmd_kernels(int argc, char **argv)
{
	static const struct option known[] = {
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, ":h", known, NULL)) != -1) {
		if (c != 'h')
			return bad_option(c, argv, known);
		print_usage();
		return EXIT_DONE;
	}
	if (argc - optind > 1) {
		message("kernels: one kernel at a time");
		return EXIT_USAGE;
	}
	return optind == argc ? list_kernels() : print_kernel(argv[optind]);
}
