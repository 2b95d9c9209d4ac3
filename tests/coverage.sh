#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# coverage.sh BUILD - after the tests of a build with --coverage: which share of each source's
# lines was run. By gcovr where it is installed, otherwise by gcov alone.

B=$1
if command -v gcovr >/dev/null; then
	exec gcovr --root . --filter src/ --object-directory "$B" "$B"
fi
find "$B/obj/src" -name '*.gcda' | sort | while read -r data; do
	gcov --no-output --object-file "$data" "$data" 2>/dev/null
done | awk '
	/^File / { file = substr($2, 2, length($2) - 2) }
	/^Lines executed:/ && file ~ /^src\/.*\.c$/ && !(file in seen) {
		seen[file] = 1
		share = $2
		sub(/^executed:/, "", share)
		sub(/%$/, "", share)
		printf "%-32s %6.1f %% of %d lines\n", file, share, $4
		lines += $4
		run += $4 * share / 100
	}
	END { if (lines) printf "%-32s %6.1f %% of %d lines\n", "all", 100 * run / lines, lines }'
