#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# record.sh [-o RECORDING] LIST - has a real kernel carry out a list of requests, in a virtual
# machine that is thrown away, and writes what it did as a recording (standard output without -o).
#
# Exit status: 0 recorded; 1 it went wrong; 2 the list is wrong; 77 skipped, something is missing.
# The environment that it reads is in README.md.

here=$(cd "$(dirname "$0")" && pwd) || exit 1
# shellcheck source=tests/oracle/kernel.sh
. "$here/kernel.sh"

# The package of the point release that the program follows for 6.1, and what to take without it.
MODELLED_PACKAGE=linux-image-6.1.0-56-amd64
LATEST_PACKAGE=linux-image-amd64

ACCEL=${ACCEL:-tcg} MEMORY=${MEMORY:-512M} TIMEOUT=${TIMEOUT:-180}
mkdir -p "${BUILD:=build/oracle}" && BUILD=$(cd "$BUILD" && pwd) || exit 1
QEMU=${QEMU:-qemu-system-x86_64}

say() { echo "oracle: $*" >&2; }
fail() { say "$*"; exit 1; }
skip() { say "skipped: $*"; exit 77; }

usage()
{
	echo "usage: $0 [-o RECORDING.jsonl] LIST" >&2
	exit 2
}

output=
while getopts o: option; do
	case $option in
	o) output=$OPTARG ;;
	*) usage ;;
	esac
done
shift $((OPTIND - 1))
[ $# -eq 1 ] || usage
list=$1

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# ---- what is needed ----

check_list()
{
	cc=$(command -v cc || command -v gcc) || skip "no C compiler"
	"$cc" -std=c11 -D_GNU_SOURCE -O1 -o "$work/check" "$here/check.c" \
		"$here/module/requests.c" -I"$here/module" || exit 1
	"$work/check" "$list" || exit 2
}

choose_kernel()
{
	if [ -n "${KERNEL:-}" ]; then
		kernel=$KERNEL headers=${HEADERS:?KERNEL needs HEADERS, its build directory}
		[ -r "$kernel" ] || fail "cannot read $kernel"
		[ -e "$headers/Makefile" ] || fail "$headers is no build directory of a kernel"
		return
	fi
	find_kernel "${KERNEL_PACKAGE:-$MODELLED_PACKAGE}" "$BUILD" && return
	[ -z "${KERNEL_PACKAGE:-}" ] || skip "$why"
	say "$why; taking $LATEST_PACKAGE"
	find_kernel "$LATEST_PACKAGE" "$BUILD" || skip "$why"
}

check_list
command -v make >/dev/null || skip "no make"
command -v "$QEMU" >/dev/null || skip "no $QEMU (Debian: qemu-system-x86)"
busybox=$(command -v "${BUSYBOX:-busybox}") || skip "no busybox (Debian: busybox-static)"
choose_kernel

# ---- the guest ----

cp -r "$here/module" "$work/module" || exit 1
# BTF is of no use here, and needs a tool that the packages do not ask for.
make -s -C "$headers" M="$work/module" CONFIG_DEBUG_INFO_BTF_MODULES= modules >"$work/make.log" 2>&1 || {
	cat "$work/make.log" >&2
	fail "the module does not build for $kernel"
}

machine="-smp 1 -m $MEMORY${QEMU_OPTIONS:+ $QEMU_OPTIONS}"
guest=$work/guest
mkdir -p "$guest/bin" "$guest/proc" "$guest/sys" "$guest/dev"
cp "$busybox" "$guest/bin/busybox"
cp "$here/init" "$guest/init" && chmod 755 "$guest/init"
cp "$work/module/buddyscope_oracle.ko" "$guest/"
cp "$list" "$guest/list"
echo "machine $machine" >"$guest/heading"
echo "${PARAMETERS:-}" >"$guest/parameters"
[ -z "${SETUP:-}" ] || cp "$SETUP" "$guest/setup" || exit 1
if ldd "$busybox" >/dev/null 2>&1; then
	skip "$busybox is not static (Debian: busybox-static)"
fi
(cd "$guest" && find . | "$busybox" cpio -o -H newc 2>/dev/null) | gzip -1 >"$work/initrd.gz" ||
	fail "no initial file system"

# Interrupts are off for long: no watchdog may mind. IBT would refuse calls by address. On a busy
# host an emulated timer may be late, and the kernel would take it for broken.
cmdline="console=ttyS0 quiet loglevel=4 panic=-1 nowatchdog rcupdate.rcu_cpu_stall_suppress=1"
cmdline="$cmdline mitigations=off ibt=off no_timer_check${APPEND:+ $APPEND}"

# shellcheck disable=SC2086 # $machine is a list of words
timeout -k 5 "$TIMEOUT" "$QEMU" -accel "$ACCEL" -nodefaults -no-user-config -display none \
	-no-reboot $machine -kernel "$kernel" -initrd "$work/initrd.gz" -append "$cmdline" \
	-serial "file:$work/console" -serial "file:$work/recording.gz" \
	</dev/null >"$work/qemu.log" 2>&1
status=$?
console() { tr -d '\r' <"$work/console" 2>/dev/null | tail -n 20 | sed 's/^/oracle: guest: /' >&2; }

case $status in
0) ;;
124 | 137)
	console
	fail "the guest had not answered after $TIMEOUT s, and was killed (ACCEL=$ACCEL)" ;;
*)
	cat "$work/qemu.log" >&2
	console
	fail "$QEMU ended with status $status (ACCEL=$ACCEL)" ;;
esac
if ! gzip -dc "$work/recording.gz" >"$work/recording" 2>/dev/null || [ ! -s "$work/recording" ]; then
	console
	fail "the guest made no recording"
fi

# ---- what came of it ----

tr -d '\r' <"$work/console" | sed -n 's/^\(\[.*\] \)*\(buddyscope_oracle: line\|oracle:\)/oracle: guest: \2/p' >&2

end=$(grep -m 1 '^{"t":"end_ops"' "$work/recording")
number() { echo "$end" | sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p"; }
skipped=$(number skipped) lost=$(number state_overflow)
[ "$lost" = 0 ] || say "the recording had no room for all; PARAMETERS=buffer_kbytes=65536 gives more"
[ "$skipped" = 0 ] || say "$skipped requests were about blocks that this guest did not give out"
release=$(sed -n 's/^{"t":"meta".*"release":"\([^"]*\)","version":"\([^"]*\)".*/\1 \2/p;T;q' "$work/recording")
say "recorded $(number n) requests on $release"
if [ -n "$output" ]; then
	cp "$work/recording" "$output"
else
	cat "$work/recording"
fi
