/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * options.h - reading a command's options. What is wrong with one is said here, in one way.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "core/kernels.h"

#include <getopt.h>

struct options {
	/* Long options with their letters; --help is 'h'. Ends with a row of zeroes. */
	const struct option *known;
	void (*print_usage)(void);
	/* Takes the option with this letter; value is its own or NULL. False: it complained. */
	bool (*take)(void *self, int letter, const char *value);
	void *self;
};

enum { OPTIONS_READ = -1 };

/*
 * Reads all options; operands then begin at argv[optind]. OPTIONS_READ, or the exit code with which
 * the command ends at once: --help was printed, or a wrong option complained about.
 */
int options_read(int argc, char **argv, const struct options *o);

/* The same with short options besides -h, as getopt has them: "o:". */
int options_read_letters(int argc, char **argv, const struct options *o, const char *letters);

/* A kernel by its name. NULL: complained, with the nearest name. */
const struct kernel *option_kernel(const char *command, const char *name);

/* The value of an option ("replay: --to") as a number, at least `least`. False: complained. */
bool option_number(const char *option, const char *value, int64_t least, int64_t *n);

#endif
