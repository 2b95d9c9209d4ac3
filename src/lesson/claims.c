/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * claims.c - expect and predict: what a lesson says of the last request, and asks about the next.
 *
 * A claim that does not hold is told to the host and the lesson goes on; a claim that cannot be
 * understood is a bad statement.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "facts.h"

enum { MOST_FACTS = 32, CLAIM_MAX = 400 };

/* ---- expect ---- */

/* A claim about one check: expect check=watermark zone=Normal verdict=skip. */
struct check_claim {
	const char *name;
	zid_t zone;
	bool passed;
};

static bool verdict_word(const struct line *l, size_t i, bool *passed, struct diag *d)
{
	static const char *const known[] = { "skip", "pass" };
	int k = word_index(l->word[i].value, known, 2);

	if (k < 0)
		return line_unknown(l, i, d, "verdict", l->word[i].value, known, 2);
	*passed = k == 1;
	return true;
}

static bool check_words(const struct session *s, struct check_claim *c, const struct line *l,
			struct diag *d)
{
	static const char *const known[] = { "check", "zone", "verdict" };
	bool good = true, has_verdict = false;

	*c = (struct check_claim){ .zone = NO_ZONE };
	for (size_t i = 1; good && i < l->n; i++) {
		switch (word_index(l->word[i].key, known, 3)) {
		case 0:
			c->name = l->word[i].value;
			break;
		case 1:
			good = zone_parse(s, l, i, l->word[i].value, &c->zone, d);
			break;
		case 2:
			has_verdict = true;
			good = verdict_word(l, i, &c->passed, d);
			break;
		default:
			good = line_unknown(l, i, d, "word of a check", l->word[i].text, known, 3);
		}
	}
	return good &&
	       (has_verdict ||
			line_bad(l, l->n, d, "verdict=skip or verdict=pass is missing"));
}

/* The claim as it was written, without the word expect. */
static const char *claim_text(const struct line *l)
{
	return l->n > 1 ? l->source + (l->word[1].column - l->column - 1) : "";
}

static bool check_holds(struct session *s, const struct line *l, const struct claim_seen *to,
			struct diag *d)
{
	const char *was;
	struct check_claim c;
	enum check_seen seen;

	if (!check_words(s, &c, l, d))
		return false;
	seen = check_seen(s, c.name, c.zone, c.passed);
	if (seen == CHECK_UNKNOWN)
		return line_bad(l, 1, d, "%s makes no check called %.40s",
				session_kernel(s)->name, c.name);
	was = seen == CHECK_SO ? "it is so" : "this check was not made";
	if (seen == CHECK_OTHERWISE)
		was = c.passed ? "it refused" : "it passed";
	snprintf(to->seen, to->size, "%s", was);
	*to->holds = seen == CHECK_SO;
	return true;
}

static bool fact_word(const struct line *l, size_t i, int *fact, const char **value,
		      struct diag *d)
{
	static const char *const results[] = { "page", "fail", "sleep", "done" };
	const struct word *w = &l->word[i];
	const char *names[MOST_FACTS];
	size_t n;

	*value = w->value;
	*fact = *w->key                              ? fact_find(w->key) :
		word_index(w->text, results, 4) >= 0 ? fact_find("result") :
						       -1;
	if (*fact >= 0)
		return true;
	n = fact_names(names, MOST_FACTS);
	return line_unknown(l, i, d, "claim", *w->key ? w->key : w->text, names, n);
}

/* "DMA32" is true of Node1/DMA32 too; a claim with a node in it is about that node alone. */
static bool fact_holds(const struct session *s, int fact, const char *value, char seen[FACT_MAX])
{
	fact_value(s, fact, seen);
	if (fact == fact_find("zone") && strchr(value, '/')) {
		zid_t zone = s->last.pfn == NO_PFN ? NO_ZONE : world_zone_of(s->world, s->last.pfn);

		zone_name(s->world, zone, seen, FACT_MAX);
	}
	return strcmp(seen, value) == 0;
}

bool claim_holds(struct session *s, const struct line *l, const struct claim_seen *c,
		 struct diag *d)
{
	size_t used = 0;

	*c->holds = true;
	if (l->n < 2)
		return line_bad(l, 1, d, "%s what?", l->word[0].text);
	for (size_t i = 1; i < l->n; i++)
		if (strcmp(l->word[i].key, "check") == 0)
			return check_holds(s, l, c, d);
	for (size_t i = 1; i < l->n; i++) {
		char value[FACT_MAX];
		const char *wanted;
		int fact;

		if (!fact_word(l, i, &fact, &wanted, d))
			return false;
		*c->holds &= fact_holds(s, fact, wanted, value);
		if (used < c->size)
			used += (size_t)snprintf(c->seen + used, c->size - used, "%s%s=%s",
						 i > 1 ? " " : "", fact_at((size_t)fact)->name,
						 value);
	}
	return true;
}

enum lesson_status claim_expect(struct session *s, const struct line *l, struct diag *d)
{
	char seen[CLAIM_MAX] = "";
	bool all;

	if (!s->trail.n)
		return status_of(line_bad(l, 0, d, "nothing was asked yet"));
	if (!claim_holds(s, l, &(struct claim_seen){ &all, seen, sizeof seen }, d))
		return LESSON_BAD;
	session_claim(s, CLAIM_EXPECT, all, claim_text(l), seen);
	return LESSON_OK;
}

/* ---- predict ---- */

void question_forget(struct session *s)
{
	for (unsigned i = 0; i < s->question.nr_choices; i++)
		free(s->question.choice[i]);
	free(s->question.text);
	s->question = (struct question){ .file = NULL };
	s->answer[0] = '\0';
}

static bool question_words(struct session *s, const struct line *l, struct diag *d)
{
	const char *names[MOST_FACTS];
	int fact = l->n > 2 ? fact_find(l->word[2].text) : -1;

	if (s->question.text)
		return line_bad(l, 0, d, "the last question still waits for its request");
	if (l->n < 2 || !l->word[1].quoted)
		return line_bad(l, 1, d, "predict needs a question in double quotes");
	if (fact < 0)
		return line_unknown(l, 2, d, "field", l->n > 2 ? l->word[2].text : "", names,
				    fact_names(names, MOST_FACTS));
	if (l->n < 5)
		return line_bad(l, l->n, d, "a question needs two choices at least");
	if (l->n - 3 > QUESTION_CHOICES)
		return line_bad(l, 3 + QUESTION_CHOICES, d, "more than %d choices",
				QUESTION_CHOICES);
	s->question.fact = (unsigned)fact;
	return true;
}

enum lesson_status claim_predict(struct session *s, const struct line *l, struct diag *d)
{
	struct question *q = &s->question;
	bool asked;

	if (!question_words(s, l, d))
		return LESSON_BAD;
	q->file = s->place.file;
	q->line = s->place.line;
	q->text = strdup(l->word[1].text);
	for (size_t i = 3; q->text && i < l->n; i++) {
		q->choice[q->nr_choices] = strdup(l->word[i].text);
		if (!q->choice[q->nr_choices])
			break;
		q->nr_choices++;
	}
	if (q->nr_choices != l->n - 3) {
		question_forget(s);
		return LESSON_NO_MEMORY;
	}
	asked = s->host->answer && s->host->answer(s->host->self, q, s->answer);
	if (!asked)
		s->answer[0] = '\0';
	if (asked && word_index(s->answer, (const char *const *)q->choice, q->nr_choices) < 0) {
		line_bad(l, 3, d, "the answer %.40s is none of the choices", s->answer);
		question_forget(s);
		return LESSON_BAD;
	}
	return LESSON_OK;
}

enum lesson_status question_settle(struct session *s, struct diag *d)
{
	struct place here = s->place;
	char right[FACT_MAX], seen[FACT_MAX + 40];
	bool ok, listed = false;

	for (unsigned i = 0; i < s->question.nr_choices && !listed; i++)
		listed = fact_holds(s, (int)s->question.fact, s->question.choice[i], right);
	if (!listed) {
		diag_set(d, s->question.file, s->question.line, 0,
			 "the right answer, %s, is not among the choices", right);
		question_forget(s);
		return LESSON_BAD;
	}
	ok = !*s->answer || strcmp(s->answer, right) == 0;
	if (*s->answer)
		snprintf(seen, sizeof seen, "%.70s; the answer given was %.20s", right, s->answer);
	else
		snprintf(seen, sizeof seen, "%s", right);
	s->place.file = s->question.file;
	s->place.line = s->question.line;
	session_claim(s, CLAIM_PREDICT, ok, s->question.text, seen);
	s->place = here;
	question_forget(s);
	return LESSON_OK;
}
