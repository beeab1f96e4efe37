// node udp-client.cjs ADDRESS PORT SOURCE-PORT: sends one datagram, prints the answer, or the error, or `timeout`.
const { createSocket } = require('node:dgram');

const [address, port, sourcePort] = process.argv.slice(2);
const socket = createSocket('udp4');

function finish(text) {
  console.log(text);
  socket.close();
}

const timer = setTimeout(() => finish('timeout'), 1000);
socket.on('message', (message) => (clearTimeout(timer), finish(message.toString())));
socket.on('error', (error) => (clearTimeout(timer), finish(error.code)));
// Only a connected socket is told of ICMP errors.
socket.bind(Number(sourcePort), () => socket.connect(Number(port), address, () => socket.send('hello')));
