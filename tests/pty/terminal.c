/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * terminal.c - terminals of many kinds, and signals: terminal BUDDYSCOPE
 *
 * On each kind of terminal the program draws, steps and quits, or says in one line why it cannot.
 * Whatever ends or stops it, the terminal's modes are as before, and what the terminal knows to
 * leave a full screen was sent. Prints a line for each claim and "N passed, N failed".
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "capabilities.h"
#include "pty.h"

/* A sanitizer makes everything slow. BUSY: until a program that does not listen is ended anyway. */
static const double patience = 30, busy = 5;

enum { NAME = 120, CANNOT = 3, CONTROL_L = '\014' };

static const char *program;
static char folder[] = "/tmp/buddyscope-terminal-XXXXXX", recording[NAME], made[NAME], output[NAME];
static int passed, failed;

static bool claim(bool holds, const char *subject, const char *text, const struct pty *p)
{
	passed += holds;
	failed += !holds;
	printf("%s - terminal: %s: %s\n", holds ? "ok" : "not ok", subject, text);
	if (holds || !p)
		return holds;
	printf("#   status %d%s%s, written:\n#   ", p->status, p->over ? ", over" : "",
	       p->stopped ? ", stopped" : "");
	for (size_t i = p->n > 600 ? p->n - 600 : 0; i < p->n; i++) {
		unsigned char c = (unsigned char)p->out[i];

		printf(c >= ' ' && c < 127 ? "%c" : "\\%03o", c);
	}
	putchar('\n');
	return holds;
}

/* ---- what a terminal is sent ---- */

static bool is_behind(const struct pty *p, const char *on, const char *off)
{
	return !pty_wrote(p, on) || pty_wrote_at(p, off) > pty_wrote_at(p, on);
}

/* What was switched on is switched off behind it. */
static bool is_switched_off(const struct pty *p, const char *on, const char *off)
{
	char begin[CAPABILITY], end[CAPABILITY];

	capability(on, begin);
	capability(off, end);
	return !*end || (is_behind(p, begin, end) && (*begin || pty_wrote(p, end)));
}

/* Reports of the mouse, as xterm and its kin are asked for them. */
static bool mouse_is_off(const struct pty *p)
{
	return is_behind(p, "\033[?1000h", "\033[?1000l") &&
	       is_behind(p, "\033[?1006;1000h", "\033[?1006;1000l");
}

static bool is_restored(const struct pty *p)
{
	char back[CAPABILITY];

	capability("op", back);
	return is_switched_off(p, "smcup", "rmcup") && is_switched_off(p, "smkx", "rmkx") &&
	       is_switched_off(p, "civis", "cnorm") && (!*back || pty_wrote(p, back)) &&
	       mouse_is_off(p) && pty_modes_are_back(p);
}

/* ---- a program on one ---- */

static bool begin_with(struct pty *p, const char *term, const char *const *argv)
{
	struct pty_start s = { 24, 80, argv, .term = term };

	if (!pty_open(p, &s)) {
		puts("terminal: no pseudo-terminal is to be had");
		exit(2);
	}
	return pty_rest(p, patience);
}

static bool begin(struct pty *p, const char *term)
{
	const char *argv[] = { program, "tui", "--no-record", recording, NULL };

	return begin_with(p, term, argv);
}

static bool ends_with(struct pty *p, int status)
{
	return pty_ends(p, patience) && WIFEXITED(p->status) && WEXITSTATUS(p->status) == status;
}

/* Where it is, on a screen that is drawn anew. */
static bool is_at(struct pty *p, const char *place)
{
	size_t before = p->n;

	pty_type(p, &(char){ CONTROL_L }, 1);
	return pty_shows(p, place, before, patience) && pty_rest(p, patience);
}

static bool is_one_line(const struct pty *p)
{
	size_t lines = 0;

	for (size_t i = 0; i < p->n; i++) {
		lines += p->out[i] == '\n';
		if (p->out[i] == '\033')
			return false;
	}
	return lines == 1 && p->n > 2 && p->out[p->n - 1] == '\n';
}

/* ---- kinds of terminals ---- */

static void expect_refusal(struct pty *p, const char *subject)
{
	claim(ends_with(p, CANNOT), subject, "cannot, and ends with 3", p);
	claim(is_one_line(p), subject, "says why in one line", p);
	claim(pty_modes_are_back(p), subject, "leaves the modes alone", p);
}

static void expect_use(struct pty *p, const char *subject)
{
	claim(pty_shows(p, "0/", 0, patience), subject, "draws", p);
	pty_keys(p, "sss");
	claim(pty_rest(p, patience) && is_at(p, "3/"), subject, "steps", p);
	pty_keys(p, "S");
	claim(pty_rest(p, patience) && is_at(p, "2/"), subject, "steps back", p);
	pty_keys(p, "q");
	claim(ends_with(p, 0), subject, "quits", p);
	claim(is_restored(p), subject, "is as before", p);
}

static bool places_its_cursor(void)
{
	char cup[CAPABILITY];

	capability("cup", cup);
	return *cup;
}

static void test_terminals(void)
{
	static const char *const terms[] = {
		"xterm-256color", "xterm", "screen", "screen-256color", "tmux-256color",  "linux",
		"vt100",  "vt220", "ansi",           "rxvt",  "dumb",   "xterm-mono",
	};

	for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
		struct pty p;

		if (!capabilities_of(terms[i])) {
			printf("terminal: %s is not described here, skipped\n", terms[i]);
			continue;
		}
		begin(&p, terms[i]);
		if (places_its_cursor())
			expect_use(&p, terms[i]);
		else
			expect_refusal(&p, terms[i]);
		pty_close(&p);
		capabilities_forget();
	}
}

static void test_no_terminals(void)
{
	static const struct {
		const char *subject, *term;
	} rows[] = {
		{ "TERM unset", NULL },
		{ "TERM empty", "" },
		{ "TERM unknown", "no-such-terminal" },
		{ "TERM as a path", "../../etc/passwd" },
		{ "TERM with an escape", "\033[2J" },
	};
	struct pty p;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		begin(&p, rows[i].term);
		expect_refusal(&p, rows[i].subject);
		pty_close(&p);
	}
}

static void test_files(void)
{
	const char *argv[] = { program, "tui", "--no-record", recording, NULL };
	struct pty_start input = { 24, 80, argv, .term = "xterm", .input = "/dev/null" };
	struct pty_start to_file = { 24, 80, argv, .term = "xterm", .output = output };
	struct pty p;
	FILE *f;

	if (!pty_open(&p, &input))
		return;
	expect_refusal(&p, "standard input is no terminal");
	pty_close(&p);
	if (!pty_open(&p, &to_file))
		return;
	expect_refusal(&p, "standard output is no terminal");
	f = fopen(output, "r");
	claim(f && getc(f) == EOF, "standard output is no terminal", "stays empty", &p);
	if (f)
		fclose(f);
	pty_close(&p);
}

/* As on a serial line that nobody told its size. */
static void test_no_size(void)
{
	const char *argv[] = { program, "tui", "--no-record", recording, NULL };
	struct pty p;

	if (!capabilities_of("vt100"))
		return;
	if (pty_open(&p, &(struct pty_start){ 0, 0, argv, .term = "vt100" }) &&
	    pty_rest(&p, patience))
		expect_use(&p, "no size");
	pty_close(&p);
	capabilities_forget();
}

/* ---- bytes that are no keys ---- */

static void test_broken_characters(void)
{
	static const char *const broken[] = { "\x80", "\xbf", "\xff", "\xc3", "\xe4\xb8",
					      "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x80" "s" };
	struct pty p;

	begin(&p, "xterm-256color");
	for (int i = 0; i < 32; i++) {
		pty_keys(&p, broken[i % 8]);
		pty_rest(&p, patience);
	}
	claim(is_at(&p, "4/"), "bytes that are no characters", "end nothing and hide no key", &p);
	pty_keys(&p, "\xc3");
	pty_rest(&p, patience);
	pty_keys(&p, ":\xe9");
	pty_rest(&p, patience);
	pty_keys(&p, "\xa1\xb5");
	pty_rest(&p, patience);
	claim(pty_shows(&p, "\xe9\xa1\xb5", 0, patience), "a character in pieces",
	      "is put together", &p);
	pty_keys(&p, "\003q");
	claim(ends_with(&p, 0) && pty_modes_are_back(&p), "and then", "it quits", &p);
	pty_close(&p);
}

/* ---- signals ---- */

static void expect_end(struct pty *p, int number, const char *subject, double within)
{
	bool ended = pty_ends(p, within);

	claim(ended && WIFSIGNALED(p->status) && WTERMSIG(p->status) == number, subject, "ends it",
	      p);
	claim(is_restored(p), subject, "the terminal is as before", p);
	pty_close(p);
}

static const struct {
	int number;
	const char *name;
} signals[] = {
	{ SIGINT, "SIGINT" },   { SIGTERM, "SIGTERM" }, { SIGHUP, "SIGHUP" },
	{ SIGQUIT, "SIGQUIT" }, { SIGSEGV, "SIGSEGV" }, { SIGABRT, "SIGABRT" },
	{ SIGBUS, "SIGBUS" },   { SIGFPE, "SIGFPE" },   { SIGILL, "SIGILL" },
};

static void test_signals(void)
{
	char subject[NAME];
	struct pty p;

	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
		begin(&p, "xterm-256color");
		pty_keys(&p, "ss");
		pty_rest(&p, patience);
		kill(p.program, signals[i].number);
		expect_end(&p, signals[i].number, signals[i].name, patience);

		begin(&p, "xterm-256color");
		pty_keys(&p, "++++++ ");        /* plays as fast as it can */
		pty_pause(&p, 0.1);
		kill(p.program, signals[i].number);
		snprintf(subject, sizeof subject, "%s while it draws", signals[i].name);
		expect_end(&p, signals[i].number, subject, patience);
	}
}

static const char takes_long[] = ":fill Normal until free<min\r";       /* page by page there */

static void begin_busy(struct pty *p)
{
	const char *argv[] = { program, "tui", "--record", made, NULL };

	unlink(made);
	begin_with(p, "xterm-256color", argv);
	pty_keys(p, ":kernel 4.7\r:machine uma 16G\r");
	pty_rest(p, patience);
	pty_forget(p);
	pty_keys(p, takes_long);
}

/* The handler of a signal has patience until the statement heard of it, then it acts. */
static void test_busy(void)
{
	struct pty p;

	begin_busy(&p);
	for (int i = 0; i < 4; i++)
		pty_keys(&p, takes_long);
	pty_pause(&p, 0.1);
	kill(p.program, SIGTERM);
	expect_end(&p, SIGTERM, "SIGTERM while it is busy", busy);
}

static void test_interrupted(void)
{
	static const char subject[] = "a statement that takes long";
	struct pty p;

	begin_busy(&p);
	claim(pty_shows(&p, "events so far", 0, patience), subject, "says so", &p);
	pty_keys(&p, "\003");
	claim(pty_shows(&p, "stopped after", 0, patience), subject, "is stopped by Ctrl-C", &p);
	pty_rest(&p, patience);
	pty_forget(&p);
	pty_keys(&p, takes_long);
	pty_shows(&p, "events so far", 0, patience);
	pty_keys(&p, "?\003");
	claim(pty_shows(&p, "Help", 0, patience), subject, "keeps the keys that came meanwhile",
	      &p);
	pty_keys(&p, "qq");
	claim(ends_with(&p, 0) && is_restored(&p), subject, "and then it quits", &p);
	pty_close(&p);
}

static void expect_stop_and_go(struct pty *p, const char *subject)
{
	size_t before;

	claim(pty_stops(p, patience), subject, "stops it", p);
	claim(is_restored(p), subject, "the terminal is as before meanwhile", p);
	before = p->n;
	pty_continue(p);
	claim(pty_shows(p, "0/", before, patience) && pty_rest(p, patience), subject,
	      "SIGCONT brings the whole screen back", p);
	claim(!pty_modes_are_back(p), subject, "and the modes of a full screen", p);
}

static void test_stops(void)
{
	struct pty p;

	begin(&p, "xterm-256color");
	kill(p.program, SIGTSTP);
	expect_stop_and_go(&p, "SIGTSTP");
	kill(p.program, SIGTSTP);
	expect_stop_and_go(&p, "SIGTSTP once more");
	pty_keys(&p, "\032");
	expect_stop_and_go(&p, "Ctrl-Z");
	pty_keys(&p, "s");
	claim(pty_rest(&p, patience) && is_at(&p, "1/"), "SIGCONT", "keys work again", &p);
	pty_keys(&p, "q");
	claim(ends_with(&p, 0) && is_restored(&p), "SIGCONT", "q ends it, all is as before",
	      &p);
	pty_close(&p);
}

static void test_hang_up(void)
{
	struct pty p;

	begin(&p, "xterm-256color");
	pty_hang_up(&p);
	claim(ends_with(&p, CANNOT), "the terminal goes away", "it ends with 3", &p);
	pty_close(&p);
}

/* ---- all ---- */

static bool make_recording(void)
{
	const char *argv[] = { program,    "run",     "--quiet", "--record", recording,
			       "lessons/02-empty-pcp-list.md", NULL };

	if (!mkdtemp(folder))
		return false;
	snprintf(recording, sizeof recording, "%s/run.db", folder);
	snprintf(made, sizeof made, "%s/made.db", folder);
	snprintf(output, sizeof output, "%s/output", folder);
	return pty_run_without(argv) == 0;
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	if (!pty_possible()) {
		puts("terminal: no pseudo-terminals here, skipped");
		return 0;
	}
	program = argv[1];
	setenv("LC_ALL", "C.UTF-8", 1);
	if (!make_recording()) {
		puts("terminal: cannot make a recording");
		return 2;
	}
	test_terminals();
	test_no_terminals();
	test_files();
	test_no_size();
	test_broken_characters();
	if (capabilities_of("xterm-256color")) {
		test_signals();
		test_busy();
		test_interrupted();
		test_stops();
		test_hang_up();
		capabilities_forget();
	}
	unlink(recording);
	unlink(made);
	unlink(output);
	rmdir(folder);
	printf("%d passed, %d failed\n", passed, failed);
	return failed != 0;
}
