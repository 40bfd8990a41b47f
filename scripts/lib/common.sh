# What every script shares: where the repository is, how it speaks, which Node it uses. Sourced.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
cd "$root"

say() {
	printf '%s\n' "$*" >&2
}

die() {
	say "$(basename "$0"): $*"
	exit 1
}

# Node from var/node, which scripts/setup puts there where the system's is too old.
if [ -x "$root/var/node/node_modules/.bin/node" ]; then
	PATH="$root/var/node/node_modules/.bin:$PATH"
fi

node_is_new_enough() {
	local version major minor
	version=$(node --version 2>/dev/null) || return 1
	IFS=. read -r major minor _ <<<"${version#v}"
	[ "$major" -gt 20 ] || { [ "$major" = 20 ] && [ "$minor" -ge 19 ]; }
}

# build PRESET [TARGET…]: configures once; ninja calls cmake again by itself when its files change.
build() {
	local preset=$1
	shift
	[ -f "build/$preset/build.ninja" ] || cmake --preset "$preset" >&2
	cmake --build "build/$preset" ${1:+--target "$@"} >&2
}
