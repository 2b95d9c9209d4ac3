/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * machine.c - numbering events, carrying them out, passing them on.
 */
#include "machine.h"

#include <stdlib.h>

struct machine {
	struct world *world;
	const struct kernel *kernel;
	struct sink sink[MAX_SINKS];
	unsigned nr_sinks;
	uint64_t seq;
	uint32_t request;
	uint16_t cpu;
	uint8_t depth, rung;
};

struct machine *machine_new(struct world *w, const struct kernel *kernel)
{
	struct machine *m = calloc(1, sizeof *m);

	if (!m)
		return NULL;
	m->world = w;
	m->kernel = kernel;
	m->rung = RUNG_NONE;
	return m;
}

void machine_free(struct machine *m)
{
	free(m);
}

bool machine_listen(struct machine *m, struct sink s)
{
	if (m->nr_sinks == MAX_SINKS)
		return false;
	m->sink[m->nr_sinks++] = s;
	return true;
}

const struct world *machine_world(const struct machine *m)
{
	return m->world;
}

const struct kernel *machine_kernel(const struct machine *m)
{
	return m->kernel;
}

uint32_t machine_request(const struct machine *m)
{
	return m->request;
}

uint64_t machine_seq(const struct machine *m)
{
	return m->seq;
}

void machine_begin(struct machine *m, unsigned cpu)
{
	m->request++;
	m->cpu = (uint16_t)cpu;
	m->depth = 0;
	m->rung = RUNG_NONE;
}

unsigned machine_cpu(const struct machine *m)
{
	return m->cpu;
}

bool machine_heard(const struct machine *m)
{
	return m->nr_sinks != 0;
}

void machine_nest(struct machine *m, int levels)
{
	m->depth = (uint8_t)(m->depth + levels);
}

static void publish(struct machine *m, struct event *e)
{
	e->seq = m->seq++;
	e->request = m->request;
	e->depth = m->depth;
	e->rung = m->rung;
	for (unsigned i = 0; i < m->nr_sinks; i++)
		m->sink[i].put(m->sink[i].self, e);
}

void says(struct machine *m, struct event e)
{
	if (!m->nr_sinks)
		return;
	e.cpu = m->cpu;
	publish(m, &e);
}

void does_on(struct machine *m, unsigned cpu, struct event e)
{
	e.cpu = (uint16_t)cpu;
	world_apply(m->world, &e);
	if (m->nr_sinks)
		publish(m, &e);
}

void does(struct machine *m, struct event e)
{
	does_on(m, m->cpu, e);
}

uint8_t enter(struct machine *m, uint8_t rung)
{
	uint8_t outer = m->rung;

	m->rung = rung;
	m->depth++;
	return outer;
}

void leave(struct machine *m, uint8_t outer, zid_t zone, uint8_t verdict)
{
	m->depth--;
	if (m->nr_sinks)
		says(m, (struct event){ .kind = EVENT_CHECK, .zone = zone, .pfn = NO_PFN,
					.link = NO_PFN, .verdict = verdict });
	m->rung = outer;
}

void set_field(struct machine *m, enum event_kind field, zid_t zone, int64_t from, int64_t to)
{
	if (from != to)
		does(m, (struct event){ .kind = (uint16_t)field, .zone = zone, .pfn = NO_PFN,
					.link = NO_PFN, .v = { from, to } });
}

void add_to(struct machine *m, enum event_kind field, zid_t zone, unsigned index, int64_t from,
	    int64_t delta)
{
	if (delta)
		does(m, (struct event){ .kind = (uint16_t)field, .zone = zone, .pfn = NO_PFN,
					.link = NO_PFN, .v = { from, from + delta, index } });
}
