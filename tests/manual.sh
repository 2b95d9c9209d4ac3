#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# manual.sh [BUILD] - runs every example of every manual page. Prints a line for each and "N passed,
# N failed". Run it from the top of the source tree.
#
#	.Dl $ COMMAND                a command; it must end with 0
#	.\" example: lesson [NAME]   before .Bd: a lesson, which is run; kept as NAME for commands
#	.\" example: shell           before .Bd: statements for `buddyscope shell`
#	.\" example: terminal        before .Dl: needs a terminal, tests/tui/terminal.sh runs it
#	.\" example: guest           before .Dl: starts a virtual machine, tests/oracle has its claims
#	.\" example: shown           before .Bd: nothing that could be run
#	.\" screen ...               before .Bd: tests/screens.sh compares it
#
# A literal block without such a line is a failure.

B=$(cd "${1:-build}" && pwd) || exit 1
top=$PWD
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM
passed=0 failed=0

report()
{
	if [ "$2" -eq 0 ]; then
		passed=$((passed + 1))
		printf 'ok - manual: %s\n' "$1"
	else
		failed=$((failed + 1))
		printf 'not ok - manual: %s\n' "$1"
		sed 's/^/#   /' "$dir/said" | head -20
	fi
}

# What the examples name, where they name it.
mkdir "$dir/bin" "$dir/work" "$dir/blocks"
ln -s "$B/buddyscope" "$dir/bin/buddyscope"
ln -s "$top/lessons" "$top/traces" "$dir/work"
PATH=$dir/bin:$PATH
export PATH BUDDYSCOPE_DATA="$top" XDG_DATA_HOME="$dir/data" XDG_STATE_HOME="$dir/state"
cd "$dir/work" || exit 1
command -v xz >/dev/null && xz -c traces/6.1/a_pcp_unmovable.jsonl >recording.jsonl.xz
buddyscope verify --record s.db traces/6.1/i_exhaust_zones.jsonl >/dev/null || exit 1
cp "$top/tests/lessons/01-first-page/right-1.bs" answers.bs

# Each example as a line "FILE:LINE KIND NAME|COMMAND"; blocks go to files of that place.
collect()
{
	awk -v blocks="$dir/blocks" '
	function plain(text) {
		gsub(/\\\(aq/, "\047", text); gsub(/\\\(dq/, "\"", text); gsub(/\\&/, "", text)
		gsub(/\\-/, "-", text); gsub(/\\e/, "\\", text)
		return text
	}
	{ place = FILENAME; sub(/.*\//, "", place); place = place ":" FNR }
	/^\.\\" example: / { kind = $3; name = $4; next }
	/^\.\\" screen / { kind = "shown"; next }
	/^\.Bd / {
		print place, (kind == "" ? "unmarked" : kind), name
		file = blocks "/" place
		printf "" >file
		inside = 1; kind = name = ""
		next
	}
	/^\.Ed/ { inside = 0; next }
	inside { print plain($0) >file; next }
	/^\.Dl \$ / {
		if (kind == "")
			print place, "command", plain(substr($0, 7))
		kind = ""
	}' "$top"/man/*.[1-9]
}

run_block()
{
	case $2 in
	lesson)
		cp "$dir/blocks/$1" "${3:-example.md}"
		buddyscope run --quiet --no-record "${3:-example.md}" ;;
	shell) buddyscope shell --no-record <"$dir/blocks/$1" ;;
	shown) : ;;
	*)
		echo "a literal block without a line .\\\" example: before it"
		false ;;
	esac
}

collect >"$dir/list"
while read -r place kind rest; do
	if [ "$kind" = command ]; then
		case $rest in
		*xz* | sqlite3*) command -v "${rest%% *}" >/dev/null || continue ;;
		esac
		sh -c "$rest" >"$dir/said" 2>&1 </dev/null
	else
		run_block "$place" "$kind" "$rest" >"$dir/said" 2>&1 </dev/null
	fi
	report "$place: $kind $rest" $?
done <"$dir/list"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 15 ]
