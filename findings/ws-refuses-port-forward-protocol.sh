#!/usr/bin/env bash
# ws 8.23.0: Kubernetes forwards ports over the WebSocket protocol "SPDY/3.1+portforward.k8s.io" (kubectl asks for it first since
# 1.31). RFC 6455, 4.1, wants a token of HTTP for a name, which has no slash. Clients and servers of Go do not look; ws does, at
# both ends: its server answers 400 before any hook that chooses a protocol is asked, its client throws. Who serves it with ws
# takes the header out of the request and adds it to the answer in the event "headers".
#
# Seen: v5.channel.k8s.io 101, SPDY/3.1+portforward.k8s.io 400, and the client's "An invalid or duplicated subprotocol"
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT && cd "$work"
npm install --silent --no-audit --no-fund ws@8.23.0 > /dev/null

seen=$(node --input-type=module -e '
import { once } from "node:events";
import { request } from "node:http";
import { WebSocket, WebSocketServer } from "ws";
const server = new WebSocketServer({ port: 0, host: "127.0.0.1", handleProtocols: (offered) => [...offered][0] });
await once(server, "listening");
const { port } = server.address();
const answerTo = (protocol) =>
  new Promise((resolve) => {
    const headers = { Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "A".repeat(22) + "==" };
    const asking = request({ host: "127.0.0.1", port, headers: { ...headers, "Sec-WebSocket-Protocol": protocol } });
    asking.on("response", ({ statusCode }) => resolve(statusCode)).on("upgrade", ({ statusCode }) => resolve(statusCode)).end();
  });
for (const protocol of ["v5.channel.k8s.io", "SPDY/3.1+portforward.k8s.io"]) console.log(protocol, await answerTo(protocol));
try {
  new WebSocket(`ws://127.0.0.1:${port}`, "SPDY/3.1+portforward.k8s.io");
} catch (error) {
  console.log("client:", error.message);
}
process.exit(0);
')
echo "$seen"
[ "$seen" = 'v5.channel.k8s.io 101
SPDY/3.1+portforward.k8s.io 400
client: An invalid or duplicated subprotocol was specified' ]
