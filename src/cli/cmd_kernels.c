/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_kernels.c - `buddyscope kernels [A [B]]`: the tables that run, printed, or two of them side
 * by side.
 */
#include "cli.h"

#include "kernel_traits.h"
#include "options.h"

#include <stdio.h>

static void print_usage(void)
{
	fputs("usage: buddyscope kernels [--json] [KERNEL [OTHER]]\n"
	      "\n"
	      "Lists the kernels that can be simulated, or prints one kernel's ladders, from the\n"
	      "tables that run: every check in the order in which it is made, and the function\n"
	      "and file of that version in which it is found; then its numbers, flags and masks.\n"
	      "With two kernels both are printed side by side, each check beside its counterpart\n"
	      "also where it has another name, and what differs is marked.\n"
	      "\n"
	      "  --json    one JSON object\n",
	      stdout);
}

static bool take_json(void *json, int letter, const char *value)
{
	(void)letter;
	(void)value;
	return *(bool *)json = true;
}

static void print(const struct kernel *const named[SIDES], bool json)
{
	if (named[1])
		(json ? kernels_json_two : kernels_print_two)(named);
	else if (named[0])
		(json ? kernels_json_one : kernels_print_one)(named[0]);
	else
		(json ? kernels_json_list : kernels_print_list)();
}

int cmd_kernels(int argc, char **argv)
{
	static const struct option known[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	const struct kernel *named[SIDES] = { NULL, NULL };
	bool json = false;
	int status =
		options_read(argc, argv,
				  &(struct options){ known, print_usage, take_json, &json });

	if (status != OPTIONS_READ)
		return status;
	if (argc - optind > SIDES) {
		message("kernels: two kernels at most");
		return EXIT_USAGE;
	}
	for (int i = optind; i < argc; i++)
		if (!(named[i - optind] = option_kernel("kernels", argv[i])))
			return EXIT_USAGE;
	print(named, json);
	return EXIT_DONE;
}
