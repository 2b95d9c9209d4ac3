/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * prompt.c - readline through its callback interface, fed from a queue of bytes.
 *
 * It may touch neither signals nor the terminal's size or modes, and writes nothing: redisplay is
 * ours, its stream goes nowhere, completions are kept for drawing.
 */
#include "prompt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/readline.h>

#include "keys.h"

enum { QUEUE_BYTES = 64, OFFERS_BYTES = 400, LINE_BYTES = 8192 };

static struct {
	bool open, ready;
	enum prompt_event event;
	struct prompt_options o;
	char label[8];
	unsigned char queue[QUEUE_BYTES];
	size_t queued, taken;
	char line[LINE_BYTES];
	char offers[OFFERS_BYTES];
	FILE *nowhere;
} the;

/* ---- what readline calls ---- */

static int next_byte(FILE *stream)
{
	(void)stream;
	return the.taken < the.queued ? the.queue[the.taken++] : EOF;
}

static int byte_waits(void)
{
	return the.taken < the.queued;
}

static void nothing(void)
{
}

static void line_done(char *line)
{
	the.event = line ? PROMPT_DONE : PROMPT_CANCELLED;
	if (line)
		snprintf(the.line, sizeof the.line, "%s", line);
	free(line);
	rl_callback_handler_remove();
	the.open = false;
}

static void keep_offers(char **matches, int n, int longest)
{
	size_t used = 0;

	(void)longest;
	the.offers[0] = '\0';
	for (int i = 1; i <= n && used < sizeof the.offers; i++)
		used += (size_t)snprintf(the.offers + used, sizeof the.offers - used, "%s%s",
					 i > 1 ? "  " : "", matches[i]);
}

/* ---- setting up ---- */

static void set_up(void)
{
	if (the.ready)
		return;
	the.ready = true;
	the.nowhere = fopen("/dev/null", "w+e");
	typing_set_up();
	rl_instream = rl_outstream = the.nowhere;
	rl_change_environment = 0;
	rl_prep_term_function = NULL;
	rl_deprep_term_function = NULL;
	rl_getc_function = next_byte;
	rl_input_available_hook = byte_waits;
	rl_redisplay_function = nothing;
	rl_completion_display_matches_hook = keep_offers;
	rl_completion_query_items = 0;
	rl_initialize();
	rl_variable_bind("bell-style", "none");
	rl_variable_bind("enable-bracketed-paste", "off");
	rl_variable_bind("show-all-if-ambiguous", "on");
	rl_variable_bind("disable-completion", "off");
	rl_variable_bind("editing-mode", "emacs");
}

void prompt_init(const char *history)
{
	set_up();
	typing_remember(history);
}

void prompt_done(void)
{
	prompt_cancel();
	typing_done();
}

void prompt_begin(const struct prompt_options *o)
{
	set_up();
	prompt_cancel();
	the.o = *o;
	typing_ask(o->complete, o->self);
	snprintf(the.label, sizeof the.label, "%s", o->label);
	the.offers[0] = '\0';
	the.line[0] = '\0';
	the.event = PROMPT_OPEN;
	the.open = true;
	rl_callback_handler_install("", line_done);
	if (o->preset) {
		rl_insert_text(o->preset);
		rl_point = rl_end;
	}
}

bool prompt_is_open(void)
{
	return the.open;
}

void prompt_cancel(void)
{
	if (!the.open)
		return;
	rl_callback_sigcleanup();       /* a search or a half of a key may be going on ... */
	rl_free_line_state();           /* ... or an older line may be edited */
	rl_clear_pending_input();
	rl_callback_handler_remove();
	the.open = false;
	the.event = PROMPT_CANCELLED;
}

/* ---- keys ---- */

static void queue(const char *bytes, size_t n)
{
	for (size_t i = 0; i < n && the.queued < sizeof the.queue; i++)
		the.queue[the.queued++] = (unsigned char)bytes[i];
}

static void queue_character(int c)
{
	char b[4];

	if (c < 0x80) {
		b[0] = (char)c;
		queue(b, 1);
		return;
	}
	if (c < 0x800) {
		b[0] = (char)(0xc0 | c >> 6);
		b[1] = (char)(0x80 | (c & 0x3f));
		queue(b, 2);
		return;
	}
	b[0] = (char)(c < 0x10000 ? 0xe0 | c >> 12 : 0xf0 | c >> 18);
	b[1] = (char)(0x80 | (c >> 12 & 0x3f));
	if (c < 0x10000)
		b[1] = (char)(0x80 | (c >> 6 & 0x3f));
	b[2] = (char)(0x80 | ((c < 0x10000 ? c : c >> 6) & 0x3f));
	b[3] = (char)(0x80 | (c & 0x3f));
	queue(b, c < 0x10000 ? 3 : 4);
}

/* The sequences that readline's own keymaps have for keys that are no characters. */
static void queue_key(int press)
{
	static const struct {
		int press;
		const char *bytes;
	} keys[] = {
		{ PRESS_UP, "\033[A" },	   { PRESS_DOWN, "\033[B" },    { PRESS_RIGHT, "\033[C" },
		{ PRESS_LEFT, "\033[D" },  { PRESS_HOME, "\033[H" },    { PRESS_END, "\033[F" },
		{ PRESS_DELETE, "\004" },  { PRESS_BACKSPACE, "\177" },
	};

	if (press >= PRESS_META) {
		queue("\033", 1);
		queue_character(press - PRESS_META);
	} else if (press < PRESS_UP) {
		queue_character(press);
	}
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (keys[i].press == press && press >= PRESS_UP)
			queue(keys[i].bytes, strlen(keys[i].bytes));
}

/*
 * Editing, history and completion. Other commands of readline (arguments, macros, searches for a
 * character, aborting in the middle of one) leave a callback reader in states that it crashes in.
 */
static bool is_editing(int press)
{
	static const char controls[] = "\001\002\004\005\006\b\t\n\v\r\016"
				       "\020\022\024\025\027\031\177";
	static const char metas[] = "bfdulct.<>\177";

	if (press >= PRESS_META)
		return press - PRESS_META < 128 && strchr(metas, press - PRESS_META);
	return (press >= ' ' && press != 127) || (press && strchr(controls, press));
}

static bool is_history(int press)
{
	return press == PRESS_UP || press == PRESS_DOWN || press == 16 || press == 14 ||
	       press == 18;
}

enum prompt_event prompt_press(int press)
{
	if (!the.open)
		return PROMPT_CANCELLED;
	if (press == PRESS_ESCAPE || press == 3 || press == 7 ||
	    (press == PRESS_BACKSPACE && !rl_end) || (press == PRESS_DELETE && !rl_end)) {
		prompt_cancel();
		return the.event;
	}
	if (!is_editing(press))
		return PROMPT_OPEN;
	if (rl_end >= LINE_BYTES - 8 && press >= ' ' && press < PRESS_UP && press != 127)
		return PROMPT_OPEN;
	if (!the.o.history && is_history(press))
		return PROMPT_OPEN;
	the.queued = the.taken = 0;
	the.offers[0] = '\0';
	queue_key(press);
	while (the.open && the.taken < the.queued)
		rl_callback_read_char();
	if (the.event == PROMPT_DONE && the.o.history)
		typing_keep(the.line);
	return the.event;
}

const char *prompt_line(void)
{
	return the.line;
}

struct prompt_look prompt_look(void)
{
	bool said = the.open && rl_display_prompt && *rl_display_prompt;

	return (struct prompt_look){
		.label = said ? rl_display_prompt : the.label,
		.line = the.open && rl_line_buffer ? rl_line_buffer : "",
		.cursor = the.open && rl_point > 0 ? (size_t)rl_point : 0,
		.offers = the.offers,
	};
}
