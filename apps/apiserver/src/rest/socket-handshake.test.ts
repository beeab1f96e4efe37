import { handshakeRefusal } from './socket-handshake';

const right = {
  'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
  'sec-websocket-version': '13',
  origin: 'https://127.0.0.1:6443',
};
const refusedVersion = { code: 400, headers: { 'Sec-WebSocket-Version': '13' } };

test.each([
  [{}, undefined],
  [{ origin: '/anywhere' }, undefined],
  [{ 'sec-websocket-protocol': 'v4.channel.k8s.io' }, undefined],
  [{ 'sec-websocket-protocol': 'a, b' }, { code: 400 }],
  [{ origin: undefined }, { code: 403 }],
  [{ origin: 'null' }, { code: 403 }],
  [
    { 'sec-websocket-key': undefined, origin: undefined },
    { code: 400, text: 'mismatch challenge/response' },
  ],
  [{ 'sec-websocket-version': undefined }, refusedVersion],
  [{ 'sec-websocket-version': '8' }, refusedVersion],
])('a handshake with %j: %j', (headers, refusal) => {
  const told = handshakeRefusal({ ...right, ...headers });
  if (refusal) expect(told).toMatchObject(refusal);
  else expect(told).toBeUndefined();
});
