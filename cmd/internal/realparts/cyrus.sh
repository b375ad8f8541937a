#!/usr/bin/env bash
# cyrus.sh ROOT DIR PORT TLSPORT: a throw-away Cyrus IMAP 3 on 127.0.0.1, without systemd and without the machine's own
#   configuration. ROOT is the folder its packages were unpacked in, or "" when it is installed. Writes "ready" when it
#   answers, and runs until standard input ends: so it also ends when a test that panics can clean nothing up.
#   PORT: plain and STARTTLS; TLSPORT: TLS. The certificate (for localhost and 127.0.0.1, its own authority) is
#   DIR/tls/cert.pem. CY_USER and CY_PASSWORD may sign in.
set -euo pipefail
ROOT=$1 DIR=$2 PORT=$3 TLSPORT=$4
BIN=$ROOT/usr/lib/cyrus/bin
if [ -n "$ROOT" ]; then
  for lib in "$ROOT"/usr/lib/*-linux-*; do
    LD_LIBRARY_PATH=$lib:$ROOT/lib/${lib##*/}${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
    export LD_LIBRARY_PATH SASL_PATH=$lib/sasl2
  done
fi
SASLPASSWD=$ROOT/usr/sbin/saslpasswd2

# Cyrus refuses to run as root: mail then belongs to 'mail', as Dovecot's does. Else everything is mine.
if [ "$(id -u)" = 0 ]; then OWNER=mail GROUP=mail; else OWNER=$(id -un) GROUP=$(id -gn); fi
mkdir -p "$DIR"/{conf,spool,run,tls}

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 \
  -subj /CN=localhost -addext "subjectAltName=DNS:localhost,IP:127.0.0.1" \
  -keyout "$DIR/tls/key.pem" -out "$DIR/tls/cert.pem" 2>"$DIR/openssl.out" || { cat "$DIR/openssl.out" >&2; exit 1; }

cat > "$DIR/imapd.conf" <<EOC
configdirectory: $DIR/conf
cyrus_user: $OWNER
cyrus_group: $GROUP
proc_path: $DIR/run/proc
mboxname_lockpath: $DIR/run/lock
idlesocket: $DIR/run/idle
defaultpartition: default
partition-default: $DIR/spool
allowplaintext: yes
sasl_mech_list: PLAIN LOGIN
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: $DIR/sasldb2
tls_server_cert: $DIR/tls/cert.pem
tls_server_key: $DIR/tls/key.pem
altnamespace: yes
unixhierarchysep: yes
virtdomains: no
servername: localhost
autocreate_quota: 0
autocreate_inbox_folders: Junk|Sent
xlist-junk: Junk
xlist-sent: Sent
EOC
cat > "$DIR/cyrus.conf" <<EOC
START {
  recover cmd="$BIN/ctl_cyrusdb -C $DIR/imapd.conf -r"
  idled cmd="$BIN/idled -C $DIR/imapd.conf"
}
SERVICES {
  imap cmd="$BIN/imapd -C $DIR/imapd.conf" listen="127.0.0.1:$PORT" prefork=0 maxchild=100
  imaps cmd="$BIN/imapd -s -C $DIR/imapd.conf" listen="127.0.0.1:$TLSPORT" prefork=0 maxchild=100
}
EVENTS {
}
EOC
echo "$CY_PASSWORD" | "$SASLPASSWD" -p -c -f "$DIR/sasldb2" -u localhost "$CY_USER"
[ "$(id -u)" != 0 ] || chown -R "$OWNER:$GROUP" "$DIR"

set -m # a process group of its own: its imapd processes outlive the master
"$BIN/master" -D -C "$DIR/imapd.conf" -M "$DIR/cyrus.conf" -p "$DIR/master.pid" -L "$DIR/master.log" </dev/null >"$DIR/start.out" 2>&1 &
pid=$!
set +m

stop() {
  kill -- -"$pid" 2>/dev/null || true
  for _ in $(seq 25); do
    kill -0 -- -"$pid" 2>/dev/null || break
    sleep 0.02
  done
  kill -9 -- -"$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
}
trap stop EXIT

for _ in $(seq 250); do
  if exec 3<>/dev/tcp/127.0.0.1/"$PORT"; then
    IFS= read -r -t 5 line <&3 || true
    exec 3>&-
    if [ -n "${line:-}" ]; then
      echo ready
      read -r _ || true
      exit 0
    fi
  fi 2>/dev/null
  kill -0 "$pid" 2>/dev/null || break
  sleep 0.02
done
cat "$DIR/start.out" "$DIR/master.log" >&2
exit 1
