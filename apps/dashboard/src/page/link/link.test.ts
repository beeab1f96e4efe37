import type { Answer } from '../../protocol/answers';
import { createLink, type LinkState } from './link';

class Socket {
  readonly OPEN = 1;
  readyState = 0;
  sent: any[] = [];
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;
  onclose?: () => void;
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  open() {
    this.readyState = 1;
    this.onopen?.();
  }
  tell(message: object) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  close() {
    this.readyState = 3;
    this.onclose?.();
  }
}

function setUp(session?: string) {
  jest.useFakeTimers();
  const sockets: Socket[] = [];
  const states: LinkState[] = [];
  let secret = session;
  const link = createLink({
    open() {
      const socket = new Socket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    kept: { get: () => secret, set: (now) => (secret = now) },
    onState: (state) => states.push(state),
  });
  const last = () => sockets.at(-1)!;
  const enter = () => {
    last().open();
    last().tell({ id: last().sent.at(-1).id, type: 'session', user: 'jane', session: 'new' });
  };
  return { link, sockets, last, states, enter, secret: () => secret };
}
afterEach(() => jest.useRealTimers());

test('who has nothing to show keeps no connection', () => {
  const { sockets, states } = setUp();
  expect([sockets.length, states]).toEqual([0, [{ is: 'out', message: '' }]]);
});

test('a code becomes a session, which a reload comes back with', () => {
  const { link, last, states, enter, secret } = setUp();
  link.login({ code: 'c' });
  enter();
  expect(last().sent).toEqual([{ id: 1, op: 'login', code: 'c' }]);
  expect([states.at(-1), secret()]).toEqual([{ is: 'in', user: 'jane' }, 'new']);
});

test('who is refused is told why, also after the connection has gone', () => {
  const { link, last, states, sockets, secret } = setUp('old');
  last().open();
  last().tell({ id: 1, type: 'failed', code: 401, reason: 'Unauthorized', message: 'no longer' });
  expect([states.at(-1), secret()]).toEqual([{ is: 'out', message: 'no longer' }, undefined]);
  last().close();
  jest.runOnlyPendingTimers();
  expect([states.at(-1), sockets.length]).toEqual([{ is: 'out', message: 'no longer' }, 1]);
  link.login({ token: 't' });
  last().open();
  expect(last().sent).toMatchObject([{ op: 'login', token: 't' }]);
});

test('what is live is asked again after an outage, what is not has failed', () => {
  const { link, last, enter } = setUp('s');
  enter();
  const [live, once]: Answer[][] = [[], []];
  const request = link.ask('picture', {}, (answer) => live!.push(answer), true);
  link.ask('logs', { namespace: 'n', pod: 'p', container: 'c' }, (answer) => once!.push(answer));
  last().close();
  expect(once).toMatchObject([{ type: 'failed', reason: 'Lost' }]);
  jest.runOnlyPendingTimers();
  enter();
  expect(last().sent.map(({ op }) => op)).toEqual(['login', 'picture']);
  last().tell({ id: last().sent[1].id, type: 'facts', set: [], gone: [] });
  expect(live).toHaveLength(1);
  request.stop();
  last().tell({ id: last().sent[1].id, type: 'facts', set: [], gone: [] });
  expect([live!.length, last().sent.at(-1).op]).toEqual([1, 'stop']);
});

test('what is asked before one is in waits for that', async () => {
  const { link, last, enter } = setUp('s');
  const kinds = link.once('kinds', {});
  enter();
  expect(last().sent.map(({ op }) => op)).toEqual(['login', 'kinds']);
  last().tell({ id: last().sent[1].id, type: 'kinds', kinds: [] });
  await expect(kinds).resolves.toEqual({ type: 'kinds', kinds: [] });
});
