/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * state.c - whatever bytes come: a recording is read or refused, and nothing else happens.
 *
 * Random bytes seldom get past the first brace. So most mutations are of the recording's own
 * grain: another number, a line twice, a line gone, two lines swapped.
 */
#include "import/state.h"

#include <stdlib.h>
#include <string.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* ---- reading ---- */

/* What every reader of a world relies on: a list is as long forwards as backwards, and ends. */
static void walk(const struct world *w, const struct page_list *list)
{
	int64_t n = 0;

	for (pfn_t pfn = list_first(list); pfn != NO_PFN; pfn = page_next(w, pfn))
		n++;
	for (pfn_t pfn = list_last(list); pfn != NO_PFN; pfn = page_prev(w, pfn))
		n--;
	if (n)
		abort();
}

/* A kernel without managed_pages may have more free than what stands for it. */
static void walk_lists(const struct world *w, bool old)
{
	for (unsigned zid = 0; zid < world_nr_zones(w); zid++) {
		const struct pcp *pcp = world_pcp(w, (zid_t)zid, (unsigned)w->task[TASK_CPU]);

		for (unsigned o = 0; o < NR_ORDERS; o++)
			for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++)
				walk(w, &w->zone[zid].free_area[o].list[mt]);
		for (unsigned i = 0; i < NR_PCP_LISTS; i++)
			walk(w, &pcp->list[i]);
		if (w->zone[zid].nr_in_use < 0 && !old)
			abort();
	}
}

static bool read_state(struct recording *r, struct diag *d)
{
	struct recorded_state s;

	if (!recording_state(r, &s, d))
		return false;
	walk_lists(s.world, recording_head(r)->old);
	recorded_state_free(&s);
	return true;
}

/* True if it went well; then it is not an error's line that must be there. */
static bool read_recording(struct recording *r, struct diag *d)
{
	struct recorded_op op;
	bool ok = read_state(r, d);

	while (ok) {
		ok = recording_op(r, &op, d);
		if (ok && (op.kind == RECORDED_SNAP || op.kind == RECORDED_END))
			ok = read_state(r, d);
		if (op.kind == RECORDED_END || op.kind == RECORDED_NONE)
			break;
	}
	return ok;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static FILE *nowhere;
	FILE *f = size ? fmemopen((void *)(uintptr_t)data, size, "r") : NULL;
	struct recording *r;
	struct diag d = { .message = "" };

	if (!nowhere)
		nowhere = fopen("/dev/null", "w");
	if (!f || !nowhere)
		return 0;
	r = recording_open_stream(f, "fuzz", &d);
	if (!r || !read_recording(r, &d)) {
		if (!d.message[0])
			abort();
		diag_print(nowhere, &d, r ? recording_line(r) : NULL);
	}
	recording_close(r);
	return 0;
}

/* ---- mutating ---- */

static const char *const numbers[] = {
	"0", "1", "-1", "2", "4", "9", "10", "11", "63", "64", "511", "512", "1023", "1024",
	"4096", "65535", "65536", "131037", "4294934528", "4294967295", "4294967296",
	"1099511627776", "9223372036854775807", "9223372036854775808", "1e30", "null", "\"x\"",
	"[]", "{}", "[[0,1]]",
};

/* Puts n bytes in the place of `gone` bytes at `at`; the new size, or 0 if there is no room. */
static size_t put(uint8_t *data, size_t size, size_t most, size_t at, size_t gone,
		  const void *by, size_t n)
{
	if (size - gone + n > most)
		return 0;
	memmove(data + at + n, data + at + gone, size - at - gone);
	memcpy(data + at, by, n);
	return size - gone + n;
}

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static size_t change_number(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	const char *by = numbers[seed / 7 % (sizeof numbers / sizeof *numbers)];
	size_t at = seed % size, end;

	while (at < size && !is_digit(data[at]))
		at++;
	while (at && is_digit(data[at - 1]))
		at--;
	for (end = at; end < size && is_digit(data[end]);)
		end++;
	return end > at ? put(data, size, most, at, end - at, by, strlen(by)) : 0;
}

/* The line around `at`: its first byte and the one behind its newline. */
static void line_around(const uint8_t *data, size_t size, size_t at, size_t *begin, size_t *end)
{
	for (*begin = at; *begin && data[*begin - 1] != '\n';)
		--*begin;
	for (*end = at; *end < size && data[*end] != '\n';)
		++*end;
	*end += *end < size;
}

static size_t change_lines(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	size_t begin, end, to, unused, n;
	uint8_t *line;

	line_around(data, size, seed % size, &begin, &end);
	line_around(data, size, seed / 7 % size, &to, &unused);
	if (seed % 3 == 0)
		return put(data, size, most, begin, end - begin, "", 0);
	line = malloc(end - begin + 1);
	if (!line)
		return 0;
	memcpy(line, data + begin, end - begin);
	n = put(data, size, most, to, 0, line, end - begin);
	free(line);
	return n;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	size_t n = 0;

	srand(seed);
	seed = (unsigned)rand();
	if (size && seed % 8 < 5)
		n = change_number(data, size, most, (unsigned)rand());
	else if (size && seed % 8 < 7)
		n = change_lines(data, size, most, (unsigned)rand());
	return n ? n : LLVMFuzzerMutate(data, size, most);
}
