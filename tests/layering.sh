#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# layering.sh - the rules of the house that a compiler does not check: which directory may use
# which, the order inside src/core, one place for each thing that should have one place. Prints
# file:line: and what is wrong; exits 1 if anything is. Run it from the top of the source tree.

# Each directory of src: the directories and libraries it may use besides libc and itself.
LAYERS='
core
text
whatif  core text
lesson  core text whatif md4c
progress text
record  core text sqlite3
import  core text jansson tracecmd
explain core text import whatif
compare core text
export  core record
tui     core text lesson record compare ncurses readline
cli     core text lesson progress record import explain compare export tui jansson sqlite3
'

# Inside src/core a file includes only headers of its own entry and of those before it.
CORE_ORDER='
units nodemask gfp events event traced world machine invariants counters tape watermark ladder zonelist
buddy fallback highatomic rmqueue_type pcp pcp_batch pcp_tuned free reserve cpuset dirty kswapd reclaim deferred unaccepted fair zlc rmqueue checks
freelist slowpath entry bulk tick outside mempolicy calls exact request setup_rules setup sysctl kernels kernel proc_carried
proc_text synthesised boot_description boot_release boot words_change words_traced words_inside words_check words_lists
words words_names narrate
'

# Headers of libraries, and the only files that may include them, if there are any.
LIBRARIES='
jansson.h            jansson
trace-cmd.h          tracecmd  src/import/ftrace_dat.c
event-parse.h        tracecmd  src/import/ftrace_dat.c
sqlite3.h            sqlite3
md4c.h               md4c
curses.h             ncurses   src/tui/curses.c,src/tui/keyboard.c
ncurses.h            ncurses   src/tui/curses.c
ncursesw/curses.h    ncurses   src/tui/curses.c
term.h               ncurses   src/tui/curses.c
readline/readline.h  readline  src/tui/prompt.c,src/tui/typed.c,src/tui/typing.c
readline/history.h   readline  src/tui/typing.c
'

LIBC='
assert ctype dirent errno fcntl float getopt inttypes langinfo libgen limits locale malloc math poll
pthread signal stdalign stdarg stdatomic stdbool stddef stdint stdio stdio_ext stdlib stdnoreturn
string strings termios time unistd wchar wctype sys/file sys/ioctl sys/mman sys/random
sys/resource sys/select sys/stat sys/time sys/types sys/wait
'

LONGEST_FUNCTION=60

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
found=$work/found
: >"$found"

# Every line of the sources as FILE:LINE:TEXT, without comments; strings stay.
code_of()
{
	awk '
	FNR == 1 { in_comment = 0 }
	{
		text = ""
		quote = ""
		for (i = 1; i <= length($0); i++) {
			c = substr($0, i, 1)
			two = substr($0, i, 2)
			if (in_comment) {
				if (two == "*/") { in_comment = 0; i++ }
			} else if (quote != "") {
				text = text c
				if (c == "\\") text = text substr($0, ++i, 1)
				else if (c == quote) quote = ""
			} else if (two == "/*") { in_comment = 1; text = text " "; i++ }
			else if (two == "//") break
			else {
				if (c == "\"" || c == "\047") quote = c
				text = text c
			}
		}
		if (text ~ /[^ \t]/) print FILENAME ":" FNR ":" text
	}' "$@"
}

# Reads code_of; judges every #include.
check_includes()
{
	awk -F: -v layers="$LAYERS" -v libraries="$LIBRARIES" -v libc="$LIBC" \
	    -v core_order="$CORE_ORDER" '
	function stem(path) { sub(/.*\//, "", path); sub(/\.[a-z]+$/, "", path); return path }
	function complain(text) { print $1 ":" $2 ": " text }
	function exists(path,  line, r) { r = (getline line <path); close(path); return r >= 0 }
	BEGIN {
		n = split(layers, line, "\n")
		for (i = 1; i <= n; i++) {
			m = split(line[i], word, " ")
			if (m) known[word[1]] = 1
			for (j = 1; j <= m; j++) may[word[1], word[j]] = 1
		}
		n = split(libraries, line, "\n")
		for (i = 1; i <= n; i++)
			if (split(line[i], word, " ")) {
				library[word[1]] = word[2]
				only[word[1]] = word[3]
				word[3] = ""
			}
		n = split(libc, word, " ")
		for (i = 1; i <= n; i++) in_libc[word[i] ".h"] = 1
		n = split(core_order, word, " ")
		for (i = 1; i <= n; i++) rank[word[i]] = i
	}
	{
		split($1, part, "/")
		layer = part[2]
		if (!(layer in known) && !(layer in told)) {
			complain("src/" layer " is not in the table of layers")
			told[layer] = 1
		}
		if (layer == "core" && !(stem($1) in rank) && !($1 in told)) {
			complain(stem($1) " is not in the order of src/core")
			told[$1] = 1
		}
		text = $0
		sub(/^[^:]*:[^:]*:/, "", text)
		if (text !~ /^[ \t]*#[ \t]*include/) next
		name = text
		sub(/^[^<"]*[<"]/, "", name)
		sub(/[>"].*/, "", name)
	}
	!($1 in seen) {
		seen[$1] = 1
		own = $1
		sub(/\.c$/, ".h", own)
		if ($1 ~ /\.c$/ && exists(own) && (text ~ /</ || stem(name) != stem($1)))
			complain("its own header comes first")
	}
	text ~ /</ {
		if (name in library) {
			if (!((layer, library[name]) in may))
				complain("src/" layer " may not use " library[name])
			if (only[name] != "" && !index("," only[name] ",", "," $1 ","))
				complain("<" name "> belongs in " only[name] " alone")
		} else if (!(name in in_libc))
			complain("<" name "> is neither of libc nor of a library in the table")
		next
	}
	{
		target = layer
		if (name ~ /\//) { target = name; sub(/\/.*/, "", target) }
		path = name ~ /\// ? "src/" name : "src/" layer "/" name
		if (!exists(path))
			complain("there is no " path)
		if (!((layer, target) in may))
			complain("src/" layer " may not use src/" target)
		if (layer == "core" && target == "core" && stem($1) in rank &&
		    (!(stem(name) in rank) || rank[stem(name)] > rank[stem($1)]))
			complain(stem($1) " stands above " stem(name) " in the order of src/core")
	}' "$work/code"
}

# Reads code_of; things that have one place.
check_places()
{
	awk -F: '
	function complain(text) { print $1 ":" $2 ": " text }
	{
		text = $0
		sub(/^[^:]*:[^:]*:/, "", text)
		bare = text
		gsub(/"([^"\\]|\\.)*"/, "\"\"", bare)
	}
	# The process that reads a trace.dat ends without the cleaning up of ours.
	$1 != "src/cli/main.c" && !($1 == "src/import/ftrace_dat.c" && bare ~ /_exit\(read_dat/) && bare ~ /(^|[^A-Za-z0-9_])(_|quick_)?exit[ \t]*\(/ {
		complain("only src/cli/main.c exits")
	}
	' "$work/code"
}

# Reads code_of, statement by statement: only kernels.c knows which kernels there are, and it is
# tables. Elsewhere in src/core a kernel is a pointer that is followed and never looked at.
check_kernels()
{
	awk -F: '
	BEGIN {
		before = "(^|[^A-Za-z0-9_.])"
		behind = "([^A-Za-z0-9_.(\\[]|$)"
		path = "([A-Za-z_][A-Za-z0-9_]*(\\[[^]]*\\])?\\.)*"
		compares = "[ \t]*([=!<>]=|[<>])[ \t]*"
		given = "(machine_kernel|kernel_find|kernel_at|[A-Za-z_]*_VERSION)[ \t]*\\([^()]*\\)"
		said = "[A-Za-z_]*(version|kver)[A-Za-z0-9_]*"
	}
	function complain(text) { print file ":" line ": " text }
	# What is declared as a pointer to a kernel here, besides the usual names.
	function learn(text) {
		while (match(text, /struct kernel[ \t]*\*+[ \t]*(const[ \t]+)?[A-Za-z_][A-Za-z0-9_]*/)) {
			word = substr(text, RSTART, RLENGTH)
			text = substr(text, RSTART + RLENGTH)
			sub(/.*[ \t*]/, "", word)
			if (word !~ /^kernel_/ && word != "machine_kernel")
				names[file] = names[file] "|" word
		}
	}
	function judge(  bare, kernel, one, word) {
		if (whole ~ /^[ \t]*$/) return
		bare = whole
		gsub(/"([^"\\]|\\.)*"/, "\"\"", bare)
		learn(bare)
		if (file ~ /^src\/core\/kernels\.[ch]$/) {
			if (bare ~ /\)[ \t]*\{/ || bare ~ /\([ \t]*\{/ || bare ~ /#[ \t]*define.*[{;]/ ||
			    bare ~ /(^|[^A-Za-z0-9_])(return|if|for|while|do|switch|goto)([^A-Za-z0-9_]|$)/)
				complain("a function body in kernels.c")
			if (file ~ /c$/) return
		}
		gsub(/"[ \t]*"/, "", whole)
		gsub(/%[-+ #0]*[0-9*]*\.[0-9*]+/, "", whole)    # %5.1f is no version
		if (whole ~ /(^|[^A-Za-z0-9_.])v?[0-9]+\.[0-9]/)
			complain("a version in src/core outside kernels.c")
		one = bare
		if (file ~ /\/kernels?\.[ch]$/) gsub(/kernel_table/, "", one)
		gsub(/(^|[^A-Za-z0-9_])kernel_(find|at|has_type|has_gfp)[ \t]*\(/, " (", one)
		if (one ~ /(^|[^A-Za-z0-9_])(kernel|KERNEL)_[A-Za-z0-9_#]/ ||
		    one ~ /[A-Za-z]_[0-9]+_[0-9]+([^A-Za-z0-9_]|$)/)
			complain("a kernel of its own in src/core outside kernels.c")
		gsub(/[!=]=[ \t]*NULL/, "", bare)
		gsub(/[ \t]*->[ \t]*/, ".", bare)
		kernel = "(k|kernel|" said names[file] ")"
		if (bare ~ before path kernel compares || bare ~ compares path kernel behind ||
		    bare ~ given compares || bare ~ compares given "([^.A-Za-z0-9_]|$)" ||
		    bare ~ "\\.(ladder\\[[^]]*\\]|sources)" compares ||
		    bare ~ compares path "(ladder\\[[^]]*\\]|sources)" behind ||
		    (file != "src/core/kernel.c" &&
		     (bare ~ before path kernel "\\.(name|follows)([^A-Za-z0-9_]|$)" ||
		      bare ~ given "\\.(name|follows)([^A-Za-z0-9_]|$)" ||
		      bare ~ /(str|mem)[a-z]*(cmp|str|chr|spn)[ \t]*\(.*(kernel|version)/)))
			complain("a comparison of kernels in src/core outside kernels.c")
	}
	$1 !~ /^src\/core\// { next }
	$1 != file { judge(); file = $1; whole = "" }
	{
		text = $0
		sub(/^[^:]*:[^:]*:/, "", text)
		if (whole == "") line = $2
		whole = whole " " text
		directive = directive || text ~ /^[ \t]*#/
		if (file ~ /def$/ || (directive ? text !~ /\\$/ : text ~ /[;{}][ \t]*$/)) {
			directive = 0
			judge()
			whole = ""
		}
	}
	END { judge() }' "$work/code"
}

# The project's own files: git knows them; without git, everything but what was built.
files()
{
	git ls-files --cached --others --exclude-standard 2>/dev/null ||
		find . -name .git -prune -o -name build -prune -o -name compile_commands.json -o \
			-type f -print | sed 's|^\./||'
}

check_licence()
{
	files | grep -v -e '^LICENSE$' -e '\.jsonl$' -e '\.trace$' -e '^traces/.*/proc/' -e '^traces/.*/dmesg/' |
		while read -r f; do
		[ -f "$f" ] || continue
		licence=GPL-3.0-or-later
		case $f in
		*/COPYING) continue ;;
		tests/oracle/module/*) licence=GPL-2.0-or-later ;; # a kernel takes no other
		esac
		head -n 5 "$f" | grep -q "SPDX-License-Identifier: $licence" ||
			echo "$f:1: no SPDX line in its first five lines"
	done
}

# The project speaks of itself alone: nothing that a reader of a clone cannot see.
check_words()
{
	files | grep -v -e '^LICENSE$' -e '\.jsonl$' -e '\.trace$' | while read -r f; do
		[ -f "$f" ] || continue
		grep -HnoiE '(^|[^a-z0-9_.])/(work|home|root)/|\.\./[s]hared|[i]ssue #|(^|[^a-z])[a]gents?([^a-z]|$)|[h]elper session' "$f"
	done | grep -v '^tests/layering.sh:.*/(work' | sed 's/$/: names something outside the project/'
}

check_lengths()
{
	ctags --version 2>/dev/null | grep -q Universal || return 0
	ctags -o - --languages=C --kinds-C=f --fields=+ne --excmd=number "$@" |
		awk -F '\t' -v most="$LONGEST_FUNCTION" '
		/end:/ {
			match($0, /line:[0-9]+/); first = substr($0, RSTART + 5, RLENGTH - 5)
			match($0, /end:[0-9]+/); last = substr($0, RSTART + 4, RLENGTH - 4)
			if (last - first + 1 > most)
				print $2 ":" first ": " $1 "() has " last - first + 1 " lines, more than " most
		}'
}

set -- src/*/*.[ch]
code_of "$@" $(ls src/*/*.def 2>/dev/null) >"$work/code"
{
	check_includes
	check_places
	check_kernels
	check_licence
	check_words
	check_lengths "$@"
} >>"$found"

if [ -s "$found" ]; then
	cat "$found"
	echo "layering: $(wc -l <"$found") complaints"
	exit 1
fi
echo "layering: $# sources in order"
