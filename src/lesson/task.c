/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * task.c - statements about who asks: the task, its context, its cpuset and policy.
 *
 * Each becomes one request of changes from outside, so it is recorded, replayed and undone like
 * any other.
 */
#include "session.h"

#include "core/mempolicy.h"

#include <stdlib.h>
#include <string.h>

/* ---- contexts ---- */

enum lesson_status around_context(struct session *s, const struct line *l, struct diag *d)
{
	static const char *const known[NR_TASK_CONTEXTS] = { "task", "bh_off", "softirq", "hardirq",
							     "nmi" };
	const char *text = l->n > 1 ? l->word[1].text : "";
	int context = word_index(text, known, NR_TASK_CONTEXTS);
	struct changes c = { 0 };

	if (context < 0)
		return status_of(line_unknown(l, 1, d, "context", text, known, NR_TASK_CONTEXTS));
	change_field(&c, EVENT_TASK, NO_ZONE, TASK_CONTEXT, context);
	return changes_make(s, &c, l, 1, d);
}

/* ---- tasks ---- */

static const struct { const char *name; int64_t flag; } pf_names[] = {
	{ "PF_EXITING", PF_EXITING }, { "PF_MEMALLOC", PF_MEMALLOC },
	{ "PF_MEMALLOC_NOFS", PF_MEMALLOC_NOFS }, { "PF_MEMALLOC_NOIO", PF_MEMALLOC_NOIO },
	{ "PF_MEMALLOC_PIN", PF_MEMALLOC_PIN }, { "PF_MEMALLOC_NOCMA", PF_MEMALLOC_NOCMA },
	{ "PF_LESS_THROTTLE", PF_LESS_THROTTLE },
};

enum { NR_PF_NAMES = sizeof pf_names / sizeof *pf_names };

/* Flags that came and went: where 5.10 has PF_MEMALLOC_NOCMA, later kernels have PIN. */
static bool looks_at_flag(const struct kernel *k, const char *name)
{
	if (strcmp(name, "PF_MEMALLOC_NOCMA") == 0)
		return k->nocma_task_flag != 0;
	if (strcmp(name, "PF_MEMALLOC_PIN") == 0)
		return k->nocma_task_flag == 0;
	return strcmp(name, "PF_LESS_THROTTLE") != 0 || k->dirty.less_throttle;
}

static bool task_flags(const struct kernel *kernel, struct changes *c, const struct line *l,
		       size_t i, struct diag *d)
{
	const char *at = l->word[i].value, *names[NR_PF_NAMES];
	int64_t flags = 0;
	char name[32];

	for (size_t k = 0; k < NR_PF_NAMES; k++)
		names[k] = pf_names[k].name;
	while (*at && strcmp(at, "0") != 0) {
		size_t len = strcspn(at, "|");
		int k;

		snprintf(name, sizeof name, "%.*s", (int)len, at);
		k = word_index(name, names, NR_PF_NAMES);
		if (k < 0)
			return line_unknown(l, i, d, "task flag", name, names, NR_PF_NAMES);
		if (!looks_at_flag(kernel, name))
			return line_bad(l, i, d, "%s does not look at %s", kernel->name, name);
		flags |= pf_names[k].flag;
		at += len + (at[len] == '|');
	}
	change_field(c, EVENT_TASK, NO_ZONE, TASK_FLAGS, flags);
	return true;
}

/* Makes the nodes of mask number `which` (0: the task's; n + 1: of cpuset n) these. */
static void change_nodes(struct changes *c, const struct world *w, int64_t which,
			 const struct nodemask *nodes)
{
	for (unsigned node = 0; node < w->nr_nodes; node++)
		change(c, (struct event){ .kind = EVENT_NODE_ALLOWED, .zone = NO_ZONE,
					  .pfn = NO_PFN, .link = NO_PFN,
					  .v = { which, node, node_isset(node, nodes) } });
}

static int cpuset_by_name(const struct session *s, const char *name)
{
	for (unsigned i = 0; i < s->world->nr_cpusets; i++)
		if (*s->cpuset_name[i] && strcmp(s->cpuset_name[i], name) == 0)
			return (int)i;
	return -1;
}

static bool cpuset_unknown(const struct session *s, const struct line *l, size_t i,
			   struct diag *d)
{
	const char *names[MAX_CPUSETS];

	for (unsigned k = 0; k < s->world->nr_cpusets; k++)
		names[k] = s->cpuset_name[k];
	return line_unknown(l, i, d, "cpuset", l->word[i].value, names, s->world->nr_cpusets);
}

static bool task_cpuset(struct session *s, struct changes *c, const struct line *l, size_t i,
			struct diag *d)
{
	int set = cpuset_by_name(s, l->word[i].value);

	if (set < 0)
		return cpuset_unknown(s, l, i, d);
	change_field(c, EVENT_TASK, NO_ZONE, TASK_CPUSET, set);
	change_nodes(c, s->world, 0, &s->world->cpuset[set].mems);
	return true;
}

/* mpol_set_nodemask(): of these nodes, those that have memory and that the task may use. */
static bool policy_nodes(const struct world *w, struct nodemask *nodes)
{
	bool any = false;

	for (unsigned n = 0; n < w->nr_nodes; n++)
		if (!w->node[n].present || !node_isset(n, &w->mems_allowed))
			node_clear(n, nodes);
		else
			any |= node_isset(n, nodes);
	return any;
}

/* set_mempolicy(): default, bind:0-1, preferred:1, interleave:0-1, preferred-many:0-1. */
static bool task_policy(struct session *s, struct changes *c, const struct line *l, size_t i,
			struct diag *d)
{
	static const char *const known[NR_MEMPOLICIES] = { "default", "bind", "preferred",
							   "interleave", "preferred-many" };
	const struct kernel *k = session_kernel(s);
	const char *value = l->word[i].value;
	size_t len = strcspn(value, ":");
	struct nodemask nodes = { 0 };
	char mode[16];
	int policy;

	snprintf(mode, sizeof mode, "%.*s", (int)len, value);
	policy = word_index(mode, known, NR_MEMPOLICIES);
	if (policy < 0)
		return line_unknown(l, i, d, "mempolicy", mode, known, NR_MEMPOLICIES);
	if (policy == MPOL_PREFERRED_MANY && !k->mempolicy.preferred_many)
		return line_bad(l, i, d, "%s has no policy %s", k->name, mode);
	if (policy != MPOL_DEFAULT &&
	    (!value[len] || !nodes_parse(value + len + 1, s->world->nr_nodes, &nodes)))
		return line_bad(l, i, d, "mempolicy=%s needs nodes, such as %s:0", mode, mode);
	if (policy != MPOL_DEFAULT && !policy_nodes(s->world, &nodes))
		return line_bad(l, i, d, "the task may use no memory of these nodes");
	change_field(c, EVENT_TASK, NO_ZONE, TASK_MEMPOLICY, policy);
	change_nodes(c, s->world, MASK_OF_POLICY, &nodes);
	if (policy == MPOL_INTERLEAVE)
		change_field(c, EVENT_TASK, NO_ZONE, TASK_INTERLEAVE,
			     mempolicy_interleave_start(k, &nodes));
	return true;
}

static bool task_number(struct changes *c, const struct line *l, size_t i, enum task_field field,
			struct diag *d)
{
	int64_t n;

	if (!number_parse(l->word[i].value, 0, MAX_CPUS, &n))
		return line_bad(l, i, d, "%.40s is no number", l->word[i].value);
	change_field(c, EVENT_TASK, NO_ZONE, field, n);
	return true;
}

static bool task_sched(struct changes *c, const struct line *l, size_t i, struct diag *d)
{
	static const char *const known[] = { "normal", "rt" };
	int rt = word_index(l->word[i].value, known, 2);

	if (rt < 0)
		return line_unknown(l, i, d, "scheduling", l->word[i].value, known, 2);
	change_field(c, EVENT_TASK, NO_ZONE, TASK_RT, rt);
	return true;
}

static bool task_oom_victim(struct changes *c, const struct line *l, size_t i, struct diag *d)
{
	bool alone = !*l->word[i].key;
	int64_t victim = 1;

	if (!alone && !number_parse(l->word[i].value, 0, 1, &victim))
		return line_bad(l, i, d, "oom_victim is 0 or 1");
	change_field(c, EVENT_TASK, NO_ZONE, TASK_OOM_VICTIM, victim);
	return true;
}

static bool task_word(struct session *s, struct changes *c, const struct line *l, size_t i,
		      struct diag *d)
{
	static const char *const known[] = { "cpuset", "node",       "cpu",      "flags", "sched",
					     "oom_victim", "mempolicy" };
	const char *key = *l->word[i].key ? l->word[i].key : l->word[i].text;

	switch (word_index(key, known, sizeof known / sizeof *known)) {
	case 0:
		return task_cpuset(s, c, l, i, d);
	case 1:
		return task_number(c, l, i, TASK_NODE, d);
	case 2:
		return task_number(c, l, i, TASK_CPU, d);
	case 3:
		return task_flags(session_kernel(s), c, l, i, d);
	case 4:
		return task_sched(c, l, i, d);
	case 5:
		return task_oom_victim(c, l, i, d);
	case 6:
		return task_policy(s, c, l, i, d);
	default:
		return line_unknown(l, i, d, "property of a task", key, known,
				    sizeof known / sizeof *known);
	}
}

enum lesson_status around_task(struct session *s, const struct line *l, struct diag *d)
{
	struct changes c = { 0 };
	bool good = l->n > 1;
	size_t i = 1;

	if (!good)
		line_bad(l, 1, d, "task needs a property, such as node=0");
	for (; good && i < l->n; i++)
		good = task_word(s, &c, l, i, d);
	if (good)
		return changes_make(s, &c, l, 1, d);
	free(c.event);
	return LESSON_BAD;
}

/* ---- cpusets ---- */

struct cpuset_words {
	struct nodemask mems;
	bool has_mems;
	int hardwall;
	int parent;
};

static bool cpuset_word(struct session *s, struct cpuset_words *w, const struct line *l, size_t i,
			struct diag *d)
{
	static const char *const known[] = { "mems", "hardwall", "parent" };
	const char *key = *l->word[i].key ? l->word[i].key : l->word[i].text;

	switch (word_index(key, known, 3)) {
	case 0:
		w->has_mems = nodes_parse(l->word[i].value, s->world->nr_nodes, &w->mems);
		return w->has_mems ||
		       line_bad(l, i, d, "mems needs nodes of this machine, such as 0-1");
	case 1:
		w->hardwall = 1;
		return true;
	case 2:
		w->parent = cpuset_by_name(s, l->word[i].value);
		return w->parent >= 0 || cpuset_unknown(s, l, i, d);
	default:
		return line_unknown(l, i, d, "property of a cpuset", key, known, 3);
	}
}

static bool is_subset(const struct nodemask *a, const struct nodemask *of)
{
	for (size_t i = 0; i < MAX_NODES / 64; i++)
		if (a->bits[i] & ~of->bits[i])
			return false;
	return true;
}

static bool cpuset_words(struct session *s, struct cpuset_words *w, const struct line *l,
			 struct diag *d)
{
	const char *name = l->n > 1 ? l->word[1].text : "";

	if (!*name || strlen(name) >= NAME_MAX_BYTES || *l->word[1].key)
		return line_bad(l, 1, d, "a cpuset needs a name of at most %d letters",
				NAME_MAX_BYTES - 1);
	for (size_t i = 2; i < l->n; i++)
		if (!cpuset_word(s, w, l, i, d))
			return false;
	if (!w->has_mems)
		return line_bad(l, l->n, d, "a cpuset needs mems=, the nodes it may use");
	/* validate_change(): a child stays inside its parent. */
	return is_subset(&w->mems, &s->world->cpuset[w->parent].mems) ||
	       line_bad(l, 1, d, "its parent does not have all of these nodes");
}

enum lesson_status around_cpuset(struct session *s, const struct line *l, struct diag *d)
{
	struct cpuset_words w = { .parent = 0 };
	struct changes c = { 0 };
	enum lesson_status status;
	int set;

	if (!cpuset_words(s, &w, l, d))
		return LESSON_BAD;
	set = cpuset_by_name(s, l->word[1].text);
	if (set == 0)
		return status_of(line_bad(l, 1, d, "the root cpuset stays as it is"));
	if (set < 0) {
		set = (int)s->world->nr_cpusets;
		change(&c, (struct event){ .kind = EVENT_CPUSET_ADD, .zone = NO_ZONE, .pfn = NO_PFN,
					   .link = NO_PFN, .v = { w.parent, w.hardwall } });
		/* cpuset_inc(): the checks are made once there is a cpuset besides the root. */
		change_field(&c, EVENT_SETTING, NO_ZONE, SET_CPUSETS_ENABLED, 1);
	}
	change_nodes(&c, s->world, set + 1, &w.mems);
	if (s->world->task[TASK_CPUSET] == set)
		change_nodes(&c, s->world, 0, &w.mems);
	status = changes_make(s, &c, l, 1, d);
	if (status == LESSON_OK)
		snprintf(s->cpuset_name[set], NAME_MAX_BYTES, "%s", l->word[1].text);
	return status;
}
