/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lessons.c - lessons as files: what they claim, what is put right in them, what is refused. */
#include "lesson/lesson.h"
#include "lesson/path.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct heard {
	unsigned claims, failed, last_failed_line, blocks;
	struct correction correction[8];
	size_t nr_corrections;
};

static void hear_claim(void *self, const struct claim *c)
{
	struct heard *h = self;

	h->claims++;
	h->failed += !c->ok;
	if (!c->ok)
		h->last_failed_line = c->line;
}

static void hear_prose(void *self, const struct md_block *b)
{
	struct heard *h = self;

	(void)b;
	h->blocks++;
}

static void hear_correction(void *self, size_t offset, size_t length, const char *text)
{
	struct heard *h = self;
	struct correction *c = &h->correction[h->nr_corrections++];

	c->at = offset;
	c->length = length;
	snprintf(c->text, sizeof c->text, "%s", text);
}

static enum lesson_status run(const struct lesson *l, struct heard *h, struct diag *d)
{
	const struct lesson_host host = { .self = h, .claimed = hear_claim, .prose = hear_prose,
					  .corrected = hear_correction };
	struct session *s = session_new(&host);
	enum lesson_status status;

	*h = (struct heard){ .claims = 0 };
	status = lesson_run(l, s, d);
	session_free(s);
	return status;
}

/* A file with this text; the caller unlinks it. */
static void write_file(char path[32], const char *text, size_t size)
{
	FILE *f;
	int fd;

	snprintf(path, 32, "/tmp/buddyscope.XXXXXX");
	fd = mkstemp(path);
	cr_assert_geq(fd, 0);
	f = fdopen(fd, "w");
	cr_assert(f && fwrite(text, 1, size, f) == size && fclose(f) == 0);
}

static struct lesson *open_text(char path[32], const char *text, size_t size, struct diag *d)
{
	bool machine_failed;
	struct lesson *l;

	write_file(path, text, size);
	l = lesson_open(path, d, &machine_failed);
	cr_expect(!machine_failed);
	return l;
}

#define MACHINE "```buddyscope\nkernel 6.1\nmachine uma 256M\n```\n"

Test(lessons, say_where_a_claim_does_not_hold)
{
	static const char text[] = "# Wrong\n" MACHINE "\n```buddyscope\nalloc_page GFP_KERNEL\n"
				   "expect zone=DMA\nexpect zone=DMA32\n```\nthe end\n";
	struct heard h;
	struct diag d;
	char path[32];
	struct lesson *l = open_text(path, text, sizeof text - 1, &d);

	cr_assert_not_null(l);
	cr_expect_eq(run(l, &h, &d), LESSON_OK);
	cr_expect_eq(h.claims, 2, "it goes on behind a claim that does not hold");
	cr_expect_eq(h.failed, 1);
	cr_expect_eq(h.last_failed_line, 9);
	cr_expect_eq(h.blocks, 2);
	lesson_close(l);
	unlink(path);
}

Test(lessons, stop_at_a_bad_statement)
{
	static const char text[] = MACHINE "```buddyscope\nalloc_page GFP_KERNAL\n```\nunseen\n";
	struct heard h;
	struct diag d;
	char path[32];
	struct lesson *l = open_text(path, text, sizeof text - 1, &d);

	cr_assert_not_null(l);
	cr_expect_eq(run(l, &h, &d), LESSON_BAD);
	cr_expect_eq(d.line, 6);
	cr_expect_eq(d.column, 12);
	cr_expect_eq(h.blocks, 0);
	lesson_close(l);
	unlink(path);
}

Test(lessons, have_their_numbers_put_right_once)
{
	static const char text[] = MACHINE "It has `DMA.free = 1`, not `DMA.free = 22222`\n"
					   "and `DMA.managed = 3840` pages.\n";
	static const char right[] = MACHINE "It has `DMA.free = 3840`, not `DMA.free = 3840`\n"
					    "and `DMA.managed = 3840` pages.\n";
	bool machine_failed;
	struct heard h;
	struct diag d;
	struct stat st;
	char path[32], *all;
	struct lesson *l = open_text(path, text, sizeof text - 1, &d);

	cr_assert_not_null(l);
	cr_assert_eq(chmod(path, 0640), 0);
	cr_assert_eq(run(l, &h, &d), LESSON_OK, "%s", d.message);
	cr_expect_eq(h.failed, 2);
	cr_assert_eq(h.nr_corrections, 2);
	cr_expect(lesson_rewrite(l, h.correction, h.nr_corrections, &d), "%s", d.message);
	lesson_close(l);
	cr_expect(stat(path, &st) == 0 && (st.st_mode & 07777) == 0640, "it keeps its mode");

	l = lesson_open(path, &d, &machine_failed);
	cr_assert_not_null(l);
	cr_expect_eq(run(l, &h, &d), LESSON_OK);
	cr_expect_eq(h.failed, 0);
	cr_expect_eq(h.nr_corrections, 0);
	all = lesson_line(l, 5);
	cr_expect(all && strstr(right, all), "%s", all);
	free(all);
	lesson_close(l);
	unlink(path);
}

/* ---- from strangers ---- */

static char *many(const char *head, const char *again, size_t times, size_t *size)
{
	size_t length = strlen(again);
	char *text = malloc(strlen(head) + times * length + 1);

	cr_assert_not_null(text);
	*size = (size_t)sprintf(text, "%s", head);
	for (size_t i = 0; i < times; i++, *size += length)
		memcpy(text + *size, again, length);
	return text;
}

Test(lessons, are_refused_in_one_line_beyond_the_limits)
{
	static const struct {
		const char *head, *again;
		size_t times;
		const char *message;
	} rows[] = {
		{ "# x\n", "y", 1 << 20, "larger than 1 MiB" },
		{ "# x\n", "y", 900000, "a line longer than 64 KiB" },
		{ "```buddyscope\n", "tick\n", 100000, "more than 10000 statements" },
		{ "", "> ", 20000, "nested too deeply" },
		{ "---\nkernel 6.1\n---\n", "", 0, "\"key: value\"" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct diag d = { .line = 0 };
		char path[32], *text;
		size_t size;

		text = many(rows[i].head, rows[i].again, rows[i].times, &size);
		cr_expect_null(open_text(path, text, size, &d), "%s", rows[i].message);
		cr_expect(strstr(d.message, rows[i].message), "%s: %s", rows[i].message, d.message);
		unlink(path);
		free(text);
	}
}

Test(lessons, hold_no_nul)
{
	static const char text[] = "# x\nbefore\0behind\n";
	struct diag d;
	char path[32];

	cr_expect_null(open_text(path, text, sizeof text - 1, &d));
	cr_expect(strstr(d.message, "a NUL byte"), "%s", d.message);
	cr_expect_eq(d.line, 2);
	unlink(path);
}

Test(lessons, read_only_beside_themselves_and_from_the_data)
{
	static const struct { const char *path; bool allowed; } rows[] = {
		{ "README.md", true },
		{ "6.1/../README.md", true },
		{ "6.1/a_pcp_unmovable.jsonl", true },
		{ "../traces/README.md", true },
		{ "lessons/01-first-page.md", false },
		{ "../Makefile", false },
		{ "/etc/passwd", false },
		{ "../../../../../../../../etc/passwd", false },
		{ "nowhere", false },
		{ "", false },
		{ ".", false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *why = NULL;
		char *real = lesson_path("traces", NULL, rows[i].path, &why);

		cr_expect_eq(real != NULL, rows[i].allowed, "%s: %s", rows[i].path,
			     why ? why : "allowed");
		cr_expect(real || why, "%s", rows[i].path);
		free(real);
	}
}

Test(lessons, find_what_came_with_the_program)
{
	const char *why;
	char *real = lesson_path("src", ".", "traces/README.md", &why);

	cr_expect_not_null(real);
	free(real);
	real = lesson_path("src", ".", "../Makefile", &why);
	cr_expect_not_null(real, "beneath the data directory, by another way");
	free(real);
	cr_expect_null(lesson_path("src", "lessons", "../Makefile", &why));
}

Test(lessons, do_not_follow_links_out)
{
	char directory[] = "/tmp/buddyscope.XXXXXX", link[64];
	const char *why;

	cr_assert_not_null(mkdtemp(directory));
	snprintf(link, sizeof link, "%s/state.jsonl", directory);
	cr_assert_eq(symlink("/etc/passwd", link), 0);
	cr_expect_null(lesson_path(directory, NULL, "state.jsonl", &why));
	unlink(link);
	rmdir(directory);
}
