/* SPDX-License-Identifier: GPL-3.0-or-later */
/* json.c - explanations for programs: every field that the manual names, in every real report. */
#include "cli/explain.h"
#include "reports.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Names with a blank between them. */
static const char of_report[] = "line kind release model differs order gfp gfp_names partial "
				"contradicted notes attempts remedies";
static const char of_attempt[] = "mark flags zones";
static const char of_zone[] = "node zone check verdict free unusable min reserve wrapped "
			      "short_pages short_blocks proved remedies";

static void expect_fields(const json_t *j, const char *names)
{
	size_t n = 0;

	for (const char *at = names; *at; n++) {
		size_t length = strcspn(at, " ");
		char name[32];

		snprintf(name, sizeof name, "%.*s", (int)length, at);
		cr_expect_not_null(json_object_get(j, name), "no %s", name);
		at += length + (at[length] == ' ');
	}
	cr_expect_eq(json_object_size(j), n, "other than %s", names);
}

static bool is(const json_t *j, const char *name, const char *text)
{
	return strcmp(json_string_value(json_object_get(j, name)), text) == 0;
}

/* A zone that was refused says how to mend it, and is proved; one whose mark was asked has it. */
static void expect_zone(const json_t *zone, bool contradicted)
{
	bool refused = is(zone, "verdict", "refused");
	const json_t *remedies = json_object_get(zone, "remedies");

	expect_fields(zone, of_zone);
	cr_expect_eq(json_is_null(json_object_get(zone, "short_pages")), !refused);
	if (refused && json_is_integer(json_object_get(zone, "min")))
		cr_expect_gt(json_integer_value(json_object_get(zone, "short_pages")) +
				     json_integer_value(json_object_get(zone, "short_blocks")),
			     0);
	cr_expect_eq(json_array_size(remedies) > 0,
		     json_is_true(json_object_get(zone, "proved")) && !contradicted);
}

static const json_t *element(const json_t *j, const char *array, size_t i)
{
	return json_array_get(json_object_get(j, array), i);
}

static size_t zones_refused(const json_t *report)
{
	bool contradicted = json_is_true(json_object_get(report, "contradicted"));
	const json_t *attempt, *zone;
	size_t refused = 0;

	for (size_t a = 0; (attempt = element(report, "attempts", a)); a++) {
		expect_fields(attempt, of_attempt);
		for (size_t z = 0; (zone = element(attempt, "zones", z)); z++) {
			expect_zone(zone, contradicted);
			refused += is(zone, "verdict", "refused");
		}
	}
	return refused;
}

static bool same(const json_t *a, const json_t *b, const char *name)
{
	return json_equal(json_object_get(a, name), json_object_get(b, name));
}

static bool zone_has(const json_t *zone, const json_t *remedy)
{
	const json_t *words;

	if (!same(zone, remedy, "node") || !same(zone, remedy, "zone"))
		return false;
	for (size_t i = 0; (words = element(zone, "remedies", i)); i++)
		if (json_equal(words, json_object_get(remedy, "words")))
			return true;
	return false;
}

/* Is the remedy one of those of its zone, in one of the attempts? */
static bool is_of_its_zone(const json_t *report, const json_t *remedy)
{
	const json_t *attempt, *zone;

	for (size_t a = 0; (attempt = element(report, "attempts", a)); a++)
		for (size_t z = 0; (zone = element(attempt, "zones", z)); z++)
			if (zone_has(zone, remedy))
				return true;
	return false;
}

static void expect_report(struct explanation *e)
{
	json_t *report = explanation_json(e);
	const json_t *remedies = json_object_get(report, "remedies"), *remedy;

	expect_fields(report, of_report);
	cr_expect_gt(zones_refused(report), 0);
	if (!json_is_true(json_object_get(report, "contradicted")))
		cr_expect_gt(json_array_size(remedies), 0);
	for (size_t i = 0; (remedy = json_array_get(remedies, i)); i++)
		cr_expect(is_of_its_zone(report, remedy), "remedy %zu", i);
	json_decref(report);
}

Test(explain_json, every_report_has_every_field_and_gathers_its_zones_remedies)
{
	for (size_t i = 0; reports_kept[i]; i++) {
		size_t size;
		char *text = report_text(reports_kept[i], &size);

		each_explanation(text, size, expect_report);
		free(text);
	}
}

static void expect_nothing_asked(struct explanation *e)
{
	json_t *report = explanation_json(e);

	expect_fields(report, of_report);
	cr_expect(is(report, "kind", "oom-memcg"));
	cr_expect_eq(json_array_size(json_object_get(report, "attempts")), 0);
	cr_expect_eq(json_array_size(json_object_get(report, "remedies")), 0);
	json_decref(report);
}

Test(explain_json, a_memory_cgroups_report_has_neither_zones_nor_remedies)
{
	size_t size;
	char *text = report_text("traces/5.10/dmesg/numa2-oom-memcg.txt", &size);

	each_explanation(text, size, expect_nothing_asked);
	free(text);
}
