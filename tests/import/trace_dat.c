/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trace_dat.c - trace.dat: written here as trace-cmd does (version 6), read as the text it was.
 *
 *	magic, sizes | formats of events | symbols | CPUs | options | where pages are | pages
 *
 * A page holds its time, how much of it is used, and events: a word with the length in words below
 * and the nanoseconds since the one before above it, then the event's own bytes.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/traced.h"
#include "import/traced.h"

enum { PAGE = 4096, HEADER = 16, LONGEST = 28 * 4 };

#define COMMON                                                                         \
	"format:\n"                                                                    \
	"\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"         \
	"\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n"         \
	"\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n" \
	"\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n"
#define PFN "\tfield:unsigned long pfn;\toffset:8;\tsize:8;\tsigned:0;\n"
#define ORDER "\tfield:unsigned int order;\toffset:16;\tsize:4;\tsigned:0;\n"

static const char header_page[] = "\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n"
				  "\tfield: local_t commit;\toffset:8;\tsize:8;\tsigned:1;\n"
				  "\tfield: int overwrite;\toffset:8;\tsize:1;\tsigned:1;\n"
				  "\tfield: char data;\toffset:16;\tsize:4080;\tsigned:1;\n";
static const char header_event[] =
	"# compressed entry header\n\ttype_len    :    5 bits\n\ttime_delta  :   27 bits\n"
	"\tarray       :   32 bits\n\n\tpadding     : type == 29\n\ttime_extend : type == 30\n"
	"\ttime_stamp : type == 31\n\tdata max type_len  == 28\n";
static const char print_format[] =
	"name: print\nID: 5\n" COMMON "\tfield:unsigned long ip;\toffset:8;\tsize:8;\tsigned:0;\n"
	"\tfield:char buf[];\toffset:16;\tsize:0;\tsigned:0;\n\n"
	"print fmt: \"%ps: %s\", (void *)REC->ip, REC->buf\n";

/* In the order of their numbers, from 100. The printed forms are such as no library can know. */
static const char *const formats[] = {
	"name: mm_page_alloc\nID: 100\n" COMMON PFN ORDER
	"\tfield:unsigned long gfp_flags;\toffset:24;\tsize:8;\tsigned:0;\n"
	"\tfield:int migratetype;\toffset:32;\tsize:4;\tsigned:1;\n\n"
	"print fmt: \"pfn=0x%lx\", only_the_kernel_knows(REC->pfn)\n",
	"name: mm_page_free\nID: 101\n" COMMON PFN ORDER "\nprint fmt: \"%d\", REC->order\n",
	"name: mm_page_free_batched\nID: 102\n" COMMON PFN "\nprint fmt: \"\"\n",
	"name: mm_page_alloc_zone_locked\nID: 103\n" COMMON PFN ORDER
	"\tfield:int migratetype;\toffset:20;\tsize:4;\tsigned:1;\n"
	"\tfield:int percpu_refill;\toffset:24;\tsize:4;\tsigned:1;\n\nprint fmt: \"\"\n",
	"name: refresh_cpu_vm_stats\nID: 104\n" COMMON
	"\tfield:unsigned long __probe_ip;\toffset:8;\tsize:8;\tsigned:0;\n"
	"\tfield:u8 do_pagesets;\toffset:16;\tsize:1;\tsigned:0;\n\n"
	"print fmt: \"(%lx) do_pagesets=%u\", REC->__probe_ip, REC->do_pagesets\n",
};
enum { NR_FORMATS = sizeof formats / sizeof *formats, FIRST_ID = 100 };

static int id_of(const struct trace_event *e)
{
	static const int id[NR_TRACE_KINDS] = {
		[TRACE_ALLOC] = 100,  [TRACE_FREE] = 101,  [TRACE_FREE_BATCHED] = 102,
		[TRACE_LOCKED] = 103, [TRACE_TICK] = 104, [TRACE_BULK] = 5,
	};

	return id[e->kind];
}

/* ---- the head of the file ---- */

static void put(FILE *f, const void *bytes, size_t n)
{
	cr_assert_eq(fwrite(bytes, 1, n, f), n);
}

static void put_number(FILE *f, uint64_t n, size_t bytes)
{
	put(f, &n, bytes);              /* little-endian, as the file says it is */
}

static void put_text(FILE *f, const char *text)
{
	put_number(f, strlen(text), 8);
	put(f, text, strlen(text));
}

static void put_head(FILE *f, uint64_t pages)
{
	static const char magic[] = "\027\010\104tracing6";
	uint64_t at;

	put(f, magic, sizeof magic);
	put_number(f, 0, 1);
	put_number(f, 8, 1);
	put_number(f, PAGE, 4);
	put(f, "header_page", 12);
	put_text(f, header_page);
	put(f, "header_event", 13);
	put_text(f, header_event);
	put_number(f, 1, 4);
	put_text(f, print_format);
	put_number(f, 1, 4);
	put(f, "kmem", 5);
	put_number(f, NR_FORMATS, 4);
	for (int i = 0; i < NR_FORMATS; i++)
		put_text(f, formats[i]);
	put_number(f, 0, 4);            /* no symbols, no formats of printk, no names of tasks */
	put_number(f, 0, 4);
	put_number(f, 0, 8);
	put_number(f, 1, 4);
	put(f, "options  ", 10);
	put_number(f, 0, 2);
	put(f, "flyrecord", 10);
	at = ((uint64_t)ftell(f) + 16 + PAGE - 1) / PAGE * PAGE;
	put_number(f, at, 8);
	put_number(f, pages * PAGE, 8);
	while ((uint64_t)ftell(f) < at)
		put_number(f, 0, 1);
}

/* ---- its pages ---- */

struct pages {
	uint8_t *bytes;
	size_t n, used, room;           /* pages; bytes of the last */
	uint64_t time;
};

/* Room for n bytes; a page that begins with them has their time. */
static uint8_t *place(struct pages *p, size_t n, uint64_t time)
{
	uint64_t commit;

	if (!p->n || p->used + n > PAGE) {
		cr_assert_lt(p->n, p->room);
		memcpy(p->bytes + p->n * PAGE, &time, 8);
		p->time = time;
		p->n++;
		p->used = HEADER;
	}
	p->used += n;
	commit = p->used - HEADER;
	memcpy(p->bytes + (p->n - 1) * PAGE + 8, &commit, 8);
	return p->bytes + (p->n - 1) * PAGE + p->used - n;
}

static size_t event_bytes(const struct trace *t, const struct trace_event *e,
			  const struct kernel *k, uint8_t *b)
{
	uint64_t pfn = e->pfn == NO_PFN ? UINT64_MAX : e->pfn,
		 gfp = gfp_to_raw(k->gfp, e->gfp, NULL);
	uint16_t id = (uint16_t)id_of(e);
	uint32_t pid = 7, order = e->order;
	size_t n = 36;

	memset(b, 0, 512);
	memcpy(b, &id, 2);
	memcpy(b + 4, &pid, 4);
	if (e->kind == TRACE_BULK) {
		n = 16 + (size_t)sprintf((char *)b + 16,
					 "bs_bulk: part=0 gfp=0x%llx nid=%d want=%u got=%u pfns=",
					 (unsigned long long)gfp, e->nid, e->want, e->got);
		for (uint32_t i = 0; i < e->got; i++)
			n += (size_t)sprintf((char *)b + n, "%s%x", i ? "," : "",
					     t->page[e->pages + i]);
		return n + 1;
	}
	if (e->kind == TRACE_TICK) {
		b[16] = !(e->flags & TRACE_QUIET);
		return 20;
	}
	memcpy(b + 8, &pfn, 8);
	memcpy(b + 16, &order, 4);
	if (e->kind == TRACE_ALLOC)
		memcpy(b + 24, &gfp, 8);
	if (e->kind == TRACE_LOCKED)
		b[24] = !!(e->flags & TRACE_REFILL);
	return n;
}

static void put_event(struct pages *p, const uint8_t *bytes, size_t n, uint64_t time)
{
	size_t words = (n + 3) / 4, head = words * 4 > LONGEST ? 8 : 4;
	uint8_t *at = place(p, head + words * 4, time);
	uint64_t delta = time - p->time;
	uint32_t word = (uint32_t)(delta << 5 | (head == 4 ? words : 0));

	cr_assert_lt(delta, 1u << 27);
	memcpy(at, &word, 4);
	word = (uint32_t)(words * 4 + 4);
	if (head == 8)
		memcpy(at + 4, &word, 4);
	memcpy(at + head, bytes, n);
	p->time = time;
}

static void write_dat(const char *path, const struct trace *t, const struct kernel *k)
{
	struct pages p = { .room = 200, .time = 1000000000 };
	FILE *f = fopen(path, "w");
	uint8_t bytes[512];

	p.bytes = calloc(p.room, PAGE);
	cr_assert(f && p.bytes);
	for (size_t i = 0; i < t->n; i++)
		put_event(&p, bytes, event_bytes(t, &t->event[i], k, bytes),
			  1000000000 + i * 5000);
	put_head(f, p.n);
	put(f, p.bytes, p.n * PAGE);
	cr_assert_eq(fclose(f), 0);
	free(p.bytes);
}

/* ---- the tests ---- */

static char path[] = "/tmp/buddyscope-dat-XXXXXX";

static void make_path(void)
{
	close(mkstemp(path));
}

static void remove_path(void)
{
	unlink(path);
}

TestSuite(trace_dat, .init = make_path, .fini = remove_path);

static void read_both(struct trace *text, struct trace *dat)
{
	const struct kernel *k = kernel_find("6.1");

	trace_read("traces/6.1/natural/u_natural_small.trace", k, text);
	cr_assert(!text->partial);
	write_dat(path, text, k);
	trace_read(path, k, dat);
}

#ifdef HAVE_TRACECMD

Test(trace_dat, says_the_same_as_the_text)
{
	struct trace text, dat;

	read_both(&text, &dat);
	cr_assert(!dat.partial, "%u:%u: %s", dat.d.line, dat.d.column, dat.d.message);
	cr_assert_eq(dat.n, text.n, "%zu events, not %zu", dat.n, text.n);
	for (size_t i = 0; i < text.n; i++) {
		const struct trace_event *a = &text.event[i], *b = &dat.event[i];

		cr_assert(a->kind == b->kind && a->pfn == b->pfn && a->order == b->order &&
				  a->gfp == b->gfp && a->want == b->want && a->got == b->got,
			  "event %zu: kind %u pfn %x order %u gfp %x", i, b->kind, b->pfn,
			  b->order, b->gfp);
		cr_assert_eq(b->time, 1000000 + i * 5, "event %zu: %ju", i, (uintmax_t)b->time);
	}
	cr_expect_eq(memcmp(text.page, dat.page, text.nr_pages * sizeof *text.page), 0);
	trace_free(&text);
	trace_free(&dat);
}

static void count(void *self, const struct event *e)
{
	traced_count(self, e, 1);
}

static struct traced_tally counted(const char *trace)
{
	struct traced_tally tally = { .refills = 0 };
	struct traced t;
	struct machine *m;

	traced_open(trace, kernel_find("6.1"), &t);
	cr_assert_not(t.trace.partial, "%s: %s", trace, t.trace.d.message);
	m = machine_new(t.world, t.form.kernel);
	cr_assert(m && machine_listen(m, (struct sink){ count, &tally }));
	cr_assert(traced_tell(&t, m, NULL));
	machine_free(m);
	traced_close(&t);
	return tally;
}

Test(trace_dat, alone_adds_up_to_the_same)
{
	static const char from[] = "traces/6.1/natural/u_natural_small.trace";
	struct traced_tally of_text, of_dat;
	struct trace text, dat;

	read_both(&text, &dat);
	of_text = counted(from);
	of_dat = counted(path);
	cr_expect(trace_is(path));
	for (int what = 0; what < NR_TRACED_WHATS; what++) {
		struct traced_sum a = traced_sum(&of_text.grid[what]);
		struct traced_sum b = traced_sum(&of_dat.grid[what]);

		cr_expect_eq(a.blocks, b.blocks, "%d: %jd, not %jd", what, (intmax_t)b.blocks,
			     (intmax_t)a.blocks);
		cr_expect_eq(a.pages, b.pages);
	}
	cr_expect_eq(of_text.bulk_got, of_dat.bulk_got);
	trace_free(&text);
	trace_free(&dat);
}

/* Whatever a damaged file does to the library, it ends in events or in a message. */
Test(trace_dat, damaged_is_no_harm, .timeout = 60)
{
	struct trace text, dat;
	unsigned seed = 7;
	long size;
	FILE *f;

	read_both(&text, &dat);
	trace_free(&dat);
	f = fopen(path, "r+");
	fseek(f, 0, SEEK_END);
	size = ftell(f);
	for (int i = 0; i < 40; i++) {
		for (int k = 0; k < 20; k++) {
			seed = seed * 1103515245 + 12345;
			fseek(f, (long)(seed >> 8) % (i < 20 ? 6000 : size), SEEK_SET);
			fputc((int)(seed >> 24), f);
		}
		fflush(f);
		trace_read(path, kernel_find("6.1"), &dat);
		cr_expect(!dat.partial || dat.d.message[0]);
		trace_free(&dat);
	}
	fclose(f);
	cr_assert_eq(truncate(path, 3000), 0);
	trace_read(path, kernel_find("6.1"), &dat);
	cr_expect(dat.partial);
	trace_free(&dat);
	trace_free(&text);
}

#else

Test(trace_dat, is_refused_by_a_program_without_the_library)
{
	struct trace text, dat;

	read_both(&text, &dat);
	cr_expect(dat.partial);
	cr_expect_eq(dat.n, 0);
	cr_expect(strstr(dat.d.message, "built without libtracecmd"), "%s", dat.d.message);
	trace_free(&text);
	trace_free(&dat);
}

#endif
