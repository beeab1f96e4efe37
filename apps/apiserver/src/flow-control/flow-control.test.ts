import { setMaxListeners } from 'node:events';
import { createMetrics } from '@kubets/component';
import { createMemoryObjects } from '../auth/testing/memory-objects';
import { MANDATORY_LEVELS, MANDATORY_SCHEMAS, SUGGESTED_LEVELS, SUGGESTED_SCHEMAS } from './bootstrap-objects';
import { createFlowControl, type FlowNames } from './flow-control';
import { danglingStatus } from './flow-status';

const request = {
  verb: 'get',
  isResourceRequest: true,
  group: '',
  resource: 'pods',
  subresource: '',
  namespace: 'shop',
  path: '',
};
let ending = new AbortController();
let signal = ending.signal;
beforeEach(() => {
  ending = new AbortController();
  setMaxListeners(0, ending.signal);
  ({ signal } = ending);
});
/** Nobody goes on waiting. */
afterEach(() => ending.abort());
const user = (username: string, ...groups: string[]) => ({ username, groups: [...groups, 'system:authenticated'] });
const withUids = <T extends { metadata?: object }>(objects: readonly T[]): T[] =>
  objects.map((one, index) => ({ ...one, metadata: { ...one.metadata, uid: `uid-${index}`, generation: 1 } }));

function flowOf(seats: number, objects = createMemoryObjects()) {
  let time = 0;
  const metrics = createMetrics({ processMetrics: false });
  const flow = createFlowControl({ objects, metrics, seats, now: () => time });
  return { flow, objects, metrics, pass: (ms: number) => void (time += ms) };
}

const all = () =>
  createMemoryObjects({
    prioritylevelconfigurations: withUids([...MANDATORY_LEVELS, ...SUGGESTED_LEVELS]),
    flowschemas: withUids([...MANDATORY_SCHEMAS, ...SUGGESTED_SCHEMAS]),
  });

test('names the flow, and has everybody in before there is anything', () => {
  const names: FlowNames[] = [];
  const { flow } = flowOf(10, all());
  void flow.enter({ user: user('root', 'system:masters'), request, signal, classified: (one) => names.push(one) });
  void flow.enter({ user: user('ann'), request, signal, classified: (one) => names.push(one) });
  expect(names).toEqual([
    { schemaUid: 'uid-0', levelUid: 'uid-0' },
    { schemaUid: 'uid-10', levelUid: 'uid-7' },
  ]);
  const { flow: empty } = flowOf(10);
  expect(empty.enter({ user: user('ann'), request, signal })).not.toBeInstanceOf(Promise);
});

test('a flood of one user is refused with 429, administrators and others go on', async () => {
  const { flow, metrics } = flowOf(40, all());
  const refused: unknown[] = [];
  const flood = () =>
    Promise.resolve()
      .then(() => flow.enter({ user: user('flood'), request, signal }))
      .catch((error: unknown) => void refused.push(error));
  for (let count = 0; count < 1_000; count++) void flood();
  await new Promise(setImmediate);
  expect(refused.length).toBeGreaterThan(500);
  expect(refused[0]).toMatchObject({
    code: 429,
    status: { reason: 'TooManyRequests', details: { retryAfterSeconds: 1 } },
  });
  for (const one of [user('root', 'system:masters'), user('system:node:n', 'system:nodes')])
    expect(flow.enter({ user: one, request, signal })).not.toBeInstanceOf(Promise);
  const body = String((await metrics.render()).body);
  expect(body).toMatch(
    /rejected_requests_total\{priority_level="global-default",flow_schema="global-default",reason="queue-full"\} \d{3}/,
  );
  expect(body).toMatch(/current_inqueue_requests\{priority_level="global-default"\} \d+/);
});

test('a level borrows what others do not need', async () => {
  const { flow, metrics, pass } = flowOf(100, all());
  const enter = (count: number) => {
    const entered = Array.from({ length: count }, () => flow.enter({ user: user('ann'), request, signal }));
    for (const one of entered) void Promise.resolve(one).catch(() => undefined);
    return entered.filter((one) => !(one instanceof Promise)).length;
  };
  const nominal = enter(60);
  expect(nominal).toBe(9);
  pass(11_000);
  enter(1);
  await new Promise(setImmediate);
  const body = String((await metrics.render()).body);
  expect(Number(/current_limit_seats\{priority_level="global-default"\} (\d+)/.exec(body)?.[1])).toBeGreaterThan(30);
});

test('says of a schema whether its level is there', () => {
  const named = { apiVersion: 'flowcontrol.apiserver.k8s.io/v1', kind: 'FlowSchema', metadata: { name: 's' } };
  const schema = { ...named, spec: { priorityLevelConfiguration: { name: 'l' } } };
  const now = new Date('2026-01-01T00:00:00.123Z');
  const applied = danglingStatus(schema, () => false, now)!;
  const references = 'This FlowSchema references the PriorityLevelConfiguration object named "l"';
  const condition = {
    type: 'Dangling',
    status: 'True',
    lastTransitionTime: '2026-01-01T00:00:00Z',
    reason: 'NotFound',
    message: `${references} but there is no such object`,
  };
  expect(applied).toEqual({ ...named, status: { conditions: [condition] } });
  const missing = { ...schema, ...applied };
  expect(danglingStatus(missing, () => false, now)).toBeUndefined();
  expect(danglingStatus(missing, () => true, now)?.status?.conditions).toMatchObject([
    { status: 'False', reason: 'Found', message: `${references} and it exists` },
  ]);
});
