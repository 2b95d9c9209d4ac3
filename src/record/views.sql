-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- views.sql - questions to a recording, with names where the tables have numbers.
--
-- A request's events are a run of seq, so what belongs together is found by looking a few rows up
-- or down: "ORDER BY seq LIMIT 1" with a plus sign before kind, which keeps the search off the
-- index by kind and on the rows themselves.

CREATE VIEW zone_name AS
SELECT session, zone, 'Node ' || node || ' ' || name AS name FROM zone;

-- For each branch: itself and what it grew from, each with the last event that counts.
CREATE VIEW branch_path AS
WITH RECURSIVE path(branch, ancestor, upto) AS (
	SELECT id, id, 9223372036854775807 FROM branch
	UNION ALL
	SELECT p.branch, b.parent, min(p.upto, ifnull(b.fork_seq, -1))
	FROM path AS p JOIN branch AS b ON b.id = p.ancestor
	WHERE b.parent IS NOT NULL
)
SELECT branch, ancestor, upto FROM path;

CREATE VIEW requests AS
SELECT q.id AS request, b.session, q.branch, s.kernel, q.statement, q.op, q.block_order,
	q.gfp_names, q.nid, q.nodemask, q.pfn, q.status, q.got_pfn, z.name AS got_zone, q.pages,
	q.last_seq - q.first_seq + 1 AS events
FROM request AS q
JOIN branch AS b ON b.id = q.branch
JOIN session AS s ON s.id = b.session
LEFT JOIN event AS e ON e.seq = q.last_seq
LEFT JOIN zone_name AS z ON z.session = b.session AND z.zone = e.zone;

CREATE VIEW events AS
SELECT e.seq, b.session, e.branch, e.request, k.name AS kind, k.nature, e.depth,
	r.name AS check_name, z.name AS zone, e.cpu, e.pfn, e.link, e.block_order,
	m.name AS migratetype, e.verdict, e.v0, e.v1, e.v2, e.v3, e.v4, e.v5
FROM event AS e
JOIN branch AS b ON b.id = e.branch
JOIN session AS s ON s.id = b.session
JOIN event_kind AS k ON k.id = e.kind
LEFT JOIN rung AS r ON r.kernel = s.kernel AND r.rung = e.rung
LEFT JOIN zone_name AS z ON z.session = b.session AND z.zone = e.zone
LEFT JOIN migratetype AS m ON m.id = e.migratetype;

CREATE VIEW numbers AS
SELECT seq, request, kind, name, value FROM (
	SELECT e.seq, e.request, k.name AS kind,
		CASE i.value WHEN 0 THEN k.v0 WHEN 1 THEN k.v1 WHEN 2 THEN k.v2
			WHEN 3 THEN k.v3 WHEN 4 THEN k.v4 ELSE k.v5 END AS name,
		CASE i.value WHEN 0 THEN e.v0 WHEN 1 THEN e.v1 WHEN 2 THEN e.v2
			WHEN 3 THEN e.v3 WHEN 4 THEN e.v4 ELSE e.v5 END AS value
	FROM event AS e
	JOIN event_kind AS k ON k.id = e.kind
	JOIN (SELECT 0 AS value UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3
		UNION ALL SELECT 4 UNION ALL SELECT 5) AS i
) WHERE name IS NOT NULL;

-- ---- decisions ----

CREATE VIEW checks AS
SELECT e.seq, e.request, e.depth, r.ladder, r.name AS check_name, r.asks, z.name AS zone,
	v.name AS verdict
FROM event AS e
JOIN branch AS b ON b.id = e.branch
JOIN session AS s ON s.id = b.session
JOIN verdict AS v ON v.id = e.verdict
LEFT JOIN rung AS r ON r.kernel = s.kernel AND r.rung = e.rung
LEFT JOIN zone_name AS z ON z.session = b.session AND z.zone = e.zone
WHERE e.kind = (SELECT id FROM event_kind WHERE name = 'CHECK');

CREATE VIEW watermark_checks AS
SELECT e.seq, e.request, r.name AS check_name, z.name AS zone, e.block_order,
	k.name = 'WATERMARK_QUICK' AS quick, e.v0 AS free, e.v1 AS unusable, e.v2 AS mark,
	e.v3 AS boost, iif(k.name = 'WATERMARK', e.v4, e.v2) AS min,
	iif(k.name = 'WATERMARK', e.v5, e.v4) AS lowmem_reserve,
	iif(e.verdict, 0, max(0, iif(k.name = 'WATERMARK', e.v4 + e.v5, e.v2 + e.v4) + 1 -
		(e.v0 - e.v1))) AS short_by,
	e.verdict AS passed
FROM event AS e
JOIN event_kind AS k ON k.id = e.kind
JOIN branch AS b ON b.id = e.branch
JOIN session AS s ON s.id = b.session
LEFT JOIN rung AS r ON r.kernel = s.kernel AND r.rung = e.rung
LEFT JOIN zone_name AS z ON z.session = b.session AND z.zone = e.zone
WHERE e.kind IN (SELECT id FROM event_kind WHERE name IN ('WATERMARK', 'WATERMARK_QUICK'));

-- Every zone that a request looked at, up to the event with which it was done there.
CREATE VIEW zone_visits AS
SELECT e.seq, (
		SELECT x.seq FROM event AS x
		WHERE x.seq > e.seq AND +x.kind IN (SELECT id FROM event_kind
			WHERE name IN ('ZONE', 'ATTEMPT_END', 'RESCAN', 'RESULT'))
		ORDER BY x.seq LIMIT 1
	) AS end_seq, e.branch, e.request, e.v0 AS position, e.zone AS zone_id, z.name AS zone
FROM event AS e
JOIN branch AS b ON b.id = e.branch
LEFT JOIN zone_name AS z ON z.session = b.session AND z.zone = e.zone
WHERE e.kind = (SELECT id FROM event_kind WHERE name = 'ZONE');

CREATE VIEW refused_by AS
SELECT v.request, q.statement, v.seq AS zone_seq, p.seq, v.zone,
	ifnull(r.name, 'rmqueue') AS check_name,
	ifnull(k.name, 'no block found') AS compared,
	CASE k.name
	WHEN 'WATERMARK' THEN 'free ' || w.v0 || ' - unusable ' || w.v1 || ' <= min ' || w.v4 ||
		' + lowmem_reserve ' || w.v5
	ELSE ifnull(k.v0 || ' ' || p.v0, '') || ifnull(', ' || k.v1 || ' ' || p.v1, '') ||
		ifnull(', ' || k.v2 || ' ' || p.v2, '') || ifnull(', ' || k.v3 || ' ' || p.v3, '')
	END AS numbers,
	w.v0 AS free, w.v1 AS unusable, w.v2 AS mark, w.v3 AS boost, w.v4 AS min,
	w.v5 AS lowmem_reserve, max(0, w.v4 + w.v5 + 1 - (w.v0 - w.v1)) AS short_by
FROM zone_visits AS v
JOIN request AS q ON q.id = v.request
JOIN branch AS b ON b.id = v.branch
JOIN session AS s ON s.id = b.session
JOIN event AS x ON x.seq = v.end_seq
LEFT JOIN event AS p ON p.seq = (
	SELECT c.seq FROM event AS c
	WHERE c.seq > v.seq AND c.seq < v.end_seq AND c.verdict = 0 AND +c.kind IN (
		SELECT id FROM event_kind WHERE name IN ('CPUSET', 'DIRTY', 'NOFRAGMENT',
			'WATERMARK', 'WATERMARK_BLOCK'))
	ORDER BY c.seq DESC LIMIT 1)
LEFT JOIN event_kind AS k ON k.id = p.kind
LEFT JOIN event AS w ON k.name LIKE 'WATERMARK%' AND w.seq = (
	SELECT c.seq FROM event AS c
	WHERE c.seq > v.seq AND c.seq <= p.seq AND +c.kind = (
		SELECT id FROM event_kind WHERE name = 'WATERMARK')
	ORDER BY c.seq DESC LIMIT 1)
LEFT JOIN rung AS r ON r.kernel = s.kernel AND r.rung = p.rung
WHERE NOT (x.kind = (SELECT id FROM event_kind WHERE name = 'ATTEMPT_END') AND x.verdict);

-- ---- what was done ----

CREATE VIEW list_operations AS
SELECT e.seq, e.request, k.name AS operation, z.name AS zone,
	iif(k.name LIKE 'PCP%', e.cpu, NULL) AS cpu, iif(k.name LIKE 'PCP%', e.v0, NULL) AS list,
	e.block_order, m.name AS migratetype, e.pfn, e.link AS behind
FROM event AS e
JOIN event_kind AS k ON k.id = e.kind
JOIN branch AS b ON b.id = e.branch
LEFT JOIN zone_name AS z ON z.session = b.session AND z.zone = e.zone
LEFT JOIN migratetype AS m ON m.id = e.migratetype
WHERE e.kind IN (SELECT id FROM event_kind
	WHERE name IN ('FREE_AREA_ADD', 'FREE_AREA_DEL', 'PCP_ADD', 'PCP_DEL'));

CREATE VIEW pcp_refills AS
SELECT e.seq, e.request, z.name AS zone, e.cpu, e.v0 AS list, e.block_order,
	m.name AS migratetype, e.v1 AS blocks_wanted, e.v2 AS batch, e.v3 AS count_before,
	(SELECT d.v1 FROM event AS d
		WHERE d.seq > e.seq AND d.request = e.request AND +d.kind = (
			SELECT id FROM event_kind WHERE name = 'PCP_REFILLED')
		ORDER BY d.seq LIMIT 1) AS blocks_got
FROM event AS e
JOIN branch AS b ON b.id = e.branch
LEFT JOIN zone_name AS z ON z.session = b.session AND z.zone = e.zone
LEFT JOIN migratetype AS m ON m.id = e.migratetype
WHERE e.kind = (SELECT id FROM event_kind WHERE name = 'PCP_REFILL');

CREATE VIEW splits AS
SELECT e.seq, e.request, z.name AS zone, e.pfn, e.v0 AS from_order, e.v1 AS to_order,
	m.name AS migratetype
FROM event AS e
JOIN branch AS b ON b.id = e.branch
LEFT JOIN zone_name AS z ON z.session = b.session AND z.zone = e.zone
LEFT JOIN migratetype AS m ON m.id = e.migratetype
WHERE e.kind = (SELECT id FROM event_kind WHERE name = 'SPLIT');

CREATE VIEW merges AS
SELECT e.seq, e.request, z.name AS zone, e.pfn, e.link AS buddy_pfn, e.v0 AS buddy_order,
	m.name AS buddy_migratetype
FROM event AS e
JOIN branch AS b ON b.id = e.branch
LEFT JOIN zone_name AS z ON z.session = b.session AND z.zone = e.zone
LEFT JOIN migratetype AS m ON m.id = e.v1
WHERE e.kind = (SELECT id FROM event_kind WHERE name = 'MERGE');

CREATE VIEW steals AS
SELECT e.seq, e.request, z.name AS zone, e.pfn, e.v0 AS found_order,
	f.name AS from_migratetype, t.name AS for_migratetype, e.v3 AS whole_block,
	e.v4 AS floor_order,
	(SELECT count(*) FROM event AS c
		WHERE c.seq > e.seq AND c.request = e.request AND c.seq < ifnull((
			SELECT n.seq FROM event AS n
			WHERE n.seq > e.seq AND +n.kind = e.kind ORDER BY n.seq LIMIT 1),
			c.seq + 1)
		AND +c.kind = (SELECT id FROM event_kind WHERE name = 'PAGEBLOCK_TYPE')
		AND c.depth >= e.depth) AS pageblocks_claimed
FROM event AS e
JOIN branch AS b ON b.id = e.branch
LEFT JOIN zone_name AS z ON z.session = b.session AND z.zone = e.zone
LEFT JOIN migratetype AS f ON f.id = e.v1
LEFT JOIN migratetype AS t ON t.id = e.v2
WHERE e.kind = (SELECT id FROM event_kind WHERE name = 'FALLBACK');

-- ---- the state at an event ----

-- A row for each list when the session began (seq -1), and one for each change of it.
CREATE VIEW free_area_at AS
WITH step(branch, seq, request, zone, block_order, migratetype, n) AS (
	SELECT b.id, -1, NULL, f.zone, f.block_order, f.migratetype, count(*)
	FROM branch AS b JOIN free_block AS f ON f.session = b.session
	GROUP BY b.id, f.zone, f.block_order, f.migratetype
	UNION ALL
	SELECT p.branch, e.seq, e.request, e.zone, e.block_order, e.migratetype,
		iif(e.kind = (SELECT id FROM event_kind WHERE name = 'FREE_AREA_ADD'), 1, -1)
	FROM event AS e
	CROSS JOIN branch_path AS p ON p.ancestor = e.branch AND p.upto >= e.seq
	WHERE e.kind IN (SELECT id FROM event_kind
		WHERE name IN ('FREE_AREA_ADD', 'FREE_AREA_DEL'))
)
SELECT c.branch, c.seq, c.request, z.name AS zone, c.block_order, m.name AS migratetype,
	sum(c.n) OVER (PARTITION BY c.branch, c.zone, c.block_order, c.migratetype
		ORDER BY c.seq) AS nr_free
FROM step AS c
JOIN branch AS b ON b.id = c.branch
LEFT JOIN zone_name AS z ON z.session = b.session AND z.zone = c.zone
LEFT JOIN migratetype AS m ON m.id = c.migratetype;

CREATE VIEW setting_at AS
SELECT b.id AS branch, -1 AS seq, NULL AS request, s.name, s.value
FROM branch AS b JOIN setting AS s ON s.session = b.session
UNION ALL
SELECT p.branch, e.seq, e.request, s.name, e.v1
FROM event AS e
CROSS JOIN branch_path AS p ON p.ancestor = e.branch AND p.upto >= e.seq
JOIN branch AS b ON b.id = p.branch
JOIN setting AS s ON s.session = b.session AND s.setting = e.v2
WHERE e.kind = (SELECT id FROM event_kind WHERE name = 'SETTING');

-- ---- a trace without a state ----

CREATE VIEW traced AS
SELECT e.seq, e.request, lower(substr(k.name, 8)) AS tracepoint, e.v0 AS line,
	e.v1 / 1000000.0 AS seconds, e.cpu, e.pfn, e.block_order, m.name AS migratetype,
	iif(k.name = 'TRACED_ALLOC', q.gfp_names, NULL) AS gfp_names,
	iif(k.name = 'TRACED_ALLOC', e.verdict, NULL) AS got,
	iif(k.name = 'TRACED_ZONE_LOCKED', e.v2, NULL) AS percpu_refill,
	CASE k.name WHEN 'TRACED_ZONE_LOCKED' THEN e.v2 AND e.v3 WHEN 'TRACED_PCPU_DRAIN' THEN e.v2
		END AS begins,
	iif(k.name = 'TRACED_EXTFRAG', e.v2, NULL) AS fallback_order, f.name AS fallback_migratetype,
	iif(k.name = 'TRACED_EXTFRAG', e.v5, NULL) AS change_ownership
FROM event AS e
JOIN event_kind AS k ON k.id = e.kind
JOIN request AS q ON q.id = e.request
LEFT JOIN migratetype AS m ON m.id = e.migratetype
LEFT JOIN migratetype AS f ON f.id = e.v3 AND k.name = 'TRACED_EXTFRAG'
WHERE e.kind IN (SELECT id FROM event_kind WHERE name LIKE 'TRACED%');
