// The least that a UDP server in Node.js can do: what no DNS server on it can be faster than.
import { createSocket } from 'node:dgram';
import { announce } from './measured-server';

const socket = createSocket({ type: 'udp4', recvBufferSize: 4 * 1024 * 1024 });
socket.on('message', (packet, { port, address }) => socket.send(packet, port, address));
socket.bind(0, '127.0.0.1', () => announce(socket.address().port));
