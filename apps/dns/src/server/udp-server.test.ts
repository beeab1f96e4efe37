import { createSocket } from 'node:dgram';
import { createTestLogger } from '@kubets/component/testing';
import type { Respond } from './respond';
import { answerFrom } from './udp-server';

const nextTick = () => new Promise((resolve) => setImmediate(resolve));

test.each<{ name: string; respond: Respond; port: number }>([
  { name: 'an answer to port 0', respond: (packet) => packet, port: 0 },
  { name: 'a later answer to port 0', respond: async (packet) => packet, port: 0 },
  {
    name: 'an answer that cannot be made',
    respond: () => {
      throw new Error('broken');
    },
    port: 5353,
  },
  { name: 'an answer that is not found', respond: () => Promise.reject(new Error('broken')), port: 5353 },
])('$name is counted and dropped', async ({ respond, port }) => {
  const socket = createSocket('udp4');
  let dropped = 0;
  answerFrom(socket, { respond, dropped: () => dropped++, logger: createTestLogger() });
  socket.emit('message', Buffer.alloc(12), { address: '127.0.0.1', family: 'IPv4', port, size: 12 });
  await nextTick();
  expect(dropped).toBe(1);
  socket.close();
});
