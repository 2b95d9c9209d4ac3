#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# monkey.sh BUILD KEYS [SEED] - runs the monkey where what it saves does no harm: in a folder of its
# own, with lessons, recordings of kernels and one recording of a run.

B=$(cd "$1" && pwd) || exit 2
top=$PWD
dir=$(mktemp -d) || exit 2
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM
export XDG_STATE_HOME="$dir/state" XDG_DATA_HOME="$dir/data" BUDDYSCOPE_DATA="$dir" HOME="$dir"
export LC_ALL=C.UTF-8

cp -r "$top/lessons" "$top/traces" "$dir" || exit 2
cd "$dir" || exit 2
"$B/buddyscope" run --quiet --record monkey.db lessons/03-below-the-mark.md >/dev/null || exit 2
shift
"$B/monkey" "$B/buddyscope" "$@"
