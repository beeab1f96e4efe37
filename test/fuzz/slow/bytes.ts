import { http2Frame } from '@kubets/component/testing';
import type { Door } from '../target/fuzz-target';

export const BYTE_BY_BYTE = 1;

/** What a TLS client says first: version 1.2 and an extension that asks for 1.3, with nothing that could be agreed on. */
export const CLIENT_HELLO: Buffer = (() => {
  const random = Buffer.alloc(32, 7);
  const suites = Buffer.from('0006130113021303', 'hex');
  const extensions = Buffer.from('0007002b0003020304', 'hex');
  const body = Buffer.concat([
    Buffer.from('0303', 'hex'),
    random,
    Buffer.from([0]),
    suites,
    Buffer.from('0100', 'hex'),
    extensions,
  ]);
  const handshake = Buffer.concat([Buffer.from([1, 0, body.length >> 8, body.length & 255]), body]);
  return Buffer.concat([Buffer.from([22, 3, 1, handshake.length >> 8, handshake.length & 255]), handshake]);
})();

export const HTTP2_PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

const TYPES = { data: 0, headers: 1, settings: 4, ping: 6, continuation: 9 };
const FLAGS = { endStream: 1, endHeaders: 4 };

/** A frame of HTTP/2 (RFC 9113, 4.1). */
export function frame(
  type: keyof typeof TYPES,
  flags: readonly (keyof typeof FLAGS)[],
  stream: number,
  payload?: Buffer,
): Buffer {
  return http2Frame(
    TYPES[type],
    flags.reduce((all, flag) => all | FLAGS[flag], 0),
    stream,
    payload,
  );
}

export const settings = (payload?: Buffer): Buffer => frame('settings', [], 0, payload);

/** SETTINGS_INITIAL_WINDOW_SIZE of 0. */
export const NO_WINDOW = Buffer.from('000400000000', 'hex');

const literal = (index: number, value: string) =>
  Buffer.concat([Buffer.from([0x40 | index, value.length]), Buffer.from(value)]);
const named = (name: string, value: string) =>
  Buffer.concat([Buffer.from([0, name.length]), Buffer.from(name), Buffer.from([value.length]), Buffer.from(value)]);
const [GET, POST, HTTPS] = [0x82, 0x83, 0x87].map((index) => Buffer.from([index]));
const [AUTHORITY, PATH] = [1, 4];

/** Of a request that anybody may make, in HPACK (RFC 7541). */
export const REQUEST_HEADERS = ({ speaks }: Door): Buffer =>
  speaks === 'grpc'
    ? Buffer.concat([
        POST!,
        HTTPS!,
        literal(PATH, '/grpc.health.v1.Health/Check'),
        literal(AUTHORITY, 'localhost'),
        named('content-type', 'application/grpc'),
        named('te', 'trailers'),
      ])
    : Buffer.concat([GET!, HTTPS!, literal(PATH, '/healthz?verbose'), literal(AUTHORITY, 'localhost')]);
