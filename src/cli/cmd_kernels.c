/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_kernels.c - `buddyscope kernels [A [B]]`: the tables that run, printed, or two of them side
 * by side.
 */
#include "cli.h"

#include "options.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void print_usage(void)
{
	fputs("usage: buddyscope kernels [KERNEL [OTHER]]\n"
	      "\n"
	      "Lists the kernels that can be simulated, or prints one kernel's ladders: every\n"
	      "check in the order in which it is made, from the table that runs it. With two\n"
	      "kernels both are printed side by side: < stands at what only the first has,\n"
	      "> at what only the second has, ! where the same check is made in another way.\n",
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

	if (!row->name)
		return;
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

static int print_kernel(const struct kernel *k)
{
	printf("%s, follows %s\n", k->name, k->follows);
	for (unsigned i = 0; i < NR_LADDERS; i++)
		print_ladder(k, i);
	print_rules(k);
	return EXIT_DONE;
}

/* ---- two side by side ---- */

enum { MAX_ROWS = 16 };         /* of a ladder: rung_id() has four bits for them */

static unsigned nr_rows(const struct check *rows)
{
	unsigned n = 0;

	while (rows[n].name)
		n++;
	return n;
}

/* Lengths of the longest common subsequences of the rows' names, from each pair of rows on. */
static void common_rows(const struct check *a, const struct check *b,
			unsigned len[MAX_ROWS + 1][MAX_ROWS + 1])
{
	memset(len, 0, sizeof(unsigned[MAX_ROWS + 1][MAX_ROWS + 1]));
	for (unsigned i = nr_rows(a); i-- > 0;)
		for (unsigned j = nr_rows(b); j-- > 0;) {
			if (strcmp(a[i].name, b[j].name) == 0)
				len[i][j] = len[i + 1][j + 1] + 1;
			else
				len[i][j] = len[i + 1][j] > len[i][j + 1] ? len[i + 1][j] :
									    len[i][j + 1];
		}
}

static void print_pair(const struct check *a, const struct check *b)
{
	char mark = ' ';

	if (!a || !b)
		mark = a ? '<' : '>';
	else if (a->run != b->run)
		mark = '!';
	printf("%c %-34s %s\n", mark, a ? a->name : "", b ? b->name : "");
}

static void print_ladders(const struct kernel *one, const struct kernel *two, enum ladder which)
{
	const struct check *a = one->ladder[which], *b = two->ladder[which];
	unsigned len[MAX_ROWS + 1][MAX_ROWS + 1];

	if (!a->name && !b->name)
		return;
	common_rows(a, b, len);
	printf("\n%s: %s\n", ladder_title[which].function, ladder_title[which].asks);
	for (unsigned i = 0, j = 0; a[i].name || b[j].name;) {
		if (a[i].name && b[j].name && strcmp(a[i].name, b[j].name) == 0)
			print_pair(&a[i++], &b[j++]);
		else if (a[i].name && (!b[j].name || len[i + 1][j] >= len[i][j + 1]))
			print_pair(&a[i++], NULL);
		else
			print_pair(NULL, &b[j++]);
	}
}

static void print_flag_pair(const struct kernel *one, const struct kernel *two, uint32_t bit)
{
	const char *a = flag_name(one, bit), *b = flag_name(two, bit);
	bool in_a = strcmp(a, "?") != 0, in_b = strcmp(b, "?") != 0;
	char mark = ' ';

	if (!in_a && !in_b)
		return;
	if (!in_a || !in_b)
		mark = in_a ? '<' : '>';
	else if (strcmp(a, b) != 0)
		mark = '!';
	printf("%c %#6" PRIx32 "  %-26s %s\n", mark, bit, in_a ? a : "", in_b ? b : "");
}

static int print_two(const struct kernel *one, const struct kernel *two)
{
	printf("  %-34s %s\n  follows %-26s follows %s\n", one->name, two->name, one->follows,
	       two->follows);
	for (unsigned i = 0; i < NR_LADDERS; i++)
		print_ladders(one, two, i);
	printf("\nALLOC_* flags\n");
	for (uint32_t bit = 1; bit < 0x10000; bit <<= 1)
		print_flag_pair(one, two, bit);
	return EXIT_DONE;
}

int cmd_kernels(int argc, char **argv)
{
	static const struct option known[] = {
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	const struct kernel *named[2] = { NULL, NULL };
	int status = options_read(argc, argv, &(struct options){ known, print_usage, NULL, NULL });

	if (status != OPTIONS_READ)
		return status;
	if (argc - optind > 2) {
		message("kernels: two kernels at most");
		return EXIT_USAGE;
	}
	for (int i = optind; i < argc; i++)
		if (!(named[i - optind] = option_kernel("kernels", argv[i])))
			return EXIT_USAGE;
	if (!named[0])
		return list_kernels();
	return named[1] ? print_two(named[0], named[1]) : print_kernel(named[0]);
}
