/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kernel_text.c - kernels for people: a list, one with the places of its checks, two side by side.
 *
 * In front of two that are side by side stands what is the matter with them:
 *
 *	<  only the first has it        >  only the second has it
 *	~  it has another name          !  it follows another rule, or has another value
 *	^  both have it, at different places of the ladder
 */
#include "kernel_traits.h"

#include <stdio.h>
#include <string.h>

enum { COLUMN = 34 };

void kernels_print_list(void)
{
	const struct kernel *k;

	for (size_t i = 0; (k = kernel_at(i)); i++)
		printf("%-8s follows %s\n", k->name, k->follows);
}

/* ---- one ---- */

static void print_ladder(const struct kernel *k, enum ladder which)
{
	const struct check *row = k->ladder[which];

	if (!row->name)
		return;
	printf("\n%s: %s\n", ladder_function(k, which), ladder_title[which].asks);
	for (unsigned i = 0; row[i].name; i++) {
		struct check_place at = check_place(k, &row[i]);

		printf("  %2u  %-30s %s\n", i + 1, row[i].name, row[i].asks);
		printf("      in %s(), %s\n", at.function, at.file);
	}
}

static void print_traits(const struct kernel *k, enum trait_group group)
{
	struct traits f;

	kernel_traits(k, group, &f);
	printf("\n%s\n", trait_title[group].text);
	for (size_t i = 0; i < f.n; i++)
		printf("  %-30s %s\n", f.trait[i].name, f.trait[i].value);
}

void kernels_print_one(const struct kernel *k)
{
	printf("%s, follows %s\n", k->name, k->follows);
	for (unsigned i = 0; i < NR_LADDERS; i++)
		print_ladder(k, i);
	for (unsigned i = 0; i < NR_TRAIT_GROUPS; i++)
		print_traits(k, i);
	if (k->left_out)
		printf("\nnot simulated: %s\n", k->left_out);
}

/* ---- two side by side ---- */

static void print_columns(const char *marks, const char *a, const char *b)
{
	if (*b)
		printf("%-2s %-*s %s\n", marks, COLUMN, a, b);
	else
		printf("%-2s %s\n", marks, a);
}

static const char *marks_of(const struct check_pair *p)
{
	if (p->moved)
		return p->row[0] ? "<^" : ">^";
	if (!p->row[0] || !p->row[1])
		return p->row[0] ? "<" : ">";
	if (p->renamed)
		return p->otherwise ? "~!" : "~";
	return p->otherwise ? "!" : "";
}

static void print_ladders(const struct kernel *const k[SIDES], enum ladder which)
{
	struct check_pair pair[2 * MAX_ROWS];
	size_t n = pair_checks(k, which, pair);
	const char *a = ladder_function(k[0], which), *b = ladder_function(k[1], which);

	if (!n)
		return;
	printf("\n%s\n", ladder_title[which].asks);
	print_columns(strcmp(a, b) == 0 ? "" : "~", a, b);
	for (size_t i = 0; i < n; i++) {
		char text[SIDES][COLUMN + 8];

		for (unsigned side = 0; side < SIDES; side++)
			snprintf(text[side], sizeof text[side], "%s%s",
				 pair[i].row[side] ? "  " : "",
				 pair[i].row[side] ? pair[i].row[side]->name : "");
		print_columns(marks_of(&pair[i]), text[0], text[1]);
	}
}

/* "GFP_KERNEL 0x24000c0", or "" for none. */
static void trait_text(const struct trait *f, char *out, size_t size)
{
	*out = '\0';
	if (f)
		snprintf(out, size, "  %s %s", f->name, f->value);
}

static void print_trait_pair(const struct trait *a, const struct trait *b)
{
	char one[96], two[96];
	const char *marks = "";

	if (!a || !b)
		marks = a ? "<" : ">";
	else if (strcmp(a->name, b->name) != 0)
		marks = strcmp(a->value, b->value) == 0 ? "~" : "~!";
	else if (strcmp(a->value, b->value) != 0)
		marks = "!";
	trait_text(a, one, sizeof one);
	trait_text(b, two, sizeof two);
	if (strlen(one) > COLUMN && b) {
		print_columns(marks, one, "");
		print_columns("", "", two);
	} else {
		print_columns(marks, one, two);
	}
}

/* In the order of the first, then what only the second has. */
static void print_trait_pairs(const struct kernel *const k[SIDES], enum trait_group group)
{
	struct traits f[SIDES];

	for (unsigned side = 0; side < SIDES; side++)
		kernel_traits(k[side], group, &f[side]);
	printf("\n%s\n", trait_title[group].text);
	for (size_t i = 0; i < f[0].n; i++)
		print_trait_pair(&f[0].trait[i], trait_find(&f[1], f[0].trait[i].name));
	for (size_t i = 0; i < f[1].n; i++)
		if (!trait_find(&f[0], f[1].trait[i].name))
			print_trait_pair(NULL, &f[1].trait[i]);
}

void kernels_print_two(const struct kernel *const k[SIDES])
{
	char follows[SIDES][64];

	for (unsigned side = 0; side < SIDES; side++)
		snprintf(follows[side], sizeof follows[side], "follows %s", k[side]->follows);
	print_columns("", k[0]->name, k[1]->name);
	print_columns("", follows[0], follows[1]);
	puts("\n<  only the first    >  only the second    ~  another name\n"
	     "!  another rule or value    ^  at another place");
	for (unsigned i = 0; i < NR_LADDERS; i++)
		print_ladders(k, i);
	for (unsigned i = 0; i < NR_TRAIT_GROUPS; i++)
		print_trait_pairs(k, i);
}
