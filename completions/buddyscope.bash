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

_buddyscope()
{
	local program=$1 word=$2 before=$3 command=${COMP_WORDS[1]}

	COMPREPLY=()
	if [ "$COMP_CWORD" -eq 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W "$(_buddyscope_commands "$program") --help --version" -- "$word")
		return
	fi
	case $before in
	--kernel)
		mapfile -t COMPREPLY < <(compgen -W "$("$program" kernels 2>/dev/null | cut -d' ' -f1)" -- "$word")
		return ;;
	esac
	case $command:$word in
	*:-*)
		mapfile -t COMPREPLY < <(compgen -W "$(_buddyscope_options "$program" "$command") --help" -- "$word") ;;
	help:*)
		mapfile -t COMPREPLY < <(compgen -W "$(_buddyscope_commands "$program")" -- "$word") ;;
	kernels:*)
		mapfile -t COMPREPLY < <(compgen -W "$("$program" kernels 2>/dev/null | cut -d' ' -f1)" -- "$word") ;;
	*)
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		compopt -o filenames 2>/dev/null ;;
	esac
}

complete -F _buddyscope buddyscope
