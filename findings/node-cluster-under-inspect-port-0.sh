#!/usr/bin/env bash
# Node.js 20.20.0 and 26.1.0: "--inspect-port=0", any free port for an inspector that is asked for later, is a flag that a process takes,
# and that its own error text calls right ("must be 0 or in range 1024 to 65535"). A process with it that forks by node:cluster has
# no worker: the primary hands each one its own port plus one, plus two and so on, of which 1 is no such port, and every worker ends with code 9
# before it runs a line. "inspectPort: 0" of cluster.setupPrimary() mends it; child_process.fork() passes the flag on as it is.
#
# Seen, with either: by node:cluster exit code 9, with inspectPort 0, and by child_process.fork(), 0.
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT && cd "$work"
cat > main.cjs <<'JS'
const cluster = require("node:cluster");
const { fork } = require("node:child_process");
const how = process.argv[2];
if (!cluster.isPrimary || how === "child") process.exit(0);
cluster.setupPrimary({ args: ["child"], ...(how === "told" && { inspectPort: 0 }) });
const worker = how === "fork" ? fork(__filename, ["child"]) : cluster.fork();
worker.once("exit", (code) => console.log(`${process.version} ${how}: ${code}`));
JS
seen=$(for version in 20.20.0 26.1.0; do
  npm install --silent --no-audit --no-fund --prefix "node-$version" "node@$version" > /dev/null
  for how in cluster told fork; do
    "node-$version/node_modules/.bin/node" --inspect-port=0 main.cjs "$how" 2> /dev/null
  done
done)
echo "$seen"
[ "$seen" = 'v20.20.0 cluster: 9
v20.20.0 told: 0
v20.20.0 fork: 0
v26.1.0 cluster: 9
v26.1.0 told: 0
v26.1.0 fork: 0' ]
