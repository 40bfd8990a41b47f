# A private PostgreSQL in a folder: a Unix socket, no port, no password, nobody else's. Sourced
# after common.sh.
#
#	postgres_start FOLDER [SETTING=VALUE…]	makes it the first time; sets postgres_socket
#	postgres_runs FOLDER			whether it answers; sets postgres_socket
#	postgres_stop FOLDER [SIGNAL]		waits until the processes are gone; INT is an orderly
#						end, QUIT a quick one that loses nothing committed
#	postgres_psql FOLDER [ARGUMENT…]	as its superuser
#
# Whoever can enter the socket's folder is the superuser, and only its owner can (mode 0700).
# PostgreSQL refuses to run as root. A root user gives it another identity: a user namespace in
# which root's files belong to user postgres, so that it works below any folder; where namespaces
# are not allowed (most containers), runuser, which needs folders that user postgres can enter.

# The newest that Debian installed; what else the PATH holds may be of another version.
postgres_bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)

postgres_identity() {
	if [ "$(id -u)" != 0 ]; then
		printf 'same'
	elif postgres_in_namespace true 2>/dev/null; then
		printf 'namespace'
	else
		printf 'runuser'
	fi
}

postgres_in_namespace() {
	unshare -U --map-user="$(id -u postgres)" --map-group="$(id -g postgres)" -- "$@"
}

# Runs a command as the one who owns the database's processes.
postgres_as() {
	local identity=$1
	shift
	case $identity in
	same) "$@" ;;
	namespace) postgres_in_namespace "$@" ;;
	runuser) (cd / && runuser -u postgres -- "$@") ;;
	esac
}

# With runuser the data is where user postgres can reach it, and FOLDER holds a link to it.
postgres_make_reachable() {
	local folder=$1 elsewhere
	chown postgres: "$folder"
	! postgres_as runuser test -x "$folder" || return 0
	elsewhere=/var/lib/postgresql/gemba-$(printf '%s' "$folder" | cksum | cut -d ' ' -f 1)
	if [ ! -L "$folder/data" ]; then
		say "User postgres cannot enter $folder; the database is in $elsewhere."
		rm -rf "$elsewhere"	# of a folder that was removed
	fi
	install -d -o postgres -g postgres -m 700 "$elsewhere" "$elsewhere/data"
	ln -sfn "$elsewhere/data" "$folder/data"
	ln -sfn "$elsewhere/log" "$folder/log"
}

# A socket's path is limited to 107 bytes, and a connection string splits at some characters.
postgres_make_socket() {
	local folder=$1 identity=$2 socket="$1/socket"
	rm -rf "$socket"
	if [ "$identity" = runuser ] || [ ${#socket} -gt 89 ] || [[ $socket =~ [^A-Za-z0-9_./-] ]]; then
		ln -s "$(mktemp -d /tmp/gemba-socket-XXXXXX)" "$socket"
	else
		mkdir -m 700 "$socket"
	fi
	postgres_socket=$(readlink -f "$socket")
	[ "$identity" != runuser ] || chown postgres: "$postgres_socket"
}

postgres_make_data() {
	local folder=$1 identity=$2 option=$3 data
	data=$(readlink -f "$folder/data")
	[ ! -f "$data/PG_VERSION" ] || return 0
	# Made under another name first: what was interrupted half way is not taken for a database.
	rm -rf "$data.new"
	mkdir -m 700 "$data.new"
	[ "$identity" != runuser ] || chown postgres: "$data.new"
	postgres_as "$identity" "$postgres_bin/initdb" -D "$data.new" -U postgres -A trust \
		--locale=C.UTF-8 --encoding=UTF8 "--$option" --no-instructions >"$folder/initdb.log" 2>&1 ||
		{ cat "$folder/initdb.log" >&2; die "initdb failed."; }
	rm -rf "$data"
	mv "$data.new" "$data"
}

postgres_settings() {
	local setting
	printf -- "-c listen_addresses='' -c unix_socket_permissions=0700"
	printf -- " -c unix_socket_directories='%s'" "$postgres_socket"
	printf -- " -c timezone=UTC -c log_timezone=UTC -c shared_buffers=256MB"
	for setting in "$@"; do
		printf -- " -c %s" "$setting"
	done
}

postgres_answers() {
	"$postgres_bin/pg_isready" -q -h "$postgres_socket" -U postgres
}

postgres_runs() {
	[ -e "$1/socket" ] || return 1
	postgres_socket=$(readlink -f "$1/socket")
	postgres_answers
}

# Every process that works in this folder's data, whatever a pid file left by a crash says.
postgres_pids() {
	local data
	data=$(readlink -f "$1/data") || return 0
	find /proc -maxdepth 2 -path '/proc/[0-9]*/cwd' -printf '%h\t%l\n' 2>/dev/null |
		awk -F '\t' -v data="$data" '$2 == data { sub(/.*\//, "", $1); print $1 }'
}

postgres_start() {
	local folder=$1 identity tries
	shift
	[ -x "$postgres_bin/initdb" ] || die "PostgreSQL is missing; scripts/setup installs it."
	mkdir -p "$folder"
	folder=$(cd "$folder" && pwd -P)
	! postgres_runs "$folder" || return 0
	postgres_stop "$folder"
	identity=$(postgres_identity)
	[ "$identity" != runuser ] || postgres_make_reachable "$folder"
	case " $* " in
	*' fsync=off '*) postgres_make_data "$folder" "$identity" no-sync ;;
	*) postgres_make_data "$folder" "$identity" data-checksums ;;
	esac
	postgres_make_socket "$folder" "$identity"
	touch "$folder/log"
	[ "$identity" != runuser ] || chown postgres: "$folder/log"
	# -W and then pg_isready: pg_ctl looks only at a file. Descriptor 9 is the caller's lock.
	postgres_as "$identity" "$postgres_bin/pg_ctl" start -W -s -D "$(readlink -f "$folder/data")" \
		-l "$(readlink -f "$folder/log")" -o "$(postgres_settings "$@")" </dev/null >&2 9>&- ||
		die "PostgreSQL does not start; $folder/log says why."
	for ((tries = 0; tries < 600; tries++)); do
		! postgres_answers || return 0
		sleep 0.1
		[ $tries -lt 50 ] || [ -n "$(postgres_pids "$folder")" ] || break
	done
	tail -n 20 "$folder/log" >&2
	die "PostgreSQL does not answer; $folder/log says why."
}

postgres_stop() {
	local folder=$1 signal=${2:-INT} data tries socket
	data=$(readlink -f "$folder/data" || true)
	if [ -f "$data/postmaster.pid" ] && [ -n "$(postgres_pids "$folder")" ]; then
		kill "-$signal" "$(head -n 1 "$data/postmaster.pid")" 2>/dev/null || true
		for ((tries = 0; tries < 300; tries++)); do
			[ -n "$(postgres_pids "$folder")" ] || break
			sleep 0.1
		done
	fi
	[ -z "$(postgres_pids "$folder")" ] || die "PostgreSQL in $folder does not stop."
	# Left from a crash; the number may meanwhile be another process's, which would keep PostgreSQL
	# from starting for ever.
	rm -f "$data/postmaster.pid"
	if socket=$(readlink "$folder/socket" 2>/dev/null) && [[ $socket == /tmp/gemba-socket-* ]]; then
		rm -rf "$socket"
	fi
	rm -rf "$folder/socket"
}

postgres_psql() {
	local folder=$1
	shift
	postgres_socket=$(readlink -f "$folder/socket")
	"$postgres_bin/psql" -X -q -v ON_ERROR_STOP=1 -h "$postgres_socket" -U postgres "$@"
}

# The role that owns the schema. It may make the program's roles and is no superuser, so row-level
# security holds for it too. Any number of databases may be named; those that exist are left alone.
postgres_own() {
	local folder=$1 name
	shift
	postgres_psql "$folder" -d postgres -c "
		do \$\$ begin
			if not exists (select from pg_roles where rolname = 'gemba') then
				create role gemba login createrole;
			end if;
		end \$\$"
	for name in "$@"; do
		[ -z "$(postgres_psql "$folder" -d postgres -At \
			-c "select 1 from pg_database where datname = '$name'")" ] || continue
		postgres_psql "$folder" -d postgres -c "create database $name owner gemba"
	done
}
