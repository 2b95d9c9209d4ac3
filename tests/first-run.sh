#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# first-run.sh [BUILD] - what `./bootstrap run` shows. On a terminal: the screen, on the first lesson.
# Else, and on a terminal that cannot draw one: that lesson on a real kernel's state with the ladder of
# every request, what was recorded of it, and the proof that such a ladder is the kernel's own. Run it
# from the top of the source tree.

B=${1:-build}

if [ -t 0 ] && [ -t 1 ]; then
	"$B/buddyscope" tui lessons/01-first-page.md
	status=$?
	[ $status -eq 3 ] || exit $status
fi

out=$(mktemp) || exit 3
trap 'rm -f "$out"' EXIT

"$B/buddyscope" run --why lessons/01-first-page.md >"$out" || exit
cat "$out"

recording=$(sed -n 's/^recorded in //p' "$out")
if [ -n "$recording" ]; then
	query="SELECT request, check_name, zone, verdict FROM checks WHERE check_name LIKE '%watermark%'"
	printf '\n$ buddyscope sql %s "%s"\n' "$recording" "$query"
	"$B/buddyscope" sql "$recording" "$query" || exit
fi

printf '\n$ buddyscope verify traces/6.1/a_pcp_unmovable.jsonl\n'
"$B/buddyscope" verify traces/6.1/a_pcp_unmovable.jsonl
