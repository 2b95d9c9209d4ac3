/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_diff.c - `buddyscope diff FILE --kernel A --kernel B`: one workload on two kernels.
 */
#include "cli.h"

#include <stdio.h>
#include <string.h>

#include "diff.h"
#include "options.h"

static void print_usage(void)
{
	fputs("usage: buddyscope diff FILE --kernel A --kernel B [OPTION...]\n"
	      "\n"
	      "Makes the requests of a lesson (.md) or of a recording (.jsonl) on two kernels,\n"
	      "and tells the first request and the first check where they part.\n"
	      "\n"
	      "  --kernel V          twice: the kernels to compare\n"
	      "  --from=geometry     each kernel boots on the same zones (usual for lessons)\n"
	      "  --from=state        what is allocated and what is free carries over (usual for\n"
	      "                      recordings)\n"
	      "  --marks=keep        marks, reserves and PCP sizes carry over with a state, too\n"
	      "  --json              one JSON object\n"
	      "  --exit-code         exit status 1 if the two kernels differ\n",
	      stdout);
}

struct world *diff_convert(struct diff *d, unsigned side, const struct world *w,
			   const struct kernel *of, const char **why)
{
	const struct conversion c = { .of = of, .to = d->kernel[side], .from = d->from,
				      .keep_marks = d->keep_marks };
	struct world *converted = convert_world(w, &c, &d->converted[side], why);

	if (converted && !d->converted[side].short_of_memory)
		return converted;
	world_free(converted);
	return NULL;
}

/* ---- options ---- */

static bool take_kernel(struct diff *d, const char *name)
{
	if (d->kernel[1]) {
		message("diff: --kernel is given twice, no more");
		return false;
	}
	return (d->kernel[d->kernel[0] != NULL] = option_kernel("diff", name)) != NULL;
}

static bool option_from(struct diff *d, const char *value)
{
	d->from_given = true;
	d->from = strcmp(value, "state") == 0 ? FROM_STATE : FROM_GEOMETRY;
	if (d->from == FROM_STATE || strcmp(value, "geometry") == 0)
		return true;
	message("diff: --from=%s: it is geometry or state", value);
	return false;
}

static bool option_marks(struct diff *d, const char *value)
{
	d->keep_marks = strcmp(value, "keep") == 0;
	if (!d->keep_marks)
		message("diff: --marks=%s: it is keep", value);
	return d->keep_marks;
}

static bool take_option(void *self, int letter, const char *value)
{
	struct diff *d = self;

	switch (letter) {
	case 'k':
		return take_kernel(d, value);
	case 'f':
		return option_from(d, value);
	case 'm':
		return option_marks(d, value);
	case 'j':
		return d->json = true;
	default:
		return d->exit_code = true;
	}
}

/* ---- the file ---- */

static bool ends_in(const char *path, const char *end)
{
	size_t n = strlen(path), m = strlen(end);

	return n >= m && strcmp(path + n - m, end) == 0;
}

static int run(struct diff *d)
{
	bool lesson = ends_in(d->path, ".md");
	int status;

	if (!d->from_given)
		d->from = lesson ? FROM_GEOMETRY : FROM_STATE;
	if (d->keep_marks && d->from == FROM_GEOMETRY) {
		message("diff: --marks=keep needs --from=state");
		return EXIT_USAGE;
	}
	d->comparison = comparison_new(d->kernel[0], d->kernel[1]);
	if (!d->comparison) {
		message("diff: out of memory");
		return EXIT_MACHINE;
	}
	status = lesson ? diff_lesson(d) : diff_recording(d);
	if (status != EXIT_DONE)
		return status;
	if (d->json)
		diff_print_json(d);
	else
		diff_print(d);
	return d->exit_code && diff_found(d) ? EXIT_REFUTED : EXIT_DONE;
}

int cmd_diff(int argc, char **argv)
{
	static const struct option known[] = {
		{ "kernel", required_argument, NULL, 'k' },
		{ "from", required_argument, NULL, 'f' },
		{ "marks", required_argument, NULL, 'm' },
		{ "json", no_argument, NULL, 'j' },
		{ "exit-code", no_argument, NULL, 'e' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct diff d = { .path = NULL };
	int status =
		options_read(argc, argv,
				  &(struct options){ known, print_usage, take_option, &d });

	if (status != OPTIONS_READ)
		return status;
	status = EXIT_USAGE;
	if (optind + 1 != argc)
		message("diff: one file is needed; `buddyscope diff --help` says more");
	else if (!d.kernel[1])
		message("diff: two kernels are needed: --kernel 4.7 --kernel 4.12");
	else {
		d.path = argv[optind];
		status = run(&d);
	}
	comparison_free(d.comparison);
	for (unsigned i = 0; i < SIDES; i++) {
		notes_done(&d.converted[i]);
		notes_done(&d.left_out[i]);
	}
	return status;
}
