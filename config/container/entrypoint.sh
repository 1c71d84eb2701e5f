#!/bin/sh
# The first process of the container.
#
#   start OPTION…   runs the node of the volume; where the volume is empty, makes it first: the options are those
#                   of `ews init`. Without a secret `admin-password`, the administrator gets a random password,
#                   which is written to the volume and nowhere else.
#   COMMAND …       runs another `ews` command.
set -eu
umask 077

ews=/app/src/cli/ews.js
volume=/data
secret=/run/secrets/admin-password

make_node() {
  password=$secret
  if [ ! -f "$password" ]; then
    password=$volume/admin-password
    node -p 'require("node:crypto").randomBytes(15).toString("base64url")' > "$password"
    echo "The password of the administrator is in $password: change it, and remove the file." >&2
  fi
  # Whole or not at all: what a first start left that was cut off is nobody's node yet.
  rm -rf "$volume/making"
  node "$ews" init "$volume/making" --admin-password-file "$password" "$@" > /dev/null
  mv "$volume/making" "$EWS_DIR"
  echo "The node is made in $EWS_DIR. Take $EWS_DIR/offline-root offline: its README.txt says how." >&2
}

if [ "${1:-}" != start ]; then
  exec node "$ews" "$@"
fi
shift
if [ ! -e "$EWS_DIR" ]; then
  make_node "$@"
fi
# A larger nursery only keeps for longer what pages of a peer leave behind: some 100 MB.
exec node --max-semi-space-size=4 "$ews" start
