import type { Draw } from './draw';
import type { HttpRequest } from './http-request';

const FIRST_LINES = [
  'GET / HTTP/1.1',
  'GET /healthz HTTP/1.0',
  'GET / HTTP/9.9',
  'GET /',
  'GET',
  '',
  'GET  /  HTTP/1.1',
  'get / http/1.1',
  'PRI * HTTP/2.0',
  'CONNECT 127.0.0.1:1 HTTP/1.1',
  'OPTIONS * HTTP/1.1',
  'TRACE / HTTP/1.1',
  'GET http://127.0.0.1/ HTTP/1.1',
  'GET /\x00 HTTP/1.1',
  'GET /é HTTP/1.1',
  'GET /../../etc/passwd HTTP/1.1',
  'GET /#a HTTP/1.1',
  'FOO / HTTP/1.1',
  'POST /api/v1/namespaces/default/pods HTTP/1.1',
  'GET /api/v1/pods?watch=1&timeoutSeconds=1 HTTP/1.1',
];
const HEADER_LINES = [
  'Content-Length: 5',
  'Content-Length: 5\r\nContent-Length: 6',
  'Content-Length: -1',
  'Content-Length: 99999999999999999999',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: chunked\r\nContent-Length: 3',
  'Transfer-Encoding: gzip, chunked',
  'Transfer-Encoding: x',
  'Host:',
  'Host: a\r\nHost: b',
  'No colon',
  ': empty',
  'A\x00: b',
  'A: b\x00',
  ' folded: x',
  'Authorization: Bearer',
  'Authorization: Basic ====',
  'Expect: 100-continue',
  'Connection: close',
  'Connection: Upgrade\r\nUpgrade: websocket',
  'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__',
  'Connection: Upgrade\r\nUpgrade: SPDY/3.1',
  'Range: bytes=0-,0-,0-',
  'Cookie: a',
  'TE: trailers',
  `X-Long: ${'a'.repeat(20_000)}`,
];
const BODIES = [
  '',
  'abcde',
  'abc',
  '5\r\nabcde\r\n0\r\n\r\n',
  'ffffffffffffffff\r\nx',
  '-1\r\nx\r\n0\r\n\r\n',
  '5;ext=1\r\nabcde\r\n0\r\nTrailer: x\r\n\r\n',
  'zz\r\n',
  'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
];

/** Bytes on a connection of their own, by nobody: what a client library would never send. */
export function rawRequest(draw: Draw): HttpRequest {
  const firstLine = draw.pick(FIRST_LINES);
  const headers = Array.from({ length: draw.int(4) }, () => draw.pick(HEADER_LINES));
  const many = draw.chance(0.03) ? Array.from({ length: 3000 }, (_, i) => `X-${i}: a`) : [];
  const text = [firstLine, ...(draw.chance(0.8) ? ['Host: kubets'] : []), ...headers, ...many].join(
    draw.chance(0.95) ? '\r\n' : '\n',
  );
  const bytes = Buffer.from(`${text}\r\n\r\n${draw.pick(BODIES)}`, 'latin1');
  const body = draw.chance(0.15)
    ? draw.bytes(1 + draw.int(200))
    : draw.chance(0.1)
      ? bytes.subarray(0, draw.int(bytes.length))
      : bytes;
  return {
    as: 'anonymous',
    over: 'raw',
    method: firstLine.split(' ')[0] ?? '',
    path: firstLine.split(' ')[1] ?? '',
    headers: [],
    body,
  };
}
