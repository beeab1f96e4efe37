import { http2Frame } from '@kubets/component/testing';
import {
  answeredOrClosed,
  collectionOf,
  CONFIG_MAP,
  post,
  send,
  type Aimed,
  type Shot,
} from '../../../test/fuzz/aimed/aim';
import { many, shoot } from './shoot';

const KIND = 'HTTP';
const raw = (what: string, text: string | Buffer): Aimed =>
  shoot(KIND, what, ({ raw }) => raw(typeof text === 'string' ? Buffer.from(text, 'latin1') : text), answeredOrClosed);
const POST =
  'POST /api/v1/namespaces/kubets-fuzz-a/configmaps HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';
const GET = 'GET /api/v1/namespaces HTTP/1.1\r\nHost: a\r\n';

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const [DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION] = many(
  10,
  (type) => type,
);
const [END_STREAM, END_HEADERS] = [1, 4];
const literal = (name: string, value: string) => Buffer.concat([Buffer.from([0x00]), text(name), text(value)]);
const text = (value: string) => Buffer.concat([integer(value.length, 7), Buffer.from(value, 'latin1')]);
/** HPACK's integer with a prefix of so many bits. */
function integer(value: number, bits: number): Buffer {
  const most = 2 ** bits - 1;
  if (value < most) return Buffer.from([value]);
  const bytes = [most];
  for (value -= most; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return Buffer.from([...bytes, value]);
}
/** `:method: GET`, `:scheme: https`, and the path. */
const block = (path = '/healthz', ...more: Buffer[]) =>
  Buffer.concat([Buffer.from([0x82, 0x87, 0x04]), text(path), Buffer.from([0x01]), text('a'), ...more]);
const request = (stream = 1, content = block()) => http2Frame(HEADERS!, END_STREAM | END_HEADERS, stream, content);
const settings = http2Frame(SETTINGS!, 0, 0);
const setting = (id: number, value: number) => {
  const payload = Buffer.alloc(6);
  payload.writeUInt16BE(id, 0);
  payload.writeUInt32BE(value, 2);
  return payload;
};
const four = (value: number) => {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(value);
  return payload;
};
/** Frames after the preface, and a request after them, which an answer is due to unless the connection has ended. */
const frames = (what: string, ...parts: Buffer[]): Aimed =>
  shoot(
    KIND,
    `HTTP/2: ${what}`,
    ({ frames }) => frames(Buffer.concat([PREFACE, settings, ...parts, request(1001)])),
    answeredOrClosed,
  );
const inHeaders = (headers: [string, string][], over: 'http1' | 'http2' = 'http2'): Shot =>
  send({ method: 'GET', path: collectionOf('configmaps'), headers, over });

/** Requests that are odd as bytes: lines, chunks, headers, frames. */
export const FRAMING: readonly Aimed[] = [
  raw('a header with a bare line feed', `${GET}A: b\nC: d\r\n\r\n`),
  raw('a header with a bare carriage return', `${GET}A: b\rC: d\r\n\r\n`),
  raw('a header that is continued', `${GET}A: b\r\n c\r\n\r\n`),
  raw('a header with a zero', `${GET}A: b\0c\r\n\r\n`),
  raw('a header with a space before the colon', `${GET}A : b\r\n\r\n`),
  raw('a header without a colon', `${GET}A\r\n\r\n`),
  raw('a header without a name', `${GET}: b\r\n\r\n`),
  raw('a header of 70,000 letters', `${GET}A: ${'b'.repeat(70_000)}\r\n\r\n`),
  raw('a header of 2 MB', `${GET}A: ${'b'.repeat(2_000_000)}\r\n\r\n`),
  raw('two hosts', `${GET}Host: b\r\n\r\n`),
  raw('no host', 'GET /healthz HTTP/1.1\r\n\r\n'),
  raw('HTTP/1.0', 'GET /healthz HTTP/1.0\r\n\r\n'),
  raw('HTTP/0.9', 'GET /healthz\r\n\r\n'),
  raw('a path that is a URL', 'GET https://other/healthz HTTP/1.1\r\nHost: a\r\n\r\n'),
  raw('a path with line ends', 'GET /healthz%0d%0aA:%20b HTTP/1.1\r\nHost: a\r\n\r\n'),
  raw('line feeds alone', 'GET /healthz HTTP/1.1\nHost: a\n\n'),
  raw('empty lines before the request', `${'\r\n'.repeat(100)}GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n`),
  raw('two content lengths', `${POST}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} `),
  raw('two content lengths that agree', `${POST}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}`),
  raw('a content length of +2', `${POST}Content-Length: +2\r\n\r\n{}`),
  raw('a content length of 0x2', `${POST}Content-Length: 0x2\r\n\r\n{}`),
  raw('a content length of 10^30', `${POST}Content-Length: 1${'0'.repeat(30)}\r\n\r\n{}`),
  raw('a body shorter than it says', `${POST}Content-Length: 100\r\n\r\n{}`),
  raw('chunks', `${POST}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`),
  raw(
    'chunks with extensions',
    `${POST}Transfer-Encoding: chunked\r\n\r\n2;${'a'.repeat(10_000)}=b\r\n{}\r\n0\r\n\r\n`,
  ),
  raw('chunks with trailers', `${POST}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nA: b\r\n\r\n`),
  raw(
    'chunks of a byte each',
    `${POST}Transfer-Encoding: chunked\r\n\r\n${many(20_000, () => '1\r\n \r\n').join('')}0\r\n\r\n`,
  ),
  raw('a chunk of a length that is none', `${POST}Transfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n`),
  raw('a chunk of a negative length', `${POST}Transfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n`),
  raw('a transfer encoding nobody knows', `${POST}Transfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`),
  raw('a transfer encoding twice', `${POST}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n`),
  raw('100 requests at once', many(100, () => 'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n').join('')),
  raw(
    'an upgrade to h2c',
    `${GET}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n`,
  ),
  raw('an upgrade to nothing', `${GET}Connection: Upgrade\r\nUpgrade: nothing\r\n\r\n`),
  raw('an expectation', `${POST}Content-Length: 2\r\nExpect: 100-continue\r\n\r\n{}`),
  raw('an expectation nobody knows', `${POST}Content-Length: 2\r\nExpect: 200-ok\r\n\r\n{}`),
  raw('300 connection headers', `${GET}${'Connection: close\r\n'.repeat(300)}\r\n`),
  raw('TRACE', 'TRACE / HTTP/1.1\r\nHost: a\r\n\r\n'),

  frames('nothing but a request'),
  frames('10,000 settings', ...many(10_000, () => settings)),
  frames('settings of an odd length', http2Frame(SETTINGS!, 0, 0, Buffer.alloc(5))),
  frames('settings on a stream', http2Frame(SETTINGS!, 0, 3)),
  frames(
    'settings of 16,000 entries',
    ...many(8, () => http2Frame(SETTINGS!, 0, 0, Buffer.concat(many(2000, () => setting(3, 100))))),
  ),
  frames('a window of 0', http2Frame(SETTINGS!, 0, 0, setting(4, 0))),
  frames('a window of 2^31', http2Frame(SETTINGS!, 0, 0, setting(4, 2 ** 31))),
  frames('frames of 16 MB', http2Frame(SETTINGS!, 0, 0, setting(5, 2 ** 24))),
  frames('a header table of 4 GB', http2Frame(SETTINGS!, 0, 0, setting(1, 2 ** 32 - 1))),
  frames('5,000 pings', ...many(5000, () => http2Frame(PING!, 0, 0, Buffer.alloc(8)))),
  frames('a ping of 7 bytes', http2Frame(PING!, 0, 0, Buffer.alloc(7))),
  frames('a window update of 0', http2Frame(WINDOW_UPDATE!, 0, 0, four(0))),
  frames(
    'window updates beyond the most there is',
    ...many(3, () => http2Frame(WINDOW_UPDATE!, 0, 0, four(2 ** 31 - 1))),
  ),
  frames('data on no stream', http2Frame(DATA!, 0, 0, Buffer.alloc(10))),
  frames('data on a stream that is not open', http2Frame(DATA!, 0, 5, Buffer.alloc(10))),
  frames(
    'empty data 5,000 times',
    http2Frame(HEADERS!, END_HEADERS, 1, block()),
    ...many(5000, () => http2Frame(DATA!, 0, 1)),
  ),
  frames('an even stream', request(2)),
  frames('a stream twice', request(1), request(1)),
  ...[500, 4000].map((count) =>
    frames(
      `${count} streams that are reset at once`,
      ...many(count, (index) =>
        Buffer.concat([request(2 * index + 1), http2Frame(RST_STREAM!, 0, 2 * index + 1, four(8))]),
      ),
    ),
  ),
  frames('a reset of a stream that is not there', http2Frame(RST_STREAM!, 0, 7, four(8))),
  frames(
    'continuations without an end',
    http2Frame(HEADERS!, 0, 1, block()),
    ...many(5000, () => http2Frame(CONTINUATION!, 0, 1, literal('a', 'b'))),
  ),
  frames(
    'empty continuations without an end',
    http2Frame(HEADERS!, 0, 1, block()),
    ...many(5000, () => http2Frame(CONTINUATION!, 0, 1)),
  ),
  frames('a continuation of nothing', http2Frame(CONTINUATION!, END_HEADERS, 1, block())),
  frames(
    'headers that another frame interrupts',
    http2Frame(HEADERS!, 0, 1, block()),
    http2Frame(PING!, 0, 0, Buffer.alloc(8)),
  ),
  frames('a stream that depends on itself', http2Frame(PRIORITY!, 0, 1, Buffer.concat([four(1), Buffer.from([1])]))),
  frames(
    '3,000 priorities',
    ...many(3000, (index) =>
      http2Frame(PRIORITY!, 0, 2 * index + 3, Buffer.concat([four(2 * index + 1), Buffer.from([1])])),
    ),
  ),
  frames('a promise of the client', http2Frame(PUSH_PROMISE!, END_HEADERS, 1, Buffer.concat([four(2), block()]))),
  frames('a farewell', http2Frame(GOAWAY!, 0, 0, Buffer.concat([four(0), four(0)]))),
  frames('an unknown frame', http2Frame(0xee, 0xff, 0, Buffer.alloc(100))),
  frames('a frame longer than allowed', http2Frame(0xee, 0, 0, Buffer.alloc(20_000))),
  frames('padding longer than the frame', http2Frame(DATA!, 8, 1, Buffer.from([200, 1]))),
  frames('an index beyond the table', request(1, Buffer.from([0xff, 0xff, 0xff, 0x7f]))),
  frames('an integer without an end', request(1, Buffer.alloc(100, 0xff))),
  frames('broken Huffman', request(1, Buffer.from([0x82, 0x87, 0x04, 0x84, 0xff, 0xff, 0xff, 0xff]))),
  frames(
    'a table that grows and is filled',
    request(
      1,
      block(
        '/healthz',
        ...many(150, (index) => Buffer.concat([Buffer.from([0x40]), text(`a${index}`), text('b'.repeat(60))])),
      ),
    ),
  ),
  frames(
    '1,000 references to a header of 4,000 letters',
    request(1, block('/healthz', Buffer.from([0x40]), text('a'), text('b'.repeat(4000)), Buffer.alloc(1000, 0xbe))),
  ),
  frames('no pseudo-headers', request(1, literal('a', 'b'))),
  frames('a path twice', request(1, block('/healthz', literal(':path', '/x')))),
  frames('a pseudo-header nobody knows', request(1, block('/healthz', literal(':nothing', 'x')))),
  frames('capitals in a name', request(1, block('/healthz', literal('AbC', 'x')))),
  frames('line ends in a value', request(1, block('/healthz', literal('a', 'b\r\nc: d')))),
  frames('a connection header', request(1, block('/healthz', literal('connection', 'close')))),
  frames('te: gzip', request(1, block('/healthz', literal('te', 'gzip')))),
  frames(
    'a content length that is wrong',
    http2Frame(HEADERS!, END_HEADERS, 1, block('/healthz', literal('content-length', '5'))),
    http2Frame(DATA!, END_STREAM, 1, Buffer.alloc(9)),
  ),
  frames('an empty path', request(1, block(''))),
  frames('a path without a slash', request(1, block('healthz'))),
  frames('HTTP/1.1 where HTTP/2 was agreed', Buffer.from('GET / HTTP/1.1\r\n\r\n')),
  frames(
    'trailers without an end',
    http2Frame(HEADERS!, END_HEADERS, 1, block()),
    http2Frame(HEADERS!, END_HEADERS, 1, literal('a', 'b')),
  ),

  ...[200, 900, 3000].map((count) =>
    shoot(KIND, `${count} headers`, inHeaders(many(count, (index) => [`x-${index}`, 'a'] as [string, string]))),
  ),
  shoot(KIND, 'a cookie of 14,000 letters', inHeaders([['cookie', 'a=b; '.repeat(2800)]])),
  shoot(KIND, '1,500 forwarders', inHeaders([['x-forwarded-for', '10.0.0.1, '.repeat(1500)]])),
  shoot(KIND, 'an origin', inHeaders([['origin', 'https://evil.example']])),
  shoot(KIND, 'a range', inHeaders([['range', 'bytes=0-10']])),
  shoot(KIND, 'a traceparent that is none', inHeaders([['traceparent', '00-zz-zz-zz']])),
  shoot(KIND, 'If-None-Match of 10,000 letters', inHeaders([['if-none-match', `"${'a'.repeat(10_000)}"`]])),
  ...['gzip', 'br', 'gzip;q=0', 'gzip;q=x', `${'gzip,'.repeat(2000)}`, 'identity;q=0'].map((encoding) =>
    shoot(KIND, `Accept-Encoding ${encoding.slice(0, 20)}`, inHeaders([['accept-encoding', encoding]])),
  ),
  ...['gzip', 'deflate', 'zstd', 'identity'].map((encoding) =>
    shoot(
      KIND,
      `a body that says it is ${encoding}`,
      post('configmaps', CONFIG_MAP, { headers: [['content-encoding', encoding]] }),
    ),
  ),
];
