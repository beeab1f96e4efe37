import type { Http2Session } from 'node:http2';
import type { Socket } from 'node:net';
import { createLinkedList, type Link } from './linked-list';

/** What Node.js has below a socket: libuv's stream, from which it reads 16 KiB at a time. */
interface Handle {
  readStart(): number;
  readStop(): number;
  /** Bytes that the client has not made room for yet. */
  writeQueueSize: number;
  /** Below TLS. */
  _parent?: Handle;
}

interface Connection {
  handle: Handle;
  link: Link;
}

/** Each costs up to 0.1 ms until it has been begun and taken back, without anybody having looked at it. */
const STREAMS_PER_TURN = 64;
/** Until it is looked again whether a client has taken what it was sent. */
const RETRY_MS = 10;

const connections = new WeakMap<Handle, Connection>();
/** Who brought too much last, last. */
const order = createLinkedList<Connection>();
let begun = 0;
let isScheduled = false;

/**
 * Has all connections of HTTP/2 in this process that are followed read from only while few streams have been begun in a turn of the
 * event loop. Node.js would begin what has come at once: in 16 KiB there are 600 streams that are taken back at once, which the number
 * of streams at a time does not bound, and it reads so much 32 times, of each connection. Follow a socket from its handshake on,
 * for hundreds of clients may come to the end of theirs in one turn.
 */
export function followStreams(socket: Socket): void {
  const handle = lowestHandle(socket);
  if (!handle || connections.has(handle)) return;
  const connection: Connection = { handle, link: { remove: () => undefined } };
  connection.link = order.append(connection);
  connections.set(handle, connection);
  socket.once('close', () => connection.link.remove());
}

/** The socket speaks something else. */
export function leaveStreams(socket: Socket): void {
  const handle = lowestHandle(socket);
  if (handle) connections.get(handle)?.link.remove();
}

function lowestHandle(socket: unknown): Handle | undefined {
  const { _handle: handle } = socket as { _handle?: Handle | null };
  return handle?._parent ?? handle ?? undefined;
}

/** Counts a stream of this session that begins. */
export function paceStreams(session: Http2Session | undefined): void {
  begun += 1;
  if (!isScheduled) {
    isScheduled = true;
    setImmediate(turn);
  }
  if (begun < STREAMS_PER_TURN) return;
  const handle = session?.socket && lowestHandle(session.socket);
  const connection = handle && connections.get(handle);
  if (connection) {
    connection.link.remove();
    connection.link = order.append(connection);
  }
  if (begun === STREAMS_PER_TURN) for (const { handle } of order) handle.readStop();
  else connection?.handle.readStop();
}

function turn(): void {
  isScheduled = false;
  const isStopped = begun >= STREAMS_PER_TURN;
  begun = 0;
  if (isStopped) readOn(order);
}

/** Who does not take what it is sent is not read from by Node.js, either, which would not know that somebody else has begun again. */
function readOn(those: Iterable<Connection>): void {
  const full: Connection[] = [];
  for (const connection of those)
    if (connection.handle.writeQueueSize > 0) full.push(connection);
    else connection.handle.readStart();
  if (full.length > 0) setTimeout(readOn, RETRY_MS, full).unref();
}
