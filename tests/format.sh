#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# format.sh [--check] FILE... - lays sources out as .clang-format says, except where a hand did
# better: comments and columns of a table that were lined up, and where the lines of an
# initialiser, a struct or an argument list are broken. With --check changes nothing, prints the
# places and exits 1 if there are any. Lines over 100 columns are printed either way.

check=0
if [ "$1" = --check ]; then
	check=1
	shift
fi
new=$(mktemp) || exit 3
trap 'rm -f "$new"' EXIT
LC_ALL=C
export LC_ALL
status=0

# Reads clang-format's list of replacements, then the source ($1); prints the new source, or with
# check=1 the places that would change.
apply='
function place(offset,  head) {
	head = substr(source, 1, offset)
	return path ":" gsub(/\n/, "\n", head) + 1
}

# hand[i]: whether byte i is in an initialiser, a type or an argument list.
function learn(  i, c, two, depth, last, word, opener, state, typed) {
	state = "code"
	for (i = 1; i <= length(source); i++) {
		c = substr(source, i, 1)
		two = substr(source, i, 2)
		hand[i] = parens[depth] > 0 || kind[depth] == "hand"
		if (state == "comment") {
			if (two == "*/") { state = "code"; hand[++i] = hand[i - 1] }
			continue
		}
		if (state != "code") {
			if (c == "\\") hand[++i] = hand[i - 1]
			else if (c == state) state = "code"
			continue
		}
		if (two == "/*") { state = "comment"; hand[++i] = hand[i - 1]; continue }
		if (c == "\"" || c == "\047") state = c
		if (c == "(") before[depth, ++parens[depth]] = last
		else if (c == ")") { opener = before[depth, parens[depth]]; if (parens[depth] > 0) parens[depth]-- }
		else if (c == "{") {
			kind[depth + 1] = "body"
			if (kind[depth] == "hand" || parens[depth] > 0 || last == "=" || typed ||
			    (last == ")" && (opener ~ /[=,(?:]/ || opener == "return")))
				kind[depth + 1] = "hand"
			parens[++depth] = 0
			typed = 0
		} else if (c == "}") { if (depth > 0) depth--; typed = 0 }
		else if (c == ";" || c == "=") typed = 0
		if (c ~ /[A-Za-z0-9_]/) {
			word = substr(source, i - 1, 1) ~ /[A-Za-z0-9_]/ ? word c : c
			if (word == "struct" || word == "union" || word == "enum") typed = 1
			last = word
		} else if (c !~ /[ \t\n]/) {
			if (c == ")") typed = 0
			last = c
		}
	}
}

FNR == NR {
	if (match($0, /offset=.[0-9]+/)) {
		n++
		offset[n] = substr($0, RSTART + 8, RLENGTH - 8) + 0
		match($0, /length=.[0-9]+/)
		len[n] = substr($0, RSTART + 8, RLENGTH - 8) + 0
		text[n] = $0
		sub(/^[^>]*>/, "", text[n])
		sub(/<\/replacement>.*/, "", text[n])
		gsub(/&#10;/, "\n", text[n])
		gsub(/&#13;/, "\r", text[n])
		gsub(/&lt;/, "<", text[n])
		gsub(/&gt;/, ">", text[n])
		gsub(/&amp;/, "\\&", text[n])
	}
	next
}
{ source = source $0 "\n" }
END {
	learn()
	at = 1
	for (k = 1; k <= n; k++) {
		old = substr(source, offset[k] + 1, len[k])
		after = substr(source, offset[k] + len[k] + 1, 2)
		broken = old ~ /\n/ || text[k] ~ /\n/
		if (!broken && (length(old) > 1 || after == "/*") && offset[k] > 0 &&
		    substr(source, offset[k], 1) != "\n")
			continue                          # lined up by hand
		if (broken && hand[offset[k] + len[k] + 1])
			continue                          # broken by hand
		if (check) {
			print place(offset[k] + length(old)) ": layout"
			continue
		}
		printf "%s%s", substr(source, at, offset[k] + 1 - at), text[k]
		at = offset[k] + len[k] + 1
	}
	if (!check)
		printf "%s", substr(source, at)
}'

for f; do
	clang-format --output-replacements-xml "$f" |
		awk -v check=$check -v path="$f" "$apply" - "$f" >"$new" || exit 3
	if [ $check = 1 ]; then
		uniq "$new"
		[ ! -s "$new" ] || status=1
	elif ! cmp -s "$new" "$f"; then
		cat "$new" >"$f"
	fi
	expand -t 8 "$f" | awk -v path="$f" '
		length($0) > 100 { print path ":" FNR ": " length($0) " columns"; bad = 1 }
		/[ \t]$/ { print path ":" FNR ": blanks at the end"; bad = 1 }
		END { exit bad }' || status=1
done
exit $status
