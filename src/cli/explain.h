/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * explain.h - `buddyscope explain`, in its parts.
 */
#ifndef CLI_EXPLAIN_H
#define CLI_EXPLAIN_H

#include "explain/explain.h"

#include <jansson.h>

/* One element of reports[]; the caller owns it. */
json_t *explanation_json(const struct explanation *e);

#endif
