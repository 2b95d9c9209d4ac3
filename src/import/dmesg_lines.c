/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dmesg_lines.c - the lines of a report that are not about zones: what was asked, by whom, on which
 * kernel, and which nodes were allowed.
 *
 * Words are looked for wherever they stand in a line, so it does not matter what a log daemon put
 * before them.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dmesg_inside.h"

bool dmesg_number(const char **at, int64_t most, int64_t *value)
{
	int64_t n = 0;

	if (!isdigit((unsigned char)**at))
		return false;
	for (; isdigit((unsigned char)**at); ++*at) {
		n = n * 10 + (**at - '0');
		if (n > most)
			return false;
	}
	*value = n;
	return true;
}

/* Behind the first of these words in text, or NULL. */
static const char *behind(const char *text, const char *words)
{
	const char *at = strstr(text, words);

	return at ? at + strlen(words) : NULL;
}

/* ---- the first line ---- */

bool dmesg_is_header(const char *text)
{
	return strstr(text, ": page allocation failure") || strstr(text, " invoked oom-killer:");
}

/* "0xcc0"; no mask at all is printed as "0". */
static bool read_mode(const char *at, uint64_t *value)
{
	if (!at || *at != '0')
		return false;
	*value = strtoull(at, NULL, 16);
	return at[1] == 'x' ? isxdigit((unsigned char)at[2]) != 0 : !isxdigit((unsigned char)at[1]);
}

/* "order:3" or "order=-1" behind `at`. */
static bool order_at(const char *at, int *order)
{
	int64_t n;
	bool negative = at && *at == '-';

	if (!at)
		return false;
	at += negative;
	if (!dmesg_number(&at, 1000, &n))
		return false;
	*order = negative ? -1 : (int)n;
	return true;
}

/* What stands in parentheses right behind the number; "(null)" is no mask. */
static void read_names(struct dmesg_report *r, const char *mode)
{
	const char *open = mode + strspn(mode, "0123456789abcdefABCDEFx");
	size_t n = *open == '(' ? strcspn(open + 1, ")") : 0;

	if (n && n < sizeof r->names && open[1 + n] == ')')
		snprintf(r->names, sizeof r->names, "%.*s", (int)n, open + 1);
}

/* "0-1,3" behind at. False if it is none. */
static bool read_nodes(const char *at, struct dmesg_nodes *to)
{
	int64_t from, last;

	*to = (struct dmesg_nodes){ .told = true };
	if (strncmp(at, "(null)", 6) == 0) {
		to->null = true;
		return true;
	}
	for (;;) {
		if (!dmesg_number(&at, MAX_NODES - 1, &from))
			return to->told = false;
		last = from;
		if (*at == '-') {
			at++;
			if (!dmesg_number(&at, MAX_NODES - 1, &last) || last < from)
				return to->told = false;
		}
		for (; from <= last; from++)
			node_set((unsigned)from, &to->mask);
		if (*at != ',' || !isdigit((unsigned char)at[1]))
			return true;
		at++;
	}
}

/* nodemask=, cpuset= and mems_allowed= wherever they stand in the line. */
static void read_confinement(struct dmesg_report *r, const char *text)
{
	const char *nodemask = behind(text, "nodemask="), *cpuset = behind(text, "cpuset=");
	const char *mems = behind(text, "mems_allowed=");

	if (nodemask)
		read_nodes(nodemask, &r->nodemask);
	if (cpuset && mems)
		snprintf(r->cpuset, sizeof r->cpuset, "%.*s", (int)strcspn(cpuset, " ,"), cpuset);
	if (mems)
		read_nodes(mems, &r->mems_allowed);
}

static bool read_request(struct dmesg_report *r, const char *order, const char *mode)
{
	r->has_request = order_at(order, &r->order) && read_mode(mode, &r->mode);
	if (r->has_request)
		read_names(r, mode);
	return r->has_request;
}

void dmesg_header(struct dmesg_report *r, const char *text)
{
	const char *oom = strstr(text, " invoked oom-killer:");

	r->kind = oom ? DMESG_OOM : DMESG_FAILURE;
	if (oom) {
		read_request(r, behind(oom, "order="), behind(oom, "gfp_mask="));
		if (r->has_request && r->order < 0)
			r->kind = DMESG_OOM_SYSRQ;
		text = oom;
	} else {
		text = strstr(text, ": page allocation failure");
		read_request(r, behind(text, "order:"), behind(text, "mode:"));
	}
	read_confinement(r, text);
}

/* ---- who, and on which kernel ---- */

void dmesg_release(struct dmesg_report *r, const char *text)
{
	snprintf(r->release, sizeof r->release, "%.*s", (int)strcspn(text, " \t\n"), text);
}

static bool is_version(const char *text)
{
	int64_t n;

	return dmesg_number(&text, 1000, &n) && *text == '.' && isdigit((unsigned char)text[1]);
}

/* Behind the flags of a tainted kernel: the first word that is a version. */
static const char *find_release(const char *at)
{
	while (*at) {
		at += strspn(at, " \t:");
		if (is_version(at))
			return at;
		at += strcspn(at, " \t");
	}
	return NULL;
}

/* Debian's builds name the release they are made from behind the name of their ABI. */
static void add_debian(struct dmesg_report *r, const char *text)
{
	const char *debian = behind(text, " Debian ");
	size_t used = strlen(r->release);

	if (debian && is_version(debian))
		snprintf(r->release + used, sizeof r->release - used, " (Debian %.*s)",
			 (int)strcspn(debian, " \t"), debian);
}

static void read_number(const char *text, const char *words, long *to, bool *has)
{
	const char *at = behind(text, words);
	int64_t n;

	if (at)
		at += strspn(at, " ");
	if (at && dmesg_number(&at, 1 << 30, &n)) {
		*to = (long)n;
		*has = true;
	}
}

/* The last "ainted" of the line: a process may call itself that, but stands before it. */
static const char *last_taint(const char *text)
{
	const char *last = NULL;

	for (const char *at = strstr(text, "ainted"); at; at = strstr(at + 1, "ainted"))
		if (at[6] == ' ' || at[6] == ':')
			last = at;
	return last;
}

/* "CPU: 0 PID: 1 Comm: init Not tainted 6.1.0-56-amd64 #1", "Pid: 49, comm: tail Tainted: ..." */
static bool read_task(struct dmesg_report *r, const char *text)
{
	const char *comm = behind(text, "omm: "), *taint = comm ? last_taint(comm) : NULL;
	const char *release = taint ? find_release(taint + 6) : NULL;
	long cpu = 0;
	bool has_cpu = false;

	if (!release)
		return false;
	if (!r->release[0]) {
		dmesg_release(r, release);
		add_debian(r, release);
		while (taint > comm && taint[-1] != ' ')
			taint--;
		if (taint - comm > 4 && strncmp(taint - 4, "Not ", 4) == 0)
			taint -= 4;
		snprintf(r->comm, sizeof r->comm, "%.*s", (int)(taint - comm - (taint > comm)),
			 comm);
		read_number(text, "PID:", &r->pid, &r->has_pid);
		read_number(text, "Pid:", &r->pid, &r->has_pid);
		read_number(text, "CPU:", &cpu, &has_cpu);
		if (has_cpu && cpu < MAX_CPUS)
			r->cpu = (unsigned)cpu;
	}
	return true;
}

/* ---- the others ---- */

long dmesg_killed(const char *text)
{
	const char *at = behind(text, "Killed process ");
	int64_t pid;

	return at && dmesg_number(&at, 1 << 30, &pid) ? (long)pid : -1;
}

static bool is_of_memcg(const char *text)
{
	return strstr(text, "Memory cgroup out of memory") ||
	       strstr(text, "Memory cgroup stats for") || strstr(text, "CONSTRAINT_MEMCG") ||
	       strstr(text, "memory: usage ") || strstr(text, "killed as a result of limit of");
}

/* "[   53]     0    53 ...": a row of the table of tasks. */
static bool is_task_row(const char *text)
{
	const char *at = text;

	while ((at = strchr(at, '[')) != NULL) {
		const char *digit = at + 1 + strspn(at + 1, " ");
		size_t n = strspn(digit, "0123456789");

		if (n && digit[n] == ']' && digit[n + 1] == ' ')
			return true;
		at++;
	}
	return false;
}

static bool ends_report(const struct dmesg_report *r, const char *text)
{
	if (r->kind == DMESG_FAILURE)
		return r->has_zones && strstr(text, " pages RAM");
	return dmesg_killed(text) >= 0 || strstr(text, "no killable processes");
}

enum piece_result dmesg_piece(struct piecing *p, const char *text)
{
	struct dmesg_report *r = p->r;
	enum piece_result zone;

	if (r->kind == DMESG_OOM && is_of_memcg(text))
		r->kind = DMESG_OOM_MEMCG;
	if (ends_report(r, text))
		return PIECE_LAST;
	if (strstr(text, "oom-kill:constraint=") ||
	    (strstr(text, " cpuset=") && strstr(text, " mems_allowed="))) {
		read_confinement(r, text);
		return PIECE_TAKEN;
	}
	if (read_task(r, text))
		return PIECE_TAKEN;
	if (strstr(text, "<IRQ>")) {
		r->interrupt = true;
		return PIECE_TAKEN;
	}
	zone = dmesg_zone_piece(p, text);
	if (zone != PIECE_OTHER)
		return zone;
	return is_task_row(text) ? PIECE_TAKEN : PIECE_OTHER;
}
