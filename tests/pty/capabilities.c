/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * capabilities.c - terminfo, apart from the rest because term.h takes many names for itself.
 */
#include "capabilities.h"

#include <string.h>
#include <unistd.h>

#include <curses.h>
#include <term.h>

bool capabilities_of(const char *term)
{
	int error;

	return setupterm(term, STDOUT_FILENO, &error) == OK;
}

void capabilities_forget(void)
{
	del_curterm(cur_term);
}

void capability(const char *name, char out[CAPABILITY])
{
	const char *text = tigetstr(name);
	size_t n = 0;

	out[0] = '\0';
	if (!text || text == (char *)-1)
		return;
	for (; *text && n < CAPABILITY - 1; text++) {
		if (text[0] == '$' && text[1] == '<' && strchr(text, '>'))
			text = strchr(text, '>');
		else
			out[n++] = *text;
	}
	out[n] = '\0';
}
