# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2034
#
# kernel.sh - which kernel, and the headers to build a module for it. Read by record.sh.
#
#	find_kernel PACKAGE DIRECTORY   sets $kernel and $headers, or fails after $why is set
#
# A package that is installed is used where it is. Another one is fetched with apt-get and unpacked
# below DIRECTORY; nothing is installed, and nobody has to be root.

# The release in a package's name: linux-image-6.1.0-56-amd64. A meta-package names another.
release_of()
{
	case $1 in
	linux-image-[0-9]*.*) echo "${1#linux-image-}" ;;
	*)
		apt-cache depends "$1" 2>/dev/null |
			sed -n 's/^ *Depends: linux-image-\([0-9].*\)/\1/p' | head -n 1 ;;
	esac
}

is_installed()
{
	[ -r "/boot/vmlinuz-$1" ] && [ -e "/lib/modules/$1/build/Makefile" ]
}

# Packages that the headers of a release need: those common to its flavours, and the tools.
companions()
{
	dpkg-deb -f "$1" Depends | sed 's/[,|]/\n/g' | sed 's/(.*//; s/ //g' |
		grep -E '^linux-(headers-.*-common|kbuild-.*)$'
}

fetch()
{
	(cd "$1" && apt-get download -q "$2" >apt.log 2>&1) && return
	why="the package $2 cannot be had: $(grep -m 1 '^E:' "$1/apt.log")"
	return 1
}

unpack_all()
{
	for package in "$1"/*.deb; do
		dpkg-deb -x "$package" "$1/root" || return
		rm "$package"
	done
}

# The headers' Makefile includes that of the common ones by where it would be installed.
relocate()
{
	sed -i "s|^include /usr/src/|include $1/root/usr/src/|" \
		"$1/root/usr/src/linux-headers-$2/Makefile"
}

fetch_kernel()
{
	mkdir -p "$2/root" || return
	fetch "$2" "linux-image-$1" && fetch "$2" "linux-headers-$1" || return
	for package in $(companions "$2"/linux-headers-"$1"_*.deb); do
		fetch "$2" "$package" || return
	done
	unpack_all "$2" && relocate "$2" "$1" && : >"$2/complete"
}

find_kernel()
{
	why="the package $1 is not known here"
	release=$(release_of "$1")
	[ -n "$release" ] || return
	if is_installed "$release"; then
		kernel=/boot/vmlinuz-$release headers=/lib/modules/$release/build
		return
	fi
	place=$2/$release
	if [ ! -e "$place/complete" ]; then
		command -v apt-get >/dev/null || return
		rm -rf "$place"
		fetch_kernel "$release" "$place" || return
	fi
	kernel=$place/root/boot/vmlinuz-$release headers=$place/root/usr/src/linux-headers-$release
}
