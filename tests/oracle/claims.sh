# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2154,SC2086,SC2016
#
# claims.sh - what is claimed of export and of the recorder, without a virtual machine: qemu and
# the kernel are stand-ins here. Read by run.sh, whose words it uses.

# ---- export ----

expect "export --help" 0 $BUDDYSCOPE export --help
out_has "usage: buddyscope export"
expect "export: an unknown option" 2 $BUDDYSCOPE export --frobnicate
err_has "export: unknown option --frobnicate"
expect "export without a format" 2 $BUDDYSCOPE export "$db"
err_has "name a format with --format"
expect "export to an unknown format" 2 $BUDDYSCOPE export --format=orcale "$db"
err_has "unknown format orcale (oracle?)"
expect "export of no file" 2 $BUDDYSCOPE export --format=oracle
err_is_one_line
expect "export of a file that is not there" 2 $BUDDYSCOPE export --format=oracle "$dir/none.db"
err_has "none.db: No such file"
expect "export of another kind of file" 2 $BUDDYSCOPE export --format=oracle $trace
err_is_one_line
expect "export of a session that is none" 2 $BUDDYSCOPE export --format=oracle --session 9 "$db"
err_has "has no session 9"
expect "export of a branch that is none" 2 $BUDDYSCOPE export --format=oracle --branch 9 "$db"
err_has "has no branch 9"
expect "export into a full disk" 3 sh -c \
	"[ -w /dev/full ] || exit 3; $BUDDYSCOPE export --format=oracle '$db' >/dev/full"

cc -std=c11 -D_GNU_SOURCE -Itests/oracle/module -o "$dir/check" tests/oracle/check.c \
	tests/oracle/module/requests.c || not_ok "the recorder's reader of lists compiles"

for lesson in lessons/*.md; do
	run=$dir/$(basename "$lesson" .md).db
	$BUDDYSCOPE run --quiet --record "$run" "$lesson" >/dev/null
	for session in $($BUDDYSCOPE sql --csv "$run" "SELECT id FROM session" | tail -n +2); do
		expect "export of $lesson, session $session" 0 \
			$BUDDYSCOPE export --format=oracle --session "$session" "$run"
		claim "has no direct reclaim" sh -c '! grep -q DIRECT_RECLAIM "$1"' sh "$out"
		cp "$out" "$dir/list"
		expect "the list of $lesson, session $session, read by the recorder" 0 \
			"$dir/check" "$dir/list"
	done
done
expect "export of the first lesson" 0 $BUDDYSCOPE export --format=oracle "$dir/01-first-page.db"
out_has "case 01-first-page"
out_has "alloc 0 0 __GFP_IO|__GFP_FS|__GFP_KSWAPD_RECLAIM"
err_has "the first of 2 sessions; --session names another"
err_is_one_line
expect "export of a lesson that dirties pages" 0 $BUDDYSCOPE export --format=oracle "$dir/05-dirty-limit.db"
err_has "(dirty node=1 dirty=20000): left out: the guest cannot be changed so"

# What a list asks for is what the recording asked for: each free names what that alloc got.
$BUDDYSCOPE verify --record "$dir/split.db" traces/6.1/f_split_merge.jsonl >/dev/null
expect "export of a kernel's trace" 0 $BUDDYSCOPE export --format=oracle "$dir/split.db"
err_is_empty
out_has "case f_split_merge"
sed -n 's/^\(alloc\|bulk\|free\|split\|drain\).*/\1/p' "$out" >"$dir/exported"
sed -n 's/^{"t":"op".*"op":"\([a-z]*\)".*/\1/p' traces/6.1/f_split_merge.jsonl |
	grep -v snap >"$dir/recorded"
claim "asks the same things in the same order" cmp -s "$dir/exported" "$dir/recorded"
cp "$out" "$dir/list"
expect "the list of a kernel's trace, read by the recorder" 0 "$dir/check" "$dir/list"

expect "export to a time line" 0 $BUDDYSCOPE export --format=chrome-trace "$dir/01-first-page.db"
out_has '"name":"zone_watermark_fast","ph":"X"'
out_has '"statement":"p = alloc_page GFP_KERNEL"'
! command -v python3 >/dev/null || claim "is JSON" python3 -m json.tool "$out" /dev/null

# ---- lists that are wrong ----

wrong_list()
{
	printf '%s\n' "$1" >"$dir/wrong.list"
	expect "a list with: $1" 1 "$dir/check" "$dir/wrong.list"
	err_has "$2"
	err_is_one_line
}

wrong_list "alloc 0" "wrong.list:1: an order is a number from 0 to 31: (end of line)"
wrong_list "alloc 0 32 0" "an order is a number from 0 to 31: 32"
wrong_list "alloc 0 0" "the flags are missing"
wrong_list "alloc 0 0 __GFP_io" "a flag that is not known: __GFP_io"
wrong_list "alloc 0 0 __GFP_IO|" "a flag that is not known"
wrong_list "alloc 0 0 0 nid=64" "nid= takes a node from 0 to 63"
wrong_list "alloc 0 0 0 nodemask=0x10000000000000000" "at most 64 bits"
wrong_list "alloc 0 0 0 node=1" "not nid= or nodemask="
wrong_list "alloc 4194304 0 0" "a handle is a number below 4194304"
wrong_list "bulk 0 0 0" "1 to 65536 pages"
wrong_list "free 0" "no block has this handle"
wrong_list "alloc 0 1 0
free 0+1" "wrong.list:2: the block has not been split"
wrong_list "alloc 0 1 0
split 0
free 0" "wrong.list:3: this block is freed page by page"
wrong_list "alloc 0 1 0
split 0
free 0+2" "wrong.list:3: the block has fewer pages"
wrong_list "alloc 0 0 0
alloc 0 0 0" "wrong.list:2: the handle is in use"
wrong_list "drain now" "something follows the request: now"
wrong_list "memalloc maybe" "neither on nor off: maybe"
wrong_list 'snap a"b' "a character that a name may not have"
wrong_list "snap" "a snapshot has a name"
wrong_list "frobnicate" "no such request: frobnicate"
printf '# nothing\n\n  drain # all of it\r\nunreserve force\n' >"$dir/right.list"
expect "a list with comments" 0 "$dir/check" "$dir/right.list"
err_is_empty

# ---- the recorder, with stand-ins for qemu, busybox and the kernel ----

mkdir -p "$dir/stand/headers"
printf 'modules:\n\t@touch $(M)/buddyscope_oracle.ko\n' >"$dir/stand/headers/Makefile"
printf '#!/bin/sh\nexit 0\n' >"$dir/stand/busybox"
cat >"$dir/stand/qemu" <<'END'
#!/bin/sh
for word; do
	case $word in
	file:*console) printf '[ 1.0] buddyscope_oracle: line 3: said by the module\r\n' >"${word#file:}" ;;
	file:*recording.gz) [ -z "$ANSWER" ] || gzip -c "$ANSWER" >"${word#file:}" ;;
	esac
done
[ -z "$SLOW" ] || exec sleep 30
exit "${STATUS:-0}"
END
: >"$dir/stand/vmlinuz"
chmod +x "$dir/stand/qemu" "$dir/stand/busybox"

# with VARIABLE=VALUE... : the recorder with stand-ins, on a list that is right.
with()
{
	env QEMU="$dir/stand/qemu" BUSYBOX="$dir/stand/busybox" KERNEL="$dir/stand/vmlinuz" \
		HEADERS="$dir/stand/headers" BUILD="$dir/stand/build" "$@"
}
record="tests/oracle/record.sh $dir/right.list"

expect "the recorder without qemu" 77 with QEMU="$dir/none" $record
err_has "oracle: skipped: no $dir/none (Debian: qemu-system-x86)"
err_is_one_line
expect "the recorder without busybox" 77 with BUSYBOX="$dir/none" $record
err_has "oracle: skipped: no busybox"
expect "the recorder without the kernel's package" 77 with KERNEL= KERNEL_PACKAGE=linux-image-0.0-none \
	$record
err_has "oracle: skipped: the package linux-image-0.0-none "
expect "make oracle, skipped" 0 with QEMU="$dir/none" LIST="$dir/right.list" tests/oracle/oracle.sh "$B"
err_has "oracle: skipped: "
expect "the recorder with a wrong list" 2 with tests/oracle/record.sh "$dir/wrong.list"
err_has "wrong.list:1: no such request"
expect "the recorder with a kernel that is not there" 1 with KERNEL="$dir/none" $record
err_has "cannot read $dir/none"
expect "a guest that does not answer" 1 with SLOW=1 TIMEOUT=1 $record
err_has "the guest had not answered after 1 s, and was killed (ACCEL=tcg)"
expect "a qemu that fails" 1 with STATUS=3 ACCEL=kvm $record
err_has "ended with status 3 (ACCEL=kvm)"
expect "a guest that records nothing" 1 with $record
err_has "guest: [ 1.0] buddyscope_oracle: line 3: said by the module"
err_has "the guest made no recording"
expect "a recording" 0 with ANSWER=$trace $record
claim "comes out as it went in" cmp -s "$out" $trace
err_has "oracle: guest: buddyscope_oracle: line 3: said by the module"
err_has "recorded 300 requests on 6.1.0-56-amd64"

oracle="with LIST=$dir/right.list OUTPUT=$dir/answer.jsonl ANSWER=$dir/answer tests/oracle/oracle.sh $B"
cp $trace "$dir/answer"
expect "make oracle on the kernel that is followed" 0 $oracle
out_has "pages exact, end state identical"
claim "names no other release" sh -c '! grep -q "another release" "$1"' sh "$out"
sed 's/"mt":[0-4],"nr_free"/"mt":4,"nr_free"/' $trace >"$dir/answer"
expect "make oracle where that kernel differs" 1 $oracle
out_has "request 0 differs"
sed -i 's/6\.1\.192-2/6.1.999-1/' "$dir/answer"
expect "make oracle on another release" 0 $oracle
out_has "the program follows 6.1.192-2; this is another release of 6.1"
sed '1s/"kernel": "6.1"/"kernel": "6.6"/' $trace >"$dir/answer"
expect "make oracle on a kernel that is not modelled" 0 $oracle
out_has "the program does not model kernel 6.6: recorded, not verified"
