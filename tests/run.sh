#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# run.sh [BUILD] - tests of the command line, from outside. Prints TAP-like lines, a failure with
# what was seen, and last "N passed, N failed". Run it from the top of the source tree.
#
#	expect "what it does" STATUS COMMAND...  runs it; its output is then in $out and $err
#	out_has TEXT, err_has TEXT               that output contains TEXT
#	out_is_empty, err_is_empty, err_is_one_line

B=${1:-build}
BUDDYSCOPE=$B/buddyscope
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM
out=$dir/out err=$dir/err
passed=0 failed=0 what=

ok()
{
	passed=$((passed + 1))
	echo "ok $((passed + failed)) - $1"
}

not_ok()
{
	failed=$((failed + 1))
	echo "not ok $((passed + failed)) - $1"
	shift
	for line; do echo "#   $line"; done
	sed 's/^/#   out: /' "$out" | head -20
	sed 's/^/#   err: /' "$err" | head -20
}

expect()
{
	what=$1 status=$2
	shift 2
	"$@" >"$out" 2>"$err" </dev/null
	seen=$?
	if [ "$seen" = "$status" ]; then
		ok "$what"
	else
		not_ok "$what" "exit status $seen, expected $status"
	fi
}

claim()
{
	text=$1
	shift
	if "$@"; then ok "$what: $text"; else not_ok "$what: $text"; fi
}

out_has() { claim "says '$1'" grep -qF -- "$1" "$out"; }
err_has() { claim "complains '$1'" grep -qF -- "$1" "$err"; }
out_is_empty() { claim "prints nothing" test ! -s "$out"; }
err_is_empty() { claim "complains about nothing" test ! -s "$err"; }
err_is_one_line() { claim "complains in one line" test "$(wc -l <"$err")" -eq 1; }

# ---- the program ----

expect "--help" 0 $BUDDYSCOPE --help
out_has "usage: buddyscope COMMAND"
out_has "  verify "
out_has "  kernels "
err_is_empty

expect "--version" 0 $BUDDYSCOPE --version
out_has "buddyscope $(sed -n 's/^#define BUDDYSCOPE_VERSION "\(.*\)"/\1/p' src/text/version.h)"
err_is_empty

expect "no command" 2 $BUDDYSCOPE
out_is_empty
err_has "usage: buddyscope COMMAND"

expect "help" 0 $BUDDYSCOPE help
out_has "usage: buddyscope COMMAND"
err_is_empty

for command in run verify kernels help; do
	expect "help $command" 0 $BUDDYSCOPE help $command
	out_has "usage: buddyscope"
	err_is_empty
	expect "$command --help" 0 $BUDDYSCOPE $command --help
	out_has "usage: buddyscope"
	expect "$command --version" 0 $BUDDYSCOPE $command --version
	out_has "buddyscope "
done

expect "an unknown command near a known one" 2 $BUDDYSCOPE verfiy
out_is_empty
err_has "unknown command verfiy (verify?)"
err_is_one_line

expect "an unknown command like no other" 2 $BUDDYSCOPE frobnicate
err_has "unknown command frobnicate"
err_is_one_line

expect "help for an unknown command" 2 $BUDDYSCOPE help kernel
err_has "(kernels?)"
err_is_one_line

expect "a kernel says what of it is left out" 0 $BUDDYSCOPE kernels 6.12
out_has "not simulated: MPOL_WEIGHTED_INTERLEAVE"

expect "an unknown option" 2 $BUDDYSCOPE --frobnicate
err_has "unknown option --frobnicate"
err_is_one_line

expect "an escape sequence as a command" 2 $BUDDYSCOPE "$(printf 'a\033[2Jb')"
err_has "unknown command a?[2Jb"
claim "passes no escape on" sh -c '! grep -q "$(printf "\033")" "$1"' sh "$err"

# ---- when the machine fails ----

if [ -w /dev/full ]; then
	expect "a full disk" 3 sh -c "$BUDDYSCOPE --help >/dev/full"
	err_has "cannot write to standard output: No space left on device"
	err_is_one_line
fi
expect "a closed standard output" 3 sh -c "$BUDDYSCOPE --help >&-"
err_has "cannot write to standard output"
err_is_one_line
expect "a closed standard error" 2 sh -c "$BUDDYSCOPE verfiy 2>&-"
expect "a closed standard output that nobody needed" 2 sh -c "$BUDDYSCOPE verfiy >&-"
expect "a reader that went away" 0 sh -c "$BUDDYSCOPE --help | head -n 1"
err_is_empty

# ---- import ----

set=traces/6.1/proc/numa2
expect "import" 0 $BUDDYSCOPE import -o "$dir/state.jsonl" $set
out_is_empty
err_has 'by "boost" in zoneinfo this is taken for kernel 6.1'
err_has "synthesised: page frames and list order"

expect "verify of an imported state" 0 $BUDDYSCOPE verify "$dir/state.jsonl"
out_has "imported: a state without requests, nothing to prove"
err_is_empty

expect "import to standard output" 0 $BUDDYSCOPE import --kernel 6.12 $set
out_has '"kernel":"6.12"'
out_has '"synthesised":["pfns"'

mkdir "$dir/proc"
cp $set/zoneinfo $set/buddyinfo $set/pagetypeinfo "$dir/proc"
echo "Linux version 6.6.30 (somebody)" >"$dir/proc/version"
expect "import of a directory with a version" 0 $BUDDYSCOPE import -o "$dir/state.jsonl" "$dir/proc"
err_has "6.6.30, run as kernel 6.1"

cat $set/pagetypeinfo $set/buddyinfo $set/zoneinfo >"$dir/texts"
expect "import of one file with all texts" 0 $BUDDYSCOPE import -o "$dir/again.jsonl" "$dir/texts"
claim "gives the same lists" sh -c "grep '\"free\"' '$dir/state.jsonl' >'$dir/a'; \
	grep '\"free\"' '$dir/again.jsonl' | cmp -s - '$dir/a' && test -s '$dir/a'"

sed '3s/.*/noise/' $set/buddyinfo >"$dir/proc/buddyinfo"
expect "import of damaged text" 2 $BUDDYSCOPE import -o "$dir/state.jsonl" "$dir/proc"
err_has "/buddyinfo:3:1: not a line of zoneinfo, buddyinfo or pagetypeinfo"
err_has "parts that could not be read"
claim "the rest is imported" grep -q '"partial"' "$dir/state.jsonl"

expect "import of a directory without zoneinfo" 2 $BUDDYSCOPE import lessons
out_is_empty
err_has "lessons: no zoneinfo to be read in it"
err_is_one_line
expect "import of a file that is no text of /proc" 2 $BUDDYSCOPE import README.md
err_has "no zone of a zoneinfo in it"
expect "import as a kernel nobody knows" 2 $BUDDYSCOPE import --kernel 6.2 $set
err_has "unknown kernel 6.2"
expect "import of two directories" 2 $BUDDYSCOPE import $set $set
err_is_one_line
[ -e /dev/full ] &&
	expect "import to a full disk" 3 $BUDDYSCOPE import -o /dev/full $set

if grep -q start_pfn /proc/zoneinfo 2>/dev/null; then
	expect "import of this machine" 0 $BUDDYSCOPE import -o "$dir/here.jsonl"
	expect "verify of this machine's state" 0 $BUDDYSCOPE verify "$dir/here.jsonl"
fi

# ---- explain ----

report=traces/5.10/dmesg/numa2-oom.txt
expect "explain" 0 $BUDDYSCOPE explain $report
out_has "Node 0 DMA32     zone_watermark_fast     1853 - 1536 <= 323 + 0        refused   7"
out_has "7 more free pages of order 0: passes; with 6 it does not"
out_has "last try before the OOM killer, high mark"
err_is_empty
expect "explain of standard input, as journalctl prints it" 0 sh -c \
	"sed 's/^/Nov 21 13:05:01 host kernel: /' $report | $BUDDYSCOPE explain -"
out_has "7 more free pages of order 0: passes; with 6 it does not"
expect "explain --json" 0 $BUDDYSCOPE explain --json $report
out_has '"format": 1'
out_has '"mark": "high"'
out_has '"proved": true'
claim "gathers what would have helped" sh -c "tr -d ' \n' <'$out' |
	grep -qF '\"remedies\":[{\"node\":0,\"zone\":\"DMA32\",\"words\":\"7morefreepages'"
expect "explain of a memory cgroup's report" 0 $BUDDYSCOPE explain traces/5.10/dmesg/numa2-oom-memcg.txt
out_has "OOM killer of a memory cgroup"
expect "explain of a log without a report" 1 $BUDDYSCOPE explain README.md
out_is_empty
err_has "no report of a failed allocation"
err_is_one_line
expect "explain --json of a log without a report" 1 $BUDDYSCOPE explain --json README.md
out_has '"reports": []'
expect "explain of nothing" 2 $BUDDYSCOPE explain
err_is_one_line
expect "explain of a file that is not there" 2 $BUDDYSCOPE explain "$dir/none"
err_is_one_line
expect "explain as a kernel nobody knows" 2 $BUDDYSCOPE explain --kernel 6.2 $report
err_has "unknown kernel 6.2"
expect "explain of a name that steers a terminal" 0 sh -c \
	"sed \"s/Comm: tail/Comm: \$(printf '\\033[31m\\233')/\" $report | $BUDDYSCOPE explain -"
claim "prints no control character" sh -c "! tr -d '\n' <'$dir/out' | LC_ALL=C grep -q '[[:cntrl:]]'"
expect "import of a report" 0 $BUDDYSCOPE import -o "$dir/state.jsonl" $report
err_has "a report in a log, run as kernel 5.10"
expect "verify of a report's state" 0 $BUDDYSCOPE verify "$dir/state.jsonl"
expect "tui of a report" 0 sh -c "echo 'print watermarks' | $BUDDYSCOPE tui --plain --no-record $report"
out_has "Node 0 DMA32    free 1853  min 323"

# ---- import, on the screen ----

expect "tui of a directory of /proc text" 0 sh -c \
	"echo 'print pageblocks' | $BUDDYSCOPE tui --plain --no-record $set"
out_has "synthesised: page frames and list order"
out_has "Node 0 DMA32     Unmovable"

# ---- a trace without a state ----

alone=traces/6.1/natural/u_natural_small.trace
expect "import of a trace" 0 $BUDDYSCOPE import --trace $alone
out_has "6.12, by the form of the lines (6.1 may be meant: --kernel chooses)"
out_has "requests   1488: 1488 got 1519 pages, 0 failed"
out_has "frees      1495: 1523 pages"
out_has "PCP lists  refilled 17 times with 247 blocks, drained 0 times by 0"
out_has "free lists: which blocks are free"
err_is_empty
cp "$out" "$dir/summary"
printf '\027\010\104tracing6\000' >"$dir/piped.dat"
expect "import of a trace.dat from a pipe" 2 sh -c "cat '$dir/piped.dat' | $BUDDYSCOPE import --trace -"
err_has "a trace.dat is read from a file, not from a pipe"
expect "import of a trace.dat that is none" 2 $BUDDYSCOPE import --trace "$dir/piped.dat"
expect "import of a trace from a pipe" 0 sh -c "cat $alone | $BUDDYSCOPE import --trace -"
claim "sums up the same" sh -c "sed 1d '$dir/summary' >'$dir/a'; sed 1d '$out' | cmp -s - '$dir/a'"
expect "import of a trace as the kernel that wrote it" 0 \
	$BUDDYSCOPE import --trace $alone --kernel 6.1 --json
out_has '"by": "option"'
out_has '"partial": false'
if command -v python3 >/dev/null; then
	claim "is JSON" python3 -m json.tool "$out" /dev/null
fi
expect "import of a trace to a recording" 0 $BUDDYSCOPE import --trace $alone -o "$dir/trace.db"
claim "sums it up too" cmp -s "$out" "$dir/summary"
expect "sql of an imported trace" 0 $BUDDYSCOPE sql "$dir/trace.db" \
	"SELECT count(*), sum(got) FROM traced WHERE tracepoint = 'alloc'"
out_has "1488,1488"
expect "sql of refills in an imported trace" 0 $BUDDYSCOPE sql "$dir/trace.db" \
	"SELECT sum(begins), sum(percpu_refill) FROM traced WHERE tracepoint = 'zone_locked'"
out_has "17,247"
expect "replay of an imported trace" 1 $BUDDYSCOPE replay "$dir/trace.db"
out_has "a trace alone: there is no state to run it on"
expect "diff of an imported trace" 2 $BUDDYSCOPE diff "$dir/trace.db" --kernel 4.7 --kernel 6.1
err_has "a trace alone has no state"
expect "import of a trace to a file that is there" 2 $BUDDYSCOPE import --trace $alone -o "$dir/trace.db"
sed '1000s/pfn=/pnf=/' $alone >"$dir/bad.trace"
expect "import of a trace with a bad line" 2 $BUDDYSCOPE import --trace "$dir/bad.trace"
out_has "a trace without a state, partial"
out_has "read up to line 1000: what follows is not in these numbers"
err_has 'bad.trace:1000:'
err_has 'there is no "pfn=" here'
err_has "^"
expect "import of a trace with a bad line, as JSON" 2 $BUDDYSCOPE import --json --trace "$dir/bad.trace"
out_has '"partial": true'
expect "import of a trace of nothing" 1 $BUDDYSCOPE import --trace /dev/null
err_has "no event of the page allocator"
err_is_one_line
expect "import of a trace that is not there" 2 $BUDDYSCOPE import --trace "$dir/none.trace"
err_has "none.trace: cannot open: No such file"
err_is_one_line
expect "import of a trace as if it were a state" 2 $BUDDYSCOPE import $alone
err_has "--trace sums it up"
err_is_one_line
expect "shell on a trace" 2 $BUDDYSCOPE shell $alone
err_has "a trace has no state in it"
expect "tui of a trace" 0 sh -c "printf 's\ns\nscreen\n' | $BUDDYSCOPE tui --plain $alone"
out_has "mm_page_alloc: pfn 25160, order 1, Unmovable"
out_has "free lists unknown"
out_has "trace alone"
expect "tui of a trace with a bad line" 0 sh -c "echo G | $BUDDYSCOPE tui --plain '$dir/bad.trace'"
out_has "only up to line 1000"
out_has "a trace alone: what is shown is as in the trace, a part of it"
expect "tui of an imported trace" 0 sh -c "printf 'G\nscreen\n' | $BUDDYSCOPE tui --plain '$dir/trace.db'"
out_has "got           1488  1519 pages"

# ---- verify ----

for command in verify kernels; do
	expect "$command: an unknown option" 2 $BUDDYSCOPE $command --frobnicate
	err_has "$command: unknown option --frobnicate"
	err_is_one_line
done

natural=traces/6.1/natural/u_natural_small
for folder in traces/*/natural; do
	expect "$folder: a natural workload" 0 $BUDDYSCOPE verify \
		--trace "$folder/u_natural_small.trace" "$folder/u_natural_small.jsonl"
	out_has " pages exact, end state identical"
	out_has "bulk allocation traced by a probe: "
	claim "predicts every page" grep -qE '^u_natural_small: ([0-9]+)/\1 pages' "$out"
	err_is_empty
done
expect "a natural workload without its trace" 2 $BUDDYSCOPE verify $natural.jsonl
err_has "a natural workload: its trace is run by verify --trace FILE"
expect "a natural workload as JSON" 0 $BUDDYSCOPE verify --json --trace $natural.trace $natural.jsonl
out_has '"format": 1'
out_has '"end_identical": true'
out_has '"not_predicted": {}'
if command -v python3 >/dev/null; then
	claim "is JSON" python3 -m json.tool "$out" /dev/null
fi
grep -v bs_bulk $natural.trace >"$dir/untold.trace"
expect "bulk requests that nobody told of" 1 \
	$BUDDYSCOPE verify --trace "$dir/untold.trace" $natural.jsonl
out_has "u_natural_small: 1484/1488 pages exact, end state identical"
out_has "not predicted: bulk allocation inferred: 4"
out_has "untold.trace:171: order 0: expected 29719, predicted 29715: bulk allocation inferred"
expect "a trace from a pipe" 0 sh -c "$BUDDYSCOPE verify --trace - $natural.jsonl <$natural.trace"
sed '1000s/pfn=/pnf=/' $natural.trace >"$dir/bad.trace"
expect "a trace with a bad line" 2 $BUDDYSCOPE verify --trace "$dir/bad.trace" $natural.jsonl
out_has "u_natural_small: partial: "
out_has "end state not compared"
err_has 'bad.trace:1000:'
err_has 'there is no "pfn=" here'
err_has "^"
printf 'x-1 [000] 1.0: mm_page_free: pfn=1 order=\033[2J\n' >"$dir/bad.trace"
expect "a trace with an escape sequence" 2 $BUDDYSCOPE verify --trace "$dir/bad.trace" $natural.jsonl
err_has 'bad.trace:1:42: "order" is not a number'
claim "passes no escape on" sh -c '! grep -q "$(printf "\033")" "$1" "$2"' sh "$err" "$out"
expect "a trace that is not there" 2 $BUDDYSCOPE verify --trace "$dir/none.trace" $natural.jsonl
err_has "none.trace: cannot open: No such file"
err_is_one_line
expect "a trace of nothing" 1 $BUDDYSCOPE verify --trace /dev/null $natural.jsonl
out_has "u_natural_small: 0/0 pages exact, end state differs"
expect "a trace for two states" 2 \
	$BUDDYSCOPE verify --trace $natural.trace $natural.jsonl $natural.jsonl
err_is_one_line
printf '\027\010Dtracing6' >"$dir/bad.dat"
expect "a trace.dat that is none" 2 $BUDDYSCOPE verify --trace "$dir/bad.dat" $natural.jsonl
err_has "libtracecmd"
expect "a trace.dat from a pipe" 2 \
	sh -c "$BUDDYSCOPE verify --trace - $natural.jsonl <'$dir/bad.dat'"
err_has "from a file, not from a pipe"
expect "a natural workload, audited" 0 $BUDDYSCOPE verify --audit \
	--trace $natural.trace $natural.jsonl
expect "a natural workload, recorded" 0 $BUDDYSCOPE verify --record "$dir/natural.db" \
	--trace $natural.trace $natural.jsonl
expect "a natural workload, replayed" 0 $BUDDYSCOPE replay "$dir/natural.db"
out_has " events identical"

# ---- lessons ----

RUN="$BUDDYSCOPE run --no-record"
for lesson in lessons/*.md; do
	expect "$lesson" 0 $RUN --quiet "$lesson"
	out_has "claims hold"
	err_is_empty
done

expect "a lesson by its name alone" 0 env BUDDYSCOPE_DATA="$PWD" $RUN --quiet 01-first-page.md
expect "a lesson, told to people" 0 $RUN lessons/01-first-page.md
out_has "  > p = alloc_page GFP_KERNEL"
out_has "  ? Which lists will give the page?  pcp | buddy"
out_has "zone_watermark_fast: take from this zone"
expect "the ladder of every request" 0 $RUN --why lessons/03-below-the-mark.md
out_has "  get_page_from_freelist: got the block"

expect "a lesson as TAP" 0 $RUN --tap lessons/01-first-page.md lessons/02-empty-pcp-list.md
out_has "TAP version 13"
claim "has as many lines as its plan" sh -c '
	[ "1..$(grep -c "^ok " "$1")" = "$(tail -n 1 "$1")" ] && ! grep -q "^not ok" "$1"' sh "$out"
expect "a lesson as JSON" 0 $RUN --json lessons/*.md
out_has '"format": 1'
if command -v python3 >/dev/null; then
	claim "is JSON" python3 -m json.tool "$out" /dev/null
fi

cat >"$dir/wrong.md" <<'END'
---
kernel: 6.1
---
```buddyscope
machine uma 256M
predict "Which zone?" zone DMA DMA32
alloc_page GFP_KERNEL
expect zone=DMA
```
It has `DMA.free = 1` pages.
END
expect "a claim that does not hold" 1 $RUN "$dir/wrong.md"
err_has "wrong.md:8:1: expected zone=DMA: zone=DMA32"
err_has "wrong.md:10:9: the text says DMA.free = 1: it is 3840"
out_has "2 of 3 claims failed"
expect "a claim that does not hold, as TAP" 1 $RUN --tap "$dir/wrong.md"
out_has "not ok 2 - "
err_is_empty
expect "a claim that does not hold, as JSON" 1 $RUN --json "$dir/wrong.md"
out_has '"seen": "zone=DMA32"'

# ---- shell ----

SHELL_="$BUDDYSCOPE shell --no-record"
typed()
{
	what=$1 status=$2 text=$3
	shift 3
	printf "$text" >"$dir/typed"
	expect "$what" "$status" sh -c '"$@" <"$0"' "$dir/typed" "$@"
}
typed "shell: a request, and why" 0 'kernel 6.1\nmachine uma 256M\nalloc_page GFP_KERNEL\nwhy\n' $SHELL_
out_has "zone_watermark_fast: take from this zone; quick test: free 49152 - unusable 0 > mark 532"
out_has "done: pfn "
err_is_empty
typed "shell: a misspelt statement" 2 'kernel 6.1\nmachine uma 256M\n alocpage GFP_KERNEL\nwhy\n' $SHELL_
err_has "standard input:3:2: unknown statement alocpage (alloc_page?)"
err_has "   alocpage GFP_KERNEL"
err_has "   ^"
claim "stops there" sh -c '! grep -q alloc_pages "$1"' sh "$out"
typed "shell: a state to begin with" 0 'alloc_page GFP_KERNEL' $SHELL_ traces/6.1/a_pcp_unmovable.jsonl
out_has "pfn 25157 in DMA32"
typed "shell: an expectation that does not hold" 1 'alloc_page GFP_KERNEL\nexpect zone=DMA\nbuddyinfo\n' \
	$SHELL_ traces/6.1/a_pcp_unmovable.jsonl
err_has "standard input:2:1: expected zone=DMA: zone=DMA32"
out_has "Node 0, zone    DMA32"
typed "shell: a file anywhere" 0 "machine file $PWD/traces/6.1/a_pcp_unmovable.jsonl\nhelp GFP_KERNEL\nhelp splits\nhelp node_dirty_ok" $SHELL_
out_has "GFP_KERNEL of 6.1: __GFP_IO|__GFP_FS|__GFP_DIRECT_RECLAIM|__GFP_KSWAPD_RECLAIM"
out_has "splits of a request: how often a block was cut in two"
out_has "node_dirty_ok, a check of 6.1 in get_page_from_freelist: "
typed "shell: a word that nobody knows" 2 'help frobnicate\n' $SHELL_
err_has "standard input:1:6: no statement, field, check or flag is called frobnicate; checks and flags need a kernel first"
typed "shell: nothing" 0 '' $SHELL_
typed "shell: a state that is not there" 2 '' $SHELL_ "$dir/none.jsonl"
err_is_one_line
typed "shell: two states" 2 '' $SHELL_ a b
err_is_one_line
typed "shell: is recorded" 0 'alloc_page GFP_KERNEL\n' $BUDDYSCOPE shell --record "$dir/shell.db" traces/6.1/a_pcp_unmovable.jsonl
expect "shell: and can be replayed" 0 $BUDDYSCOPE replay "$dir/shell.db"
out_has "1 session, 1 request, "

# ---- lessons ----

expect "lessons" 0 env XDG_STATE_HOME="$dir/state" $BUDDYSCOPE lessons
out_has "01  The first page"
out_has " 10 min  not begun"
err_is_empty
mkdir -p "$dir/state/buddyscope"
printf 'buddyscope-progress 1\nlesson 1000 99 3 1 1 0 01-first-page.md\nend 1\n' >"$dir/state/buddyscope/progress"
expect "lessons, one of them read" 0 env XDG_STATE_HOME="$dir/state" $BUDDYSCOPE lessons
out_has "read, 1 of 2 questions right, 1 of 1 exercises solved"
expect "lessons --json" 0 env XDG_STATE_HOME="$dir/state" $BUDDYSCOPE lessons --json
out_has '"format": 1'
out_has '"solved": 1'
echo garbage >"$dir/state/buddyscope/progress"
expect "lessons, progress damaged" 0 env XDG_STATE_HOME="$dir/state" $BUDDYSCOPE lessons
err_has "progress begins anew"
err_is_one_line
claim "keeps the old file" grep -q garbage "$dir/state/buddyscope/progress.damaged"
expect "lessons, again" 0 env XDG_STATE_HOME="$dir/state" $BUDDYSCOPE lessons
err_is_empty
expect "lessons: an argument" 2 $BUDDYSCOPE lessons x
err_is_one_line

# ---- exercises ----

for lesson in lessons/*.md; do
	name=$(basename "$lesson" .md)
	what=$lesson
	claim "asks a question" grep -q '^predict ' "$lesson"
	claim "has an exercise" grep -q '^```buddyscope exercise' "$lesson"
	claim "has five numbers that are checked" test "$(grep -oE \
		'`[A-Za-z0-9/]+\.[][A-Za-z0-9_.]+ = [0-9]+`' "$lesson" | sort -u | wc -l)" -ge 5
	claim "says what happens in the kernel" grep -qE '^Linux [0-9.]+: ' "$lesson"
	claim "has three right and three wrong solutions" test "$(ls "tests/lessons/$name"/right-[123].bs \
		"tests/lessons/$name"/wrong-[123].bs | wc -l)" -eq 6
	claim "has the empty one among the wrong ones" sh -c '! grep -v "^#" "$1"' sh \
		"tests/lessons/$name/wrong-1.bs"
	expect "grading $lesson" 1 $BUDDYSCOPE run --grade "tests/lessons/$name" --json "$lesson"
	for k in 1 2 3; do
		claim "takes right-$k" grep -q "right-$k.bs.*\"exercises\": 1, \"solved\": 1," "$out"
		claim "refuses wrong-$k" grep -q "wrong-$k.bs.*\"exercises\": 1, \"solved\": 0," "$out"
	done
done

cat >"$dir/student.bs" <<'END'
answer pcp
exercise
alloc_page GFP_KERNAL
answer -7
END
expect "answers with a mistake" 1 $BUDDYSCOPE run --grade "$dir/student.bs" lessons/01-first-page.md
out_has "student.bs: 0 of 1 exercises solved, 1 of 2 questions answered rightly"
err_has "student.bs:3:12: unknown gfp flag GFP_KERNAL (GFP_KERNEL?)"
expect "answers with a mistake, as JSON" 1 $BUDDYSCOPE run --grade "$dir/student.bs" --json lessons/01-first-page.md
out_has '"error": {"line": 3, "column": 12, '
err_is_empty
expect "answers that are not there" 2 $BUDDYSCOPE run --grade "$dir/none.bs" lessons/01-first-page.md
err_is_one_line
expect "answers that are not there, as JSON" 2 $BUDDYSCOPE run --grade "$dir/none.bs" --json lessons/01-first-page.md
out_has '"exercises": 1, "solved": 0, '
out_has '"error": {"line": 0, "column": 0, "message": "No such file or directory"}'

mkdir -p "$dir/students/folder.bs"
mkfifo "$dir/students/pipe.bs"
yes 'repeat 100000 alloc_page GFP_KERNEL' | head -n 20 >"$dir/students/endless.bs"
yes 'alloc_pages_bulk GFP_KERNEL 30000' | head -n 20000 >>"$dir/students/endless.bs"
printf 'predict "Mine?" from pcp buddy\nanswer pcp\n' >"$dir/students/own-question.bs"
printf '\033]0;\007' >"$dir/students/steers.bs"
expect "answers that are meant ill" 2 timeout 20 $BUDDYSCOPE run --grade "$dir/students" lessons/01-first-page.md
err_has "folder.bs: not a regular file"
err_has "pipe.bs: not a regular file"
err_has "endless.bs:1:1: stopped: more than 3000000 events in one exercise"
err_has "own-question.bs:1:1: an exercise asks no questions but its own"
claim "steers no terminal" sh -c '! grep -q "[[:cntrl:]]" "$1" "$2"' sh "$out" "$err"
expect "answers that are meant ill, as JSON" 2 timeout 20 $BUDDYSCOPE run --grade "$dir/students" --json lessons/01-first-page.md
claim "has a line for each" test "$(grep -c '"error": {"line": ' "$out")" -eq 5
err_is_empty
expect "the same numbers for the same seed" 0 sh -c "$RUN --seed 7 lessons/01-first-page.md >'$dir/a'
	$RUN --seed 7 lessons/01-first-page.md | cmp - '$dir/a'"

for seed in 0 7 8; do
	what="the screen with seed $seed"
	$RUN --seed $seed lessons/02-empty-pcp-list.md | sed -n 's/.*= \(\$left is [0-9]*\)$/\1/p' >"$dir/a"
	yes a | sed 's/^a$/enter\na\nenter/' | head -n 60 |
		env XDG_STATE_HOME="$dir/seeded" $BUDDYSCOPE tui --plain --no-record --seed $seed lessons/02-empty-pcp-list.md 2>/dev/null |
		sed -n 's/.*\(\$left is [0-9]*\).*/\1/p' | sort -u >"$dir/b"
	claim "has numbers to vary" test -s "$dir/a"
	claim "has the numbers of run" cmp -s "$dir/a" "$dir/b"
done
expect "a seed that is no number" 2 $BUDDYSCOPE tui --seed x
err_has "tui: --seed=x: not a number"

echo DMA32 >"$dir/right"
echo DMA >"$dir/wrong"
expect "answers that are right" 1 $RUN --quiet --answers "$dir/right" "$dir/wrong.md"
out_has "2 of 3 claims failed"
expect "answers that are wrong" 1 $RUN --quiet --answers "$dir/wrong" "$dir/wrong.md"
err_has "wrong.md:6:1: predicted wrongly: Which zone?"
out_has "3 of 3 claims failed"
expect "all answers right" 1 $RUN --quiet --answers right "$dir/wrong.md"

sed -i '/^expect/d' "$dir/wrong.md"
expect "--update" 0 $RUN --quiet --update "$dir/wrong.md"
err_has "1 numbers put right"
claim "rewrites the number" grep -qF '`DMA.free = 3840`' "$dir/wrong.md"
cp "$dir/wrong.md" "$dir/before.md"
expect "--update, again" 0 $RUN --quiet --update "$dir/wrong.md"
err_is_empty
claim "changes nothing" cmp -s "$dir/before.md" "$dir/wrong.md"

printf '```buddyscope\nkernel 6.1\nmachine uma 256M\nalloc_page GFP_KERNAL\n```\n' >"$dir/bad.md"
expect "a bad statement" 2 $RUN "$dir/bad.md"
err_has "bad.md:4:12: unknown gfp flag GFP_KERNAL (GFP_KERNEL?)"
err_has "             ^"
printf '```buddyscope\nmachine file /etc/passwd\n```\n' >"$dir/bad.md"
expect "a path outside" 2 $RUN "$dir/bad.md"
err_has "a lesson may read only beside itself"
printf '# \033[2Jx\n' >"$dir/bad.md"
expect "a lesson with an escape sequence" 0 $RUN "$dir/bad.md"
claim "passes no escape on" sh -c '! grep -q "$(printf "\033")" "$1"' sh "$out"
printf 'a\000b' >"$dir/bad.md"
expect "a lesson with a NUL" 2 $RUN "$dir/bad.md"
err_is_one_line

expect "no lesson" 2 $BUDDYSCOPE run
err_is_one_line
expect "a lesson that is not there" 2 $RUN "$dir/nowhere.md"
err_is_one_line
expect "a directory" 2 $RUN "$dir"
err_is_one_line
expect "run: an unknown option" 2 $BUDDYSCOPE run --frobnicate
err_has "run: unknown option --frobnicate"
expect "run: an unknown kernel" 2 $BUDDYSCOPE run --kernel 6.2 x.md
err_has "unknown kernel 6.2 (6.1?)"
expect "a record that cannot be written" 3 $BUDDYSCOPE run --record "$dir/nowhere/r.db" lessons/01-first-page.md
err_is_one_line
out_is_empty
expect "no place for a record" 0 env -u XDG_DATA_HOME HOME="$dir/right" \
	$BUDDYSCOPE run --quiet lessons/01-first-page.md
err_has "run: not recorded: "
err_is_one_line

# ---- a machine saved at a prompt ----

echo "machine uma 256M
save $dir/saved.jsonl" >"$dir/saving"
expect "save at a prompt" 0 sh -c '{ echo "kernel 6.1"; cat "$1"; } | $2 shell --no-record' sh "$dir/saving" "$BUDDYSCOPE"
out_has "written to $dir/saved.jsonl"
expect "a saved machine is read" 0 sh -c 'echo "alloc_page GFP_KERNEL" | $1 shell --no-record "$2"' sh "$BUDDYSCOPE" "$dir/saved.jsonl"
out_has "in DMA32"
expect "save over a file that is there" 2 sh -c '{ echo "kernel 6.1"; cat "$1"; } | $2 shell --no-record' sh "$dir/saving" "$BUDDYSCOPE"
err_has "cannot write: File exists"
printf -- '---\ntitle: x\nkernel: 6.1\n---\n```buddyscope\nmachine uma 256M\nsave %s/lesson.jsonl\n```\n' "$dir" >"$dir/saves.md"
expect "save in a lesson" 2 $BUDDYSCOPE run --no-record "$dir/saves.md"
err_has "a lesson writes no files"
claim "wrote nothing" test ! -e "$dir/lesson.jsonl"

# ---- completion ----

if command -v bash >/dev/null; then
	cat >"$dir/complete" <<'END'
. completions/buddyscope.bash
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_buddyscope "$1" "${@: -1}" "${@: -2:1}"
printf '%s\n' "${COMPREPLY[@]}"
END
	expect "completion of commands" 0 bash "$dir/complete" $BUDDYSCOPE ""
	for command in $($BUDDYSCOPE help | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p'); do
		claim "knows $command" grep -qx "$command" "$out"
	done
	expect "completion of options" 0 bash "$dir/complete" $BUDDYSCOPE run --
	for option in $($BUDDYSCOPE run --help | grep -oE -- '--[a-z][a-z-]*'); do
		claim "knows $option" grep -qx -- "$option" "$out"
	done
	expect "completion of formats" 0 bash "$dir/complete" $BUDDYSCOPE export --format ""
	out_has "chrome-trace"
	expect "completion of kernels" 0 bash "$dir/complete" $BUDDYSCOPE run --kernel 6
	out_has "6.1"
fi
if command -v zsh >/dev/null; then
	expect "completion for zsh" 0 zsh -n completions/_buddyscope
fi

# ---- recordings ----

db=$dir/a.db
trace=traces/6.1/a_pcp_unmovable.jsonl
for command in replay sql sessions; do
	expect "help $command" 0 $BUDDYSCOPE help $command
	out_has "usage: buddyscope $command"
	err_is_empty
	expect "$command: an unknown option" 2 $BUDDYSCOPE $command --frobnicate
	err_has "$command: unknown option --frobnicate"
	err_is_one_line
done

expect "verify --record" 0 $BUDDYSCOPE verify --record "$db" $trace
err_is_empty
claim "leaves one file" test ! -e "$db-wal" -a ! -e "$db-shm" -a ! -e "$db-journal"
expect "a recording over another" 2 $BUDDYSCOPE verify --record "$db" $trace
err_has "a.db: exists already"
err_is_one_line
expect "replay" 0 $BUDDYSCOPE replay "$db"
out_has "a.db: 1 session, 300 requests, "
out_has " events identical"
expect "replay --json" 0 $BUDDYSCOPE replay --json "$db"
out_has '"format": 1'
out_has '"verdict": "identical"'
expect "replay --to" 0 $BUDDYSCOPE replay --to 5000 "$db"
out_has "# buddyinfo behind event 5000"
out_has "Node 0, zone    DMA32"
out_has "Page block order: 9"
expect "replay --to --json" 0 $BUDDYSCOPE replay --to 5000 --json "$db"
out_has '"zoneinfo":'
expect "replay --to an event that is none" 2 $BUDDYSCOPE replay --to 99999999 "$db"
err_has "there is no event 99999999"
err_is_one_line
expect "replay --to in another branch" 2 $BUDDYSCOPE replay --to 5000 --branch 9 "$db"
err_has "has no branch 9"
expect "replay of a session that is none" 2 $BUDDYSCOPE replay --session 9 "$db"
err_has "has no session 9"
expect "replay of a file that is none" 2 $BUDDYSCOPE replay "$dir/none.db"
err_has "none.db: No such file"
err_is_one_line
expect "replay of another kind of file" 2 $BUDDYSCOPE replay $trace
err_has "file is not a database"
err_is_one_line
: >"$dir/empty.db"
expect "replay of an empty file" 2 $BUDDYSCOPE replay "$dir/empty.db"
err_has "not a recording"
err_is_one_line

expect "sql" 0 $BUDDYSCOPE sql "$db" "SELECT count(*) AS n FROM request"
claim "prints CSV into a pipe" [ "$(cat "$out")" = "n
300" ]
expect "sql --box" 0 $BUDDYSCOPE sql --box --ascii "$db" "SELECT 1 AS one"
out_has "| one |"
expect "sql from standard input" 0 sh -c "echo 'SELECT 2 AS two' | $BUDDYSCOPE sql --json '$db'"
out_has '{"format":1,"columns":["two"],"rows":['
expect "sql that finds nothing" 1 $BUDDYSCOPE sql "$db" "SELECT 1 WHERE 0"
err_is_empty
expect "sql that is wrong" 1 $BUDDYSCOPE sql "$db" "SELECT seq FRM event"
err_has "query:1:16: near \"event\": syntax error"
err_has "                 ^"
expect "sql that writes" 1 $BUDDYSCOPE sql "$db" "DELETE FROM event"
err_has "only reading is allowed"
err_is_one_line
expect "sql that takes too long" 1 $BUDDYSCOPE sql --timeout 1 "$db" \
	"WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x FROM c) SELECT sum(x) FROM c"
err_has "time limit"
err_is_one_line

if command -v sqlite3 >/dev/null; then
	for t in $(sqlite3 "$db" "SELECT DISTINCT object FROM help"); do
		echo "SELECT count(*) FROM $t;"
	done >"$dir/objects.sql"
	expect "the stock client reads every table and view" 0 \
		sqlite3 -bail "$db" ".read $dir/objects.sql"
	sqlite3 "$db" "SELECT example || ';' FROM help" >"$dir/examples.sql"
	expect "the stock client runs every example of help" 0 \
		sqlite3 -bail "$db" ".read $dir/examples.sql"
	err_is_empty
	expect "the stock client finds the file whole" 0 sqlite3 "$db" \
		"PRAGMA integrity_check; PRAGMA foreign_key_check"
	claim "is whole" [ "$(cat "$out")" = ok ]
	what="buddyscope-db(5)"
	for t in $(sqlite3 "$db" "SELECT DISTINCT object FROM help"); do
		claim "describes $t" grep -q "^\.It Cm $t\$" man/buddyscope-db.5
	done
fi

expect "a recording in a directory that is none" 3 \
	$BUDDYSCOPE verify --record "$dir/none/a.db" $trace
err_has "none/a.db: cannot create: No such file or directory"
err_is_one_line
expect "a recording that no disk has room for" 3 \
	sh -c "ulimit -f 20; $BUDDYSCOPE verify --record '$dir/full.db' $trace"
err_has "full.db: cannot create"
err_is_one_line
claim "leaves nothing behind" test ! -e "$dir/full.db"
expect "a disk that fills while recording" 3 \
	sh -c "ulimit -f 1000; $BUDDYSCOPE verify --record '$dir/fills.db' traces/6.1/m_numa.jsonl"
err_is_one_line
expect "what was recorded until then" 0 $BUDDYSCOPE replay "$dir/fills.db"
out_has "events identical"

XDG_DATA_HOME=$dir/data
export XDG_DATA_HOME
expect "no sessions yet" 1 $BUDDYSCOPE sessions
err_has "no recordings in $dir/data/buddyscope/sessions"
mkdir -p "$dir/data/buddyscope/sessions"
cp "$db" "$dir/data/buddyscope/sessions/one.db"
cp $trace "$dir/data/buddyscope/sessions/two.db"
expect "sessions" 0 $BUDDYSCOPE sessions
out_has "one.db"
out_has "300 requests"
out_has "unreadable"
expect "sessions rm" 0 $BUDDYSCOPE sessions rm two
claim "removes it" test ! -e "$dir/data/buddyscope/sessions/two.db"
expect "sessions rm of none" 1 $BUDDYSCOPE sessions rm ../one
err_has "there is no recording ../one"
expect "sessions prune" 0 $BUDDYSCOPE sessions prune
out_has "0 recordings removed"
expect "sessions prune --keep" 0 $BUDDYSCOPE sessions prune --keep 1K
out_has "1 recording removed"
expect "sessions prune of what is no number" 2 $BUDDYSCOPE sessions prune --keep much
err_is_one_line
unset XDG_DATA_HOME
expect "no home" 3 env -u HOME $BUDDYSCOPE sessions
err_has "neither XDG_DATA_HOME nor HOME"
err_is_one_line

# ---- diff ----

expect "diff --help" 0 $BUDDYSCOPE diff --help
out_has "usage: buddyscope diff"
expect "diff without a file" 2 $BUDDYSCOPE diff --kernel 4.7 --kernel 4.12
err_is_one_line
expect "diff with one kernel" 2 $BUDDYSCOPE diff tests/compare/fair.md --kernel 4.7
err_has "two kernels are needed"
expect "diff with an unknown kernel" 2 $BUDDYSCOPE diff tests/compare/fair.md --kernel 4.1
err_has "unknown kernel 4.1"
expect "diff of no file" 2 $BUDDYSCOPE diff none.jsonl --kernel 4.7 --kernel 4.12
err_is_one_line
expect "diff --marks=keep of a geometry" 2 $BUDDYSCOPE diff tests/compare/fair.md \
	--kernel 4.7 --kernel 4.12 --marks=keep
err_has "needs --from=state"

expect "diff of a lesson" 0 $BUDDYSCOPE diff tests/compare/fair.md --kernel 4.7 --kernel 4.12
out_has "booted by itself: machine uma 256M"
out_has "they part at ZONE_FAIR_DEPLETED of 4.7"
out_has "zones refused by ZONE_FAIR_DEPLETED"
err_is_empty
cp "$out" "$dir/first"
expect "diff of a lesson, again" 1 $BUDDYSCOPE diff tests/compare/fair.md --exit-code \
	--kernel 4.7 --kernel 4.12
claim "says the same" cmp -s "$out" "$dir/first"
expect "diff of a lesson, NOFRAGMENT" 0 $BUDDYSCOPE diff tests/compare/nofragment.md \
	--kernel 4.12 --kernel 5.10
out_has "they part at ALLOC_NOFRAGMENT of 5.10"
expect "a guest accepts memory" 0 $BUDDYSCOPE run --record "$dir/guest.db" tests/compare/unaccepted.md
out_has "(5120 not accepted)"
expect "diff of a guest" 0 $BUDDYSCOPE diff "$dir/guest.db" --from=state --kernel 6.1 --kernel 6.12
out_has "5120 pages that waited to be accepted were accepted"
out_has "cond_accept_memory: go on; need -306 = promo 199"
cp "$out" "$dir/first"
expect "diff of a guest, again" 0 $BUDDYSCOPE diff "$dir/guest.db" --from=state --kernel 6.1 --kernel 6.12
claim "says the same" cmp -s "$out" "$dir/first"
expect "replay of a guest" 0 $BUDDYSCOPE replay "$dir/guest.db"
expect "a guest is saved" 0 sh -c 'printf "kernel 6.12\nmachine uma 64M unaccepted=48M\nsave $2/guest.jsonl\n" | $1 shell --no-record' sh "$BUDDYSCOPE" "$dir"
expect "a saved guest is read" 0 sh -c 'echo "machine file $2/guest.jsonl" | $1 shell --no-record' sh "$BUDDYSCOPE" "$dir"
out_has "free 5632 (5120 not accepted)"
expect "a guest of a kernel that accepts all" 2 sh -c 'printf "kernel 6.1\nmachine uma 64M unaccepted=48M\n" | $1 shell --no-record' sh "$BUDDYSCOPE"
err_has "accepts all memory"
printf 'kernel 6.1\nmachine uma 64M\np = alloc_pages_exact 20000 GFP_KERNEL\nwhy\nwhatif\nfree_page p[4]\nfree_pages_exact p 4p\nwhy\n' >"$dir/exact"
expect "an exact size" 0 sh -c '$1 shell --record "$2/exact.db" <"$2/exact"' sh "$BUDDYSCOPE" "$dir"
out_has "5 of 8 pages from pfn"
out_has "alloc_pages GFP_KERNEL, order 3 for 5 pages"
out_has "__free_pages_ok()"
out_has "free_pages_exact()"
expect "replay of an exact size" 0 $BUDDYSCOPE replay "$dir/exact.db"
expect "diff of an exact size" 0 $BUDDYSCOPE diff "$dir/exact.db" --kernel 5.10 --kernel 6.1
out_has "3 requests compared: 0 with another result"
expect "export of an exact size" 0 $BUDDYSCOPE export --format=oracle "$dir/exact.db"
out_has "free 0+7"
err_has "freed through the PCP lists"
expect "6.12 beside 6.1" 0 $BUDDYSCOPE kernels 6.1 6.12
claim "only 6.12 accepts" grep -qE '^> +cond_accept_memory$' "$out"
expect "diff of a kernel and itself" 0 $BUDDYSCOPE diff tests/compare/fair.md --exit-code \
	--kernel 4.7 --kernel 4.7
out_has "every check leads to the same"
expect "diff of a lesson on a state" 0 $BUDDYSCOPE diff lessons/05-dirty-limit.md --from=state \
	--kernel 6.1 --kernel 4.7
out_has "went back to the buddy lists"

expect "diff of a recording" 0 $BUDDYSCOPE diff traces/6.1/e_orders123.jsonl \
	--kernel 4.7 --kernel 6.1
out_has "the state as it was recorded"
out_has "they part at ZONE_FAIR_DEPLETED of 4.7"
cp "$out" "$dir/first"
expect "diff of a recording, again" 0 $BUDDYSCOPE diff traces/6.1/e_orders123.jsonl \
	--kernel 4.7 --kernel 6.1
claim "says the same" cmp -s "$out" "$dir/first"
expect "diff of a recording, marks kept" 0 $BUDDYSCOPE diff traces/6.1/k_highatomic.jsonl \
	--kernel 2.6.34 --kernel 6.1 --marks=keep
out_has "marks, reserves and PCP sizes were kept"
expect "diff --json" 0 $BUDDYSCOPE diff traces/6.1/k_highatomic.jsonl --json \
	--kernel 6.1 --kernel 6.12 --from=geometry
out_has '"format": 1'
out_has '"first_check":'

expect "diff: the ladders" 0 $BUDDYSCOPE diff tests/compare/fair.md --kernel 4.7 --kernel 4.12
what="diff: the ladders stand side by side"
claim "a renamed check beside its old name" grep -qE \
	'^ +cpuset_zone_allowed: go on; .* \|  +__cpuset_zone_allowed: go on; ' "$out"
claim "what one side lacks, alone" grep -qE '^ +ZONE_FAIR_DEPLETED: .* <$' "$out"
claim "what was converted comes first" sh -c '
	[ "$(grep -n "^converted for" "$1" | head -n 1 | cut -d: -f1)" -lt \
	  "$(grep -n "^first request" "$1" | cut -d: -f1)" ]' sh "$out"

# A recorded run gives what its lesson gives, as far as both ask the same of the same state.
expect "a lesson, recorded" 0 $BUDDYSCOPE run --quiet --record "$dir/fair.db" tests/compare/fair.md
expect "diff of a recorded run" 0 $BUDDYSCOPE diff "$dir/fair.db" --kernel 4.7 --kernel 4.12
out_has "the state as it was recorded"
out_has "they part at ZONE_FAIR_DEPLETED of 4.7"
out_has "request 55: repeat 80 alloc_pages GFP_KERNEL 1"
out_has "82 requests compared"
err_is_empty
cp "$out" "$dir/first"
expect "diff of a recorded run, again" 1 $BUDDYSCOPE diff "$dir/fair.db" --exit-code \
	--kernel 4.7 --kernel 4.12
claim "says the same" cmp -s "$out" "$dir/first"
expect "diff of a recorded run, booted" 0 $BUDDYSCOPE diff "$dir/fair.db" --from=geometry \
	--kernel 4.7 --kernel 4.12
out_has "booted on zones of the same place and size"
expect "diff of a recorded run with its own kernel" 0 $BUDDYSCOPE diff "$dir/fair.db" --exit-code \
	--kernel 4.7 --kernel 4.7
out_has "every request has the same result"

# The same requests by way of the recorded kernel and of a recording of the simulated one.
expect "diff of a real kernel's recording" 0 $BUDDYSCOPE diff $trace --json \
	--kernel 6.1 --kernel 4.7
grep -v -e '"line"' -e '"statement"' -e '"file"' "$out" >"$dir/first"
expect "diff of the simulation's" 0 $BUDDYSCOPE diff "$db" --json --kernel 6.1 --kernel 4.7
grep -v -e '"line"' -e '"statement"' -e '"file"' "$out" >"$dir/second"
claim "gives the same" cmp -s "$dir/first" "$dir/second"
expect "diff of a session that is none" 2 $BUDDYSCOPE diff "$dir/fair.db" --session 9 \
	--kernel 4.7 --kernel 4.12
err_has "no such session or branch"
err_is_one_line
expect "diff of another kind of .db" 2 $BUDDYSCOPE diff "$dir/empty.db" --kernel 4.7 --kernel 4.12
err_has "not a recording"
expect "diff --branch of a lesson" 2 $BUDDYSCOPE diff tests/compare/fair.md --branch 1 \
	--kernel 4.7 --kernel 4.12
err_has "belong to a recorded run"

# ---- kernels ----

expect "kernels" 0 $BUDDYSCOPE kernels
out_has "4.7      follows 4.7.4"
expect "kernels 4.7" 0 $BUDDYSCOPE kernels 4.7
out_has "in __cpuset_node_allowed(), kernel/cpuset.c"
out_has "in zone_dirty_ok(), mm/page-writeback.c"
out_has "in zone_reclaim(), mm/vmscan.c"
out_has "buffered_rmqueue: from which lists of the zone?"
out_has "ALLOC_FAIR                     0x100"
expect "kernels 4.7 6.12" 0 $BUDDYSCOPE kernels 4.7 6.12
what="kernels 4.7 6.12"
claim "pairs the dirty limits" grep -qE '^~! +zone_dirty_ok +node_dirty_ok$' "$out"
claim "pairs zone_reclaim and node_reclaim" grep -qE '^~ +zone_reclaim +node_reclaim$' "$out"
claim "pairs the cpuset checks" grep -qE '^~ +cpuset_zone_allowed +__cpuset_zone_allowed$' "$out"
claim "pairs buffered_rmqueue and rmqueue" grep -qE '^~ +buffered_rmqueue +rmqueue$' "$out"
claim "marks what is gone" grep -qE '^< +ZONE_FAIR_DEPLETED$' "$out"
claim "marks what has come" grep -qE '^> +ZONE_BELOW_HIGH$' "$out"
expect "kernels 6.1 6.1" 0 $BUDDYSCOPE kernels 6.1 6.1
what="kernels 6.1 6.1"
claim "marks nothing" sh -c '! sed 1,6d "$1" | grep "^[^ ]*[<>~!^]"' sh "$out"
for which in "" 4.7 "4.7 6.12"; do
	expect "kernels --json $which" 0 $BUDDYSCOPE kernels --json $which
	claim "begins with the format" [ "$(sed -n 2p "$out")" = ' "format": 1,' ]
	if command -v python3 >/dev/null; then
		claim "is JSON" python3 -m json.tool "$out" /dev/null
	fi
done
expect "kernels: an unknown kernel" 2 $BUDDYSCOPE kernels 4.8
err_has "unknown kernel 4.8"
err_is_one_line

# ---- the rules of the house ----

expect "what the layering refuses, smuggled in" 0 tests/layering-catches.sh
out_has "all refused"

# CONTRIBUTING.md shows a kernel as it was added: its names must be there, and it is one screen.
what="CONTRIBUTING.md"
sed -n '/^\*\*A kernel\*\*/,/^\*\*Tests/p' CONTRIBUTING.md | grep -oE '`[^`]+`' | tr -d '`' |
	grep -vE '^(make |src/|tests/|traces/|\.\.\.)' | sort -u >"$dir/names"
claim "names what was added" test "$(wc -l <"$dir/names")" -ge 20
while IFS= read -r name; do
	claim "$name is still there" grep -rqwF -- "$name" src/core tests/core
done <"$dir/names"
for file in src/core/kernels.c tests/core traces/6.12; do
	claim "$file is still there" test -e "$file"
done
claim "is one screen" test "$(wc -l <CONTRIBUTING.md)" -le 60

# shellcheck source=tests/oracle/claims.sh
. tests/oracle/claims.sh

# ---- all together ----

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
