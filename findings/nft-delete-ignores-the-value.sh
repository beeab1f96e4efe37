#!/usr/bin/env bash
# nftables 1.0.6 (Debian 12): an element of a map is deleted by its key alone. A value may be given and has to be of the
# map's type, but is not compared: "delete element … { 10.0.0.1 : 9999 }" removes 10.0.0.1 : 80, successfully. Adding is
# the other way round: the same value again is fine, another one is "File exists". Who takes a value in a delete for a
# condition, as in a compare-and-delete, removes what somebody else has put there meanwhile; of maps of verdicts likewise.
#
# Seen: delete with another value: 0; add with another value: 1; in the end the map holds 10.0.0.2 : 80 alone
set -euo pipefail
[ "$(id -u)" = 0 ] || { echo 'needs root: it makes a table in a network namespace of its own'; exit 1; }
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT && cd "$work"
chmod 755 . # for apt's own user

apt-get download --quiet nftables=1.0.6-2+deb12u2 libnftables1=1.0.6-2+deb12u2 libnftnl11=1.2.4-2 libmnl0=1.0.4-3 libjansson4=2.14-2 > /dev/null 2>&1
for package in *.deb; do dpkg-deb --extract "$package" .; done
libraries=$(dirname "$(find . -name 'libnftables.so.1')")
export LD_LIBRARY_PATH="$work/$libraries" nft="$work/usr/sbin/nft"
"$nft" --version | grep -q 'v1\.0\.6'

seen=$(unshare --net bash -c '
  "$nft" -f - <<NFT
table ip t {
  map ports { type ipv4_addr : inet_service; elements = { 10.0.0.1 : 80, 10.0.0.2 : 80 } }
}
NFT
  try() { "$nft" "$@" > /dev/null 2>&1 && echo 0 || echo 1; }
  echo "delete with another value: $(try delete element ip t ports "{ 10.0.0.1 : 9999 }")"
  echo "add with the same value: $(try add element ip t ports "{ 10.0.0.2 : 80 }")"
  echo "add with another value: $(try add element ip t ports "{ 10.0.0.2 : 81 }")"
  "$nft" list map ip t ports | grep -o "10\.0\.0\.[0-9] : [0-9]*"
')
echo "$seen"
[ "$seen" = 'delete with another value: 0
add with the same value: 0
add with another value: 1
10.0.0.2 : 80' ]
