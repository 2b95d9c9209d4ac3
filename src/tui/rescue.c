/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rescue.c - signal handlers that put a terminal right, or write a byte to a pipe.
 */
#include "rescue.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

enum { ALT_STACK = 64 * 1024, PATIENCE = 2 };

static struct {
	struct rescue r;
	volatile sig_atomic_t active, ending, number;
	int pipe[2];
	char *stack;
} the;

/* Only what may be called from a signal handler. */
static void restore(void)
{
	size_t done = 0;

	if (!the.active)
		return;
	the.active = 0;
	signal(SIGTTOU, SIG_IGN);
	while (done < the.r.n) {
		ssize_t n = write(STDOUT_FILENO, the.r.bytes + done, the.r.n - done);

		if (n <= 0)
			break;
		done += (size_t)n;
	}
	tcsetattr(STDIN_FILENO, TCSANOW, &the.r.modes);
}

static void die(int number)
{
	sigset_t all;

	restore();
	signal(number, SIG_DFL);
	sigemptyset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	raise(number);
}

static void on_crash(int number)
{
	die(number);
}

static void on_end(int number)
{
	int before = errno;
	char byte = 'E';

	if (number == SIGALRM)
		die((int)the.number);
	if (the.ending)
		die(number);
	the.ending = 1;
	the.number = number;
	alarm(PATIENCE);
	(void)!write(the.pipe[1], &byte, 1);
	errno = before;
}

static void on_news(int number)
{
	int before = errno;
	char byte = number == SIGWINCH ? 'W' : number == SIGTSTP ? 'Z' : 'C';

	(void)!write(the.pipe[1], &byte, 1);
	errno = before;
}

static void handle(int number, void (*handler)(int), int flags)
{
	struct sigaction sa = { .sa_handler = handler, .sa_flags = flags };

	sigemptyset(&sa.sa_mask);
	sigaction(number, &sa, NULL);
}

static const int crashes[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL };
static const int ends[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGALRM };
static const int news[] = { SIGWINCH, SIGTSTP, SIGCONT };

enum {
	NR_CRASHES = sizeof crashes / sizeof *crashes, NR_ENDS = sizeof ends / sizeof *ends,
	NR_NEWS = sizeof news / sizeof *news,
};

static void handle_signals(void)
{
	stack_t stack = { .ss_size = ALT_STACK };

	the.stack = malloc(ALT_STACK);
	stack.ss_sp = the.stack;
	if (the.stack)
		sigaltstack(&stack, NULL);
	for (size_t i = 0; i < NR_CRASHES; i++)
		handle(crashes[i], on_crash, (int)(SA_ONSTACK | SA_RESETHAND));
	for (size_t i = 0; i < NR_ENDS; i++) {
		struct sigaction before;

		if (sigaction(ends[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
			handle(ends[i], on_end, 0);     /* nohup's wish is respected */
	}
	for (size_t i = 0; i < NR_NEWS; i++)
		handle(news[i], on_news, SA_RESTART);
}

static void leave_signals(void)
{
	stack_t none = { .ss_flags = SS_DISABLE };

	alarm(0);
	for (size_t i = 0; i < NR_CRASHES; i++)
		signal(crashes[i], SIG_DFL);
	for (size_t i = 0; i < NR_ENDS; i++)
		if (signal(ends[i], SIG_DFL) == SIG_IGN)
			signal(ends[i], SIG_IGN);
	for (size_t i = 0; i < NR_NEWS; i++)
		signal(news[i], SIG_DFL);
	sigaltstack(&none, NULL);
	free(the.stack);
	the.stack = NULL;
}

/* ---- for the loop ---- */

bool rescue_begin(const struct rescue *r)
{
	if (pipe2(the.pipe, O_CLOEXEC | O_NONBLOCK) != 0)
		return false;
	the.r = *r;
	the.ending = 0;
	the.active = 1;
	handle_signals();
	return true;
}

void rescue_end(void)
{
	restore();
	leave_signals();
	close(the.pipe[0]);
	close(the.pipe[1]);
}

int rescue_fd(void)
{
	return the.pipe[0];
}

bool rescue_ending(int *number)
{
	*number = (int)the.number;
	return the.ending;
}

enum rescue_news rescue_news(void)
{
	enum rescue_news found = RESCUE_NOTHING;
	char bytes[64];
	ssize_t n = read(the.pipe[0], bytes, sizeof bytes);

	for (ssize_t i = 0; i < n; i++)
		if (bytes[i] == 'Z')
			return RESCUE_STOP;
		else if (bytes[i] == 'W' || bytes[i] == 'C')
			found = RESCUE_SIZE;
	return found;
}

void rescue_stop(void)
{
	the.active = 0;
	signal(SIGTSTP, SIG_DFL);
	raise(SIGTSTP);
	handle(SIGTSTP, on_news, SA_RESTART);
	the.active = 1;
}
