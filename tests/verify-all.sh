#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# verify-all.sh BUILD DIR - verifies every *.jsonl and *.jsonl.xz in DIR and in the folders just
# beneath it. Prints each one that differs with what verify said, and at the end a count. A
# recording named u_natural* is of a natural workload and needs its trace, NAME.trace or
# NAME.trace.xz beside it; without one it is skipped.
# Exits 1 if any differs, 2 if there is nothing to verify.

B=$1
DIR=$2
if [ -z "$DIR" ] || [ ! -d "$DIR" ]; then
	echo "usage: make verify-all DIR=folder of recordings" >&2
	exit 2
fi
out=$(mktemp -d) || exit 3
trap 'rm -rf "$out"' EXIT
trap 'exit 130' INT TERM

# Verifies one recording. Its outcome is one file in $out, so that several can run at a time.
one='
	B=$1 out=$2 f=$3
	read_file() { case $1 in *.xz) xz -dc -- "$1" ;; *) cat -- "$1" ;; esac; }
	case ${f##*/} in
	u_natural*)
		trace=${f%.xz} trace=${trace%.jsonl}.trace
		[ -f "$trace" ] || trace=$trace.xz
		if [ ! -f "$trace" ]; then
			echo "skipped $f: there is no $trace"
			: >"$(mktemp "$out/skip.XXXXXX")"
			exit
		fi
		text=$(mktemp "$out/text.XXXXXX")
		read_file "$trace" >"$text"
		report=$(read_file "$f" | "$B/buddyscope" verify --trace "$text" - 2>&1) ;;
	*.xz) report=$(xz -dc -- "$f" | "$B/buddyscope" verify - 2>&1) ;;
	*) report=$("$B/buddyscope" verify - 2>&1 <"$f") ;;
	esac
	status=$?
	if [ $status -eq 0 ]; then
		: >"$(mktemp "$out/pass.XXXXXX")"
	else
		: >"$(mktemp "$out/fail.XXXXXX")"
		printf "%s: exit status %s\n%s\n" "$f" "$status" "$report"
	fi'

find "$DIR" -maxdepth 2 \( -name '*.jsonl' -o -name '*.jsonl.xz' \) -print | sort | tr '\n' '\0' |
	xargs -0 -r -n 1 -P "$(nproc 2>/dev/null || echo 1)" sh -c "$one" sh "$B" "$out"

count() { find "$out" -name "$1.*" | wc -l; }
passed=$(count pass) failed=$(count fail) skipped=$(count skip)
echo "verify-all: $passed exact, $failed different, $skipped skipped"
[ "$((passed + failed))" -gt 0 ] || { echo "verify-all: no recording in $DIR" >&2; exit 2; }
[ "$failed" -eq 0 ]
