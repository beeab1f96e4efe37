import { createServer } from 'node:net';
import { createFakeClock, createTestLogger } from '@kubets/component/testing';
import type { Node, Pod } from '@kubets/proto-gen/core/v1';
import { type Answer, askProxy, createProxies } from './proxies';

const node = (address: string, ready: string): Node => ({
  status: { addresses: [{ type: 'InternalIP', address }], conditions: [{ type: 'Ready', status: ready }] },
});
const ownedBy = (kind: string): Pod => ({ metadata: { ownerReferences: [{ kind, controller: true }] } });

/** Proxies that answer from a list, one answer a question and node; an answer may take a while. */
function setUp(answers: Record<string, (Answer | { afterSeconds: number })[]>) {
  const clock = createFakeClock();
  const logger = createTestLogger();
  const asked: string[] = [];
  const nodes = [node('10.0.0.1', 'True'), node('10.0.0.2', 'True'), node('10.0.0.3', 'Unknown')];
  const proxies = createProxies({
    nodeIp: '10.0.0.1',
    releaseTimeoutMs: 15_000,
    nodes: () => nodes,
    async ask(host, question, parameters, timeoutSeconds) {
      asked.push(`${host} ${question} ${Object.values(parameters).join(' ')} ${timeoutSeconds}`);
      const answer = answers[host]?.shift() ?? 'yes';
      if (typeof answer === 'string') return answer;
      await clock.sleep(Math.min(timeoutSeconds, answer.afterSeconds) * 1000);
      return answer.afterSeconds <= timeoutSeconds ? 'yes' : 'no';
    },
    clock,
    logger,
  });
  return { proxies, clock, logger, asked };
}

async function released(
  { proxies, clock }: ReturnType<typeof setUp>,
  pod: Pod,
  graceSeconds: number,
  addresses = ['10.244.1.2'],
): Promise<{ left: number; tookMs: number }> {
  const startedMs = clock.monotonicMs();
  let tookMs = 0;
  const leaving = proxies.released(pod, addresses, graceSeconds).then((left) => {
    tookMs = clock.monotonicMs() - startedMs;
    return left;
  });
  for (let second = 0; second < 60; second++) await clock.advance(1000);
  return { left: await leaving, tookMs };
}

test.each<[string, Parameters<typeof setUp>[0], Pod, number, { left: number; tookMs: number }]>([
  ['no proxy sends it anything: at once', {}, {}, 30, { left: 30, tookMs: 0 }],
  [
    'there is no proxy: at once',
    { '10.0.0.1': ['nobody-there'], '10.0.0.2': ['nobody-there'] },
    {},
    30,
    { left: 30, tookMs: 0 },
  ],
  [
    'one lets go after a while, and what is under way may end',
    { '10.0.0.2': ['no', { afterSeconds: 2 }] },
    {},
    30,
    { left: 27, tookMs: 3000 },
  ],
  [
    'one never does: a third of the grace period',
    { '10.0.0.1': ['no', { afterSeconds: 99 }] },
    {},
    30,
    { left: 20, tookMs: 10_000 },
  ],
  ['of a long one, 15 seconds', { '10.0.0.1': ['no', { afterSeconds: 99 }] }, {}, 300, { left: 285, tookMs: 15_000 }],
  ['of a short one, little', { '10.0.0.1': ['no', { afterSeconds: 99 }] }, {}, 3, { left: 2, tookMs: 1000 }],
  ['a second is not divided', { '10.0.0.1': ['no', { afterSeconds: 99 }] }, {}, 1, { left: 1, tookMs: 0 }],
  [
    'a pod in its node’s network shares its address',
    { '10.0.0.1': ['no', { afterSeconds: 99 }] },
    { spec: { hostNetwork: true } },
    30,
    { left: 30, tookMs: 0 },
  ],
])('a pod may end when %s', async (_, answers, pod, graceSeconds, expected) => {
  expect(await released(setUp(answers), pod, graceSeconds)).toEqual(expected);
});

test.each([
  ['ReplicaSet', 'false'],
  ['ReplicationController', 'false'],
  ['StatefulSet', 'true'],
  ['DaemonSet', 'true'],
  ['Job', 'true'],
])('the last pod of a %s waits for its successor unless that comes later: %s', async (kind, orLastResort) => {
  const lab = setUp({});
  await released(lab, ownedBy(kind), 30);
  expect(lab.asked).toEqual([
    `10.0.0.1 unused 10.244.1.2 ${orLastResort} 0`,
    `10.0.0.2 unused 10.244.1.2 ${orLastResort} 0`,
  ]);
});

test.each<[string, (Answer | { afterSeconds: number })[], { left: number; tookMs: number }, string[]]>([
  [
    'in sight after a while, then ready',
    ['no', { afterSeconds: 99 }, 'no', { afterSeconds: 2 }],
    { left: 24, tookMs: 6000 },
    ['false 0', 'false 3', 'true 0', 'true 17'],
  ],
  [
    'in sight, never ready: two thirds of the grace period',
    ['no', { afterSeconds: 99 }, 'no', { afterSeconds: 99 }],
    { left: 10, tookMs: 20_000 },
    ['false 0', 'false 3', 'true 0', 'true 17'],
  ],
  [
    'none in three seconds: no longer',
    ['no', { afterSeconds: 99 }],
    { left: 26, tookMs: 4000 },
    ['false 0', 'false 3', 'true 0'],
  ],
])('a successor is waited for, %s', async (_, answers, expected, asked) => {
  const lab = setUp({ '10.0.0.1': answers });
  expect(await released(lab, ownedBy('ReplicaSet'), 30)).toEqual(expected);
  expect(lab.asked.filter((line) => line.startsWith('10.0.0.1 '))).toEqual(
    asked.map((rest) => `10.0.0.1 unused 10.244.1.2 ${rest}`),
  );
});

test('nobody is there to be asked, however long', async () => {
  expect(await askProxy('127.0.0.1', 'unused', { address: '10.244.1.2' }, 9.969359265)).toBe('nobody-there');
});

test.each([
  ['switches protocols', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n', 'no'],
  ['breaks off', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{', 'no'],
  ['is somebody else', 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n', 'nobody-there'],
])('one that %s is an answer', async (_, text, expected) => {
  const server = createServer(
    (socket) => void socket.on('error', () => undefined).once('data', () => socket.end(text)),
  );
  await new Promise<void>((resolve) => void server.listen(10256, '127.0.0.78', resolve));
  expect(await askProxy('127.0.0.78', 'unused', { address: '10.244.1.2' }, 9)).toBe(expected);
  server.close();
});

test('a pod that starts asks its own node’s proxy about each of its addresses, and says when it got no answer', async () => {
  const { proxies, asked, logger } = setUp({ '10.0.0.1': ['yes', 'no'] });
  await proxies.enforced(['10.244.1.2', 'fd00::2'], new AbortController().signal);
  expect(asked).toEqual(['10.0.0.1 enforced 10.244.1.2 10', '10.0.0.1 enforced fd00::2 10']);
  expect(logger.lines.map(({ level, address }) => [level, address])).toEqual([['warn', 'fd00::2']]);
});
