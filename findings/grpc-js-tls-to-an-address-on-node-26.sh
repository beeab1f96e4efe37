#!/usr/bin/env bash
# @grpc/grpc-js 1.14.7 (and so etcd3 1.1.2) over TLS to a server that is known by its IP address, with a certificate for that
# address: works on Node.js 20, where Node.js warns (DEP0123) and announces nothing, and fails on Node.js 26, where TLS
# refuses an address as server name. The call ends with UNAVAILABLE, as if the server were away, and goes on trying. With
# `grpc.ssl_target_name_override` set to a name of the certificate it works on both.
#
# Seen, one call each of a method that the server does not have (12 is its answer, UNIMPLEMENTED; 14 is UNAVAILABLE):
#   Node.js 20  127.0.0.1 12  override 12
#   Node.js 26  127.0.0.1 14  override 12
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT && cd "$work"

echo '{ "private": true }' > package.json
npm install --silent --no-audit --no-fund @grpc/grpc-js@1.14.7 node20@npm:node@20.20.2 node26@npm:node@26.10.0 > /dev/null 2>&1
openssl req -x509 -newkey rsa:2048 -nodes -days 1 -keyout key.pem -out cert.pem -subj /CN=server \
  -addext 'subjectAltName=IP:127.0.0.1,DNS:server' 2> /dev/null
cat > call.cjs <<'JS'
const { readFileSync } = require('node:fs');
const { Client, credentials, Server, ServerCredentials } = require('@grpc/grpc-js');
const [cert, key] = [readFileSync('cert.pem'), readFileSync('key.pem')];
const server = new Server();
server.bindAsync('127.0.0.1:0', ServerCredentials.createSsl(null, [{ cert_chain: cert, private_key: key }]), async (error, port) => {
  if (error) throw error;
  const call = (options) =>
    new Promise((resolve) => {
      const client = new Client(`127.0.0.1:${port}`, credentials.createSsl(cert), options);
      const same = (bytes) => bytes;
      client.makeUnaryRequest('/a.B/C', same, same, Buffer.alloc(0), { deadline: Date.now() + 10_000 }, ({ code }) => {
        client.close();
        resolve(code);
      });
    });
  const plain = await call({});
  console.log(`127.0.0.1 ${plain} override ${await call({ 'grpc.ssl_target_name_override': 'server' })}`);
  server.forceShutdown();
});
JS
seen=$(for version in 20 26; do node_modules/node$version/bin/node --no-warnings call.cjs; done)
echo "$seen"
[ "$seen" = '127.0.0.1 12 override 12
127.0.0.1 14 override 12' ]
