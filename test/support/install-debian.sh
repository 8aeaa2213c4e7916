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
Xvfb xvfb
gdbus libglib2.0-bin
dbus-daemon dbus-daemon
LIST
# The shell without windows where it is a package of its own, or the whole browser.
browser=""
if ! command -v chromium-headless-shell >/dev/null 2>&1; then
  if apt-cache show chromium-headless-shell >/dev/null 2>&1; then browser=" chromium-headless-shell"
  elif ! command -v chromium >/dev/null 2>&1; then browser=wanted; fi
fi
# The desktop that programs see on a message bus is a script of Debian's own Python.
/usr/bin/python3 -c 'import dbus, gi' 2>/dev/null || missing="$missing python3-dbus python3-gi"

[ -n "$missing$browser" ] || exit 0
[ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || exit 0

export DEBIAN_FRONTEND=noninteractive
options="-qq -o Acquire::Retries=1 -o Acquire::http::Timeout=30 -o Dpkg::Use-Pty=0"
# shellcheck disable=SC2086
apt-get update $options
if [ "$browser" = wanted ]; then
  browser=" chromium"
  apt-cache show chromium-headless-shell >/dev/null 2>&1 && browser=" chromium-headless-shell"
fi
missing="$missing$browser"
echo "Installing$missing"
# shellcheck disable=SC2086
apt-get install -y --no-install-recommends $options $missing
