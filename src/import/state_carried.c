/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * state_carried.c - the lines of the zoneinfo that an imported state was made from.
 */
#include "state_build.h"

#include <stdlib.h>
#include <string.h>

static bool make_room(struct state_build *b)
{
	size_t room = b->carried_room ? 2 * b->carried_room : 128;
	struct carried_line *more;

	if (b->nr_carried < b->carried_room)
		return true;
	more = realloc(b->carried, room * sizeof *more);
	if (!more)
		return false;
	b->carried = more;
	b->carried_room = room;
	return true;
}

/* Names are printed as they are: letters, digits and what else /proc has in them. */
static bool is_name(const char *name)
{
	static const char usual[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_()-";

	return strlen(name) < CARRIED_NAME && !name[strspn(name, usual)];
}

static void read_line(struct state_build *b, struct json_line *l, json_t *of, zid_t zone, size_t i)
{
	const char *part = json_string_value(json_array_get(of, 0));
	const char *name = json_string_value(json_array_get(of, 1));
	const json_t *value = json_array_get(of, 2);
	struct carried_line *line;
	unsigned n = 0;

	while (n < NR_CARRIED_PARTS && (!part || strcmp(part, state_carried_part[n]) != 0))
		n++;
	if (n == NR_CARRIED_PARTS || !name || !is_name(name) || !json_is_integer(value)) {
		json_error_at(l, "lines", i, "not a part, a name and a number");
		return;
	}
	if (!make_room(b)) {
		json_no_memory(l);
		return;
	}
	line = &b->carried[b->nr_carried++];
	*line = (struct carried_line){ .zone = zone, .part = (uint8_t)n,
				       .value = json_integer_value(value) };
	memcpy(line->name, name, strlen(name) + 1);
}

void state_carried(struct state_build *b, struct json_line *l)
{
	zid_t zone = state_zone_of(b, l);
	json_t *lines = json_list(l, "lines");

	if (b->nr_carried && zone <= b->carried[b->nr_carried - 1].zone)
		json_error(l, "zone", "lines of a zone before those carried already");
	for (size_t i = 0; i < json_array_size(lines) && !l->failed; i++)
		read_line(b, l, json_array_get(lines, i), zone, i);
}
