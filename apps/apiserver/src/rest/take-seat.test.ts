import type { WatchCache } from '../cache/watch-cache';
import type { Arrival, FlowControl } from '../flow-control/flow-control';
import { parseRequestPath } from './request-path';
import { takeSeat } from './take-seat';

const SEAT_BYTES = 100 * 1024;
const user = { username: 'ann', groups: [] };
const cache = {
  resource: () => ({ objects: { estimate: () => ({ count: 10, bytes: 5 * SEAT_BYTES }) } }),
} as unknown as WatchCache;

function asked(method: string, target: string, { isGone = false, isWaiting = false } = {}) {
  const [path = '', search = ''] = target.split('?');
  const query = new URLSearchParams(search);
  const gone = new AbortController();
  if (isGone) gone.abort();
  const seen = { entered: [] as Arrival[], left: 0, closing: [] as (() => void)[] };
  const leave = () => void seen.left++;
  const flow: FlowControl = {
    enter(request) {
      seen.entered.push(request);
      return isWaiting ? Promise.resolve(leave) : leave;
    },
  };
  const taken = takeSeat(flow, cache, {
    user,
    path: parseRequestPath(method, path, query),
    query,
    signal: gone.signal,
    onClose: (listener) => void seen.closing.push(listener),
  });
  return { seen, taken };
}

const PODS = '/api/v1/namespaces/shop/pods';

test.each<[string, string, number | undefined]>([
  ['GET', `${PODS}/a`, undefined],
  ['POST', PODS, undefined],
  ['GET', '/healthz', undefined],
  ['GET', PODS, 5],
  ['GET', `${PODS}?limit=2`, 1],
  ['GET', `${PODS}?limit=100`, 5],
  ['GET', `${PODS}?watch=true`, 5],
  ['GET', `${PODS}?watch=true&resourceVersion=0`, 5],
  ['GET', `${PODS}?watch=true&resourceVersion=7`, undefined],
  ['GET', `${PODS}?watch=true&resourceVersion=7&sendInitialEvents=true`, 5],
  ['GET', `${PODS}?watch=true&sendInitialEvents=false`, undefined],
])('%s %s takes as many seats as its answer is wide: %s', async (method, target, width) => {
  const { seen, taken } = asked(method, target);
  expect(await taken).toBeDefined();
  expect(seen.entered.map((one) => one.width?.())).toEqual([width]);
});

test.each([
  ['POST', `${PODS}/a/exec`],
  ['GET', `${PODS}/a/log`],
  ['GET', `${PODS}/a/proxy`],
])('%s %s lasts as long as the client wants, and takes none', async (method, target) => {
  const { seen, taken } = asked(method, target);
  expect(await taken).toBeUndefined();
  expect([seen.entered, seen.closing]).toEqual([[], []]);
});

test.each([true, false])('a seat is kept until the answer has been given; waited for: %s', async (isWaiting) => {
  const { seen, taken } = asked('GET', PODS, { isWaiting });
  await taken;
  expect([seen.left, seen.closing.length]).toEqual([0, 1]);
  seen.closing[0]!();
  expect(seen.left).toBe(1);
});

test('whoever is gone by then gives it back', async () => {
  const { seen, taken } = asked('GET', PODS, { isWaiting: true, isGone: true });
  await taken;
  expect([seen.left, seen.closing.length]).toEqual([1, 0]);
});
