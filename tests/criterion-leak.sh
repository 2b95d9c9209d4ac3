#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# criterion-leak.sh LOG - succeeds if all that the sanitizer's log tells are leaks of memory that
# Criterion itself asked for. Its library has no symbols there that a suppression could name, and to
# suppress the whole library would hide every leak of a test, which it calls.

grep -q 'ERROR: LeakSanitizer' "$1" || exit 1
! grep 'ERROR:\|runtime error' "$1" | grep -qv 'ERROR: LeakSanitizer' || exit 1
callers=$(grep '^ *#1 ' "$1")
[ -n "$callers" ] && ! printf '%s\n' "$callers" | grep -qv 'libcriterion' || exit 1
echo "make asan: $1: a leak of Criterion's own, passed over"
