import type { Answer, Message } from '../../protocol/answers';
import type { Operation, Requests, Word } from '../../protocol/requests';

/** A request under way. */
export interface Asked {
  say(word: { op: 'input'; text: string } | { op: 'resize'; columns: number; rows: number }): void;
  stop(): void;
}

export interface Failure {
  code: number;
  reason: string;
  message: string;
}

export type LinkState = { is: 'connecting' } | { is: 'out'; message: string } | { is: 'in'; user: string };

/** The one connection of the page: requests and their answers. It comes back by itself, and what is live goes on. */
export interface Link {
  /** Asks, and tells of each answer; a request that is `live` is asked again after an outage. */
  ask<O extends Operation>(op: O, asked: Requests[O], onAnswer: (answer: Answer) => void, live?: boolean): Asked;
  /** The first answer; undefined where it ends without one. Rejects with a Failure. */
  once<O extends Operation>(op: O, asked: Requests[O]): Promise<Answer | undefined>;
  login(shown: Requests['login']): void;
  logout(): void;
}

export interface LinkOptions {
  open(): WebSocket;
  /** The secret of the session, kept over reloads. */
  kept: { get(): string | undefined; set(secret: string | undefined): void };
  onState(state: LinkState): void;
}

interface Pending {
  op: Operation;
  asked: object;
  onAnswer(answer: Answer): void;
  live: boolean;
}

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5000;
const LOST: Answer = { type: 'failed', code: 0, reason: 'Lost', message: 'The connection broke.' };

export function createLink({ open, kept, onState }: LinkOptions): Link {
  const pending = new Map<number, Pending>();
  let socket: WebSocket | undefined;
  let isIn = false;
  let lastId = 0;
  let retryMs = FIRST_RETRY_MS;
  let shown: Requests['login'] | undefined;
  let refusal = '';

  const write = (message: object) => socket?.send(JSON.stringify(message));
  const put = (id: number, { op, asked }: Pending) => write({ id, op, ...asked });

  /** Nobody who has nothing to show keeps a connection. */
  function begin(): void {
    if (shown === undefined && kept.get() === undefined) onState({ is: 'out', message: refusal });
    else connect();
  }

  function connect(): void {
    onState({ is: 'connecting' });
    socket = open();
    socket.onopen = enter;
    socket.onmessage = ({ data }) => receive(JSON.parse(String(data)) as Message);
    socket.onclose = lose;
  }

  function enter(): void {
    const session = kept.get();
    const login = shown ?? (session === undefined ? undefined : { session });
    shown = undefined;
    if (!login) return socket?.close();
    const id = ++lastId;
    pending.set(id, { op: 'login', asked: login, live: false, onAnswer: (answer) => entered(answer) });
    put(id, pending.get(id)!);
  }

  function entered(answer: Answer): void {
    if (answer.type === 'failed') {
      if (answer.reason === 'Lost') return;
      if (answer.code === 401) kept.set(undefined);
      refusal = answer.message;
      return onState({ is: 'out', message: refusal });
    }
    if (answer.type !== 'session') return;
    isIn = true;
    retryMs = FIRST_RETRY_MS;
    if (answer.session) kept.set(answer.session);
    onState({ is: 'in', user: answer.user });
    for (const [id, one] of pending) if (one.op !== 'login') put(id, one);
  }

  function lose(): void {
    isIn = false;
    socket = undefined;
    for (const [id, one] of pending) {
      if (one.live) continue;
      pending.delete(id);
      one.onAnswer(LOST);
    }
    setTimeout(begin, retryMs);
    retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
  }

  function receive({ id, ...answer }: Message): void {
    const one = pending.get(id);
    if (!one) return;
    if (answer.type === 'end' || answer.type === 'failed') pending.delete(id);
    one.onAnswer(answer);
  }

  function ask<O extends Operation>(
    op: O,
    asked: Requests[O],
    onAnswer: (answer: Answer) => void,
    live = false,
  ): Asked {
    const id = ++lastId;
    const one: Pending = { op, asked, onAnswer, live };
    pending.set(id, one);
    if (isIn) put(id, one);
    const say = (word: Omit<Word, 'id'>) => {
      if (isIn && pending.has(id)) write({ id, ...word });
    };
    return {
      say,
      stop() {
        say({ op: 'stop' });
        pending.delete(id);
      },
    };
  }

  begin();
  return {
    ask,
    once: (op, asked) =>
      new Promise((resolve, reject) => {
        ask(op, asked, (answer) => {
          if (answer.type === 'failed') reject(answer);
          else resolve(answer.type === 'end' ? undefined : answer);
        });
      }),
    login(given) {
      shown = given;
      refusal = '';
      if (!socket) connect();
      else if (socket.readyState === socket.OPEN) enter();
    },
    logout() {
      if (isIn) write({ id: ++lastId, op: 'logout' });
      kept.set(undefined);
      pending.clear();
    },
  };
}
