/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * whatif.c - the statement `whatif`: the last request once more, on the world as it was before it.
 *
 * That world is not kept. It is the present one, carried back along the events of the request and
 * of the changes from outside that came after it.
 */
#include "whatif/whatif.h"

#include <stdlib.h>

#include "session.h"

static void revert(struct world *w, const struct trail *t)
{
	for (size_t i = t->n; i-- > 0;)
		world_revert(w, &t->event[i]);
}

static void say_line(void *self, unsigned depth, const char *text)
{
	session_say(self, VOICE_LADDER, "%*s%s", (int)(2 * depth), "", text);
}

static enum lesson_status tell(struct session *s, const struct world *before)
{
	struct request r = s->last_request;
	struct whatif_speaker speaker = { .kernel = session_kernel(s), .world = before,
					  .request = &r, .line = say_line, .self = s };
	enum lesson_status status = LESSON_NO_MEMORY;
	struct whatif o;

	if (s->last_has_mask)
		r.nodemask = &s->last_mask;
	if (whatif_run(&o, before, session_kernel(s), &r, WHATIF_ALL)) {
		whatif_words(&o, &speaker);
		status = LESSON_OK;
	}
	whatif_done(&o);
	return status;
}

enum lesson_status look_whatif(struct session *s, const struct line *l, struct diag *d)
{
	enum lesson_status status = LESSON_NO_MEMORY;
	struct world *before;

	if (l->n > 1)
		return status_of(line_bad(l, 1, d, "whatif stands alone"));
	if (!s->trail.n)
		return status_of(line_bad(l, 0, d, "nothing was asked yet"));
	if (s->last_op != REQ_ALLOC && s->last_op != REQ_BULK)
		return status_of(line_bad(l, 0, d, "the last request asked for no page"));
	if (s->trail.lost || s->since.lost)
		return LESSON_NO_MEMORY;
	before = world_copy(s->world);
	if (before) {
		revert(before, &s->since);
		revert(before, &s->trail);
		status = tell(s, before);
	}
	world_free(before);
	return status;
}
