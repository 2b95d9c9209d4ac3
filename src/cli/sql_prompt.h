/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sql_prompt.h - queries over a recording, typed one after the other.
 */
#ifndef CLI_SQL_PROMPT_H
#define CLI_SQL_PROMPT_H

#include "record/query.h"

/* Runs one query and says what is wrong with it; an exit code. */
typedef int sql_run(const char *path, const char *query, const struct query_options *options);

/* Reads queries that end with ';' until Ctrl-D, and has each run. An exit code. */
int sql_prompt(const char *path, const struct query_options *options, sql_run *run);

#endif
