/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * check.c - would the module take this list? Reads it with the module's own reader, so that what
 * is wrong first is known before a guest is started. Which flags a kernel has, only that kernel's
 * headers know; here a name must look like one.
 *
 * usage: check LIST      exit status 0: yes; 1: no, and why; 2: it cannot be read
 */
#include "requests.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct checking {
	const char *path;
	unsigned int line;
	struct handle_plan *plan;
	size_t nr_plans;
};

static bool looks_like_flag(const char *name, size_t len, unsigned int *bits)
{
	size_t plain = len > 6 ? strspn(name + 6, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") : 0;

	*bits = 0;
	return len > 6 && !memcmp(name, "__GFP_", 6) && plain == len - 6;
}

static bool is_heading(const char *line)
{
	static const char *const keys[] = { "case ", "doc ", "machine ", "cmdline ", "sysctl " };

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (!strncmp(line, keys[i], strlen(keys[i])))
			return true;
	return false;
}

static bool has_handle(const struct request *r)
{
	return r->op == OP_ALLOC || r->op == OP_BULK || r->op == OP_FREE || r->op == OP_SPLIT;
}

static bool complain(const struct checking *c, const char *wrong, const char *word)
{
	fprintf(stderr, "%s:%u: %s: %s\n", c->path, c->line, wrong, word ? word : "(end of line)");
	return false;
}

static struct handle_plan *plan_of(struct checking *c, unsigned int handle)
{
	size_t n = c->nr_plans;

	while (n <= handle)
		n = n ? 2 * n : 1024;
	if (n > c->nr_plans) {
		struct handle_plan *more = realloc(c->plan, n * sizeof *more);

		if (!more) {
			fputs("out of memory\n", stderr);
			exit(2);
		}
		memset(more + c->nr_plans, 0, (n - c->nr_plans) * sizeof *more);
		c->plan = more;
		c->nr_plans = n;
	}
	return &c->plan[handle];
}

static bool check_line(struct checking *c, char *line)
{
	struct request r;
	const char *word, *wrong;

	line[strcspn(line, "\n")] = '\0';
	if (is_heading(line))
		return true;
	wrong = request_parse(line, looks_like_flag, &r, &word);
	if (wrong && *wrong)
		return complain(c, wrong, word);
	if (wrong || !has_handle(&r))
		return true;
	wrong = request_fits(&r, plan_of(c, r.handle));
	return !wrong || complain(c, wrong, request_op_name(r.op));
}

int main(int argc, char **argv)
{
	struct checking c = { .path = argc > 1 ? argv[1] : "" };
	FILE *f = argc == 2 ? fopen(argv[1], "r") : NULL;
	char *line = NULL;
	size_t size = 0;
	bool ok = true;

	if (!f) {
		fprintf(stderr, "%s: %s\n", c.path, argc == 2 ? strerror(errno) : "name one list");
		return 2;
	}
	while (ok && getline(&line, &size, f) >= 0) {
		c.line++;
		ok = check_line(&c, line);
	}
	free(line);
	free(c.plan);
	fclose(f);
	return ok ? 0 : 1;
}
