/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * state.h - everything that decides which page comes next, as lines of a recording.
 */
#ifndef ORACLE_STATE_H
#define ORACLE_STATE_H

#include "text.h"

struct zone;
struct page;

/* Looks up what the lines need. To be called before interrupts go off. */
void state_prepare(void);

/* A whole state under the name `when`, from its "meta" line on. Interrupts are off. */
void state_write(struct text *t, const char *when);

/* state_machine.c: meta, sysctl, task, numa, vmevents, and each node with its zonelists. */
void state_machine_prepare(void);
void state_machine(struct text *t, const char *when);

/* state_zone.c: a zone's line, its lists, its pageblocks, its LRU pages. */
void state_zone(struct text *t, const char *when, struct zone *zone);

/* The migrate type of the pageblock that the page is in. */
int state_pageblock_type(const struct page *page);

#endif
