import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { beforeHandOver } from './before-hand-over';

/** A socket as a server of HTTP/1.1 has it: without a parser it speaks something else, by now at least. */
interface HttpSocket extends Socket {
  parser?: { incoming?: IncomingMessage | null } | null;
  /** Node.js waits for the client to take its answers. */
  _paused?: boolean;
}

type Read = (this: Socket, chunk: Buffer) => void;

/** Of requests that come one upon the other, the shortest of which has 25 bytes; each is begun at once that is in there. */
const SLICE_BYTES = 1024;
/** Of a body, which costs little. */
const BODY_SLICE_BYTES = 16 * 1024;
/** What is read in a turn of the event loop, of all connections: of bodies, eight times as much. */
const BYTES_PER_TURN = 8 * 1024;
const BODY_SHARE = 8;
/** Requests of one connection that are not answered yet: what comes upon them waits. Clients that send ahead are few, and send a few. */
const MOST_UNANSWERED = 32;

/**
 * Reads little of what has come over HTTP/1.1 in each turn of the event loop, however many connections it is from: Node.js
 * parses all that is there, and makes a request and a response of every 25 bytes before anybody can say that it is enough.
 * Answers that nobody takes hold up what follows, and so do many requests that are not answered.
 */
export function paceRequests(server: EventEmitter, isTls: boolean): void {
  const waiting = new Set<() => boolean>();
  let left = BYTES_PER_TURN;
  let isScheduled = false;

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      left = BYTES_PER_TURN;
      for (const read of waiting) {
        if (left <= 0) break;
        waiting.delete(read);
        if (read()) waiting.add(read);
      }
      if (waiting.size > 0) schedule();
    });
  }

  function pace(socket: HttpSocket): void {
    const [parse] = socket.listeners('data') as Read[];
    if (!socket.parser || !parse) return;
    let pending: Buffer[] = [];
    let unanswered = 0;
    // Node.js' parser read from the socket below its stream, which has been paused since it was made.
    socket.on('data', take);
    socket.off('data', parse);
    socket.resume();

    const isHeldUp = () => socket._paused === true || unanswered >= MOST_UNANSWERED;

    function take(chunk: Buffer): void {
      pending.push(chunk);
      const hasMore = readOn();
      if (pending.length > 0) socket.pause();
      if (!hasMore) return;
      waiting.add(readOn);
      schedule();
    }

    /** Whether there is more that can be read. */
    function readOn(): boolean {
      schedule();
      while (pending.length > 0 && left > 0 && socket.parser && !socket.destroyed && !isHeldUp()) {
        const [first] = pending as [Buffer];
        const { incoming } = socket.parser;
        const isBody = incoming !== null && incoming !== undefined && !incoming.complete;
        const bytes = Math.min(first.length, isBody ? BODY_SLICE_BYTES : SLICE_BYTES);
        if (bytes < first.length) pending[0] = first.subarray(bytes);
        else pending.shift();
        left -= isBody ? bytes / BODY_SHARE : bytes;
        parse!.call(socket, first.subarray(0, bytes));
      }
      if (socket.destroyed || !socket.parser) pending = [];
      else if (pending.length === 0 && !socket._paused) socket.resume();
      return pending.length > 0 && !isHeldUp();
    }

    function goOn(): void {
      if (pending.length === 0) return;
      socket.pause();
      waiting.add(readOn);
      schedule();
    }

    // Node.js goes on when answers have been taken.
    socket.on('resume', goOn);
    begin.set(socket, (response) => {
      unanswered += 1;
      response.once('close', () => {
        unanswered -= 1;
        goOn();
      });
    });
    release.set(socket, () => {
      socket.off('data', take);
      // In front of it there is what the parser had left of its last slice.
      for (const chunk of pending.reverse()) socket.unshift(chunk);
      pending = [];
    });
  }

  const release = new WeakMap<Socket, () => void>();
  const begin = new WeakMap<Socket, (response: ServerResponse) => void>();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (!('stream' in request)) begin.get(request.socket)?.(response);
  });
  server.on(isTls ? 'secureConnection' : 'connection', pace);
  beforeHandOver(server, (socket) => release.get(socket)?.());
}
