#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# oracle.sh BUILD - `make oracle`: has a real kernel make the requests of a lesson, and verifies
# what it did. The environment: LESSON, SESSION (for a lesson that makes several machines), or LIST,
# a list of requests of one's own; OUTPUT; and all that record.sh reads.
#
# Exit status: 0 verified, or recorded on a kernel that the program does not follow, or skipped
# (each is said); 1 the kernel that is followed differs, or it went wrong; 2 the list is wrong.

B=${1:-build}
here=$(dirname "$0")
LESSON=${LESSON:-lessons/03-below-the-mark.md}
BUILD=${BUILD:-build/oracle}
export BUILD
mkdir -p "$BUILD" || exit 1

say() { echo "oracle: $*"; }

# The lesson runs, is recorded, and its requests become a list.
make_list()
{
	[ -z "${LIST:-}" ] || return 0
	LIST=$BUILD/requests
	rm -f "$BUILD/lesson.db"
	"$B/buddyscope" run --quiet --record "$BUILD/lesson.db" "$LESSON" &&
		"$B/buddyscope" export --format=oracle ${SESSION:+--session "$SESSION"} \
			"$BUILD/lesson.db" >"$LIST"
}

# A member of the first line that has it.
member() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p;T;q" "$OUTPUT"; }

# Whether this very kernel is followed: its series is known, and named by its version or release.
is_followed()
{
	case "$(member version) $(member release)" in *"$followed"*) return 0 ;; esac
	return 1
}

make_list || exit
OUTPUT=${OUTPUT:-$BUILD/$(sed -n 's/^case //p;T;q' "$LIST").jsonl}
"$here/record.sh" -o "$OUTPUT" "$LIST"
status=$?
[ "$status" -ne 77 ] || exit 0
[ "$status" -eq 0 ] || exit "$status"

series=$(member kernel)
say "$OUTPUT: kernel $series, $(member release), $(member version)"
followed=$("$B/buddyscope" kernels | sed -n "s/^$series  *follows \(Debian \)*//p")
if [ -z "$followed" ]; then
	say "the program does not model kernel $series: recorded, not verified"
	exit 0
fi
"$B/buddyscope" verify "$OUTPUT"
status=$?
is_followed && exit "$status"
say "the program follows $followed; this is another release of $series, so it may differ"
[ "$status" -le 1 ] && exit 0
exit "$status"
