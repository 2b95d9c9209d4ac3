/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * world.c - the arena, and the only two functions that write it.
 *
 * world_apply() carries out an event, world_revert() takes it back. They are mirrors: for each
 * kind the two cases stand together in one function with a direction, so that one cannot be
 * changed without the other.
 */
#include "world.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* ---- making and freeing ---- */

/* Zero pages that cost nothing until they are touched. */
static void *sparse_new(size_t bytes)
{
	void *p;

	if (!bytes)
		bytes = 1;
	p = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	return p == MAP_FAILED ? NULL : p;
}

static void sparse_free(void *p, size_t bytes)
{
	if (p)
		munmap(p, bytes ? bytes : 1);
}

static size_t nr_pageblocks(const struct world *w)
{
	return ((size_t)w->end_pfn >> w->pageblock_order) + 1;
}

static size_t nr_pcps(const struct world *w)
{
	return (size_t)world_nr_zones(w) * w->nr_cpus;
}

static size_t zlc_bytes(const struct world *w)
{
	return (size_t)w->nr_nodes * world_nr_zones(w);
}

struct world *world_new(const struct world_shape *shape)
{
	struct world *w = calloc(1, sizeof *w);

	if (!w)
		return NULL;
	w->layout = shape->layout;
	w->nr_nodes = shape->nr_nodes;
	w->nr_cpus = shape->nr_cpus;
	w->pageblock_order = shape->pageblock_order;
	w->end_pfn = shape->end_pfn;
	w->node = calloc(w->nr_nodes, sizeof *w->node);
	w->zone = calloc(world_nr_zones(w), sizeof *w->zone);
	w->distance = calloc((size_t)w->nr_nodes * w->nr_nodes, sizeof *w->distance);
	for (int i = 0; i < NR_ZONELISTS; i++)
		w->zonelist[i] = calloc(w->nr_nodes, sizeof *w->zonelist[i]);
	w->pcp = sparse_new(nr_pcps(w) * sizeof *w->pcp);
	w->page = sparse_new(w->end_pfn * sizeof *w->page);
	w->pageblock = sparse_new(nr_pageblocks(w));
	w->zlc_full = sparse_new(zlc_bytes(w));
	if (!w->node || !w->zone || !w->distance || !w->zonelist[0] || !w->zonelist[1] ||
	    !w->pcp || !w->page || !w->pageblock || !w->zlc_full) {
		world_free(w);
		return NULL;
	}
	memset(w->pageblock, NO_MIGRATETYPE, nr_pageblocks(w));
	for (unsigned n = 0; n < w->nr_nodes; n++)
		w->node[n].first_deferred_pfn = NO_PFN;
	return w;
}

void world_free(struct world *w)
{
	if (!w)
		return;
	for (int i = 0; i < NR_ZONELISTS; i++) {
		for (unsigned n = 0; w->zonelist[i] && n < w->nr_nodes; n++)
			free(w->zonelist[i][n].ref);
		free(w->zonelist[i]);
	}
	free(w->carried);
	sparse_free(w->zlc_full, zlc_bytes(w));
	sparse_free(w->pageblock, nr_pageblocks(w));
	sparse_free(w->page, w->end_pfn * sizeof *w->page);
	sparse_free(w->pcp, nr_pcps(w) * sizeof *w->pcp);
	free(w->distance);
	free(w->zone);
	free(w->node);
	free(w);
}

/* Page records of one zone: only spans are ever touched, holes between them are not read. */
static void copy_pages(struct world *to, const struct world *from)
{
	for (unsigned i = 0; i < world_nr_zones(from); i++) {
		const struct zone *z = &from->zone[i];

		if (z->spanned)
			memcpy(&to->page[z->start_pfn], &from->page[z->start_pfn],
			       (size_t)z->spanned * sizeof *to->page);
	}
}

static bool copy_zonelists(struct world *to, const struct world *from)
{
	for (int i = 0; i < NR_ZONELISTS; i++) {
		for (unsigned n = 0; n < from->nr_nodes; n++) {
			const struct zonelist *zl = &from->zonelist[i][n];
			struct zoneref *ref = calloc(zl->n + 1, sizeof *ref);

			if (!ref)
				return false;
			if (zl->n)
				memcpy(ref, zl->ref, zl->n * sizeof *ref);
			to->zonelist[i][n] = (struct zonelist){ ref, zl->n };
		}
	}
	return true;
}

bool world_carry(struct world *w, const struct carried_line *line, size_t n)
{
	if (!n)
		return true;
	w->carried = malloc(n * sizeof *line);
	if (!w->carried)
		return false;
	memcpy(w->carried, line, n * sizeof *line);
	w->nr_carried = n;
	return true;
}

struct world *world_copy(const struct world *w)
{
	struct world *c = world_new(&(struct world_shape){ w->layout, w->nr_nodes, w->nr_cpus,
							   w->pageblock_order, w->end_pfn });

	if (!c)
		return NULL;
	if (!copy_zonelists(c, w) || !world_carry(c, w->carried, w->nr_carried)) {
		world_free(c);
		return NULL;
	}
	memcpy(c->node, w->node, w->nr_nodes * sizeof *w->node);
	memcpy(c->zone, w->zone, world_nr_zones(w) * sizeof *w->zone);
	memcpy(c->pcp, w->pcp, nr_pcps(w) * sizeof *w->pcp);
	memcpy(c->distance, w->distance,
	       (size_t)w->nr_nodes * w->nr_nodes * sizeof *w->distance);
	memcpy(c->pageblock, w->pageblock, nr_pageblocks(w));
	memcpy(c->zlc_full, w->zlc_full, zlc_bytes(w));
	memcpy(c->setting, w->setting, sizeof w->setting);
	memcpy(c->vm_event, w->vm_event, sizeof w->vm_event);
	memcpy(c->task, w->task, sizeof w->task);
	memcpy(c->cpuset, w->cpuset, sizeof w->cpuset);
	c->mems_allowed = w->mems_allowed;
	c->policy_nodes = w->policy_nodes;
	c->nr_cpusets = w->nr_cpusets;
	copy_pages(c, w);
	return c;
}

/* ---- lists ---- */

/* Puts pfn behind the block `behind`, or first if that is NO_PFN. */
static void list_insert(struct world *w, struct page_list *l, pfn_t pfn, pfn_t behind)
{
	struct page *p = &w->page[pfn];

	p->prev = behind + 1;
	p->next = behind == NO_PFN ? l->first : w->page[behind].next;
	if (p->prev)
		w->page[behind].next = pfn + 1;
	else
		l->first = pfn + 1;
	if (p->next)
		w->page[p->next - 1].prev = pfn + 1;
	else
		l->last = pfn + 1;
}

static void list_remove(struct world *w, struct page_list *l, pfn_t pfn)
{
	struct page *p = &w->page[pfn];

	if (p->prev)
		w->page[p->prev - 1].next = p->next;
	else
		l->first = p->next;
	if (p->next)
		w->page[p->next - 1].prev = p->prev;
	else
		l->last = p->prev;
	*p = (struct page){ 0 };
}

static void free_area_add(struct world *w, const struct event *e)
{
	struct zone *z = &w->zone[e->zone];
	struct free_area *area = &z->free_area[e->order];

	list_insert(w, &area->list[e->migratetype], e->pfn, e->link);
	w->page[e->pfn].order = e->order;
	w->page[e->pfn].migratetype = e->migratetype;
	w->page[e->pfn].where = PAGE_FREE;
	area->nr_free++;
}

static void free_area_del(struct world *w, const struct event *e)
{
	struct zone *z = &w->zone[e->zone];
	struct free_area *area = &z->free_area[e->order];

	list_remove(w, &area->list[e->migratetype], e->pfn);
	area->nr_free--;
}

static void unaccepted_add(struct world *w, const struct event *e)
{
	list_insert(w, &w->zone[e->zone].unaccepted_pages, e->pfn, e->link);
	w->page[e->pfn].order = e->order;
	w->page[e->pfn].where = PAGE_UNACCEPTED;
}

static void unaccepted_del(struct world *w, const struct event *e)
{
	list_remove(w, &w->zone[e->zone].unaccepted_pages, e->pfn);
}

static void pcp_add(struct world *w, const struct event *e)
{
	struct pcp *pcp = world_pcp(w, e->zone, e->cpu);

	list_insert(w, &pcp->list[e->v[0]], e->pfn, e->link);
	w->page[e->pfn].order = e->order;
	w->page[e->pfn].migratetype = e->migratetype;
	w->page[e->pfn].where = PAGE_PCP;
	pcp->count += (int64_t)1 << e->order;
}

static void pcp_del(struct world *w, const struct event *e)
{
	struct pcp *pcp = world_pcp(w, e->zone, e->cpu);

	list_remove(w, &pcp->list[e->v[0]], e->pfn);
	pcp->count -= (int64_t)1 << e->order;
}

/* ---- pages in use ---- */

static void page_set(struct world *w, pfn_t pfn, enum page_where where, unsigned order,
		     int64_t flags)
{
	w->page[pfn] = (struct page){ .where = (uint8_t)where, .order = (uint8_t)order,
				      .flags = (uint8_t)flags };
}

/* A block comes into use at its first page, or goes out of it. */
static void block_allocated(struct world *w, const struct event *e)
{
	page_set(w, e->pfn, PAGE_ALLOCATED, e->order, e->v[0]);
	w->zone[e->zone].nr_in_use += (int64_t)1 << e->order;
}

static void block_gone(struct world *w, const struct event *e)
{
	page_set(w, e->pfn, PAGE_NOWHERE, 0, 0);
	w->zone[e->zone].nr_in_use -= (int64_t)1 << e->order;
}

/* v[1]: a request had been given it; otherwise it was in use when the world began. */
static void block_unfreed(struct world *w, const struct event *e)
{
	block_allocated(w, e);
	if (!e->v[1])
		page_set(w, e->pfn, PAGE_NOWHERE, 0, e->v[0]);
}

static void block_split(struct world *w, const struct event *e, bool undo)
{
	pfn_t end = e->pfn + (1u << e->order);

	for (pfn_t pfn = e->pfn; pfn < end; pfn++) {
		struct page *p = &w->page[pfn];

		p->where = undo ? PAGE_NOWHERE : PAGE_ALLOCATED;
		p->order = 0;
	}
	if (undo)
		page_set(w, e->pfn, PAGE_ALLOCATED, e->order, e->v[0]);
	else
		w->page[e->pfn].flags &= (uint8_t)~PAGE_COMPOUND;
}

static void page_lru(struct world *w, const struct event *e, bool on)
{
	for (int64_t i = 0; i < e->v[0]; i++) {
		if (on)
			w->page[e->pfn + i].flags |= PAGE_LRU;
		else
			w->page[e->pfn + i].flags &= (uint8_t)~PAGE_LRU;
	}
}

static void vm_stat(struct world *w, const struct event *e, int64_t sign)
{
	w->zone[e->zone].vm_stat[e->v[0]] += sign * e->v[2];
	world_pcp(w, e->zone, e->cpu)->vm_stat_diff[e->v[0]] += sign * e->v[3];
}

static void node_allowed(struct world *w, const struct event *e, bool allowed)
{
	struct nodemask *mask = (struct nodemask *)world_mask(w, e->v[0]);

	if (allowed)
		node_set((unsigned)e->v[1], mask);
	else
		node_clear((unsigned)e->v[1], mask);
}

/* A new cpuset with no nodes yet, behind the others. */
static void cpuset_add(struct world *w, const struct event *e, bool undo)
{
	if (undo)
		w->cpuset[--w->nr_cpusets] = (struct cpuset){ 0 };
	else
		w->cpuset[w->nr_cpusets++] =
			(struct cpuset){ .parent = (uint32_t)e->v[0],
							      .hardwall = e->v[1] != 0 };
}

/* ---- plain numbers ---- */

enum owner { OWNER_WORLD, OWNER_NODE, OWNER_ZONE, OWNER_PCP };

struct field {
	uint8_t owner;
	uint8_t count;          /* of an array; 1 for a plain number; 0: this kind is no field */
	uint16_t offset;
};

#define OWNER_TYPE_WORLD struct world
#define OWNER_TYPE_NODE struct node
#define OWNER_TYPE_ZONE struct zone
#define OWNER_TYPE_PCP struct pcp

static const struct field field_info[NR_EVENT_KINDS] = {
#define SAYS(kind, ...)
#define DOES(kind, ...)
#define FIELD(kind, owner, member)                                                     \
	[EVENT_##kind] = { OWNER_##owner,                                              \
			   sizeof((OWNER_TYPE_##owner *)NULL)->member / sizeof(int64_t), \
			   offsetof(OWNER_TYPE_##owner, member) },
#include "events.def"
#undef SAYS
#undef DOES
#undef FIELD
};

static void *owner_of(struct world *w, const struct event *e, uint8_t owner)
{
	switch (owner) {
	case OWNER_NODE:
		return &w->node[zid_node(e->zone)];
	case OWNER_ZONE:
		return &w->zone[e->zone];
	case OWNER_PCP:
		return world_pcp(w, e->zone, e->cpu);
	default:
		return w;
	}
}

bool field_size(enum event_kind kind, unsigned *count)
{
	*count = field_info[kind].count;
	return *count != 0;
}

int64_t field_value(const struct world *w, const struct event *e)
{
	const struct field *f = &field_info[e->kind];
	const char *owner = owner_of((struct world *)w, e, f->owner);

	return ((const int64_t *)(const void *)(owner + f->offset))[f->count > 1 ? e->v[2] : 0];
}

static void field_set(struct world *w, const struct event *e, int64_t value)
{
	const struct field *f = &field_info[e->kind];
	int64_t *at;

	if (!f->count)
		return;         /* it only says something */
	at = (int64_t *)(void *)((char *)owner_of(w, e, f->owner) + f->offset);
	at[f->count > 1 ? e->v[2] : 0] = value;
}

/* ---- the two writers ---- */

void world_apply(struct world *w, const struct event *e)
{
	switch (e->kind) {
	case EVENT_FREE_AREA_ADD:
		free_area_add(w, e);
		break;
	case EVENT_FREE_AREA_DEL:
		free_area_del(w, e);
		break;
	case EVENT_PCP_ADD:
		pcp_add(w, e);
		break;
	case EVENT_PCP_DEL:
		pcp_del(w, e);
		break;
	case EVENT_PAGEBLOCK_TYPE:
		w->pageblock[e->pfn >> w->pageblock_order] = e->migratetype;
		break;
	case EVENT_BLOCK_ALLOCATED:
		block_allocated(w, e);
		break;
	case EVENT_BLOCK_FREED:
		block_gone(w, e);
		break;
	case EVENT_BLOCK_SPLIT:
		block_split(w, e, false);
		break;
	case EVENT_PAGE_LRU:
		page_lru(w, e, e->v[1] != 0);
		break;
	case EVENT_VM_STAT:
		vm_stat(w, e, 1);
		break;
	case EVENT_NODE_ALLOWED:
		node_allowed(w, e, e->v[2] != 0);
		break;
	case EVENT_CPUSET_ADD:
		cpuset_add(w, e, false);
		break;
	case EVENT_ZLC_FULL:
		world_zlc(w, zid_node(e->zone))[e->v[0]] = e->v[1] != 0;
		break;
	case EVENT_UNACCEPTED_ADD:
		unaccepted_add(w, e);
		break;
	case EVENT_UNACCEPTED_DEL:
		unaccepted_del(w, e);
		break;
	default:
		field_set(w, e, e->v[1]);
	}
}

void world_revert(struct world *w, const struct event *e)
{
	switch (e->kind) {
	case EVENT_FREE_AREA_ADD:
		free_area_del(w, e);
		break;
	case EVENT_FREE_AREA_DEL:
		free_area_add(w, e);
		break;
	case EVENT_PCP_ADD:
		pcp_del(w, e);
		break;
	case EVENT_PCP_DEL:
		pcp_add(w, e);
		break;
	case EVENT_PAGEBLOCK_TYPE:
		w->pageblock[e->pfn >> w->pageblock_order] = (uint8_t)e->v[0];
		break;
	case EVENT_BLOCK_ALLOCATED:
		block_gone(w, e);
		break;
	case EVENT_BLOCK_FREED:
		block_unfreed(w, e);
		break;
	case EVENT_BLOCK_SPLIT:
		block_split(w, e, true);
		break;
	case EVENT_PAGE_LRU:
		page_lru(w, e, e->v[1] == 0);
		break;
	case EVENT_VM_STAT:
		vm_stat(w, e, -1);
		break;
	case EVENT_NODE_ALLOWED:
		node_allowed(w, e, e->v[2] == 0);
		break;
	case EVENT_CPUSET_ADD:
		cpuset_add(w, e, true);
		break;
	case EVENT_ZLC_FULL:
		world_zlc(w, zid_node(e->zone))[e->v[0]] = e->v[1] == 0;
		break;
	case EVENT_UNACCEPTED_ADD:
		unaccepted_del(w, e);
		break;
	case EVENT_UNACCEPTED_DEL:
		unaccepted_add(w, e);
		break;
	default:
		field_set(w, e, e->v[0]);
	}
}

/* ---- comparing ---- */

static bool same_shape(const struct world *a, const struct world *b)
{
	return a->layout == b->layout && a->nr_nodes == b->nr_nodes && a->nr_cpus == b->nr_cpus &&
	       a->pageblock_order == b->pageblock_order && a->end_pfn == b->end_pfn;
}

/*
 * A page record is a function of content (its place on its list), and zone and PCP records hold
 * no padding that is ever written, so comparing the records of equal shapes compares content.
 */
static bool same_pages(const struct world *a, const struct world *b)
{
	for (unsigned i = 0; i < world_nr_zones(a); i++) {
		const struct zone *z = &a->zone[i];

		if (z->spanned && memcmp(&a->page[z->start_pfn], &b->page[z->start_pfn],
					 (size_t)z->spanned * sizeof *a->page) != 0)
			return false;
	}
	return true;
}

bool world_equal(const struct world *a, const struct world *b)
{
	return same_shape(a, b) && memcmp(a->node, b->node, a->nr_nodes * sizeof *a->node) == 0 &&
	       memcmp(a->zone, b->zone, world_nr_zones(a) * sizeof *a->zone) == 0 &&
	       memcmp(a->pcp, b->pcp, nr_pcps(a) * sizeof *a->pcp) == 0 &&
	       memcmp(a->pageblock, b->pageblock, nr_pageblocks(a)) == 0 &&
	       memcmp(a->zlc_full, b->zlc_full, zlc_bytes(a)) == 0 &&
	       memcmp(a->setting, b->setting, sizeof a->setting) == 0 &&
	       memcmp(a->vm_event, b->vm_event, sizeof a->vm_event) == 0 &&
	       memcmp(a->task, b->task, sizeof a->task) == 0 && a->nr_cpusets == b->nr_cpusets &&
	       memcmp(a->cpuset, b->cpuset, sizeof a->cpuset) == 0 &&
	       nodes_equal(&a->mems_allowed, &b->mems_allowed) &&
	       nodes_equal(&a->policy_nodes, &b->policy_nodes) && same_pages(a, b);
}

/* FNV-1a over numbers, each as eight bytes, so that no byte order or padding shows. */
static uint64_t mix(uint64_t h, uint64_t x)
{
	for (int i = 0; i < 8; i++, x >>= 8)
		h = (h ^ (x & 0xff)) * 1099511628211ull;
	return h;
}

static uint64_t mix_all(uint64_t h, const int64_t *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		h = mix(h, (uint64_t)v[i]);
	return h;
}

static uint64_t mix_list(uint64_t h, const struct world *w, const struct page_list *l)
{
	for (pfn_t pfn = list_first(l); pfn != NO_PFN; pfn = page_next(w, pfn)) {
		h = mix(h, pfn);
		h = mix(h, w->page[pfn].migratetype);
	}
	return mix(h, NO_PFN);
}

static uint64_t mix_zone(uint64_t h, const struct world *w, zid_t zid)
{
	const struct zone *z = &w->zone[zid];

	h = mix(h, z->start_pfn);
	h = mix_all(h, &z->spanned, offsetof(struct zone, free_area) / sizeof(int64_t) - 1);
	for (unsigned o = 0; o < NR_ORDERS; o++)
		for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++)
			h = mix_list(h, w, &z->free_area[o].list[mt]);
	h = mix_list(h, w, &z->unaccepted_pages);
	for (unsigned cpu = 0; cpu < w->nr_cpus; cpu++) {
		const struct pcp *pcp = world_pcp(w, zid, cpu);

		h = mix_all(h, &pcp->count, offsetof(struct pcp, list) / sizeof(int64_t));
		for (unsigned i = 0; i < NR_PCP_LISTS; i++)
			h = mix_list(h, w, &pcp->list[i]);
	}
	for (pfn_t pfn = z->start_pfn; pfn < zone_end_pfn(z); pfn++) {
		const struct page *p = &w->page[pfn];

		if (p->where == PAGE_ALLOCATED || p->flags)
			h = mix(mix(h, pfn), (uint64_t)p->order << 16 | (uint64_t)p->where << 8 |
						     p->flags);
	}
	return h;
}
_Static_assert(offsetof(struct zone, spanned) == sizeof(int64_t), "mix_zone walks the numbers");
_Static_assert(offsetof(struct pcp, count) == 0, "mix_zone walks the numbers");

uint64_t world_digest(const struct world *w)
{
	uint64_t h = 14695981039346656037ull;

	for (unsigned i = 0; i < world_nr_zones(w); i++)
		if (w->zone[i].spanned)
			h = mix_zone(mix(h, i), w, (zid_t)i);
	for (unsigned n = 0; n < w->nr_nodes; n++)
		h = mix_all(h, &w->node[n].present,
			    (sizeof(struct node) - offsetof(struct node, present)) /
				    sizeof(int64_t));
	for (size_t i = 0; i < nr_pageblocks(w); i++)
		h = mix(h, w->pageblock[i]);
	for (size_t i = 0; i < zlc_bytes(w); i++)
		if (w->zlc_full[i])
			h = mix(h, i);
	h = mix_all(h, w->setting, NR_SETTINGS);
	h = mix_all(h, w->vm_event, NR_VM_EVENTS);
	h = mix_all(h, w->task, NR_TASK_FIELDS);
	for (size_t i = 0; i < MAX_NODES / 64; i++)
		h = mix(h, w->mems_allowed.bits[i]);
	for (size_t i = 0; i < MAX_NODES / 64; i++)
		h = mix(h, w->policy_nodes.bits[i]);
	for (unsigned i = 0; i < w->nr_cpusets; i++) {
		h = mix(mix(h, w->cpuset[i].parent), w->cpuset[i].hardwall);
		for (size_t j = 0; j < MAX_NODES / 64; j++)
			h = mix(h, w->cpuset[i].mems.bits[j]);
	}
	return h;
}

zid_t world_zone_of(const struct world *w, pfn_t pfn)
{
	zid_t found = NO_ZONE;

	for (unsigned i = 0; i < world_nr_zones(w); i++)
		if (zone_holds(&w->zone[i], pfn) &&
		    (found == NO_ZONE || w->zone[i].start_pfn > w->zone[found].start_pfn))
			found = (zid_t)i;
	return found;
}
