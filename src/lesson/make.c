/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * make.c - statements that make a machine: kernel and machine.
 */
#include "session.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/boot.h"
#include "path.h"

enum { MOST_KERNELS = 16 };

enum lesson_status make_kernel(struct session *s, const struct line *l, struct diag *d)
{
	const struct kernel *k = l->n == 2 ? kernel_find(l->word[1].text) : NULL;
	const char *names[MOST_KERNELS];
	size_t n = 0;

	if (l->n != 2)
		return status_of(line_bad(l, 1, d, "kernel needs one version, such as 6.1"));
	if (!k) {
		for (; n < MOST_KERNELS && kernel_at(n); n++)
			names[n] = kernel_at(n)->name;
		line_unknown(l, 1, d, "kernel", l->word[1].text, names, n);
		return LESSON_BAD;
	}
	if (!s->kernel_fixed)
		s->kernel = k;
	return LESSON_OK;
}

/* ---- machine ---- */

static void describe_machine(struct session *s)
{
	const struct world *w = s->world;

	for (unsigned i = 0; i < world_nr_zones(w); i++) {
		const struct zone *z = &w->zone[i];
		int64_t unaccepted = zone_page_state(z, NR_UNACCEPTED);
		char waits[60] = "";
		zid_t zone = (zid_t)i;

		if (!zone_populated(z))
			continue;
		if (unaccepted)
			snprintf(waits, sizeof waits, " (%" PRId64 " not accepted)", unaccepted);
		session_say(s, VOICE_RESULT,
			    "Node %u %s: managed %" PRId64 " of %" PRId64 " pages, free %" PRId64
			    "%s, min %" PRId64 " low %" PRId64 " high %" PRId64,
			    zid_node(zone), w->layout->zone_name[zid_idx(zone)], z->managed,
			    z->present, zone_page_state(z, NR_FREE_PAGES), waits,
			    zone_wmark(z, WMARK_MIN), zone_wmark(z, WMARK_LOW),
			    zone_wmark(z, WMARK_HIGH));
	}
}

static enum lesson_status machine_file(struct session *s, const struct line *l, struct diag *d)
{
	const struct kernel *k = NULL;
	const char *why = NULL;
	struct world *w;
	char *path;

	if (l->n != 3)
		return status_of(line_bad(l, 2, d, "machine file needs one path"));
	path = s->host->reads_anywhere ? strdup(l->word[2].text) :
					 lesson_path(s->place.directory, s->host->data_directory,
					       l->word[2].text, &why);
	if (!path)
		return status_of(line_bad(l, 2, d, "%.80s: %s", l->word[2].text,
					  why ? why : "out of memory"));
	*d = (struct diag){ .file = NULL };
	w = s->host->load ? s->host->load(s->host->self, path, &k, d) : NULL;
	free(path);
	if (!w) {
		char message[sizeof d->message];

		snprintf(message, sizeof message, "%.60s:%u: %.90s", l->word[2].text, d->line,
			 d->message);
		line_bad(l, 2, d, "%s", message);
		return LESSON_BAD;
	}
	if (s->kernel && s->kernel != k) {
		world_free(w);
		line_bad(l, 2, d, "a state of %s; running it as %s is not available here", k->name,
			 s->kernel->name);
		return LESSON_BAD;
	}
	return session_make(s, w, k, s->statement);
}

static bool option_distance(struct boot_description *b, const char *value)
{
	const char *at = value;

	free(b->distance);
	b->distance = calloc((size_t)b->nr_nodes * b->nr_nodes, sizeof *b->distance);
	if (!b->distance)
		return false;
	for (unsigned i = 0; i < b->nr_nodes * b->nr_nodes; i++) {
		bool last = i + 1 == b->nr_nodes * b->nr_nodes;
		char *end;
		unsigned long n = strtoul(at, &end, 10);

		if (end == at || n < 10 || n > 255 ||
		    *end != (last                  ? '\0' : (i + 1) % b->nr_nodes ? ',' : ';'))
			return false;
		b->distance[i] = (unsigned)n;
		at = end + 1;
	}
	return true;
}

/* managed=DMA:3840,1/DMA32:48845: of a node, the first where none is named. */
static bool option_managed(struct boot_description *b, const char *value)
{
	char name[16];
	long long pages;
	int used = 0;

	for (;;) {
		unsigned idx = 0, node = 0;

		if (sscanf(value, "%u/%n", &node, &used) == 1)
			value += used;
		if (node >= b->nr_nodes ||
		    sscanf(value, "%15[A-Za-z0-9]:%lld%n", name, &pages, &used) != 2 || pages < 0)
			return false;
		while (idx < b->layout->nr_zones && strcmp(b->layout->zone_name[idx], name) != 0)
			idx++;
		if (idx == b->layout->nr_zones)
			return false;
		b->node[node].managed[idx] = pages;
		value += used;
		if (!*value)
			return true;
		if (*value++ != ',')
			return false;
	}
}

/* highmem=1G: a 32-bit machine, with that much memory that the kernel does not map. */
static bool option_highmem(struct boot_description *b, const char *value)
{
	b->layout = &zone_layout_x86_32;
	return pages_parse(value, &b->highmem_pages);
}

static const char *const options[] = { "cpus", "managed",  "cma",     "deferred",
				       "numa", "distance", "highmem", "unaccepted" };
enum { NR_OPTIONS = sizeof options / sizeof *options };

const char *machine_option_name(size_t i)
{
	return i < NR_OPTIONS ? options[i] : NULL;
}

static bool machine_option(struct boot_description *b, const struct line *l, size_t i,
			   struct diag *d)
{
	const char *value = l->word[i].value;
	bool good = false;
	int64_t n;

	switch (word_index(l->word[i].key, options, NR_OPTIONS)) {
	case 0:
		good = number_parse(value, 1, MAX_CPUS, &n);
		if (good)
			boot_set_cpus(b, (unsigned)n);
		break;
	case 1:
		good = option_managed(b, value);
		break;
	case 2:
		good = pages_parse(value, &b->cma_pages);
		break;
	case 3:
		good = pages_parse(value, &b->deferred_after);
		break;
	case 4:
		good = b->numa_off = strcmp(value, "off") == 0;
		break;
	case 5:
		good = option_distance(b, value);
		break;
	case 6:
		good = option_highmem(b, value);
		break;
	case 7:
		good = pages_parse(value, &b->unaccepted_pages);
		break;
	default:
		return line_unknown(l, i, d, "option", *l->word[i].key ? l->word[i].key : value,
				    options, NR_OPTIONS);
	}
	return good ||
	       line_bad(l, i, d, "%.60s: a value that %s cannot have", value,
				l->word[i].key);
}

/* "256M", or "2x4G" for several nodes. */
static bool machine_memory(struct boot_description *b, const struct line *l, bool numa,
			   struct diag *d)
{
	const char *text = l->n > 2 ? l->word[2].text : "", *x = strchr(text, 'x');
	char count[8];
	int64_t nodes = 1, bytes;

	if (numa && x)
		snprintf(count, sizeof count, "%.*s", (int)(x - text), text);
	if ((numa && (!x || !number_parse(count, 1, MAX_NODES, &nodes))) ||
	    !memory_parse(numa ? x + 1 : text, &bytes) || bytes <= 0)
		return l->n > 2 ? line_bad(l, 2, d, "%.40s is no memory, such as %s", text,
					   numa ? "2x4G" : "256M") :
				  line_bad(l, 2, d, "memory is missing, such as %s",
					   numa ? "2x4G" : "256M");
	if (numa ? boot_numa(b, (unsigned)nodes, (uint64_t)bytes) : boot_uma(b, (uint64_t)bytes))
		return true;
	return line_bad(l, 2, d, "no machine can have this memory");
}

static enum lesson_status machine_boot(struct session *s, const struct line *l, bool numa,
				       struct diag *d)
{
	struct boot_description b = { 0 };
	enum lesson_status status = LESSON_BAD;
	const char *why = NULL;
	struct world *w;

	if (!s->kernel)
		return status_of(line_bad(l, 0, d, "which kernel? kernel 6.1, before the machine"));
	if (!machine_memory(&b, l, numa, d))
		goto out;
	b.layout = s->kernel->setup.layout;
	for (size_t i = 3; i < l->n; i++)
		if (!machine_option(&b, l, i, d))
			goto out;
	w = boot(&b, s->kernel, &why);
	if (w)
		status = session_make(s, w, s->kernel, s->statement);
	else
		line_bad(l, 2, d, "%s", why ? why : "there is no such machine");
out:
	boot_done(&b);
	return status;
}

enum lesson_status make_machine(struct session *s, const struct line *l, struct diag *d)
{
	static const char *const kinds[] = { "uma", "numa", "file" };
	const char *kind = l->n > 1 ? l->word[1].text : "";
	enum lesson_status status = LESSON_BAD;
	int i = word_index(kind, kinds, 3);

	if (s->question.text)
		line_bad(l, 0, d, "a question waits for a request; machine makes none");
	else if (i < 0)
		line_unknown(l, 1, d, "kind of machine", kind, kinds, 3);
	else
		status = i == 2 ? machine_file(s, l, d) : machine_boot(s, l, i == 1, d);
	if (status == LESSON_OK)
		describe_machine(s);
	return status;
}

enum lesson_status make_save(struct session *s, const struct line *l, struct diag *d)
{
	struct diag why = { .file = NULL };

	if (l->n != 2)
		return status_of(line_bad(l, l->n < 2 ? 1 : 2, d, "save needs one new file"));
	if (!s->host->save)
		return status_of(line_bad(l, 0, d,
					  "save is for a prompt: a lesson writes no files"));
	if (!s->host->save(s->host->self, l->word[1].text, s->world, s->kernel, &why))
		return status_of(line_bad(l, 1, d, "%s", why.message));
	session_say(s, VOICE_RESULT, "written to %s", l->word[1].text);
	return LESSON_OK;
}
