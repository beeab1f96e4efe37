// node echo-server.cjs NAME TCP-PORTS UDP-PORTS: answers every connection and datagram with `NAME CLIENT-ADDRESS`.
const { createServer } = require('node:http');
const { createSocket } = require('node:dgram');
const { once } = require('node:events');

const [name, tcp = '', udp = ''] = process.argv.slice(2);
const ports = (text) => text.split(',').filter(Boolean).map(Number);

async function main() {
  for (const port of ports(tcp)) {
    const server = createServer((request, response) =>
      response.end(`${name} ${request.socket.remoteAddress.replace(/^::ffff:/, '')}\n`),
    );
    server.keepAliveTimeout = 60_000;
    await once(server.listen(port, '::'), 'listening');
  }
  for (const port of ports(udp)) {
    const socket = createSocket('udp4');
    socket.on('message', (_, from) => socket.send(`${name} ${from.address}`, from.port, from.address));
    socket.bind(port);
    await once(socket, 'listening');
  }
  console.log('ready');
}

void main();
