/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_sessions.c - `buddyscope sessions [rm|prune]`: the recordings that are kept.
 */
#include "cli.h"

#include "options.h"
#include "record/place.h"
#include "record/reader.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void print_usage(void)
{
	fputs("usage: buddyscope sessions\n"
	      "       buddyscope sessions rm NAME...\n"
	      "       buddyscope sessions prune [--keep BYTES]\n"
	      "\n"
	      "Lists the recordings in the data directory: name, date, requests, size. rm removes\n"
	      "some, prune the oldest until at most 1 GiB is left, or BYTES (K, M, G may\n"
	      "follow).\n",
	      stdout);
}

static int complain(const struct diag *d)
{
	message("sessions: %s", d->message);
	return EXIT_MACHINE;
}

/* ---- listing ---- */

/* How many requests a recording holds, or -1 if it cannot be read. */
static int64_t requests_in(const char *directory, const char *name)
{
	char path[PATH_MAX];
	struct diag d;
	bool machine_failed;
	struct reader *r;
	int64_t n = 0;

	snprintf(path, sizeof path, "%.*s/%s", PATH_MAX / 2, directory, name);
	r = reader_open(path, &d, &machine_failed);
	if (!r)
		return -1;
	for (size_t i = 0; i < reader_nr_branches(r); i++)
		n += reader_branch(r, i)->last_request - reader_branch(r, i)->first_request +
		     (reader_branch(r, i)->last_request > 0);
	reader_close(r);
	return n;
}

/* name_columns: of the longest name, so that what follows stands in columns. */
static void print_kept(const char *directory, const struct kept *k, size_t name_columns)
{
	int64_t requests = requests_in(directory, k->name);
	time_t modified = (time_t)k->modified;
	char when[32];
	struct tm tm;

	strftime(when, sizeof when, "%Y-%m-%d %H:%M", localtime_r(&modified, &tm));
	diag_print_harmless(stdout, k->name, SIZE_MAX);
	printf("%*s", (int)(name_columns - strlen(k->name)), "");
	if (requests < 0)
		printf("  %s  %9s", when, "unreadable");
	else
		printf("  %s  %9" PRId64 " requests", when, requests);
	printf("  %7.1f MiB\n", (double)k->bytes / (1 << 20));
}

static int list_sessions(void)
{
	char directory[PATH_MAX];
	size_t name_columns = 0, columns;
	struct kept_list l;
	struct diag d;
	int status;

	if (!record_directory(directory, sizeof directory, &d) || !kept_list(&l, &d))
		return complain(&d);
	for (size_t i = 0; i < l.n; i++) {
		columns = strlen(l.kept[i].name);
		name_columns = columns > name_columns ? columns : name_columns;
	}
	for (size_t i = 0; i < l.n; i++)
		print_kept(directory, &l.kept[i], name_columns);
	status = l.n ? EXIT_DONE : EXIT_REFUTED;
	if (!l.n)
		message("sessions: no recordings in %s", directory);
	kept_list_free(&l);
	return status;
}

/* ---- removing ---- */

static bool is_kept(const struct kept_list *l, const char *name)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->kept[i].name, name) == 0)
			return true;
	return false;
}

/* A name is taken with or without its ".db". */
static int remove_one(const struct kept_list *l, const char *name)
{
	char full[NAME_MAX + 1];
	struct diag d;

	snprintf(full, sizeof full, "%s", name);
	if (!is_kept(l, full))
		snprintf(full, sizeof full, "%.200s.db", name);
	if (!is_kept(l, full)) {
		message("sessions: there is no recording %s", name);
		return EXIT_REFUTED;
	}
	return kept_remove(full, &d) ? EXIT_DONE : complain(&d);
}

static int remove_sessions(int argc, char **argv)
{
	struct kept_list l;
	struct diag d;
	int status = EXIT_DONE;

	if (argc < 1) {
		message("sessions: rm needs the name of a recording");
		return EXIT_USAGE;
	}
	if (!kept_list(&l, &d))
		return complain(&d);
	for (int i = 0; i < argc; i++) {
		int one = remove_one(&l, argv[i]);

		status = one > status ? one : status;
	}
	kept_list_free(&l);
	return status;
}

static bool parse_bytes(const char *text, int64_t *bytes)
{
	static const char units[] = "KMG";
	const char *unit;
	char *end;
	int shift = 0;

	errno = 0;
	*bytes = strtoll(text, &end, 10);
	if (errno || end == text || *bytes < 0)
		return false;
	if (*end && (unit = strchr(units, *end & ~0x20)) && *unit && !end[1]) {
		shift = 10 * (int)(unit - units + 1);
		end++;
	}
	if (*end || *bytes > INT64_MAX >> shift)
		return false;
	*bytes <<= shift;
	return true;
}

static int prune_sessions(int64_t keep)
{
	size_t removed;
	int64_t freed;
	struct diag d;

	if (!kept_prune(keep, NULL, &removed, &freed, &d))
		return complain(&d);
	printf("%zu recording%s removed, %.1f MiB\n", removed, removed == 1 ? "" : "s",
	       (double)freed / (1 << 20));
	return EXIT_DONE;
}

static bool take_keep(void *keep, int letter, const char *value)
{
	(void)letter;
	if (parse_bytes(value, keep))
		return true;
	message("sessions: --keep=%s: not a number of bytes", value);
	return false;
}

int cmd_sessions(int argc, char **argv)
{
	static const struct option known[] = {
		{ "keep", required_argument, NULL, 'k' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int64_t keep = -1;
	int status =
		options_read(argc, argv,
				  &(struct options){ known, print_usage, take_keep, &keep });

	if (status != OPTIONS_READ)
		return status;
	argv += optind;
	argc -= optind;
	if (argc > 0 && strcmp(argv[0], "prune") == 0 && argc == 1)
		return prune_sessions(keep < 0 ? RECORDINGS_KEPT : keep);
	if (keep >= 0) {
		message("sessions: --keep belongs to prune");
		return EXIT_USAGE;
	}
	if (argc > 0 && strcmp(argv[0], "rm") == 0)
		return remove_sessions(argc - 1, argv + 1);
	if (argc > 0) {
		message("sessions: %s is neither rm nor prune", argv[0]);
		return EXIT_USAGE;
	}
	return list_sessions();
}
