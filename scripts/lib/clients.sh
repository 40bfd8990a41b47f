# The browser clients of app-api. Sourced after common.sh, once scripts/setup has run.

npm_clients() {
	npm --prefix app-api --no-update-notifier --loglevel=error "$@"
}

# Says what it does only where it fails.
quietly_clients() {
	local log
	log=$(mktemp)
	if ! npm_clients "$@" >"$log" 2>&1; then
		cat "$log" >&2
		rm -f "$log"
		die "npm $* failed in app-api; it says why above."
	fi
	rm -f "$log"
}

# As package-lock.json pins them, again only when that has changed.
install_clients() {
	! cmp -s app-api/package-lock.json app-api/node_modules/.installed || return 0
	say "Installing the clients' npm packages."
	quietly_clients ci --no-audit --no-fund
	cp app-api/package-lock.json app-api/node_modules/.installed
}

# Everything that the clients are made of, by content.
clients_made_of() {
	{
		node --version
		find app-api -name node_modules -prune -o -path app-api/dist -prune -o -type f \
			! -name contract.d.ts ! -name change_kinds.ts ! -name scoring.wasm -print0 |
			LC_ALL=C sort -z | xargs -0 cksum
		cksum server/scoring/*.[ch] server/scoring/wasm/*.c scripts/build-wasm
	} | cksum
}

# build_clients: phone, portal and reports into app-api/dist, where something has changed.
build_clients() {
	local made_of
	made_of=$(clients_made_of)
	[ "$made_of" != "$(cat app-api/dist/.made-of 2>/dev/null)" ] || return 0
	install_clients
	say "Building the clients phone, portal and reports."
	rm -f app-api/dist/.made-of
	quietly_clients run build
	node app-api/scripts/sizes.mjs >&2
	echo "$made_of" >app-api/dist/.made-of
}

# What is wrong with their types, and their tests.
check_clients() {
	install_clients
	npm_clients run --silent check >&2
}

run_client_tests() {
	install_clients
	npm_clients run --silent test -- "$@" >&2
}
