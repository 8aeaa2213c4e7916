#!/bin/sh
# What the test lanes need of Debian beyond npm, a command and its package a line. Installs what is missing when it may
# (root, apt) and says nothing otherwise: a lane that then lacks something says so itself.
set -u

missing=""
while read -r command package; do
  command -v "$command" >/dev/null 2>&1 || missing="$missing $package"
done <<LIST
ip iproute2
nft nftables
strace strace
chromium chromium
Xvfb xvfb
gdbus libglib2.0-bin
dbus-daemon dbus-daemon
LIST
# The desktop that programs see on a message bus is a script of Debian's own Python.
/usr/bin/python3 -c 'import dbus, gi' 2>/dev/null || missing="$missing python3-dbus python3-gi"

[ -n "$missing" ] || exit 0
[ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || exit 0

echo "Installing$missing"
export DEBIAN_FRONTEND=noninteractive
options="-qq -o Acquire::Retries=1 -o Acquire::http::Timeout=30 -o Dpkg::Use-Pty=0"
# shellcheck disable=SC2086
apt-get update $options && apt-get install -y --no-install-recommends $options $missing
