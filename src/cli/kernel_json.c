/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kernel_json.c - kernels for programs. buddyscope(1) describes the fields.
 */
#include "kernel_traits.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "text/version.h"

static json_t *begin(void)
{
	return json_pack("{s:i, s:s}", "format", 1, "program", "buddyscope " BUDDYSCOPE_VERSION);
}

static void print_and_free(json_t *j)
{
	json_dumpf(j, stdout, JSON_INDENT(1) | JSON_ENSURE_ASCII);
	putchar('\n');
	json_decref(j);
}

static json_t *name_json(const struct kernel *k)
{
	return json_pack("{s:s, s:s}", "name", k->name, "follows", k->follows);
}

void kernels_json_list(void)
{
	json_t *all = begin(), *list = json_array();
	const struct kernel *k;

	for (size_t i = 0; (k = kernel_at(i)); i++)
		json_array_append_new(list, name_json(k));
	json_object_set_new(all, "kernels", list);
	print_and_free(all);
}

/* ---- one ---- */

static json_t *check_json(const struct kernel *k, const struct check *row)
{
	struct check_place at = check_place(k, row);

	return json_pack("{s:s, s:s, s:s, s:s}", "name", row->name, "asks", row->asks, "function",
			 at.function, "file", at.file);
}

static json_t *ladder_json(const struct kernel *k, enum ladder which)
{
	json_t *checks = json_array();

	for (const struct check *row = k->ladder[which]; row->name; row++)
		json_array_append_new(checks, check_json(k, row));
	return json_pack("{s:s, s:s, s:o}", "function", ladder_function(k, which), "asks",
			 ladder_title[which].asks, "checks", checks);
}

static json_t *traits_json(const struct kernel *k, enum trait_group group)
{
	json_t *j = json_object();
	struct traits f;

	kernel_traits(k, group, &f);
	for (size_t i = 0; i < f.n; i++)
		json_object_set_new(j, f.trait[i].name, json_string(f.trait[i].value));
	return j;
}

void kernels_json_one(const struct kernel *k)
{
	json_t *all = begin(), *ladders = json_array();

	json_object_set_new(all, "kernel", name_json(k));
	for (unsigned i = 0; i < NR_LADDERS; i++)
		json_array_append_new(ladders, ladder_json(k, i));
	json_object_set_new(all, "ladders", ladders);
	for (unsigned i = 0; i < NR_TRAIT_GROUPS; i++)
		json_object_set_new(all, trait_title[i].json, traits_json(k, i));
	print_and_free(all);
}

/* ---- two ---- */

static json_t *row_json(const struct kernel *k, const struct check *row)
{
	return row ? check_json(k, row) : json_null();
}

static json_t *pair_json(const struct kernel *const k[SIDES], const struct check_pair *p)
{
	return json_pack("{s:[o, o], s:b, s:b, s:b}", "checks", row_json(k[0], p->row[0]),
			 row_json(k[1], p->row[1]), "renamed", p->renamed, "otherwise",
			 p->otherwise, "moved", p->moved);
}

static json_t *ladders_json(const struct kernel *const k[SIDES], enum ladder which)
{
	struct check_pair pair[2 * MAX_ROWS];
	size_t n = pair_checks(k, which, pair);
	json_t *pairs = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(pairs, pair_json(k, &pair[i]));
	return json_pack("{s:[s, s], s:s, s:o}", "functions", ladder_function(k[0], which),
			 ladder_function(k[1], which), "asks", ladder_title[which].asks, "pairs",
			 pairs);
}

/* The two objects of values; a name that one lacks is not in its object. */
void kernels_json_two(const struct kernel *const k[SIDES])
{
	json_t *all = begin(), *ladders = json_array();

	json_object_set_new(all, "kernels", json_pack("[o, o]", name_json(k[0]), name_json(k[1])));
	for (unsigned i = 0; i < NR_LADDERS; i++)
		json_array_append_new(ladders, ladders_json(k, i));
	json_object_set_new(all, "ladders", ladders);
	for (unsigned i = 0; i < NR_TRAIT_GROUPS; i++)
		json_object_set_new(all, trait_title[i].json,
				    json_pack("[o, o]", traits_json(k[0], i),
					      traits_json(k[1], i)));
	print_and_free(all);
}
