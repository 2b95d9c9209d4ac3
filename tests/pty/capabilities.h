/* SPDX-License-Identifier: GPL-3.0-or-later */
/* capabilities.h - what a kind of terminal understands, as terminfo says. */
#ifndef TESTS_PTY_CAPABILITIES_H
#define TESTS_PTY_CAPABILITIES_H

#include <stdbool.h>

enum { CAPABILITY = 120 };

/* Whether term is described on this computer. If so it is the one that is asked about. */
bool capabilities_of(const char *term);
void capabilities_forget(void);

/* A string of that terminal, by its terminfo name, without padding; "" if it has none. */
void capability(const char *name, char out[CAPABILITY]);

#endif
