/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pty.h - the program on a terminal that a test plays: keys in, bytes out, and what it costs.
 *
 *	test --- master ]====[ slave --- program, in the foreground of a session whose leader, a
 *	  ^                                 |    keeper, waits for it as a shell would
 *	  '---------- how it ended ---------'
 */
#ifndef TESTS_PTY_PTY_H
#define TESTS_PTY_PTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <termios.h>

struct pty {
	int master, slave, news;
	pid_t keeper, program;
	struct termios before;          /* the terminal's modes before the program began */
	char *out;                      /* what the program wrote since pty_forget() */
	size_t n, room;
	double begun, last;             /* seconds: of the start, of the last byte that came */
	bool over, stopped;             /* the program ended, or sleeps as by Ctrl-Z: */
	int status;                     /* as waitpid() has it */
};

struct pty_start {
	int rows, columns;
	const char *const *argv;
	const char *term;               /* TERM; NULL: unset */
	const char *folder;             /* to run in; NULL: this one */
	const char *input, *output;     /* files in place of the terminal, or NULL */
	const char *terminfo;           /* TERMINFO, or NULL */
};

/* Whether there are pseudo-terminals here. A container or chroot may have none. */
bool pty_possible(void);

/* False if there is no terminal or process to be had. p is then closed. */
bool pty_open(struct pty *p, const struct pty_start *s);

/* Ends the program, if it still runs, and frees everything. */
void pty_close(struct pty *p);

/* Types bytes, reading meanwhile what is written. */
void pty_type(struct pty *p, const void *bytes, size_t n);
void pty_keys(struct pty *p, const char *text);

/*
 * Another size. The kernel tells the foreground of the session with SIGWINCH, if it is another.
 */
void pty_resize(struct pty *p, int rows, int columns);

/*
 * Reads until nothing comes for some milliseconds, all keys are taken and the program waits for
 * more. False if it does not within `patience` seconds, or it ended or stopped.
 */
bool pty_rest(struct pty *p, double patience);

/* Reads until this text comes behind what was written up to `from`. False if it does not. */
bool pty_shows(struct pty *p, const char *text, size_t from, double patience);

/* Reads for this long, whatever happens. */
void pty_pause(struct pty *p, double seconds);

/* Whether the program ends within this time; p->status. */
bool pty_ends(struct pty *p, double patience);

/* Whether it stops, as by Ctrl-Z; and lets it go on. */
bool pty_stops(struct pty *p, double patience);
void pty_continue(struct pty *p);

void pty_forget(struct pty *p);
bool pty_wrote(const struct pty *p, const char *text);
/* Where text was written last, or -1. */
ssize_t pty_wrote_at(const struct pty *p, const char *text);

/* Seconds of processor time that the program used so far. */
double pty_cpu(const struct pty *p);

/* Whether the terminal's modes are those that it had before. */
bool pty_modes_are_back(const struct pty *p);

/* The terminal goes away, as when its window is closed. */
void pty_hang_up(struct pty *p);

/* Monotonic time in seconds. */
double pty_now(void);

/* Runs a program without a terminal and throws away what it says. Its exit status, or -1. */
int pty_run_without(const char *const *argv);

#endif
