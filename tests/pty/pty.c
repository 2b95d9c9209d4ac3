/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pty.c - a pseudo-terminal, a keeper, a program.
 *
 * The keeper is there because a process that stops needs a parent in its session, else the kernel
 * ignores the wish. It is the leader of the session, so that the program is not told of the end of
 * the terminal by a signal: it has to notice.
 */
#include "pty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { QUIET_MS = 4, SLAVE_NAME = 64, NO_PROGRAM = 127 };

double pty_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

bool pty_possible(void)
{
	int fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	char name[SLAVE_NAME];
	bool possible = fd >= 0 && grantpt(fd) == 0 && unlockpt(fd) == 0 &&
			ptsname_r(fd, name, sizeof name) == 0 && access(name, R_OK | W_OK) == 0;

	if (fd >= 0)
		close(fd);
	return possible;
}

/* ---- the two processes ---- */

static void put_in_place(const char *path, int flags, int fd)
{
	int file = path ? open(path, flags, 0600) : -1;

	if (file >= 0)
		dup2(file, fd);
}

static _Noreturn void be_program(const struct pty_start *s)
{
	setpgid(0, 0);
	signal(SIGTTOU, SIG_IGN);
	tcsetpgrp(STDIN_FILENO, getpgrp());
	signal(SIGTTOU, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	if (s->term)
		setenv("TERM", s->term, 1);
	else
		unsetenv("TERM");
	if (s->terminfo)
		setenv("TERMINFO", s->terminfo, 1);
	unsetenv("LINES");
	unsetenv("COLUMNS");
	put_in_place(s->input, O_RDONLY, STDIN_FILENO);
	put_in_place(s->output, O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
	if (!s->folder || chdir(s->folder) == 0)
		execv(s->argv[0], (char *const *)s->argv);
	_exit(NO_PROGRAM);
}

static _Noreturn void be_keeper(const struct pty *p, const char *slave, int news,
				const struct pty_start *s)
{
	int fd, status = 0;
	pid_t program;

	close(p->master);               /* else the terminal cannot go away */
	close(p->slave);
	setsid();
	signal(SIGHUP, SIG_IGN);
	fd = open(slave, O_RDWR);       /* which makes it this session's terminal */
	for (int i = 0; i < 3; i++)
		dup2(fd, i);
	program = fork();
	if (program == 0)
		be_program(s);
	if (write(news, &program, sizeof program) != sizeof program || program < 0)
		_exit(1);
	while (waitpid(program, &status, WUNTRACED) == program) {
		if (write(news, &status, sizeof status) != sizeof status)
			break;
		if (!WIFSTOPPED(status))
			break;
	}
	_exit(0);
}

static bool open_terminal(struct pty *p, char slave[SLAVE_NAME], const struct pty_start *s)
{
	struct winsize size = { .ws_row = (unsigned short)s->rows,
				.ws_col = (unsigned short)s->columns };

	p->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
	if (p->master < 0 || grantpt(p->master) != 0 || unlockpt(p->master) != 0 ||
	    ptsname_r(p->master, slave, SLAVE_NAME) != 0)
		return false;
	p->slave = open(slave, O_RDWR | O_NOCTTY | O_CLOEXEC);
	return p->slave >= 0 && ioctl(p->slave, TIOCSWINSZ, &size) == 0 &&
	       tcgetattr(p->slave, &p->before) == 0;
}

bool pty_open(struct pty *p, const struct pty_start *s)
{
	char slave[SLAVE_NAME];
	int pipe[2];

	*p = (struct pty){ .master = -1, .slave = -1, .news = -1, .keeper = -1, .program = -1 };
	if (!open_terminal(p, slave, s) || pipe2(pipe, O_CLOEXEC) != 0) {
		pty_close(p);
		return false;
	}
	p->begun = p->last = pty_now();
	p->keeper = fork();
	if (p->keeper == 0)
		be_keeper(p, slave, pipe[1], s);
	close(pipe[1]);
	p->news = pipe[0];
	if (p->keeper < 0 || read(p->news, &p->program, sizeof p->program) != sizeof p->program ||
	    p->program < 0) {
		pty_close(p);
		return false;
	}
	return true;
}

void pty_close(struct pty *p)
{
	if (p->program > 0 && !p->over)
		kill(p->program, SIGKILL);
	if (p->keeper > 0)
		waitpid(p->keeper, NULL, 0);
	if (p->master >= 0)
		close(p->master);
	if (p->slave >= 0)
		close(p->slave);
	if (p->news >= 0)
		close(p->news);
	free(p->out);
	*p = (struct pty){ .master = -1, .slave = -1, .news = -1, .keeper = -1, .program = -1 };
}

/* ---- reading ---- */

static void keep(struct pty *p, const char *bytes, size_t n)
{
	if (p->n + n > p->room) {
		size_t room = 2 * (p->n + n);
		char *more = realloc(p->out, room);

		if (!more)
			abort();
		p->out = more;
		p->room = room;
	}
	memcpy(p->out + p->n, bytes, n);
	p->n += n;
	p->last = pty_now();
}

/* Takes what comes within so many milliseconds. False if there was nothing. */
static bool take(struct pty *p, int milliseconds)
{
	struct pollfd from = { p->master, POLLIN, 0 };
	char bytes[65536];
	ssize_t n;

	if (poll(&from, 1, milliseconds) <= 0 || !(from.revents & POLLIN))
		return false;
	n = read(p->master, bytes, sizeof bytes);
	if (n > 0)
		keep(p, bytes, (size_t)n);
	return n > 0;
}

void pty_pause(struct pty *p, double seconds)
{
	double until = pty_now() + seconds, left;

	while ((left = until - pty_now()) > 0)
		take(p, (int)(left * 1000) + 1);
}

void pty_forget(struct pty *p)
{
	p->n = 0;
}

ssize_t pty_wrote_at(const struct pty *p, const char *text)
{
	size_t n = strlen(text), at = p->n;

	while (n && at-- > 0)
		if (p->n - at >= n && memcmp(p->out + at, text, n) == 0)
			return (ssize_t)at;
	return -1;
}

bool pty_wrote(const struct pty *p, const char *text)
{
	return pty_wrote_at(p, text) >= 0;
}

bool pty_shows(struct pty *p, const char *text, size_t from, double patience)
{
	double until = pty_now() + patience;

	while (pty_wrote_at(p, text) < (ssize_t)from && pty_now() < until)
		take(p, QUIET_MS);
	return pty_wrote_at(p, text) >= (ssize_t)from;
}

/* ---- typing ---- */

void pty_type(struct pty *p, const void *bytes, size_t n)
{
	const char *at = bytes;
	double until = pty_now() + 60;

	while (n && pty_now() < until && !p->over) {
		struct pollfd room = { p->master, POLLIN | POLLOUT, 0 };
		ssize_t done;

		if (poll(&room, 1, 100) > 0 && (room.revents & POLLIN))
			take(p, 0);
		done = room.revents & POLLOUT ? write(p->master, at, n) : 0;
		if (done > 0) {
			at += done;
			n -= (size_t)done;
		}
	}
}

void pty_keys(struct pty *p, const char *text)
{
	pty_type(p, text, strlen(text));
}

void pty_resize(struct pty *p, int rows, int columns)
{
	struct winsize size = { .ws_row = (unsigned short)rows,
				.ws_col = (unsigned short)columns };

	ioctl(p->master, TIOCSWINSZ, &size);
}

/* ---- the program ---- */

/*
 * Its state as the kernel names it: R runs, S sleeps, T is stopped. Where there is no /proc, quiet
 * alone has to do for sleep.
 */
static char state_of(pid_t pid)
{
	char path[40], text[512], *end;
	int fd;
	ssize_t n;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 'S';
	n = read(fd, text, sizeof text - 1);
	close(fd);
	if (n <= 0)
		return '?';
	text[n] = '\0';
	end = strrchr(text, ')');
	return end && end[1] == ' ' ? end[2] : '?';
}

static bool all_taken(const struct pty *p)
{
	int waiting = 0;

	return ioctl(p->slave, FIONREAD, &waiting) != 0 || waiting == 0;
}

/* News of the keeper, if some come within this time: the program stopped or ended. */
static bool hear(struct pty *p, int milliseconds)
{
	struct pollfd from = { p->news, POLLIN, 0 };
	int status;

	if (p->over || poll(&from, 1, milliseconds) <= 0 ||
	    read(p->news, &status, sizeof status) != sizeof status)
		return false;
	p->status = status;
	p->stopped = WIFSTOPPED(status);
	p->over = !p->stopped;
	return true;
}

bool pty_rest(struct pty *p, double patience)
{
	double until = pty_now() + patience;

	while (pty_now() < until) {
		if (take(p, QUIET_MS))
			continue;
		hear(p, 0);
		if (p->over || p->stopped)
			return false;
		if (all_taken(p) && state_of(p->program) == 'S' && !take(p, 0))
			return true;
	}
	return false;
}

bool pty_ends(struct pty *p, double patience)
{
	double until = pty_now() + patience;

	while (!p->over && pty_now() < until) {
		take(p, 1);
		hear(p, 1);
	}
	while (take(p, QUIET_MS))
		;
	return p->over;
}

bool pty_stops(struct pty *p, double patience)
{
	double until = pty_now() + patience;

	while (!p->over && !p->stopped && pty_now() < until) {
		take(p, 1);
		hear(p, 1);
	}
	while (take(p, QUIET_MS))
		;
	return p->stopped;
}

void pty_continue(struct pty *p)
{
	p->stopped = false;
	kill(p->program, SIGCONT);
}

double pty_cpu(const struct pty *p)
{
	struct timespec t = { 0 };
	clockid_t clock;

	if (clock_getcpuclockid(p->program, &clock) != 0 || clock_gettime(clock, &t) != 0)
		return -1;
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

bool pty_modes_are_back(const struct pty *p)
{
	struct termios now;

	return tcgetattr(p->slave, &now) == 0 && now.c_iflag == p->before.c_iflag &&
	       now.c_oflag == p->before.c_oflag && now.c_cflag == p->before.c_cflag &&
	       now.c_lflag == p->before.c_lflag &&
	       memcmp(now.c_cc, p->before.c_cc, sizeof now.c_cc) == 0;
}

void pty_hang_up(struct pty *p)
{
	close(p->slave);
	close(p->master);
	p->slave = p->master = -1;
}

int pty_run_without(const char *const *argv)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		put_in_place("/dev/null", O_RDONLY, STDIN_FILENO);
		put_in_place("/dev/null", O_WRONLY, STDOUT_FILENO);
		execv(argv[0], (char *const *)argv);
		_exit(NO_PROGRAM);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
