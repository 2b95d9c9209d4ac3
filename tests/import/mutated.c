/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mutated.c - changing a recording, and reading it to its first error. */
#include "mutated.h"

#include "import/state.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

struct text good_recording(void)
{
	FILE *f = fopen("traces/6.1/n_cpuset.jsonl", "r");
	struct text t = { malloc(1 << 20), 0 };

	cr_assert(f && t.bytes);
	t.size = fread(t.bytes, 1, (1 << 20) - 1, f);
	cr_assert(feof(f));
	t.bytes[t.size] = '\0';
	fclose(f);
	return t;
}

struct text replaced(struct text t, size_t at, size_t gone, const char *by, size_t n)
{
	struct text new = { malloc(t.size - gone + n + 1), t.size - gone + n };

	cr_assert_not_null(new.bytes);
	memcpy(new.bytes, t.bytes, at);
	memcpy(new.bytes + at, by, n);
	memcpy(new.bytes + at + n, t.bytes + at + gone, t.size - at - gone + 1);
	return new;
}

unsigned line_at(struct text t, size_t at)
{
	unsigned line = 1;

	for (size_t i = 0; i < at; i++)
		line += t.bytes[i] == '\n';
	return line;
}

bool reads_everything(struct text t, struct diag *d, char *shown, size_t size)
{
	FILE *f = fmemopen(t.bytes, t.size, "r");
	struct recording *r = recording_open_stream(f, "recording", d);
	struct recorded_op op = { .kind = RECORDED_SNAP };
	struct recorded_state s;
	bool ok = r != NULL;

	shown[0] = '\0';
	while (ok) {
		bool last = op.kind == RECORDED_END;

		if (op.kind == RECORDED_SNAP || last) {
			ok = recording_state(r, &s, d);
			cr_expect(ok == (s.world != NULL));
			recorded_state_free(&s);
		}
		if (!ok || last)
			break;
		ok = recording_op(r, &op, d);
	}
	if (r)
		snprintf(shown, size, "%s", recording_line(r));
	if (r && !ok)
		cr_expect(!recording_out_of_memory(r));
	recording_close(r);
	return ok;
}

void expect_refused(const char *what, struct text t, unsigned line, const char *message)
{
	struct diag d = { .message = "" };
	char shown[64], expected[64] = "";
	const char *at = t.bytes;

	cr_expect(!reads_everything(t, &d, shown, sizeof shown),
		  "%s: is accepted", what);
	cr_expect(strstr(d.message, message), "%s: says %s", what, d.message);
	cr_expect_str_eq(d.file, "recording", "%s", what);
	cr_expect_eq(d.line, line, "%s: line %u, not %u", what, d.line, line);
	for (unsigned i = 1; at && i < line; i++)
		at = strchr(at, '\n') + 1;
	snprintf(expected, sizeof expected, "%s", at);
	if (line > 1 && d.column) {
		expected[strcspn(expected, "\n")] = '\0';
		cr_expect_str_eq(shown, expected, "%s: shows %s", what, shown);
	}
}

static const char *place_of(struct text good, const struct row *row)
{
	const char *at = strstr(good.bytes, row->from);

	cr_assert_not_null(at, "%s: no %s", row->what, row->from);
	return at;
}

struct text row_applied(struct text good, const struct row *row)
{
	size_t at = (size_t)(place_of(good, row) - good.bytes);

	return replaced(good, at, strlen(row->from), row->to, strlen(row->to));
}

void expect_rows_refused(const struct row *row, size_t n)
{
	struct text good = good_recording();

	for (; n; row++, n--) {
		struct text bad = row_applied(good, row);
		unsigned line = line_at(good, (size_t)(place_of(good, row) - good.bytes));

		expect_refused(row->what, bad, line + (unsigned)row->below, row->message);
		free(bad.bytes);
	}
	free(good.bytes);
}
