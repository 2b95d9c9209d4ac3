# SPDX-License-Identifier: GPL-3.0-or-later
#
# Completion of buddyscope's command line for bash. Commands and options are asked of the program,
# so they are always its own.

_buddyscope_commands()
{
	"$1" help 2>/dev/null | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p'
}

_buddyscope_options()
{
	"$1" "$2" --help 2>/dev/null | grep -oE -- '--[a-z][a-z-]*' | sort -u
}

# The words that begin with what was typed, a line each, to COMPREPLY. Not by <(...), which needs
# /dev/fd.
_buddyscope_reply()
{
	local found

	found=$(compgen "$@")
	[ -z "$found" ] || mapfile -t COMPREPLY <<<"$found"
}

_buddyscope_kernels()
{
	"$1" kernels 2>/dev/null | cut -d' ' -f1
}

_buddyscope_formats()
{
	"$1" export --help 2>/dev/null | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p'
}

_buddyscope()
{
	local program=$1 word=$2 before=$3 command=${COMP_WORDS[1]}

	COMPREPLY=()
	if [ "$COMP_CWORD" -eq 1 ]; then
		_buddyscope_reply -W "$(_buddyscope_commands "$program") --help --version" -- "$word"
		return
	fi
	case $before:$command:$word in
	--kernel:* | *:kernels:[!-]* | *:kernels:)
		_buddyscope_reply -W "$(_buddyscope_kernels "$program")" -- "$word" ;;
	--format:*)
		_buddyscope_reply -W "$(_buddyscope_formats "$program")" -- "$word" ;;
	*:*:-*)
		_buddyscope_reply -W "$(_buddyscope_options "$program" "$command") --help" -- "$word" ;;
	*:help:*)
		_buddyscope_reply -W "$(_buddyscope_commands "$program")" -- "$word" ;;
	*)
		_buddyscope_reply -f -- "$word"
		compopt -o filenames 2>/dev/null ;;
	esac
}

complete -F _buddyscope buddyscope
