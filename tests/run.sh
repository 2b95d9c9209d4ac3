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

for command in verify kernels help; do
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

# ---- verify ----

for command in verify kernels; do
	expect "$command: an unknown option" 2 $BUDDYSCOPE $command --frobnicate
	err_has "$command: unknown option --frobnicate"
	err_is_one_line
done

# ---- all together ----

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
