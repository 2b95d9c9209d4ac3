/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sql_prompt.c - a read-only prompt over a recording.
 *
 * What completion offers are the words of a query, and the tables, views and columns that the
 * recording's own help table names. Ctrl-C stops a query that runs, and drops one that is typed.
 */
#include "sql_prompt.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "state_place.h"
#include "tui/typed.h"

/* A space between two; what holds one is left to the typist. */
static const char sql_words[] =
	"SELECT DISTINCT FROM WHERE AND OR NOT IN LIKE GLOB BETWEEN IS NULL LEFT JOIN USING ON "
	"GROUP BY HAVING ORDER DESC ASC LIMIT OFFSET UNION ALL EXCEPT INTERSECT WITH RECURSIVE AS "
	"CASE WHEN THEN ELSE END EXISTS VALUES count( sum( min( max( avg( group_concat( printf( "
	"coalesce( ";

struct names {
	char *text;             /* a line each; its newlines become NULs */
	char **name;
	size_t n;
};

/* The recording's own names, asked of it as everything else is. False: it cannot be asked. */
static bool read_names(struct names *names, const char *path)
{
	static const char query[] = "SELECT object FROM help UNION SELECT \"column\" FROM help "
				    "WHERE \"column\" IS NOT NULL ORDER BY 1";
	const struct query_options options = { .format = QUERY_CSV, .seconds = 10 };
	size_t size = 0;
	struct diag d;
	FILE *out = open_memstream(&names->text, &size);
	bool good = out && query_run(path, query, &options, out, &d) == QUERY_DONE;

	if (!out || fclose(out) != 0 || !names->text || !good)
		return false;
	for (char *at = names->text; *at;) {
		char **more = realloc(names->name, (names->n + 1) * sizeof *more);
		size_t length = strcspn(at, "\r\n");

		if (!more)
			return true;
		names->name = more;
		more[names->n++] = at;
		at += length;
		while (*at == '\r' || *at == '\n')
			*at++ = '\0';
	}
	return true;
}

static void offer(char **words, size_t *n, const char *word, size_t length, const char *typed)
{
	size_t known = strlen(typed);

	if (known > length || strncasecmp(word, typed, known) != 0)
		return;
	/* readline keeps what begins as it was typed: SQL's words are offered in the same case. */
	if (asprintf(&words[*n], "%s%.*s", typed, (int)(length - known), word + known) >= 0)
		++*n;
	words[*n] = NULL;
}

static char **complete(void *self, const char *line, size_t start, const char *word, bool *files)
{
	const struct names *names = self;
	char **words = calloc(names->n + sizeof sql_words, sizeof *words);
	size_t n = 0;

	(void)line;
	(void)start;
	*files = false;
	/* The first name is the header of the column. */
	for (size_t i = 1; words && i < names->n; i++)
		offer(words, &n, names->name[i], strlen(names->name[i]), word);
	for (const char *at = sql_words; words && *at && *word; at += strcspn(at, " ") + 1)
		offer(words, &n, at, strcspn(at, " "), word);
	return words;
}

/* ---- queries ---- */

static bool is_complete(const char *text)
{
	size_t n = strlen(text);

	while (n && strchr(" \t\r\n", text[n - 1]))
		n--;
	return n && text[n - 1] == ';';
}

static bool is_farewell(const char *line)
{
	static const char *const words[] = { "quit", "exit", ".quit", ".exit", "q" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(line, words[i]) == 0)
			return true;
	return false;
}

/* Adds a line to the query; the query is freed and NULL without memory. */
static char *append(char *query, const char *line)
{
	char *more;

	if (asprintf(&more, "%s%s%s", query ? query : "", query ? "\n" : "", line) < 0)
		more = NULL;
	free(query);
	return more;
}

static int read_queries(const char *path, const struct query_options *options, sql_run *run)
{
	char *query = NULL;
	const char *line;
	int status = EXIT_DONE;

	for (;;) {
		enum typed_event e = typed_read(query ? "   ...> " : "sql> ", &line);

		if (e == TYPED_END)
			putchar('\n');
		if (e == TYPED_END || (e == TYPED_LINE && !query && is_farewell(line)))
			break;
		if (e == TYPED_INTERRUPTED || (!query && !line[strspn(line, " \t\n")])) {
			free(query);
			query = NULL;
			continue;
		}
		query = append(query, line);
		if (!query) {
			message("sql: out of memory");
			return EXIT_MACHINE;
		}
		if (!is_complete(query))
			continue;
		status = run(path, query, options);
		fflush(stdout);
		free(query);
		query = NULL;
	}
	free(query);
	return status == EXIT_MACHINE ? status : EXIT_DONE;
}

int sql_prompt(const char *path, const struct query_options *options, sql_run *run)
{
	struct query_options stoppable = *options;
	struct names names = { .text = NULL };
	char history[PATH_MAX];
	struct typed_options o = { .complete = complete, .self = &names };
	int status;

	/* What cannot be asked for its names is no recording: said before anything is typed. */
	if (!read_names(&names, path)) {
		free(names.text);
		return run(path, "SELECT 1", options);
	}
	if (state_path("sql_history", history, sizeof history))
		o.history = history;
	stoppable.stop = typed_interrupted;
	typed_init(&o);
	puts("A query ends with `;`. `SELECT object, about FROM help WHERE \"column\" IS NULL;`\n"
	     "lists what can be asked. Tab completes, Ctrl-D ends.");
	status = read_queries(path, &stoppable, run);
	typed_done();
	free(names.name);
	free(names.text);
	return status;
}
