/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * monkey.c - random keys and sizes: monkey BUDDYSCOPE KEYS [SEED]
 *
 * Keys come in batches, each to a program of its own that has a lesson, a state, a recording or
 * nothing open. They are those that are bound, typed lines, the mouse, what terminals send by
 * themselves, broken UTF-8, Escape alone. The program must neither crash nor hang, must end by
 * Escape and q, at most a few times, and leave the terminal as it was. On a failure the seed of the
 * batch is told, and its last keys.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pty.h"
#include "tui/keys.h"

enum {
	BATCH = 250,            /* keys */
	LOG = 1024,             /* bytes of them that are told */
	QUITS = 4,              /* times Escape and q, from wherever it is */
	MOST_ROWS = 100, MOST_COLUMNS = 300,
};

/*
 * A sanitizer makes everything slow, and others use this computer too: what hangs is told by the
 * processor time it takes, or does not take. A statement may take long: Ctrl-C stops it.
 */
static const double look_every = 10, most_cpu = 60, idle_cpu = 0.02, escape_alone = 0.06,
		    cpu_patience = 15;

struct monkey {
	struct pty p;
	unsigned seed;
	const char *file;
	char log[LOG];
	size_t logged;
};

/* ---- typing ---- */

static void type(struct monkey *m, const void *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		m->log[m->logged++ % LOG] = ((const char *)bytes)[i];
	pty_type(&m->p, bytes, n);
}

static void keys(struct monkey *m, const char *text)
{
	type(m, text, strlen(text));
}

static unsigned below(unsigned n)
{
	return (unsigned)random() % n;
}

/* ---- keys ---- */

/* What xterm sends for a key that is no character. */
static const char *sequence(int press)
{
	static const struct {
		int press;
		const char *bytes;
	} rows[] = {
		{ PRESS_UP, "\033OA" },           { PRESS_DOWN, "\033OB" },
		{ PRESS_RIGHT, "\033OC" },        { PRESS_LEFT, "\033OD" },
		{ PRESS_HOME, "\033OH" },         { PRESS_END, "\033OF" },
		{ PRESS_PAGE_UP, "\033[5~" },     { PRESS_PAGE_DOWN, "\033[6~" },
		{ PRESS_DELETE, "\033[3~" },      { PRESS_BACK_TAB, "\033[Z" },
		{ PRESS_F1, "\033OP" },           { PRESS_F1 + 1, "\033OQ" },
		{ PRESS_F1 + 2, "\033OR" },       { PRESS_F1 + 3, "\033OS" },
		{ PRESS_F1 + 4, "\033[15~" },     { PRESS_F1 + 5, "\033[17~" },
		{ PRESS_F1 + 6, "\033[18~" },     { PRESS_F1 + 7, "\033[19~" },
		{ PRESS_F1 + 8, "\033[20~" },     { PRESS_F1 + 9, "\033[21~" },
		{ PRESS_F1 + 10, "\033[23~" },    { PRESS_F12, "\033[24~" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].press == press)
			return rows[i].bytes;
	return "";
}

/* Every key of the table as often as any other; those that quit are left to the end of a batch. */
static void bound_key(struct monkey *m)
{
	const struct key_row *row;
	size_t n = 0;
	int press;

	while (key_row(n))
		n++;
	row = key_row(below((unsigned)n));
	press = row->press[below(4)];
	if (!press || (row->action == ACTION_QUIT && below(10)))
		return;
	if (press < PRESS_UP)
		type(m, &(char){ (char)press }, 1);
	else
		keys(m, sequence(press));
}

static void any_key(struct monkey *m)
{
	char c = (char)(1 + below(127));

	if (c != 'q' && c != 3)
		type(m, &c, 1);
}

static void number(struct monkey *m)
{
	static const char *const verbs[] = { "s", "S", "n", "N", "G", "r", "x", "p", "c" };
	char text[32];

	snprintf(text, sizeof text, "%u%s", below(below(2) ? 30 : 2000000000),
		 verbs[below(sizeof verbs / sizeof *verbs)]);
	keys(m, text);
}

static void typed_line(struct monkey *m)
{
	static const char *const lines[] = {
		":alloc_page GFP_KERNEL", ":p = alloc_pages GFP_KERNEL 3", ":__free_pages p 3",
		":repeat 50 alloc_page GFP_ATOMIC", ":alloc_pages_bulk GFP_KERNEL 64", ":drain",
		":machine uma 64M", ":machine numa 2x128M", ":kernel 4.7", ":kernel 6.12",
		":print free_area", ":why", ":buddyinfo", ":zoneinfo", ":pagetypeinfo",
		":fill Normal until free<low", ":fill DMA32 until free<min",
		":set min_free_kbytes=4096", ":break check=zone_watermark_fast verdict=skip",
		":break", ":watch DMA32.free", ":display Normal.free", ":undisplay", ":delete",
		":info", ":branch", ":branch main", ":branch 2", ":goto 100", ":goto 99999999",
		":step 7", ":reverse-step 3", ":finish", ":continue", ":reverse-continue",
		":menu", ":help", ":open nowhere.md", ":save-display shown", ":expect zone=DMA",
		":predict \"Which zone?\" zone DMA DMA32 Normal", ":advance 1s", ":kswapd wake",
		":task cpuset=none", ":show", ":alloc_page GFP_KERNAL", ":\"", ":%s%n", "/rmqueue",
		"/split", "/\xe9\xa1\xb5", "bcheck=cpuset_zone_allowed", "bkind=SPLIT", "b",
	};
	static const char *const ends[] = { "\r", "\r", "\r", "\t\t\r", "\033OA\033OA\r", "\003",
					    "\x7f\x7f\x7f\r", "\001\013\r", "\022re\r", "" };

	keys(m, lines[below(sizeof lines / sizeof *lines)]);
	keys(m, ends[below(sizeof ends / sizeof *ends)]);
}

static void mouse(struct monkey *m)
{
	char text[64];
	int n;

	if (below(2))
		n = snprintf(text, sizeof text, "\033[<%u;%u;%u%c", below(130), below(320),
			     below(below(20) ? 110 : 100000), below(2) ? 'M' : 'm');
	else
		n = snprintf(text, sizeof text, "\033[M%c%c%c", (int)(32 + below(96)),
			     (int)(33 + below(220)), (int)(33 + below(90)));
	type(m, text, (size_t)n);
}

static void broken_character(struct monkey *m)
{
	static const char *const broken[] = {
		"\x80", "\xbf", "\xc3", "\xe4\xb8", "\xf0\x9f\x98", "\xc0\xaf", "\xed\xa0\x80",
		"\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xff\xfe", "\x9b" "31m",
	};
	char bytes[8];

	if (below(2)) {
		keys(m, broken[below(sizeof broken / sizeof *broken)]);
		return;
	}
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)(0x80 + below(128));
	if (below(2)) {
		type(m, bytes, 1 + below(sizeof bytes));
		return;
	}
	for (size_t i = 0; i < sizeof bytes; i++) {     /* each on its own */
		type(m, &bytes[i], 1);
		pty_pause(&m->p, 2e-3);
	}
}

/* What terminals send unasked, and keys of other terminals. */
static void strange_sequence(struct monkey *m)
{
	static const char *const strange[] = {
		"\033[200~pasted\033[201~", "\033[1;5A", "\033[1;2P", "\033[?1;2c",
		"\033[24;80R", "\033]11;rgb:0000/0000/0000\033\\", "\033]0;x\007", "\033P1$r\033\\",
		"\033[I", "\033[O", "\033[", "\033O", "\033[999999999999~", "\033[A", "\033b",
		"\033\033", "\033\033[A", "\0330", "\xe9\xa1\xb5", "\xf0\x9f\x98\x80",
		"e\xcc\x81\xcc\x81", "\033[27;5;9~",
	};

	keys(m, strange[below(sizeof strange / sizeof *strange)]);
}

static void paste(struct monkey *m)
{
	char text[3000];
	size_t n = 1 + below(sizeof text);

	text[0] = ':';
	for (size_t i = 1; i < n; i++)
		text[i] = (char)(' ' + below(95));
	type(m, text, n);
	keys(m, below(2) ? "\r" : "\033");
	pty_pause(&m->p, escape_alone);
}

static void escape(struct monkey *m)
{
	keys(m, "\033");
	if (below(2))
		pty_pause(&m->p, escape_alone);
}

static void size(struct monkey *m)
{
	int rows = 1 + (int)below(below(3) ? MOST_ROWS : 8);
	int columns = 1 + (int)below(below(3) ? MOST_COLUMNS : 20);

	pty_resize(&m->p, rows, columns);
}

static void random_key(struct monkey *m)
{
	static void (*const rows[])(struct monkey * m) = {
		bound_key,        bound_key, bound_key,  bound_key,  bound_key, bound_key, any_key,
		number,    typed_line, typed_line, mouse,     broken_character, strange_sequence,
		escape,    size,       size,
	};

	if (!below(200))
		paste(m);
	else
		rows[below(sizeof rows / sizeof *rows)](m);
}

/* ---- a batch ---- */

static bool failed(const struct monkey *m, const char *what)
{
	size_t n = m->logged < LOG ? m->logged : LOG;

	printf("not ok - monkey: seed %u: %s; open was %s; the last keys were\n  ", m->seed, what,
	       m->file);
	for (size_t i = m->logged - n; i < m->logged; i++) {
		unsigned char c = (unsigned char)m->log[i % LOG];

		printf(c >= ' ' && c < 127 && c != '\\' ? "%c" : "\\%03o", c);
	}
	printf("\n  status %d%s%s\n", m->p.status, m->p.over ? ", over" : "",
	       m->p.stopped ? ", stopped" : "");
	return false;
}

static bool ended_well(const struct monkey *m)
{
	if (!WIFEXITED(m->p.status) || WEXITSTATUS(m->p.status) != 0)
		return failed(m, "it did not end well");
	return pty_modes_are_back(&m->p) || failed(m, "the terminal's modes are not as before");
}

static bool go_on(struct monkey *m)
{
	if (!pty_modes_are_back(&m->p))
		return failed(m, "it stopped, and the terminal's modes are not as before");
	pty_continue(&m->p);
	return true;
}

/* Rests, and goes on if a key stopped it. */
static bool settle(struct monkey *m)
{
	double begun = pty_cpu(&m->p), before = begun, now;

	pty_forget(&m->p);
	while (!pty_rest(&m->p, look_every)) {
		if (m->p.over)
			return true;
		if (m->p.stopped) {
			if (!go_on(m))
				return false;
			continue;
		}
		now = pty_cpu(&m->p);
		if (now - begun > cpu_patience)
			keys(m, "\003");
		if (now - begun > most_cpu || now - before < idle_cpu)
			return failed(m, "it hangs");
		before = now;
	}
	return true;
}

static bool quit(struct monkey *m)
{
	for (int i = 0; i < QUITS && !m->p.over; i++) {
		keys(m, "\033");
		pty_pause(&m->p, escape_alone);
		if (!settle(m))
			return false;
		if (!m->p.over)
			keys(m, "q");
		if (!settle(m))
			return false;
	}
	return m->p.over ? ended_well(m) : failed(m, "q does not end it");
}

static bool begin(struct monkey *m, const char *program)
{
	const char *argv[] = { program, "tui", m->file, NULL };
	struct pty_start s = { 24, 80, argv, .term = "xterm-256color" };

	return pty_open(&m->p, &s) || failed(m, "no terminal");
}

/*
 * A key may have quit. Then it begins anew, so that the rest of the batch meets somebody. Ctrl-C
 * and Ctrl-\ that came behind that key met a terminal as it was before, and did there what they do.
 */
static bool begin_anew(struct monkey *m, const char *program)
{
	bool interrupted = WIFSIGNALED(m->p.status) &&
			   (WTERMSIG(m->p.status) == SIGINT ||
							WTERMSIG(m->p.status) == SIGQUIT);
	bool ok = interrupted ? pty_modes_are_back(&m->p) : ended_well(m);

	pty_close(&m->p);
	return ok && begin(m, program) && settle(m);
}

static bool batch(struct monkey *m, const char *program, int n)
{
	bool ok = begin(m, program) && settle(m);

	for (int i = 0; ok && i < n; i++) {
		random_key(m);
		if (below(8) == 0)
			ok = settle(m);
		if (ok && m->p.over)
			ok = begin_anew(m, program);
	}
	ok = ok && settle(m) && quit(m);
	pty_close(&m->p);
	return ok;
}

int main(int argc, char **argv)
{
	static const char *const files[] = {
		"lessons/01-first-page.md", "traces/6.1/i_exhaust_zones.jsonl", NULL,
		"lessons/02-empty-pcp-list.md", "traces/6.1/m_numa.jsonl", "monkey.db",
		"lessons/03-below-the-mark.md", "traces/4.7/k_highatomic.jsonl",
		"lessons/04-cpuset-walls.md", "lessons/05-dirty-limit.md",
	};
	int total = argc > 2 ? atoi(argv[2]) : 0, typed = 0;
	unsigned seed = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : 1;

	if (total < 1) {
		fputs("usage: monkey BUDDYSCOPE KEYS [SEED]\n", stderr);
		return 2;
	}
	if (!pty_possible()) {
		puts("monkey: no pseudo-terminals here, skipped");
		return 0;
	}
	for (; typed < total; typed += BATCH, seed++) {
		struct monkey m = { .seed = seed,
				    .file = files[seed % (sizeof files / sizeof *files)] };

		srandom(seed);
		if (!batch(&m, argv[1], total - typed < BATCH ? total - typed : BATCH))
			return 1;
	}
	printf("ok - monkey: %d random keys and sizes\n", total);
	return 0;
}
