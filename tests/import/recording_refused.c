/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recording_refused.c - lines, requests and whole files that are not what they should be. */
#include "mutated.h"

#include "import/state.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

Test(refused, lines_that_do_not_belong)
{
	static const struct row rows[] = {
		{ "an empty line", "\n{\"t\":\"task\"", "\n\n{\"t\":\"task\"", 1, "an empty line" },
		{ "an unknown line", "{\"t\":\"task\"", "{\"t\":\"tusk\"", 0,
		  "\"tusk\" has no place" },
		{ "no type", "{\"t\":\"task\"", "{\"u\":\"task\"", 0, "\"t\" is missing" },
		{ "a type with an escape", "{\"t\":\"task\"", "{\"t\":\"sysct\\u006c\"", 0,
		  "a second \"sysctl\" line" },
		{ "another state", "{\"t\":\"task\",\"when\":\"before\"",
		  "{\"t\":\"task\",\"when\":\"after\"", 0, "the state here is \"before\"" },
		{ "no moment", "{\"t\":\"task\",\"when\":\"before\"", "{\"t\":\"task\"", 0,
		  "\"when\" is missing" },
		{ "a state without meta", "{\"t\":\"meta\"", "{\"t\":\"sysctl\"", 0,
		  "the state \"before\" must begin here" },
		{ "a state for a request", "{\"t\":\"op\",\"i\":0,", "{\"t\":\"meta\",\"i\":0,", 0,
		  "a natural workload: its trace is run by verify --trace FILE" },
		{ "a snapshot of another name", "\"op\":\"snap\",\"name\":\"",
		  "\"op\":\"snap\",\"name\":\"x", 1, "the state here is \"x" },
		{ "a snapshot without a name", "\"op\":\"snap\",\"name\":\"",
		  "\"op\":\"snap\",\"name\":\"\",\"x\":\"", 0, "the name of a snapshot" },
	};

	EXPECT_REFUSED(rows);
}

#define FIRST_OP "\"op\":\"alloc\",\"h\":0,\"order\":0,\"gfp\":\"0x28d0\""
Test(refused, requests)
{
	static const struct row rows[] = {
		{ "an unknown one", "\"op\":\"alloc\"", "\"op\":\"allot\"", 0,
		  "unknown request allot" },
		{ "unknown gfp bits", FIRST_OP,
		  "\"op\":\"alloc\",\"h\":0,\"order\":0,\"gfp\":\"0x840028d0\"", 0,
		  "gfp bits that kernel 6.1 does not have: 0x84000000" },
		{ "a mask in words", FIRST_OP,
		  "\"op\":\"alloc\",\"h\":0,\"order\":0,\"gfp\":\"GFP_KERNEL\"", 0, "hexadecimal" },
		{ "an order without end", FIRST_OP,
		  "\"op\":\"alloc\",\"h\":0,\"order\":32,\"gfp\":\"0x28d0\"", 0,
		  "\"order\" is 32" },
		{ "a node that is none", "\"nid\":0,\"nodemask\":\"0x3\"",
		  "\"nid\":2,\"nodemask\":\"0x3\"", 0, "\"nid\" is 2" },
		{ "a mask of nodes that are none", "\"nid\":0,\"nodemask\":\"0x3\"",
		  "\"nid\":0,\"nodemask\":\"0x100000000000000000000000000000000\"", 0,
		  "node 128 of the mask does not exist" },
		{ "a mask that is none", "\"nid\":0,\"nodemask\":\"0x3\"",
		  "\"nid\":0,\"nodemask\":\"0-1\"", 0, "hexadecimal" },
		{ "a page that is none", "\"pfn\":66569,", "\"pfn\":131037,", 0,
		  "\"pfn\" is 131037" },
		{ "half an answer", "\"pfn\":66569,\"node\":1,", "\"pfn\":66569,", 0,
		  "\"node\" is missing" },
		{ "a zone that is none", "\"pfn\":66569,\"node\":1,\"zone\":\"DMA32\"",
		  "\"pfn\":66569,\"node\":1,\"zone\":\"DMA33\"", 0, "unknown zone DMA33" },
		{ "one too few", "\"t\":\"end_ops\",\"n\":2", "\"t\":\"end_ops\",\"n\":3", 0,
		  "requests came, not 3" },
		{ "a recorder without room", "\"state_overflow\":0", "\"state_overflow\":1", 0,
		  "no room" },
	};

	EXPECT_REFUSED(rows);
}

Test(refused, recordings_that_are_cut)
{
	static const struct {
		const char *before;     /* cut before this text... */
		size_t more;            /* ... and so many bytes */
		const char *message;
	} rows[] = {
		{ "{\"t\": \"case\"", 30, "JSON: " },
		{ "{\"t\":\"meta\"", 0, "the recording ends before the state \"before\"" },
		{ "{\"t\":\"numa\"", 0, "without a \"numa\" line" },
		{ "{\"t\":\"vmevents\"", 0, "without a zone" },
		{ "{\"t\":\"zone\"", 40, "JSON: " },
		{ "{\"t\":\"sysctl\"", 0, "without a \"numa\" line" },
		{ "{\"t\":\"lru\"", 0, "of 65438 pages of node 0 its zones have" },
		{ "{\"t\":\"op\"", 0, "ends before its \"end_ops\"" },
		{ "{\"t\":\"op\"", 100, "JSON: " },
		{ "{\"t\":\"end_ops\"", 0, "ends before its \"end_ops\"" },
		{ "{\"t\":\"meta\",\"when\":\"after\"", 0, "ends before the state \"after\"" },
	};
	struct text good = good_recording();

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t at =
			(size_t)(strstr(good.bytes, rows[i].before) - good.bytes) + rows[i].more;
		struct text cut = replaced(good, at, good.size - at, "", 0);

		/* A cut between lines is noticed at the last one. */
		expect_refused(rows[i].message, cut, line_at(cut, at - 1), rows[i].message);
		free(cut.bytes);
	}
	free(good.bytes);
}

Test(refused, lines_behind_the_end)
{
	static const char *const rows[] = { "{\"t\":\"op\"}", "{\"t\":\"meta\"}", "{}", "x", "" };
	struct text good = good_recording();

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char line[32];
		struct text t;

		snprintf(line, sizeof line, "%s\n", rows[i]);
		t = replaced(good, good.size, 0, line, strlen(line));
		expect_refused(rows[i], t, line_at(good, good.size), "");
		free(t.bytes);
	}
	free(good.bytes);
}

Test(refused, nul_bytes_and_deep_nesting)
{
	struct text good = good_recording(), t;
	size_t at = (size_t)(strstr(good.bytes, "\"pgfree\"") - good.bytes);
	size_t line = (size_t)(strstr(good.bytes, "{\"t\":\"task\"") - good.bytes);
	char *deep = malloc(100000);

	cr_assert_not_null(deep);
	t = replaced(good, at, 1, "\0", 1);
	expect_refused("a NUL byte", t, line_at(good, at), "a NUL byte in the line");
	free(t.bytes);
	memset(deep, '[', 100000);
	deep[99999] = '\n';
	t = replaced(good, line, 0, deep, 100000);
	expect_refused("lists in lists", t, line_at(good, line), "JSON: maximum parsing depth");
	free(t.bytes);
	free(deep);
	free(good.bytes);
}

Test(recording, may_be_written_in_other_ways)
{
	static const struct row rows[] = {
		{ "members that nobody knows", "\"when\":\"before\"",
		  "\"when\":\"before\",\"x\":{\"mt\":[1e3]}", 0, "" },
		{ "spaces", "{\"t\":\"sysctl\",", " { \"t\" :\t\"sysctl\" ,", 0, "" },
		{ "the type not first", "{\"t\":\"zone\",\"when\":\"before\",",
		  "{\"when\":\"before\",\"t\":\"zone\",", 0, "" },
		{ "the type with an escape", "{\"t\":\"zone\"", "{\"t\":\"z\\u006fne\"", 0, "" },
		{ "lines that end as on Windows", "\n{\"t\":\"op\"", "\r\n{\"t\":\"op\"", 0, "" },
		{ "the sysctl's older name", "\"node_reclaim_mode\"", "\"zone_reclaim_mode\"", 0,
		  "" },
		{ "capitals in a mask", "\"gfp\":\"0x28d0\"", "\"gfp\":\"0X28D0\"", 0, "" },
		{ "runs in pieces", "\"runs\":[[0,1],[1,7]]", "\"runs\":[[0,1],[1,3],[1,0],[1,4]]",
		  0, "" },
		{ "no newline at the end", "\n", "\n", 0, "" },
	};
	struct text good = good_recording();

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char shown[64];
		struct diag d = { .message = "" };
		struct text t = row_applied(good, &rows[i]);

		t.size -= strcmp(rows[i].what, "no newline at the end") == 0;
		cr_expect(reads_everything(t, &d, shown, sizeof shown),
			  "%s: %u: %s", rows[i].what, d.line, d.message);
		free(t.bytes);
	}
	free(good.bytes);
}

Test(refused, points_at_what_is_wrong)
{
	static const struct row rows[] = {
		{ "a member", "\"managed\":3840", "\"managed\":-7", 0, "-7,\"cma_pages\"" },
		{ "a member with spaces", "\"managed\":3840", "\"managed\" : -7", 0,
		  "-7,\"cma_pages\"" },
		{ "an element", "\"pfns\":[1024,2048,3072]", "\"pfns\":[1024,2048,3073]", 0,
		  "3073]" },
		{ "the first element", "\"pfns\":[1024,2048,3072]", "\"pfns\":[1025,2048]", 0,
		  "1025,2048" },
		{ "a pair", "[[0,1],[1,7]]", "[[0,1],[1,3],[1,5]]", 0, "[1,5]]" },
		{ "a word", "\"kind\":\"nofallback\"", "\"kind\":\"x\"", 0, "\"x\"" },
		{ "JSON", "\"managed\":3840,", "\"managed\":,", 0, ",\"cma_pages\"" },
	};
	struct text good = good_recording();

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct text t = row_applied(good, &rows[i]);
		const char *at = t.bytes;
		struct diag d = { .message = "" };
		char shown[64];

		cr_expect(!reads_everything(t, &d, shown, sizeof shown), "%s", rows[i].what);
		for (unsigned line = 1; line < d.line; line++)
			at = strchr(at, '\n') + 1;
		cr_assert(d.column, "%s", rows[i].what);
		at += d.column - 1;
		cr_expect_eq(strncmp(at, rows[i].message, strlen(rows[i].message)), 0,
			     "%s: column %u, %.20s", rows[i].what, d.column, at);
		free(t.bytes);
	}
	free(good.bytes);
}

Test(refused, lines_that_would_eat_the_memory)
{
	const size_t size = 3 << 20;
	char *line = malloc(size);
	struct diag d;

	cr_assert_not_null(line);
	for (size_t i = 0; i < size; i += 3)
		memcpy(line + i, "{},", 3);
	cr_expect_null(recording_open_stream(fmemopen(line, size, "r"), "recording", &d));
	cr_expect_str_eq(d.message, "more than 131072 objects in a line");
	free(line);
}

/* ---- endless input ---- */

struct endless {
	size_t given;
	char byte;
};

static ssize_t give(void *cookie, char *buffer, size_t size)
{
	struct endless *e = cookie;

	memset(buffer, e->byte, size);
	e->given += size;
	return (ssize_t)size;
}

Test(refused, a_line_without_end_after_16_MiB)
{
	static const char bytes[] = { 'a', ' ', '[', '\0' };

	for (size_t i = 0; i < sizeof bytes; i++) {
		struct endless e = { 0, bytes[i] };
		FILE *f = fopencookie(&e, "r", (cookie_io_functions_t){ .read = give });
		struct diag d;

		cr_expect_null(recording_open_stream(f, "-", &d));
		cr_expect(strstr(d.message, "a line of more than 16777216 bytes"), "%s", d.message);
		cr_expect_eq(d.line, 1);
		cr_expect_leq(e.given, (16 << 20) + (1 << 18), "%zu bytes were read", e.given);
	}
}

Test(refused, files_that_cannot_be_read)
{
	static const struct {
		const char *path, *message;
	} rows[] = {
		{ "traces/6.1/no_such_file.jsonl", "cannot open: No such file" },
		{ "traces/6.1", "cannot read: Is a directory" },
		{ "/dev/null", "the recording is empty" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct diag d;

		cr_expect_null(recording_open(rows[i].path, &d));
		cr_expect_eq(strncmp(d.message, rows[i].message, strlen(rows[i].message)), 0,
		  "%s: %s",
			     rows[i].path, d.message);
		cr_expect_str_eq(d.file, rows[i].path);
	}
}
