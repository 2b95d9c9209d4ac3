/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * main.c - the table of subcommands, and how the program begins and ends.
 */
#include "cli.h"

#include "text/nearest.h"
#include "text/version.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int cmd_help(int argc, char **argv);

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help; /* one line */
} commands[] = {
	{ "tui", cmd_tui, "a lesson, a recording, a state or a trace, on the screen" },
	{ "run", cmd_run, "run lessons, and check all that they claim" },
	{ "lessons", cmd_lessons, "the lessons there are, and how far you have come" },
	{ "shell", cmd_shell, "the command language, at a prompt or from a pipe" },
	{ "verify", cmd_verify, "prove that recorded requests of a real kernel come out the same" },
	{ "replay", cmd_replay, "run a recording again and prove that every event is the same" },
	{ "sql", cmd_sql, "one read-only query over a recording" },
	{ "sessions", cmd_sessions, "list the recordings kept, or remove some" },
	{ "import", cmd_import, "a state from a machine's /proc text; or what a trace tells" },
	{ "explain", cmd_explain, "why a kernel had no page: reports in a log, zone by zone" },
	{ "diff", cmd_diff, "the same requests on two kernels, and where they part" },
	{ "export", cmd_export, "a recording's requests, for other tools" },
	{ "kernels", cmd_kernels, "the kernels known, or the checks that one of them makes" },
	{ "help", cmd_help, "this list, or how to use one command" },
};

enum { NR_COMMANDS = sizeof commands / sizeof *commands };

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < NR_COMMANDS; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static int unknown_command(const char *name)
{
	const char *names[NR_COMMANDS];
	const char *near;

	for (size_t i = 0; i < NR_COMMANDS; i++)
		names[i] = commands[i].name;
	near = nearest_word(name, names, NR_COMMANDS);
	if (near)
		message("unknown command %s (%s?)", name, near);
	else
		message("unknown command %s; `buddyscope help` lists them", name);
	return EXIT_USAGE;
}

static void print_usage(FILE *out)
{
	fputs("usage: buddyscope COMMAND [OPTION...] [FILE...]\n"
	      "       buddyscope --help | --version\n"
	      "\n"
	      "See every decision of the Linux page allocator, on the kernel's own numbers.\n"
	      "\n",
	      out);
	for (size_t i = 0; i < NR_COMMANDS; i++)
		fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].help);
	fputs("\n`buddyscope help COMMAND` or `buddyscope COMMAND --help` says more.\n", out);
}

static int cmd_help(int argc, char **argv)
{
	static char help_option[] = "--help";
	const struct command *command;

	if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
		print_usage(stdout);
		return EXIT_DONE;
	}
	if (argc > 2) {
		message("help: one command at a time");
		return EXIT_USAGE;
	}
	if (argv[1][0] == '-') {
		message("help: unknown option %s", argv[1]);
		return EXIT_USAGE;
	}
	command = find_command(argv[1]);
	if (!command)
		return unknown_command(argv[1]);
	return command->run(2, (char *[]){ argv[1], help_option, NULL });
}

static int print_version(void)
{
	puts("buddyscope " BUDDYSCOPE_VERSION);
	return EXIT_DONE;
}

static int run_command(int argc, char **argv)
{
	static char tui[] = "tui";
	const struct command *command;

	if (argc < 2 && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
		return cmd_tui(1, (char *[]){ tui, NULL });
	if (argc < 2) {
		print_usage(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
		print_usage(stdout);
		return EXIT_DONE;
	}
	if (strcmp(argv[1], "--version") == 0)
		return print_version();
	if (argv[1][0] == '-') {
		message("unknown option %s; `buddyscope --help` says more", argv[1]);
		return EXIT_USAGE;
	}
	command = find_command(argv[1]);
	if (!command)
		return unknown_command(argv[1]);
	if (argc > 2 && strcmp(argv[2], "--version") == 0)
		return print_version();
	return command->run(argc - 1, argv + 1);
}

/*
 * If we were started with 0, 1 or 2 closed, the next file opened would get that number, and our
 * output would end up in it. Put something there that cannot be read or written the usual way.
 */
static void occupy_standard_descriptors(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
		    open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd)
			exit(EXIT_MACHINE);
}

/* Data that could not be written must not look like success. */
static int close_stdout(int status)
{
	int failed = ferror(stdout);
	int pending = __fpending(stdout) != 0;

	errno = 0;
	if (fclose(stdout) != 0 && (pending || errno != EBADF))
		failed = 1;
	if (!failed)
		return status;
	message("cannot write to standard output%s%s", errno ? ": " : "",
		errno ? strerror(errno) : "");
	return EXIT_MACHINE;
}

int main(int argc, char **argv)
{
	signal(SIGXFSZ, SIG_IGN); /* a file at its limit is an error like a full disk */
	signal(SIGPIPE, SIG_DFL); /* `buddyscope ... | head` ends quietly, whoever starts us */
	occupy_standard_descriptors();
	return close_stdout(run_command(argc, argv));
}
