import { setMaxListeners } from 'node:events';
import { statusError, StatusError } from '@kubets/apimachinery';
import type { Clock, Logger } from '@kubets/component';
import type { Reach } from '@kubets/why';
import type { RawData, WebSocket } from 'ws';
import type { Visitor, Visitors } from '../access/visitors';
import type { Run, VisitorOperation } from '../operations/operation';
import type { Answer } from '../protocol/answers';
import type { Request, Requests, Word } from '../protocol/requests';
import { admitLargeMessages } from './message-size';
import { createOutbox, MOST_UNREAD_BYTES } from './outbox';
import { parseRequest } from './parse-request';

export interface ConnectionOptions {
  visitors: Visitors;
  operations: { readonly [O in VisitorOperation]: Run<O> };
  reach?: Reach | undefined;
  clock: Clock;
  logger: Logger;
}

interface Running {
  abort: AbortController;
  onInput?: (text: string) => void;
  onResize?: (columns: number, rows: number) => void;
}

const MOST_RUNNING = 32;
const MOST_LOGINS = 5;
const LOGIN_MS = 30_000;
/** How long a browser may be silent that does not even answer pings. */
const PING_MS = 30_000;
const POLICY_VIOLATION = 1008;

/** Serves one page over its WebSocket, until that closes. */
export function serveConnection(
  socket: WebSocket,
  { visitors, operations, reach, clock, logger }: ConnectionOptions,
): void {
  const outbox = createOutbox(
    {
      get bufferedAmount() {
        return socket.bufferedAmount;
      },
      send: (text, done) => socket.send(text, done),
    },
    clock,
  );
  const running = new Map<number, Running>();
  let visitor: Visitor | undefined;
  let secret: string | undefined;
  let attempts = 0;
  let isAlive = true;

  const leave = (reason: string) => socket.close(POLICY_VIOLATION, reason);
  const cancelLogin = clock.after(LOGIN_MS, () => leave('nobody has logged in'));
  const pings = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, PING_MS);

  async function login(id: number, shown: Requests['login']): Promise<void> {
    if (visitor) throw statusError('BadRequest', 'you are logged in');
    if (++attempts > MOST_LOGINS) return leave('too many attempts');
    const entered = await visitors.login(shown);
    if (socket.readyState !== socket.OPEN) return entered.api.close();
    visitor = entered;
    secret = visitor.secret ?? shown.session;
    cancelLogin();
    admitLargeMessages(socket);
    if (visitor.ended.aborted) return leave('the session has ended');
    visitor.ended.addEventListener('abort', onEnded, { once: true });
    outbox.send(id, { type: 'session', user: visitor.user, ...(visitor.secret && { session: visitor.secret }) });
  }
  const onEnded = () => leave('the session has ended');

  async function perform(request: Request, one: Running): Promise<void> {
    const { id, op, ...asked } = request;
    if (op === 'login') return login(id, asked as Requests['login']);
    if (!visitor) throw statusError('Unauthorized', 'log in first');
    if (op === 'logout') return visitors.logout(secret ?? '');
    const run = operations[op] as (asked: unknown, context: Parameters<Run<'kinds'>>[1]) => Promise<void>;
    await run(asked, {
      api: visitor.api,
      answer: (answer) => outbox.send(id, answer),
      changes: (type) => outbox.changes(id, type),
      room: () => outbox.room(),
      onInput: (listener) => (one.onInput = listener),
      onResize: (listener) => (one.onResize = listener),
      signal: one.abort.signal,
      clock,
      reach,
    });
  }

  async function begin(request: Request): Promise<void> {
    const { id } = request;
    if (running.has(id)) throw statusError('BadRequest', `request ${id} is under way`);
    if (running.size >= MOST_RUNNING) throw statusError('TooManyRequests', `${MOST_RUNNING} requests are under way`);
    const one: Running = { abort: new AbortController() };
    // A picture has a watch of each kind: many listeners are no leak.
    setMaxListeners(0, one.abort.signal);
    running.set(id, one);
    try {
      await perform(request, one);
    } finally {
      one.abort.abort();
      running.delete(id);
      outbox.forget(id);
    }
  }

  function say(word: Word): void {
    const one = running.get(word.id);
    if (word.op === 'stop') one?.abort.abort();
    else if (word.op === 'input') one?.onInput?.(word.text);
    else one?.onResize?.(word.columns, word.rows);
  }

  socket.on('pong', () => (isAlive = true));
  socket.on('error', (error) => logger.debug({ reason: error.message }, 'A connection broke'));
  socket.on('message', (data: RawData) => {
    if (socket.bufferedAmount > MOST_UNREAD_BYTES && !socket.isPaused) {
      socket.pause();
      void outbox.room().then(() => socket.resume());
    }
    let request: Request | Word;
    try {
      request = parseRequest((data as Buffer).toString('utf8'));
    } catch (error) {
      return outbox.send(0, failureOf(error, logger));
    }
    if (request.op === 'stop' || request.op === 'input' || request.op === 'resize') return say(request);
    const { id } = request;
    begin(request).then(
      () => outbox.send(id, { type: 'end' }),
      (error: unknown) => outbox.send(id, failureOf(error, logger)),
    );
  });
  socket.once('close', () => {
    clearInterval(pings);
    cancelLogin();
    visitor?.ended.removeEventListener('abort', onEnded);
    for (const { abort } of running.values()) abort.abort();
    outbox.close();
    visitor?.api.close();
  });
}

function failureOf(error: unknown, logger: Logger): Answer {
  if (error instanceof StatusError)
    return { type: 'failed', code: error.code, reason: error.reason, message: error.message };
  logger.error({ err: error }, 'A request of a page failed');
  return { type: 'failed', code: 500, reason: 'InternalError', message: 'the dashboard failed; its log says how' };
}
