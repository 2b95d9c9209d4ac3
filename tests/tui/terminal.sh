#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# terminal.sh [BUILD] - the program on a real terminal, which tmux plays: keys, sizes, signals, and
# the terminal as it was afterwards. Prints a line for each claim and "N passed, N failed". Run it
# from the top of the source tree.

B=${1:-build}
STATE=traces/6.1/a_pcp_unmovable.jsonl
passed=0 failed=0

command -v tmux >/dev/null || { echo "terminal: tmux is not installed, skipped"; exit 0; }
# A container or chroot without /dev/pts has no terminal to give, to tmux or to anyone.
( : <>/dev/ptmx ) 2>/dev/null || { echo "terminal: no pseudo-terminals here (/dev/ptmx), skipped"; exit 0; }
dir=$(mktemp -d) || exit 1
socket=$dir/tmux
export XDG_STATE_HOME="$dir/state" XDG_DATA_HOME="$dir/data"
trap 'tmux -S "$socket" kill-server 2>/dev/null; sleep 0.3; rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM

tm() { tmux -S "$socket" -f /dev/null "$@"; }
keys() { tm send-keys -t 0 "$@"; }
screen() { tm capture-pane -p -t 0; }

claim()
{
	text=$1
	shift
	if "$@"; then
		passed=$((passed + 1))
		echo "ok - terminal: $text"
	else
		failed=$((failed + 1))
		echo "not ok - terminal: $text"
		screen | sed 's/^/#   /'
	fi
}

# Waits for a text on the screen, five seconds at most.
shows()
{
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25; do
		screen | grep -qF -- "$1" && return
		sleep 0.2
	done
	return 1
}

# Runs the program; afterwards the file "after" has its status and the terminal's modes.
start()
{
	rm -f "$dir/after"
	keys "stty -a >$dir/before; $*; echo \$? >$dir/status; stty -a >$dir/modes; mv $dir/modes $dir/after" Enter
}

ended()
{
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25; do
		[ -f "$dir/after" ] && break
		sleep 0.2
	done
	[ "$(cat "$dir/status" 2>/dev/null)" = "$1" ] && cmp -s "$dir/before" "$dir/after"
}

# The last screen is put back: nothing of the program is left on it.
is_clean() { ! screen | grep -q 'Checks'; }

tm new-session -d -x 80 -y 24 "env LC_ALL=C.UTF-8 PS1='$ ' sh" || exit 1

start "$B/buddyscope" tui "$STATE"
claim "opens a state" shows "A state of a 6.1 kernel"
keys ':alloc_pages GFP_KERNEL 3' Enter
claim "takes a typed request" shows "1/"
keys s s
claim "steps forward" shows "3/"
keys S
claim "steps back" shows "2/"
keys f
claim "finishes" shows "done: pfn"
tm resize-window -t 0 -x 120 -y 40
claim "takes another size" shows "Zonelist"
tm resize-window -t 0 -x 1 -y 1
tm resize-window -t 0 -x 80 -y 24
claim "comes back from the smallest" shows "done: pfn"
keys q
claim "quits, and the terminal is as before" ended 0
claim "leaves nothing on the screen" is_clean
claim "has recorded the run" test -n "$(ls "$dir/data/buddyscope/sessions" 2>/dev/null)"
claim "keeps its history to the owner" test "$(stat -c %a "$dir/state/buddyscope/history")" = 600

for signal in 15 1 11 6; do
	start "sh -c 'echo \$\$ >$dir/pid; exec $B/buddyscope tui --no-record $STATE'"
	shows "A state of a 6.1 kernel"
	kill -"$signal" "$(cat "$dir/pid")"
	claim "signal $signal ends it, and the terminal is as before" ended $((128 + signal))
	keys clear Enter
done

start "$B/buddyscope" tui --no-record "$STATE"
shows "A state of a 6.1 kernel"
keys C-z
claim "stops" ended 148
start fg
claim "and goes on" shows "A state of a 6.1 kernel"
keys q
claim "and ends" ended 0

start "TERM=dumb $B/buddyscope" tui --no-record "$STATE"
claim "says why a terminal will not do" shows "cannot place its cursor"
claim "and leaves it alone" ended 3

# The same in lines of text, for a lesson has to be read page by page here.
printf 'enter\nenter\n1\nf\nq\n' | "$B/buddyscope" tui --plain --no-record lessons/01-first-page.md >/dev/null
claim "keeps account of what was learnt" sh -c \
	'"$1" lessons | grep -q "01  The first page.*begun, 1 of 2 questions right, 0 of 1"' sh "$B/buddyscope"

# ---- prompts without a screen ----

start "$B/buddyscope" shell "$STATE"
claim "shell: has a prompt" shows "buddyscope>"
keys 'alloc_p' Tab
claim "shell: completes a statement" shows "alloc_pages_bulk"
keys C-u 'alloc_page GFP_KERN' Tab Enter
claim "shell: completes a flag, and runs the request" shows "pfn 25157 in DMA32"
keys 'alocpage GFP_KERNEL' Enter
claim "shell: suggests, and goes on" shows "unknown statement alocpage (alloc_page?)"
keys 'repeat 100000 alloc_page GFP_NOWAIT' Enter
sleep 0.3
keys C-c
claim "shell: Ctrl-C stops the statement" shows "stopped"
keys 'help alloc_page' Enter
claim "shell: and not the program" shows "[NAME =] alloc_page GFP"
keys 'garbage'
shows 'buddyscope> garbage'
keys C-c
claim "shell: Ctrl-C drops the line" shows "garbage^C"
keys Up
claim "shell: has a history" shows "buddyscope> help alloc_page"
keys C-u C-d
claim "shell: Ctrl-D ends it, and the terminal is as before" ended 0
keys clear Enter

db=$(ls "$dir/data/buddyscope/sessions/"*shell*.db | head -n 1)
claim "shell: has recorded what was done" test -s "$db"
start "$B/buddyscope" sql "$db"
claim "sql: has a prompt" shows "sql>"
keys 'SELECT 40 + count(*) AS n FROM sess' Tab Enter
claim "sql: goes on until a semicolon" shows "...>"
keys '\;' Enter
claim "sql: completes a table and runs the query" shows "41"
keys 'SELEC 1\;' Enter
claim "sql: says what is wrong, and goes on" shows "syntax error"
keys C-d
claim "sql: ends, and the terminal is as before" ended 0

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
