/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * names.h - words for the numbers in a recording, in the kernel's spelling where it has one.
 */
#ifndef RECORD_NAMES_H
#define RECORD_NAMES_H

#include "core/request.h"

/* "" for numbers that name nothing. */
const char *setting_name(unsigned setting);             /* "min_free_kbytes" */
const char *vm_event_name(unsigned vm_event);           /* "pgalloc_1" */
const char *task_field_name(unsigned field);            /* "context" */
const char *request_op_name(unsigned op);               /* "alloc" */
const char *request_status_name(unsigned status);       /* "would sleep" */
const char *verdict_name(unsigned verdict);             /* "NEXT_ZONE" */

/* The operation of that name, or NR_REQUEST_OPS. */
enum request_op request_op_by_name(const char *name);

/* A set of nodes as the kernel prints one, "0-1,3"; cut to size, always ended. */
void nodemask_text(const struct nodemask *mask, char *out, size_t size);

/* Reads what nodemask_text() wrote. False if it is nothing of the kind. */
bool nodemask_parse(const char *text, struct nodemask *mask);

#endif
