#!/usr/bin/env bash
# Runs a command with a private MariaDB on loopback, whose DSN stands in CASENOTES_TEST_MYSQL, and stops it afterwards.
# MARIADB_DURABLE=1 makes every commit reach the disk, as in production: for measurements and crash tests.
set -euo pipefail

if ! command -v mariadbd >/dev/null && ! [ -x /usr/sbin/mariadbd ]; then
  echo "MariaDB is not installed: apt-get install mariadb-server" >&2
  exit 1
fi
PATH=$PATH:/usr/sbin

dir=$(mktemp -d)
port=$(python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])' 2>/dev/null || echo $((20000 + RANDOM % 10000)))
flush=0
[ "${MARIADB_DURABLE:-}" = 1 ] && flush=1

mariadb-install-db --no-defaults --datadir="$dir/data" --auth-root-authentication-method=normal --skip-test-db --user="$(id -un)" >"$dir/install.log" 2>&1 ||
  { cat "$dir/install.log" >&2; exit 1; }
mariadbd --no-defaults --datadir="$dir/data" --socket="$dir/socket" --port="$port" --bind-address=127.0.0.1 --user="$(id -un)" \
  --innodb-flush-log-at-trx-commit=$flush --innodb-buffer-pool-size=${MARIADB_BUFFER:-512M} --innodb-log-file-size=512M --innodb-io-capacity=2000 --max-connections=300 \
  --max-allowed-packet=64M --skip-log-bin --character-set-server=utf8mb4 >"$dir/server.log" 2>&1 &
server=$!
stop() {
  kill "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  rm -rf "$dir"
}
trap stop EXIT

for _ in $(seq 150); do
  mariadb-admin --no-defaults --socket="$dir/socket" --user=root ping >/dev/null 2>&1 && break
  kill -0 "$server" 2>/dev/null || { cat "$dir/server.log" >&2; exit 1; }
  sleep 0.2
done
export CASENOTES_TEST_MYSQL="mysql:root:@tcp(127.0.0.1:$port)/"
export CASENOTES_TEST_MYSQL_PID=$server
"$@"
