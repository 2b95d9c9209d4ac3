/* SPDX-License-Identifier: GPL-3.0-or-later */
/* content.c - a world taken apart into rows, or bytes, and put together again is the same world. */
#include "recordings.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "core/boot.h"
#include "import/state.h"
#include "record/keyframe.h"

static bool same_zonelists(const struct world *a, const struct world *b)
{
	for (int i = 0; i < NR_ZONELISTS; i++)
		for (unsigned n = 0; n < a->nr_nodes; n++)
			if (a->zonelist[i][n].n != b->zonelist[i][n].n ||
			    memcmp(a->zonelist[i][n].ref, b->zonelist[i][n].ref,
				   a->zonelist[i][n].n * sizeof *a->zonelist[i][n].ref) != 0)
				return false;
	return true;
}

static void expect_same(const struct world *w, struct world *again, const char *what,
			const char *why)
{
	cr_expect(again, "%s: %s", what, why);
	if (again) {
		cr_expect(world_equal(w, again), "%s: not the same world", what);
		cr_expect_eq(world_digest(w), world_digest(again), "%s: digest", what);
		cr_expect(same_zonelists(w, again), "%s: zonelists", what);
	}
	world_free(again);
}

static bool is_sound(const struct world *w, const char *what)
{
	char misfit[MISFIT_TEXT];
	bool sound = world_is_sound(w, misfit);

	if (!sound)
		cr_log_warn("%s boots into an impossible world: %s", what, misfit);
	return sound;
}

static void check_rows(struct world *w, const struct kernel *k, const char *what)
{
	const char *path = recordings_path();
	struct diag d = { .message = "" };
	struct record *r = record_create(path, &d);
	struct machine *m = machine_new(w, k);
	struct reader *reader;

	cr_assert(r, "%s", d.message);
	cr_assert(record_session(r, m, what, NULL), "%s", record_error(r));
	cr_assert(record_close(r, &d), "%s", d.message);
	reader = recordings_open(path);
	expect_same(w, reader_first_world(reader, reader_session(reader, 0), &d), what, d.message);
	reader_close(reader);
	machine_free(m);
	recordings_remove(path);
}

static void check_keyframe(const struct world *w, const struct kernel *k, const char *what)
{
	char misfit[MISFIT_TEXT] = "";
	struct keyframe f = { 0 };

	cr_assert(keyframe_write(&f, w));
	expect_same(w, keyframe_read(f.bytes, f.size, w, k, misfit), what, misfit);
	free(f.bytes);
}

Test(content, of_recorded_states_comes_back)
{
	for (char **path = recordings_traces(); *path; path++) {
		struct recorded_state s;
		struct diag d;
		struct recording *r = recording_open(*path, &d);

		cr_assert(r, "%s", d.message);
		cr_assert(recording_state(r, &s, &d), "%s", d.message);
		check_rows(s.world, recording_head(r)->kernel, *path);
		check_keyframe(s.world, recording_head(r)->kernel, *path);
		recorded_state_free(&s);
		recording_close(r);
	}
}

Test(content, of_booted_machines_comes_back)
{
	const struct kernel *k;

	for (size_t i = 0; (k = kernel_at(i)); i++) {
		struct boot_description uma, numa;
		const char *why = "";
		struct world *w;

		/* Whether every kernel's boot makes a sound world is for its own tests to say. */
		cr_assert(boot_uma(&uma, 256 << 20) && boot_numa(&numa, 4, 512 << 20));
		boot_set_cpus(&numa, 6);
		w = boot(&uma, k, &why);
		cr_assert(w, "%s: %s", k->name, why);
		if (is_sound(w, k->name)) {
			check_rows(w, k, k->name);
			check_keyframe(w, k, k->name);
		}
		world_free(w);
		w = boot(&numa, k, &why);
		cr_assert(w, "%s: %s", k->name, why);
		if (is_sound(w, k->name))
			check_rows(w, k, k->name);
		world_free(w);
		boot_done(&uma);
		boot_done(&numa);
	}
}

Test(content, of_memory_that_waits_to_be_accepted_comes_back)
{
	const struct kernel *k = kernel_find("6.12");
	char misfit[MISFIT_TEXT] = "";
	struct boot_description uma;
	struct keyframe f = { 0 };
	const char *why = "";
	struct world *w;

	cr_assert(boot_uma(&uma, 256 << 20));
	uma.unaccepted_pages = 32768;
	w = boot(&uma, k, &why);
	cr_assert(w, "%s", why);
	cr_assert_gt(w->zone[1].vm_stat[NR_UNACCEPTED], 0);
	check_rows(w, k, "a guest");
	check_keyframe(w, k, "a guest");
	cr_assert(keyframe_write(&f, w));
	cr_expect_null(keyframe_read(f.bytes, f.size, w, kernel_find("6.1"), misfit));
	cr_expect_str_eq(misfit, "kernel 6.1 accepts all memory at boot");
	free(f.bytes);
	world_free(w);
	boot_done(&uma);
}

/* A recording may begin, or be cut by a keyframe, while the task has one. */
Test(content, of_a_task_with_a_memory_policy_comes_back)
{
	const struct kernel *k = kernel_find("6.1");
	struct boot_description numa;
	const char *why = "";
	struct world *w;

	cr_assert(boot_numa(&numa, 4, 512 << 20));
	w = boot(&numa, k, &why);
	cr_assert(w, "%s", why);
	w->task[TASK_MEMPOLICY] = MPOL_INTERLEAVE;
	w->task[TASK_INTERLEAVE] = MAX_NODES - 1;
	node_set(1, &w->policy_nodes);
	node_set(3, &w->policy_nodes);
	check_rows(w, k, "interleaving over nodes 1 and 3");
	check_keyframe(w, k, "interleaving over nodes 1 and 3");
	world_free(w);
	boot_done(&numa);
}
