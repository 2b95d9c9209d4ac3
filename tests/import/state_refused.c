/* SPDX-License-Identifier: GPL-3.0-or-later */
/* state_refused.c - states in which one thing is wrong: each gets one message, with its place. */
#include "mutated.h"

#include <criterion/criterion.h>

Test(refused, heads)
{
	static const struct row rows[] = {
		{ "a kernel nobody knows", "\"kernel\": \"6.1\"", "\"kernel\": \"6.0\"", 0,
		  "unknown kernel 6.0" },
		{ "no kernel", "\"kernel\": \"6.1\", ", "", 0, "\"kernel\" is missing" },
		{ "a kernel that is a number", "\"kernel\": \"6.1\"", "\"kernel\": 6.1", 0,
		  "\"kernel\" is not a string" },
		{ "a format to come", "\"format\": 1", "\"format\": 2", 0, "\"format\" is 2" },
		{ "no case", "\"t\": \"case\"", "\"t\": \"meta\"", 0, "begins with a \"case\"" },
		{ "no name", "\"case\": \"n_cpuset\", ", "", 0, "\"case\" is missing" },
		{ "a list", "{\"t\": \"case\"", "[1]\n{\"t\": \"case\"", 0, "not a JSON object" },
		{ "not JSON", "{\"t\": \"case\"", "\x7f" "ELF", 0, "JSON: " },
	};

	EXPECT_REFUSED(rows);
}

Test(refused, numbers_that_are_none_or_too_large)
{
	static const struct row rows[] = {
		{ "a string", "\"managed\":3840", "\"managed\":\"3840\"", 0, "not a whole number" },
		{ "1e30", "\"managed\":3840", "\"managed\":1e30", 0, "not a whole number" },
		{ "1e999", "\"managed\":3840", "\"managed\":1e999", 0,
		  "JSON: real number overflow" },
		{ "2^63", "\"managed\":3840", "\"managed\":9223372036854775808", 0,
		  "JSON: too big integer" },
		{ "2^63 - 1", "\"managed\":3840", "\"managed\":9223372036854775807", 0,
		  "is 9223372036854775807, not from 0" },
		{ "-1", "\"managed\":3840", "\"managed\":-1", 0, "\"managed\" is -1, not from 0" },
		{ "null", "\"managed\":3840", "\"managed\":null", 0, "not a whole number" },
		{ "nothing", "\"managed\":3840,", "", 0, "\"managed\" is missing" },
		{ "a name twice", "\"managed\":3840", "\"managed\":3840,\"managed\":1", 0,
		  "JSON: duplicate object key" },
		{ "a mark without end", "\"wmark_min\":22", "\"wmark_min\":9000000000000000000", 0,
		  "\"wmark_min\"" },
		{ "a number in a list", "\"lowmem_reserve\":[0,", "\"lowmem_reserve\":[\"0\",", 0,
		  "an element of \"lowmem_reserve\" is not a whole number" },
		{ "a list too short", "\"lowmem_reserve\":[0,", "\"lowmem_reserve\":[", 0,
		  "4 numbers for 5 zones" },
		{ "a list that is none", "\"nr_free\":[", "\"nr_free\":7,\"x\":[", 0,
		  "\"nr_free\" is not a list" },
		{ "a sysctl", "\"watermark_boost_factor\":15000",
		  "\"watermark_boost_factor\":15000000000", 0, "watermark_boost_factor" },
		{ "a switch", "\"cpusets_enabled_key\":1", "\"cpusets_enabled_key\":2", 0,
		  "not from 0 to 1" },
		{ "no hex", "\"flags\":\"0x400100\"", "\"flags\":\"0xq\"", 0, "hexadecimal" },
		{ "only 0x", "\"flags\":\"0x400100\"", "\"flags\":\"0x\"", 0, "hexadecimal" },
		{ "too much hex", "\"flags\":\"0x400100\"", "\"flags\":\"0x100000000\"", 0,
		  "more than 32 bits" },
	};

	EXPECT_REFUSED(rows);
}

Test(refused, machines)
{
	static const struct row rows[] = {
		{ "too many CPUs", "\"nr_cpus\":1", "\"nr_cpus\":4097", 0, "\"nr_cpus\" is 4097" },
		{ "no such CPU", "\"cpu\":0", "\"cpu\":1", 0, "\"cpu\" is 1" },
		{ "huge pageblocks", "\"pageblock_order\":9", "\"pageblock_order\":11", 0,
		  "not from 4 to 10" },
		{ "other orders", "\"nr_orders\":11", "\"nr_orders\":12", 0,
		  "\"nr_orders\" is 12" },
		{ "other pages", "\"page_size\":4096", "\"page_size\":65536", 0, "4096 bytes" },
		{ "other zones", "\"nr_zones\":5", "\"nr_zones\":6", 0, "\"nr_zones\" is 6" },
		{ "an unknown type", "\"Isolate\"", "\"Isolated\"", 0,
		  "unknown migrate type Isolated" },
		{ "a type twice", "\"Isolate\"", "\"Movable\"", 0, "migrate type Movable twice" },
		{ "no types", "\"migrate_types\":[", "\"migrate_types\":[],\"x\":[", 0,
		  "0 migrate types" },
		{ "a node too far", "\"online\":[0,1]", "\"online\":[0,1024]", 0, "is 1024" },
		{ "no node", "\"online\":[0,1]", "\"online\":[]", 0, "no node is online" },
		{ "memory elsewhere", "\"memory\":[0,1]", "\"memory\":[0,2]", 0, "is 2, not from" },
		{ "a row too few", "[[10,20],[20,10]]", "[[10,20]]", 0, "1 rows of distances" },
		{ "a distance too few", "[[10,20],[20,10]]", "[[10,20],[20]]", 0,
		  "1 distances for" },
		{ "a distance below 0", "[[10,20],[20,10]]", "[[10,20],[-1,10]]", 0, "a distance" },
		{ "unaccepted memory", "\"managed\":3840",
		  "\"managed\":3840,\"nr_unaccepted\":1024", 0,
		  "kernel 6.1 accepts all memory at boot" },
		{ "a memory policy", "\"mempolicy\":null", "\"mempolicy\":2", 0, "memory policy" },
		{ "a node twice", "\"node\":1,\"start_pfn\"", "\"node\":0,\"start_pfn\"", 0,
		  "a second line for node 0" },
		{ "a zonelist twice", "\"kind\":\"nofallback\"", "\"kind\":\"fallback\"", 0,
		  "a second zonelist" },
		{ "a zonelist of another kind", "\"kind\":\"nofallback\"", "\"kind\":\"sideways\"",
		  0, "unknown kind" },
		{ "the CPU's node", "\"numa_node_id\":0", "\"numa_node_id\":2", 0, "is 2" },
	};

	EXPECT_REFUSED(rows);
}

#define ZONE_DMA32 "\"idx\":1,\"ptr\":\"0xffff88800ffd5600\",\"start_pfn\":4096"
Test(refused, zones)
{
	static const struct row rows[] = {
		{ "a name of its own", "\"zone\":\"DMA\",\"idx\":0,\"ptr\"",
		  "\"zone\":\"Low\",\"idx\":0,\"ptr\"", 0, "zone 0 is DMA here" },
		{ "overlap", ZONE_DMA32, "\"idx\":1,\"start_pfn\":4000", 0,
		  "zones that overlap are not supported: DMA of node 0, DMA32 of node 0" },
		{ "no end", "\"spanned\":4095,\"present\":3998",
		  "\"spanned\":4294967296,\"present\":3998", 0, "ends behind page frame" },
		{ "more pages than it spans", "\"present\":3998", "\"present\":4096", 0,
		  "a zone that spans 4095 pages" },
		{ "twice", "\"zone\":\"DMA32\",\"idx\":1,\"ptr\"",
		  "\"zone\":\"DMA\",\"idx\":0,\"ptr\"",
		  0, "a second line for zone DMA of node 0" },
		{ "no statistics", "\"numa\":{\"numa_hit\"", "\"numas\":{\"numa_hit\"", 0,
		  "\"numa\" is missing" },
		{ "more free than managed", "\"managed\":3840", "\"managed\":3000", 0,
		  "more pages are free" },
		{ "a missing block", "\"nr_free\":[0,0,0,0,0,1,", "\"nr_free\":[0,0,0,0,0,2,", 0,
		  "the free lists of order 5 have 1 blocks, not 2" },
		{ "a PCP page too few", "\"count\":231", "\"count\":232", 0,
		  "the PCP lists have 231 pages, not 232" },
		{ "a batch of nothing", "\"batch\":15", "\"batch\":0", 0, "\"batch\" is 0" },
		{ "another CPU's pages", "\"cpu\":0,\"count\":0", "\"cpu\":1,\"count\":0", 0,
		  "\"cpu\"" },
		{ "a list before its zone", "\"zone\":\"DMA\",\"order\":5",
		  "\"zone\":\"Normal\",\"order\":5", 0, "has not had its \"zone\" line" },
		{ "a list of no zone", "\"zone\":\"DMA\",\"order\":5",
		  "\"zone\":\"HighMem\",\"order\":5",
		  0, "unknown zone HighMem" },
	};

	EXPECT_REFUSED(rows);
}

/*
 *	DMA of node 0:   order 5: 288    order 6: 320    order 7: 384    order 9: 512
 */
#define ORDER_5 "\"order\":5,\"mt\":0,\"pfns\":[288]"
#define DMA_FREE "{\"t\":\"free\",\"when\":\"before\",\"node\":0,\"zone\":\"DMA\","
Test(refused, lists)
{
	static const struct row rows[] = {
		{ "a page twice on a list", ORDER_5, "\"order\":5,\"mt\":0,\"pfns\":[288,288]", 0,
		  "page 288 is on two lists" },
		{ "a page on two lists", ORDER_5, "\"order\":5,\"mt\":0,\"pfns\":[320]", 1,
		  "page 320 is on two lists" },
		{ "a block around another", ORDER_5, "\"order\":5,\"mt\":0,\"pfns\":[544]", 3,
		  "the block at 512 overlaps another at page 544" },
		{ "a block inside another", "\"pfns\":[512]}", "\"pfns\":[512]}\n" DMA_FREE
		  "\"order\":0,\"mt\":1,\"pfns\":[1023]}", 1,
		  "the block at 1023 overlaps another at page 1023" },
		{ "a list longer than it should be", ORDER_5,
		  "\"order\":5,\"mt\":0,\"pfns\":[288,256]", -1,
		  "the free lists of order 5 have 2 blocks, not 1" },
		{ "a block begun elsewhere", ORDER_5, "\"order\":5,\"mt\":0,\"pfns\":[289]", 0,
		  "page 289 does not begin a block of order 5" },
		{ "a block of another zone", ORDER_5, "\"order\":5,\"mt\":0,\"pfns\":[4096]", 0,
		  "the block at 4096 is not inside the zone" },
		{ "a block before the zone", ORDER_5, "\"order\":5,\"mt\":0,\"pfns\":[0]", 0,
		  "the block at 0 is not inside the zone" },
		{ "a page that is none", ORDER_5, "\"order\":5,\"mt\":0,\"pfns\":[4294967295]", 0,
		  "an element of \"pfns\" is 4294967295" },
		{ "a word", ORDER_5, "\"order\":5,\"mt\":0,\"pfns\":[\"a\"]", 0,
		  "not a whole number" },
		{ "an order that is none", ORDER_5, "\"order\":11,\"mt\":0,\"pfns\":[288]", 0,
		  "\"order\" is 11" },
		{ "a type that is none", ORDER_5, "\"order\":5,\"mt\":5,\"pfns\":[288]", 0,
		  "\"mt\" is 5, not from 0 to 4" },
		{ "a list twice", "\"pfns\":[288]}", "\"pfns\":[288]}\n" DMA_FREE ORDER_5 "}", 1,
		  "a second line for this free list" },
		{ "a PCP page that is free", "\"pfns\":[24877,", "\"pfns\":[27693,", 0,
		  "page 27693 is on two lists" },
		{ "a PCP list of no order", "\"index\":0,\"order\":0", "\"index\":0,\"order\":4", 0,
		  "no PCP list is of order 4" },
		{ "a PCP list elsewhere", "\"index\":0,\"order\":0", "\"index\":3,\"order\":0", 0,
		  "the PCP list of order 0 and type 0 is 0, not 3" },
		{ "a PCP list of no type", "\"index\":0,\"order\":0,\"mt\":0",
		  "\"index\":0,\"order\":0,\"mt\":3", 0, "no PCP list is of type 3" },
		{ "a type for a page elsewhere", "\"stored_mt\":[]", "\"stored_mt\":[[512,3]]", 0,
		  "page 512 is not on this list" },
	};

	EXPECT_REFUSED(rows);
}

#define BLOCKS "\"block_pages\":512,\"runs\":[[0,1],[1,7]]"
Test(refused, pageblocks_and_lru_pages)
{
	static const struct row rows[] = {
		{ "free pages in a hole", BLOCKS, "\"block_pages\":512,\"runs\":[[0,1],[-1,7]]", 0,
		  "the pageblock at 512 is a hole" },
		{ "blocks behind the end", BLOCKS, "\"block_pages\":512,\"runs\":[[0,1],[1,8]]", 0,
		  "more pageblocks than the zone has, 8" },
		{ "blocks without end", BLOCKS, "\"block_pages\":512,\"runs\":[[0,4294967295]]", 0,
		  "more pageblocks than the zone has, 8" },
		{ "less than no blocks", BLOCKS, "\"block_pages\":512,\"runs\":[[0,-1]]", 0,
		  "its second is -1" },
		{ "a type that is none", BLOCKS, "\"block_pages\":512,\"runs\":[[5,1]]", 0,
		  "its first is 5" },
		{ "no pair", BLOCKS, "\"block_pages\":512,\"runs\":[[0]]", 0, "is not a pair" },
		{ "no list", BLOCKS, "\"block_pages\":512,\"runs\":[7]", 0, "is not a pair" },
		{ "blocks of another size", BLOCKS, "\"block_pages\":1024,\"runs\":[[0,8]]", 0,
		  "\"block_pages\" is 1024" },
		{ "blocks from elsewhere", "\"start_pfn\":0,\"block", "\"start_pfn\":512,\"block",
		  0,
		  "the zone's first pageblock is at 0, not 512" },
		{ "a free page on an LRU", "\"zone\":\"DMA\",\"runs\":[]",
		  "\"zone\":\"DMA\",\"runs\":[[287,2]]", 0, "page 288 is on an LRU and elsewhere" },
		{ "a page twice on an LRU", "\"zone\":\"DMA\",\"runs\":[]",
		  "\"zone\":\"DMA\",\"runs\":[[1,5],[5,1]]", 0, "page 5 is on an LRU" },
		{ "LRU pages before the zone", "\"zone\":\"DMA\",\"runs\":[]",
		  "\"zone\":\"DMA\",\"runs\":[[0,1]]", 0, "its first is 0" },
		{ "LRU pages behind the zone", "\"zone\":\"DMA\",\"runs\":[]",
		  "\"zone\":\"DMA\",\"runs\":[[4000,97]]", 0, "LRU pages behind the end" },
		{ "LRU pages twice", "\"zone\":\"DMA\",\"runs\":[]}",
		  "\"zone\":\"DMA\",\"runs\":[]}\n"
		  "{\"t\":\"lru\",\"when\":\"before\",\"node\":0,\"zone\":\"DMA\",\"runs\":[]}", 1,
		  "a second \"lru\" line" },
	};

	EXPECT_REFUSED(rows);
}
