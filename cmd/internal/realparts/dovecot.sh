#!/usr/bin/env bash
# dovecot.sh DIR PORT TLSPORT: a throw-away Dovecot 2.3 on 127.0.0.1, without systemd and without the machine's own
#   configuration. Writes "ready" when it answers, and runs until standard input ends: so it also ends when a test that
#   panics can clean nothing up.
#   PORT: plain and STARTTLS; TLSPORT: TLS. Mail is in DIR/mail/USER/Maildir, the certificate (for localhost and
#   127.0.0.1, its own authority) in DIR/tls/cert.pem. DC_USER and DC_PASSWORD may sign in; with
#   DC_OAUTH_URL nobody may but with a token that this address, with the token appended, calls active, and which has
#   the scope DC_OAUTH_SCOPE.
set -euo pipefail
DIR=$1 PORT=$2 TLSPORT=$3
mkdir -p "$DIR"/{run,mail,tls,state}

# As root: the packaged service users, and mail belongs to 'mail'. Else everything is mine.
if [ "$(id -u)" = 0 ]; then
  INTERNAL=dovecot GROUP=dovecot LOGIN=dovenull MUSER=mail MGROUP=mail CHROOT=""
  chown mail:mail "$DIR/mail"
else
  INTERNAL=$(id -un) GROUP=$(id -gn) LOGIN=$(id -un) MUSER=$(id -un) MGROUP=$(id -gn) CHROOT="chroot ="
fi

if [ ! -f "$DIR/tls/cert.pem" ]; then # a restart keeps it
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 \
    -subj /CN=localhost -addext "subjectAltName=DNS:localhost,IP:127.0.0.1" \
    -keyout "$DIR/tls/key.pem" -out "$DIR/tls/cert.pem" 2>"$DIR/openssl.out" || { cat "$DIR/openssl.out" >&2; exit 1; }
fi
echo "$DC_USER:{PLAIN}$DC_PASSWORD::::::" > "$DIR/users"
chmod 644 "$DIR/users"

MECHANISMS="plain login"
PASSDB="driver = passwd-file
  args = scheme=PLAIN username_format=%u $DIR/users"
if [ -n "${DC_OAUTH_URL:-}" ]; then
  MECHANISMS="xoauth2 oauthbearer"
  PASSDB="driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = $DIR/oauth2.conf.ext"
  cat > "$DIR/oauth2.conf.ext" <<EOC
introspection_mode = get
introspection_url = $DC_OAUTH_URL
username_attribute = username
active_attribute = active
active_value = true
${DC_OAUTH_SCOPE:+scope = $DC_OAUTH_SCOPE}
timeout_msecs = 10000
max_idle_time_msecs = 1000
EOC
fi

cat > "$DIR/dovecot.conf" <<EOC
protocols = imap
listen = 127.0.0.1
base_dir = $DIR/run
state_dir = $DIR/state
instance_name = test-$PORT
log_path = $DIR/dovecot.log
info_log_path = $DIR/dovecot.log
default_internal_user = $INTERNAL
default_internal_group = $GROUP
default_login_user = $LOGIN
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:$DIR/mail/%u/Maildir
mail_fsync = never
mailbox_list_index = no
disable_plaintext_auth = no
auth_mechanisms = $MECHANISMS
auth_failure_delay = 0
auth_cache_size = 0
ssl = yes
ssl_cert = <$DIR/tls/cert.pem
ssl_key = <$DIR/tls/key.pem
ssl_min_protocol = TLSv1.2
mail_max_userip_connections = 100
passdb {
  $PASSDB
}
userdb {
  driver = static
  args = uid=$MUSER gid=$MGROUP home=$DIR/mail/%u allow_all_users=yes
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Junk {
    special_use = \Junk
    auto = create
  }
  mailbox Sent {
    special_use = \Sent
    auto = create
  }
}
service anvil {
  $CHROOT
}
service stats {
  $CHROOT
}
service imap-login {
  $CHROOT
  process_min_avail = 1
  inet_listener imap {
    address = 127.0.0.1
    port = $PORT
  }
  inet_listener imaps {
    address = 127.0.0.1
    port = $TLSPORT
    ssl = yes
  }
}
EOC
set -m # a process group of its own for Dovecot: its processes with an open connection outlive the master
dovecot -F -c "$DIR/dovecot.conf" </dev/null >"$DIR/start.out" 2>&1 &
pid=$!
set +m

stop() {
  kill -- -"$pid" 2>/dev/null || true
  for _ in $(seq 100); do
    kill -0 "$pid" 2>/dev/null || break
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
cat "$DIR/start.out" >&2
tail -20 "$DIR/dovecot.log" >&2
exit 1
