import type { Draw } from './draw';

const often = <T>(draw: Draw, usual: T, others: readonly T[]): T => (draw.chance(0.8) ? usual : draw.pick(others));

/** What asks for another protocol; most of it as it has to be. */
export function upgradeHeaders(draw: Draw): [string, string][] {
  return [
    ['connection', often(draw, 'Upgrade', ['upgrade, keep-alive', 'close'])],
    ['upgrade', draw.pick(['websocket', 'websocket', 'websocket', 'SPDY/3.1', 'h2c', 'x'])],
    ['sec-websocket-key', often(draw, 'dGhlIHNhbXBsZSBub25jZQ==', ['x', ''])],
    ['sec-websocket-version', often(draw, '13', ['8', 'x'])],
    ['origin', often(draw, 'https://fuzz.invalid', ['', 'null', '\u00ff'])],
    ...(draw.chance(0.5)
      ? [
          [
            'sec-websocket-protocol',
            draw.pick([
              'v4.channel.k8s.io',
              'v5.channel.k8s.io',
              'base64.binary.k8s.io',
              'x',
              '',
              'a, b',
              'base64url.bearer.authorization.k8s.io.e30',
            ]),
          ] as [string, string],
        ]
      : []),
    ...(draw.chance(0.1)
      ? [
          ['sec-websocket-extensions', draw.pick(['permessage-deflate', 'permessage-deflate; x=', ';;'])] as [
            string,
            string,
          ],
        ]
      : []),
  ];
}

const [FIN, MASKED] = [0x80, 0x80];
const TEXT = 1;
const OPCODES = [0, TEXT, 2, 3, 8, 9, 10, 15];

/** Frames of a WebSocket (RFC 6455, 5.2), right, nearly so, or none; or frames of SPDY. */
export function upgradedBytes(draw: Draw): Buffer {
  if (draw.chance(0.15)) return draw.bytes(1 + draw.int(200));
  return Buffer.concat(Array.from({ length: 1 + draw.int(4) }, () => socketFrame(draw)));
}

function socketFrame(draw: Draw): Buffer {
  const payload = draw.bytes(draw.pick([0, 1, 10, 125, 126, 300, 5000]));
  const first =
    (draw.chance(0.8) ? FIN : 0) | (draw.chance(0.1) ? draw.pick([0x10, 0x40, 0x70]) : 0) | draw.pick(OPCODES);
  const claimed = draw.chance(0.9) ? payload.length : draw.pick([0, 65_535, 2 ** 31, 2 ** 53]);
  const mask = draw.chance(0.9) ? MASKED : 0;
  return Buffer.concat([
    Buffer.from([first]),
    lengthBytes(claimed, mask),
    mask ? Buffer.alloc(4) : Buffer.alloc(0),
    payload,
  ]);
}

function lengthBytes(length: number, mask: number): Buffer {
  if (length < 126) return Buffer.from([mask | length]);
  const bytes = Buffer.alloc(length < 65_536 ? 3 : 9);
  bytes.writeUInt8(mask | (length < 65_536 ? 126 : 127));
  if (length < 65_536) bytes.writeUInt16BE(length, 1);
  else bytes.writeBigUInt64BE(BigInt(length), 1);
  return bytes;
}
