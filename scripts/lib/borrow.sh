# borrow_cluster [durable]: a throw-away PostgreSQL for the caller, in $cluster (how to connect as
# its superuser); give_back_cluster ends it. It ends by itself when the caller is gone, however:
# only this shell holds the other end of its standard input. Sourced.

borrow_cluster() {
	coproc BORROWED { exec "$root/scripts/lib/test-cluster" "$@"; }
	cluster_pid=$BORROWED_PID
	cluster_hold=${BORROWED[1]}
	read -r cluster <&"${BORROWED[0]}" || die "PostgreSQL does not start."
}

give_back_cluster() {
	[ -n "${cluster_hold:-}" ] || return 0
	exec {cluster_hold}>&-
	cluster_hold=
	wait "$cluster_pid" 2>/dev/null || true
}
