import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Door } from '../target/fuzz-target';
import { BYTE_BY_BYTE, CLIENT_HELLO, frame, HTTP2_PREFACE, NO_WINDOW, REQUEST_HEADERS, settings } from './bytes';
import { drip } from './drip';

/** Clients of one kind, of which many come at once and stay. */
export interface Crowd {
  what: string;
  /** How many of them come to a door; none where the kind does not apply. */
  size(door: Door): number;
  /** The handshake is done before `act`, and these protocols are offered in it. */
  tls?: { offers?: string[] };
  /** What one does with its connection. */
  act(socket: Socket | TLSSocket, door: Door): void;
}

/** More than a guarded server has room for without a request. */
const IDLE = 520;
/** More than the share of an address. */
const OF_GRPC = 300;
const OF_DNS = 400;
/** Handshakes cost both sides. */
const SOME = 40;

const isTls = ({ speaks }: Door) => speaks === 'https' || speaks === 'grpc';
const isHttp = ({ speaks }: Door) => speaks === 'https' || speaks === 'http';
const someWhere = (applies: (door: Door) => boolean) => (door: Door) => (applies(door) ? SOME : 0);
const crowdOf = ({ speaks }: Door) => ({ grpc: OF_GRPC, dns: OF_DNS, http: IDLE, https: IDLE })[speaks];
const nothing = () => undefined;

/** The same for HTTP with TLS and without. */
const overHttp = (what: string, act: Crowd['act']): Crowd[] => [
  { what, size: someWhere(({ speaks }) => speaks === 'https'), tls: {}, act },
  { what: `${what}, without TLS`, size: someWhere(({ speaks }) => speaks === 'http'), act },
];
const overHttp2 = (what: string, act: Crowd['act']): Crowd => ({
  what,
  size: someWhere(({ http2 }) => http2 === true),
  tls: { offers: ['h2'] },
  act,
});

const HEAD = 'Host: x\r\nAuthorization: Bearer x\r\n';
const EXEC = '/api/v1/namespaces/default/pods/none/exec?command=a&stdin=true';

export const CROWDS: readonly Crowd[] = [
  { what: 'connections that say nothing', size: crowdOf, act: nothing },
  { what: 'connections that are half closed at once', size: crowdOf, act: (socket) => void socket.end() },
  {
    what: 'handshakes that do not go on',
    size: (door) => (isTls(door) ? crowdOf(door) : 0),
    act: (socket) => void socket.write(CLIENT_HELLO.subarray(0, 40)),
  },
  {
    what: 'handshakes that come byte by byte',
    size: (door) => (isTls(door) ? 4 * SOME : 0),
    act: (socket) => drip(socket, CLIENT_HELLO, BYTE_BY_BYTE),
  },
  {
    what: 'sessions without a request',
    size: (door) => (isTls(door) ? 3 * SOME : 0),
    tls: {},
    act: nothing,
  },
  ...overHttp('headers that do not end', (socket) => {
    socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n');
    drip(socket, Buffer.from('a: b\r\n'.repeat(1000)), BYTE_BY_BYTE);
  }),
  ...overHttp('bodies that do not come', (socket) => {
    socket.write(`POST /api/v1/namespaces/default/configmaps HTTP/1.1\r\n${HEAD}Content-Length: 1000000\r\n\r\n`);
    drip(socket, Buffer.alloc(1000, '{'), BYTE_BY_BYTE);
  }),
  ...overHttp('chunks that do not come', (socket) => {
    socket.write(`POST /api/v1/namespaces/default/pods HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\n\r\n`);
    drip(socket, Buffer.from('1\r\n{\r\n'.repeat(200)), BYTE_BY_BYTE);
  }),
  ...overHttp('requests that are half closed in the middle', (socket) => {
    socket.end('GET /healthz HTTP/1.1\r\nHost:');
  }),
  ...overHttp('answers that nobody takes', (socket) => {
    socket.pause();
    socket.write('GET /healthz?verbose HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(2000));
  }),
  ...overHttp('upgrades that nobody goes on with', (socket) => {
    socket.write(
      `POST ${EXEC} HTTP/1.1\r\n${HEAD}Connection: Upgrade\r\nUpgrade: SPDY/3.1\r\nContent-Length: 5\r\n\r\n`,
    );
    drip(socket, Buffer.alloc(1000), BYTE_BY_BYTE);
  }),
  overHttp2('HTTP/2 of which nothing comes but the preface', (socket) => {
    drip(socket, HTTP2_PREFACE, BYTE_BY_BYTE);
  }),
  overHttp2('HTTP/2 headers that do not end', (socket, door) => {
    socket.write(Buffer.concat([HTTP2_PREFACE, settings(), frame('headers', [], 1, REQUEST_HEADERS(door))]));
    drip(socket, Buffer.concat(Array.from({ length: 100 }, () => frame('continuation', [], 1))), BYTE_BY_BYTE);
  }),
  overHttp2('HTTP/2 bodies byte by byte', (socket, door) => {
    socket.write(
      Buffer.concat([HTTP2_PREFACE, settings(), frame('headers', ['endHeaders'], 1, REQUEST_HEADERS(door))]),
    );
    drip(socket, Buffer.concat(Array.from({ length: 200 }, () => frame('data', [], 1, Buffer.alloc(1)))), BYTE_BY_BYTE);
  }),
  overHttp2('HTTP/2 whose answers nobody takes', (socket, door) => {
    const streams = Array.from({ length: 50 }, (_, i) =>
      frame('headers', ['endHeaders', 'endStream'], 2 * i + 1, REQUEST_HEADERS(door)),
    );
    socket.write(Buffer.concat([HTTP2_PREFACE, settings(NO_WINDOW), ...streams]));
  }),
  overHttp2('HTTP/2 pings and settings without a pause', (socket) => {
    socket.write(Buffer.concat([HTTP2_PREFACE, settings()]));
    const flood = Buffer.concat(
      Array.from({ length: 500 }, () => [frame('ping', [], 0, Buffer.alloc(8)), settings()]).flat(),
    );
    drip(socket, Buffer.concat(Array.from({ length: 10 }, () => flood)), flood.length);
  }),
  {
    what: 'questions that come byte by byte',
    size: ({ speaks }) => (speaks === 'dns' ? OF_DNS : 0),
    act: (socket) => drip(socket, Buffer.concat([Buffer.from([0, 29]), Buffer.alloc(29)]), BYTE_BY_BYTE),
  },
  {
    what: 'lengths without a question',
    size: ({ speaks }) => (speaks === 'dns' ? OF_DNS : 0),
    act: (socket) => void socket.write(Buffer.from([255, 255])),
  },
];

/** Those whose deadlines are short enough to be waited for: nothing that can be read as a request ever comes. */
export const LEFT_WAITING: readonly Crowd[] = [
  { what: 'connections that say nothing', size: () => 10, act: nothing },
  {
    what: 'handshakes byte by byte',
    size: (door) => (isTls(door) ? 10 : 0),
    act: (socket) => drip(socket, CLIENT_HELLO, 1),
  },
  { what: 'sessions without a request', size: (door) => (isTls(door) ? 5 : 0), tls: {}, act: nothing },
  {
    what: 'headers that do not end',
    size: (door) => (isHttp(door) ? 5 : 0),
    tls: {},
    act: (socket) => {
      socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n');
      drip(socket, Buffer.from('a: b\r\n'.repeat(1000)), 1);
    },
  },
];
