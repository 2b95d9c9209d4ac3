/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rescue.h - the terminal as it was, whatever ends us; and signals as news to be polled for.
 *
 * A crash writes the bytes and sets the modes that were kept at the start, by write() and
 * tcsetattr() alone. A signal that asks us to end is news first; after two seconds, or at the next
 * one, the same is done as for a crash.
 */
#ifndef TUI_RESCUE_H
#define TUI_RESCUE_H

#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

enum { RESCUE_BYTES = 512 };

struct rescue {
	struct termios modes;
	char bytes[RESCUE_BYTES];       /* that leave a full screen's ways of drawing */
	size_t n;
};

enum rescue_news { RESCUE_NOTHING, RESCUE_STOP, RESCUE_SIZE };

/* Takes the signals over; a copy of r is kept. False if there is no pipe to be had. */
bool rescue_begin(const struct rescue *r);

/* Puts the terminal right and gives the signals back. */
void rescue_end(void);

/* Readable when there is news. */
int rescue_fd(void);
enum rescue_news rescue_news(void);

/* Whether a signal asked us to end, and which. */
bool rescue_ending(int *number);

/* Stops this process, as Ctrl-Z does, until somebody lets it go on. */
void rescue_stop(void);

#endif
