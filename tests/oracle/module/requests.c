// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * requests.c - reads the list of requests, line by line. See requests.h.
 */
#include "requests.h"

#ifdef __KERNEL__
#include <linux/kernel.h>
#include <linux/string.h>
#else
#include <string.h>
#endif

static const char *const op_names[NR_OPS] = {
	[OP_ALLOC] = "alloc",
	[OP_BULK] = "bulk",
	[OP_FREE] = "free",
	[OP_SPLIT] = "split",
	[OP_DRAIN] = "drain",
	[OP_UNRESERVE] = "unreserve",
	[OP_SNAP] = "snap",
	[OP_MEMALLOC] = "memalloc",
	[OP_OOM_VICTIM] = "oom_victim",
	[OP_HARDIRQ] = "hardirq",
	[OP_RT] = "rt",
};

const char *request_op_name(enum request_op op)
{
	return op_names[op];
}

/* ---- words ---- */

/* The next word, or NULL. What follows it is left in *rest. */
static char *next_word(char **rest)
{
	char *word = *rest;

	while (*word == ' ' || *word == '\t' || *word == '\r')
		word++;
	if (!*word || *word == '#') {
		*rest = word + strlen(word);
		return NULL;
	}
	for (*rest = word; **rest && !strchr(" \t\r", **rest);)
		++*rest;
	if (**rest)
		*(*rest)++ = '\0';
	return word;
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

/* The digits at *text in this base, at most max. Leaves *text behind them. */
static bool read_digits(const char **text, unsigned int base, unsigned long max, unsigned long *n)
{
	const char *at = *text;

	for (*n = 0; digit_of(*at) >= 0 && digit_of(*at) < (int)base; at++) {
		unsigned long digit = (unsigned long)digit_of(*at);

		if (*n > max / base || *n * base > max - digit)
			return false;
		*n = *n * base + digit;
	}
	if (at == *text)
		return false;
	*text = at;
	return true;
}

static bool read_number(const char *text, unsigned long max, unsigned int *n)
{
	unsigned long value;

	if (!text || !read_digits(&text, 10, max, &value) || *text)
		return false;
	*n = (unsigned int)value;
	return true;
}

static const char *read_flags(const char *text, flag_fn flag, struct request *r)
{
	size_t len;

	r->gfp = 0;
	if (!text)
		return "the flags are missing";
	if (!strcmp(text, "0"))
		return NULL;
	for (;; text += len + 1) {
		unsigned int bits;

		len = strcspn(text, "|");
		if (!flag(text, len, &bits))
			return "a flag that is not known";
		r->gfp |= bits;
		if (!text[len])
			return NULL;
	}
}

/* ---- operands ---- */

static const char *read_place(struct request *r, const char *word)
{
	unsigned long mask;
	unsigned int nid;

	if (!strncmp(word, "nid=", 4)) {
		if (!read_number(word + 4, MAX_LIST_NODES - 1, &nid))
			return "nid= takes a node from 0 to 63";
		r->nid = (int)nid;
		return NULL;
	}
	if (!strncmp(word, "nodemask=", 9)) {
		word += 9;
		if (word[0] == '0' && word[1] == 'x')
			word += 2;
		if (!read_digits(&word, 16, ~0ul, &mask) || *word)
			return "nodemask= takes a hexadecimal number of at most 64 bits";
		r->nodemask = mask;
		r->has_nodemask = true;
		return NULL;
	}
	return "not nid= or nodemask=";
}

static const char *read_request_for_pages(struct request *r, char **rest, flag_fn flag,
					  const char **at)
{
	const char *wrong;

	*at = next_word(rest);
	if (!read_number(*at, MAX_HANDLES - 1, &r->handle))
		return "a handle is a number below 4194304";
	*at = next_word(rest);
	if (r->op == OP_ALLOC && !read_number(*at, MAX_ORDER_ASKED, &r->order))
		return "an order is a number from 0 to 31";
	if (r->op == OP_BULK && (!read_number(*at, MAX_BULK, &r->want) || !r->want))
		return "a bulk request is for 1 to 65536 pages";
	*at = next_word(rest);
	wrong = read_flags(*at, flag, r);
	while (!wrong && (*at = next_word(rest)))
		wrong = read_place(r, *at);
	return wrong;
}

static const char *read_handle(struct request *r, const char *word)
{
	unsigned long n;

	if (!word || !read_digits(&word, 10, MAX_HANDLES - 1, &n))
		return "a handle is a number below 4194304";
	r->handle = (unsigned int)n;
	r->piece = WHOLE;
	if (r->op == OP_FREE && *word == '+') {
		word++;
		if (!read_digits(&word, 10, MAX_BULK - 1, &n))
			return "a page of a block is a number below 65536";
		r->piece = (int)n;
	}
	return *word ? "something follows the handle" : NULL;
}

static const char *read_switch(struct request *r, const char *word)
{
	if (r->op == OP_UNRESERVE) {
		r->on = word && !strcmp(word, "force");
		return !word || r->on ? NULL : "not force";
	}
	if (!word || (strcmp(word, "on") && strcmp(word, "off")))
		return "neither on nor off";
	r->on = !strcmp(word, "on");
	return NULL;
}

static const char *read_name(struct request *r, const char *word)
{
	size_t i;

	if (!word || strlen(word) >= sizeof(r->name))
		return "a snapshot has a name of at most 23 characters";
	for (i = 0; word[i]; i++)
		if (word[i] <= ' ' || word[i] > '~' || word[i] == '"' || word[i] == '\\')
			return "a character that a name may not have";
	memcpy(r->name, word, i + 1);
	return NULL;
}

static const char *read_operands(struct request *r, char **rest, flag_fn flag, const char **at)
{
	switch (r->op) {
	case OP_ALLOC:
	case OP_BULK:
		return read_request_for_pages(r, rest, flag, at);
	case OP_DRAIN:
		return NULL;
	case OP_FREE:
	case OP_SPLIT:
		*at = next_word(rest);
		return read_handle(r, *at);
	case OP_SNAP:
		*at = next_word(rest);
		return read_name(r, *at);
	default:
		*at = next_word(rest);
		return read_switch(r, *at);
	}
}

const char *request_parse(char *line, flag_fn flag, struct request *r, const char **at)
{
	char *rest = line;
	const char *wrong;
	unsigned int op = 0;

	*at = next_word(&rest);
	if (!*at)
		return "";
	while (op < NR_OPS && strcmp(*at, op_names[op]))
		op++;
	if (op == NR_OPS)
		return "no such request";
	memset(r, 0, sizeof(*r));
	r->op = (enum request_op)op;
	r->nid = NO_NID;
	wrong = read_operands(r, &rest, flag, at);
	if (wrong)
		return wrong;
	*at = next_word(&rest);
	return *at ? "something follows the request" : NULL;
}

/* ---- handles ---- */

const char *request_fits(const struct request *r, struct handle_plan *plan)
{
	switch (r->op) {
	case OP_ALLOC:
	case OP_BULK:
		if (plan->pages)
			return "the handle is in use";
		plan->bulk = r->op == OP_BULK;
		plan->pages = plan->bulk ? r->want : 1;
		plan->order = plan->bulk ? 0 : r->order;
		return NULL;
	case OP_SPLIT:
		if (!plan->pages || plan->bulk || plan->split)
			return "not the handle of a whole block";
		if (plan->order > MAX_SPLIT_ORDER)
			return "no block has this order";
		plan->split = true;
		plan->pages = 1u << plan->order;
		return NULL;
	case OP_FREE:
		if (!plan->pages)
			return "no block has this handle";
		if (r->piece == WHOLE && (plan->bulk || plan->split))
			return "this block is freed page by page";
		if (r->piece != WHOLE && !plan->bulk && !plan->split)
			return "the block has not been split";
		if (r->piece != WHOLE && (unsigned int)r->piece >= plan->pages)
			return "the block has fewer pages";
		return NULL;
	default:
		return NULL;
	}
}
