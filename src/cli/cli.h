/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cli.h - what the subcommands share: their signature, how they end, how they speak.
 *
 * A subcommand gets its own name as argv[0] and parses its options with getopt_long. Standard
 * output is for data; every message goes through message() or message_diag(). It returns one of
 * the codes below; main() closes standard output and ends the program.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "text/diag.h"

#include <getopt.h>

enum exit_code {
	EXIT_DONE = 0,
	EXIT_REFUTED = 1, /* an expectation, a proof or a query failed, or nothing was found */
	EXIT_USAGE = 2,	  /* bad usage or bad input */
	EXIT_MACHINE = 3, /* the machine failed us: disk, memory, terminal */
};

int cmd_tui(int argc, char **argv);
int cmd_run(int argc, char **argv);
int cmd_lessons(int argc, char **argv);
int cmd_shell(int argc, char **argv);
int cmd_verify(int argc, char **argv);
int cmd_kernels(int argc, char **argv);
int cmd_replay(int argc, char **argv);
int cmd_sql(int argc, char **argv);
int cmd_sessions(int argc, char **argv);
int cmd_diff(int argc, char **argv);
int cmd_import(int argc, char **argv);
int cmd_export(int argc, char **argv);
int cmd_explain(int argc, char **argv);

/* Prints "buddyscope: ..." and a newline on standard error, without control characters. */
void message(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Prints a message about input on standard error, as diag_print() does. */
void message_diag(const struct diag *d, const char *source_line);

#endif
