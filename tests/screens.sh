#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# screens.sh [BUILD] - the screens in README.md and in the manual are what the program draws. Above
# each stands how it is made: "screen [--ascii] FILE: key | key ...", as --plain takes them. With
# UPDATE=1 they are drawn anew. Run it from the top of the source tree.

B=${1:-build}
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
export LC_ALL=C.UTF-8 XDG_STATE_HOME="$dir" XDG_DATA_HOME="$dir"
failed=0

# "--ascii FILE: enter | s" to the screen behind these keys.
draw()
{
	ascii=
	file=${1%%:*} keys=${1#*: }
	case $file in --ascii\ *) ascii=--ascii file=${file#--ascii } ;; esac
	printf '%s | screen\n' "$keys" | sed 's/ | /\
/g' | "$B/buddyscope" tui --plain --no-record $ascii "$file" | tail -n 24
}

# The document with each screen drawn anew. A block is indented, or between .Bd and .Ed.
redraw()
{
	inside=no
	while IFS= read -r line; do
		case $inside$line in
		no'<!-- screen '*' -->')
			line=${line#<!-- screen } inside=forge
			printf '<!-- screen %s\n\n' "$line"
			draw "${line% -->}" | sed 's/^/    /' ;;
		no'.\" screen '*)
			inside=manual
			printf '%s\n.Bd -literal\n' "$line"
			draw "${line#*screen }" | sed 's/\\/\\e/g; s/^[.'\'']/\\\&&/' ;;
		forge | "forge    "*) ;;
		forge*) inside=no; printf '\n%s\n' "$line" ;;
		manual.Ed) inside=no; echo .Ed ;;
		manual*) ;;
		*) printf '%s\n' "$line" ;;
		esac
	done <"$1"
}

for document in README.md man/buddyscope-tui.1; do
	redraw "$document" >"$dir/new"
	if [ -n "$UPDATE" ]; then
		cp "$dir/new" "$document"
	elif grep -q 'screen .*: ' "$document" && diff "$document" "$dir/new"; then
		echo "ok - the screens in $document are the program's"
	else
		echo "not ok - the screens in $document are the program's; UPDATE=1 make check redraws them"
		failed=1
	fi
done
exit $failed
