-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- schema.sql - the tables of a recording. The table "help" in the file describes them all.
--
--   session --< setting, task, vm_event, cpuset, allowed_node,      the first state
--      |        node, full_zone, distance, zone, pageblock, free_block,
--      |        unaccepted_unit, pcp, pcp_page, used_block
--      |
--      +--< branch --< request --< event
--             |           +------< change
--             +------< keyframe

PRAGMA application_id = 1651860580; -- "budd"
PRAGMA user_version = 1;

-- ---- what numbers mean ----

CREATE TABLE event_kind (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	nature TEXT NOT NULL,
	v0 TEXT, v1 TEXT, v2 TEXT, v3 TEXT, v4 TEXT, v5 TEXT
) STRICT;

CREATE TABLE rung (
	kernel TEXT NOT NULL,
	rung INTEGER NOT NULL,
	ladder TEXT NOT NULL,
	position INTEGER NOT NULL,
	name TEXT NOT NULL,
	asks TEXT NOT NULL,
	PRIMARY KEY (kernel, rung)
) STRICT, WITHOUT ROWID;

CREATE TABLE migratetype (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
CREATE TABLE verdict (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;

-- ---- a machine, and its first state ----

CREATE TABLE session (
	id INTEGER PRIMARY KEY,
	version TEXT NOT NULL,
	event_digest TEXT NOT NULL,
	kernel TEXT NOT NULL,
	kernel_digest TEXT NOT NULL,
	begun TEXT NOT NULL,
	origin TEXT,
	source TEXT,
	layout TEXT NOT NULL,
	nr_nodes INTEGER NOT NULL,
	nr_cpus INTEGER NOT NULL,
	pageblock_order INTEGER NOT NULL,
	end_pfn INTEGER NOT NULL,
	world_digest TEXT NOT NULL
) STRICT;

CREATE TABLE setting (
	session INTEGER NOT NULL REFERENCES session,
	setting INTEGER NOT NULL,
	name TEXT NOT NULL,
	value INTEGER NOT NULL,
	PRIMARY KEY (session, setting)
) STRICT, WITHOUT ROWID;

CREATE TABLE task (
	session INTEGER NOT NULL REFERENCES session,
	field INTEGER NOT NULL,
	name TEXT NOT NULL,
	value INTEGER NOT NULL,
	PRIMARY KEY (session, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE vm_event (
	session INTEGER NOT NULL REFERENCES session,
	vm_event INTEGER NOT NULL,
	name TEXT NOT NULL,
	value INTEGER NOT NULL,
	PRIMARY KEY (session, vm_event)
) STRICT, WITHOUT ROWID;

CREATE TABLE cpuset (
	session INTEGER NOT NULL REFERENCES session,
	cpuset INTEGER NOT NULL,
	parent INTEGER NOT NULL,
	hardwall INTEGER NOT NULL,
	PRIMARY KEY (session, cpuset)
) STRICT, WITHOUT ROWID;

CREATE TABLE allowed_node (
	session INTEGER NOT NULL REFERENCES session,
	mask INTEGER NOT NULL,
	node INTEGER NOT NULL,
	PRIMARY KEY (session, mask, node)
) STRICT, WITHOUT ROWID;

CREATE TABLE node (
	session INTEGER NOT NULL REFERENCES session,
	node INTEGER NOT NULL,
	online INTEGER NOT NULL,
	has_cpu INTEGER NOT NULL,
	start_pfn INTEGER NOT NULL,
	present INTEGER NOT NULL,
	spanned INTEGER NOT NULL,
	nr_cpus INTEGER NOT NULL,
	nr_dirty INTEGER NOT NULL,
	nr_writeback INTEGER NOT NULL,
	nr_unstable INTEGER NOT NULL,
	nr_active_file INTEGER NOT NULL,
	nr_inactive_file INTEGER NOT NULL,
	nr_file_pages INTEGER NOT NULL,
	nr_mapped INTEGER NOT NULL,
	nr_shmem INTEGER NOT NULL,
	nr_slab_reclaimable INTEGER NOT NULL,
	nr_active_anon INTEGER NOT NULL,
	nr_inactive_anon INTEGER NOT NULL,
	totalreserve_pages INTEGER NOT NULL,
	min_unmapped_pages INTEGER NOT NULL,
	min_slab_pages INTEGER NOT NULL,
	kswapd_order INTEGER NOT NULL,
	kswapd_highest_zoneidx INTEGER NOT NULL,
	kswapd_failures INTEGER NOT NULL,
	kswapd_awake INTEGER NOT NULL,
	first_deferred_pfn INTEGER NOT NULL,
	reclaim_outcome INTEGER NOT NULL,
	last_full_zap INTEGER NOT NULL,
	PRIMARY KEY (session, node)
) STRICT, WITHOUT ROWID;

CREATE TABLE full_zone (
	session INTEGER NOT NULL REFERENCES session,
	node INTEGER NOT NULL,
	position INTEGER NOT NULL,
	PRIMARY KEY (session, node, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE distance (
	session INTEGER NOT NULL REFERENCES session,
	node INTEGER NOT NULL,
	to_node INTEGER NOT NULL,
	distance INTEGER NOT NULL,
	PRIMARY KEY (session, node, to_node)
) STRICT, WITHOUT ROWID;

CREATE TABLE zone (
	session INTEGER NOT NULL REFERENCES session,
	zone INTEGER NOT NULL,
	name TEXT NOT NULL,
	node INTEGER NOT NULL,
	zone_idx INTEGER NOT NULL,
	start_pfn INTEGER NOT NULL,
	spanned INTEGER NOT NULL,
	present INTEGER NOT NULL,
	managed INTEGER NOT NULL,
	cma_pages INTEGER NOT NULL,
	watermark_min INTEGER NOT NULL,
	watermark_low INTEGER NOT NULL,
	watermark_high INTEGER NOT NULL,
	watermark_promo INTEGER NOT NULL,
	watermark_boost INTEGER NOT NULL,
	lowmem_reserve_0 INTEGER NOT NULL,
	lowmem_reserve_1 INTEGER NOT NULL,
	lowmem_reserve_2 INTEGER NOT NULL,
	lowmem_reserve_3 INTEGER NOT NULL,
	lowmem_reserve_4 INTEGER NOT NULL,
	nr_reserved_highatomic INTEGER NOT NULL,
	nr_free_highatomic INTEGER NOT NULL,
	nr_isolate_pageblock INTEGER NOT NULL,
	stat_threshold INTEGER NOT NULL,
	percpu_drift_mark INTEGER NOT NULL,
	flags INTEGER NOT NULL,
	nr_free_pages INTEGER NOT NULL,
	nr_free_cma_pages INTEGER NOT NULL,
	nr_alloc_batch INTEGER NOT NULL,
	nr_unaccepted INTEGER NOT NULL,
	numa_hit INTEGER NOT NULL,
	numa_miss INTEGER NOT NULL,
	numa_foreign INTEGER NOT NULL,
	numa_local INTEGER NOT NULL,
	numa_other INTEGER NOT NULL,
	nr_dirty INTEGER NOT NULL,
	nr_writeback INTEGER NOT NULL,
	nr_unstable INTEGER NOT NULL,
	nr_active_file INTEGER NOT NULL,
	nr_inactive_file INTEGER NOT NULL,
	nr_file_pages INTEGER NOT NULL,
	nr_mapped INTEGER NOT NULL,
	nr_shmem INTEGER NOT NULL,
	nr_slab_reclaimable INTEGER NOT NULL,
	nr_active_anon INTEGER NOT NULL,
	nr_inactive_anon INTEGER NOT NULL,
	totalreserve_pages INTEGER NOT NULL,
	min_unmapped_pages INTEGER NOT NULL,
	min_slab_pages INTEGER NOT NULL,
	pages_scanned INTEGER NOT NULL,
	all_unreclaimable INTEGER NOT NULL,
	nr_in_use INTEGER NOT NULL,
	PRIMARY KEY (session, zone)
) STRICT, WITHOUT ROWID;

CREATE TABLE pageblock (
	session INTEGER NOT NULL REFERENCES session,
	pfn INTEGER NOT NULL,
	blocks INTEGER NOT NULL,
	migratetype INTEGER NOT NULL REFERENCES migratetype,
	PRIMARY KEY (session, pfn)
) STRICT, WITHOUT ROWID;

CREATE TABLE free_block (
	session INTEGER NOT NULL REFERENCES session,
	zone INTEGER NOT NULL,
	block_order INTEGER NOT NULL,
	migratetype INTEGER NOT NULL REFERENCES migratetype,
	position INTEGER NOT NULL,
	pfn INTEGER NOT NULL,
	PRIMARY KEY (session, zone, block_order, migratetype, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE unaccepted_unit (
	session INTEGER NOT NULL REFERENCES session,
	zone INTEGER NOT NULL,
	position INTEGER NOT NULL,
	pfn INTEGER NOT NULL,
	PRIMARY KEY (session, zone, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE pcp (
	session INTEGER NOT NULL REFERENCES session,
	zone INTEGER NOT NULL,
	cpu INTEGER NOT NULL,
	count INTEGER NOT NULL,
	high INTEGER NOT NULL,
	batch INTEGER NOT NULL,
	free_factor INTEGER NOT NULL,
	high_min INTEGER NOT NULL,
	high_max INTEGER NOT NULL,
	alloc_factor INTEGER NOT NULL,
	free_count INTEGER NOT NULL,
	flags INTEGER NOT NULL,
	expire INTEGER NOT NULL,
	nr_free_pages_diff INTEGER NOT NULL,
	nr_free_cma_pages_diff INTEGER NOT NULL,
	nr_alloc_batch_diff INTEGER NOT NULL,
	nr_unaccepted_diff INTEGER NOT NULL,
	PRIMARY KEY (session, zone, cpu)
) STRICT, WITHOUT ROWID;

CREATE TABLE pcp_page (
	session INTEGER NOT NULL REFERENCES session,
	zone INTEGER NOT NULL,
	cpu INTEGER NOT NULL,
	list INTEGER NOT NULL,
	position INTEGER NOT NULL,
	pfn INTEGER NOT NULL,
	block_order INTEGER NOT NULL,
	migratetype INTEGER NOT NULL REFERENCES migratetype,
	PRIMARY KEY (session, zone, cpu, list, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE used_block (
	session INTEGER NOT NULL REFERENCES session,
	pfn INTEGER NOT NULL,
	blocks INTEGER NOT NULL,
	allocated INTEGER NOT NULL,
	block_order INTEGER NOT NULL,
	flags INTEGER NOT NULL,
	PRIMARY KEY (session, pfn)
) STRICT, WITHOUT ROWID;

-- ---- what was asked, and what happened ----

CREATE TABLE branch (
	id INTEGER PRIMARY KEY,
	session INTEGER NOT NULL REFERENCES session,
	parent INTEGER REFERENCES branch,
	fork_seq INTEGER
) STRICT;

CREATE TABLE request (
	id INTEGER PRIMARY KEY,
	branch INTEGER NOT NULL REFERENCES branch,
	first_seq INTEGER NOT NULL,
	last_seq INTEGER NOT NULL,
	statement TEXT,
	op TEXT NOT NULL,
	api INTEGER NOT NULL,
	called TEXT,
	block_order INTEGER NOT NULL,
	gfp INTEGER NOT NULL,
	gfp_raw INTEGER NOT NULL,
	gfp_names TEXT NOT NULL,
	nid INTEGER,
	nodemask TEXT,
	pfn INTEGER,
	want INTEGER NOT NULL,
	force INTEGER NOT NULL,
	cold INTEGER NOT NULL,
	task_flags INTEGER NOT NULL,
	rt INTEGER NOT NULL,
	oom_victim INTEGER NOT NULL,
	context INTEGER NOT NULL,
	cpu INTEGER NOT NULL,
	node INTEGER NOT NULL,
	cpuset INTEGER NOT NULL,
	mempolicy INTEGER NOT NULL,
	interleave INTEGER NOT NULL,
	mems_allowed TEXT NOT NULL,
	policy_nodes TEXT NOT NULL,
	status TEXT NOT NULL,
	got_pfn INTEGER,
	pages INTEGER NOT NULL
) STRICT;

CREATE INDEX request_branch ON request(branch);

CREATE TABLE change (
	request INTEGER NOT NULL REFERENCES request,
	position INTEGER NOT NULL,
	kind INTEGER NOT NULL REFERENCES event_kind,
	zone INTEGER, cpu INTEGER NOT NULL, pfn INTEGER, link INTEGER,
	block_order INTEGER NOT NULL, migratetype INTEGER NOT NULL,
	verdict INTEGER NOT NULL, flags INTEGER NOT NULL,
	v0 INTEGER, v1 INTEGER, v2 INTEGER, v3 INTEGER, v4 INTEGER, v5 INTEGER,
	PRIMARY KEY (request, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
	seq INTEGER PRIMARY KEY,
	branch INTEGER NOT NULL REFERENCES branch,
	request INTEGER NOT NULL REFERENCES request,
	kind INTEGER NOT NULL REFERENCES event_kind,
	depth INTEGER NOT NULL,
	rung INTEGER,
	zone INTEGER,
	cpu INTEGER NOT NULL,
	pfn INTEGER,
	link INTEGER,
	block_order INTEGER NOT NULL,
	migratetype INTEGER NOT NULL,
	verdict INTEGER NOT NULL,
	flags INTEGER NOT NULL,
	v0 INTEGER, v1 INTEGER, v2 INTEGER, v3 INTEGER, v4 INTEGER, v5 INTEGER
) STRICT;

CREATE TABLE keyframe (
	seq INTEGER PRIMARY KEY,
	branch INTEGER NOT NULL REFERENCES branch,
	content BLOB NOT NULL
) STRICT;

CREATE TABLE help (
	object TEXT NOT NULL,
	"column" TEXT,
	about TEXT NOT NULL,
	example TEXT NOT NULL
) STRICT;
