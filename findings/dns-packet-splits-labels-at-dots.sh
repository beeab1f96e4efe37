#!/usr/bin/env bash
# dns-packet 5.6.1: a label may hold any byte, a dot too, as instance names of DNS-SD do (RFC 6763, 4.3: "Printer 2.0._ipp…").
# Decoding joins labels by dots without escaping the ones inside, encoding splits at every dot, so a name of two labels
# becomes one of three by going through the library, and "a.b" + "c" cannot be told from "a" + "b" + "c". A backslash before
# the dot, as in zone files, does not help: it is a byte of the label. Whoever repeats the question of a query by decoding and
# encoding it answers another question, which a resolver drops.
#
# Seen: the question 03 "a.b" 01 "c" 00 is read as "a.b.c" and written as 01 "a" 01 "b" 01 "c" 00; "a\.b.c" as 02 "a\" 01 "b" 01 "c" 00
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT && cd "$work"

echo '{ "private": true }' > package.json
npm install --silent --no-audit --no-fund dns-packet@5.6.1 > /dev/null 2>&1
cat > read.cjs <<'JS'
const { decode, encode } = require('dns-packet');
const HEADER = 12;
const label = (text) => [text.length, ...Buffer.from(text)];
const query = Buffer.from([0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...label('a.b'), ...label('c'), 0, 0, 1, 0, 1]);
const nameIn = (message) => message.subarray(HEADER, -4).toString('hex');
const message = decode(query);
console.log(nameIn(query), message.questions[0].name, nameIn(encode(message)));
console.log(nameIn(encode({ type: 'query', questions: [{ type: 'A', name: 'a\\.b.c' }] })));
JS
seen=$(node read.cjs)
echo "$seen"
[ "$seen" = '03612e62016300 a.b.c 01610162016300
02615c0162016300' ]
