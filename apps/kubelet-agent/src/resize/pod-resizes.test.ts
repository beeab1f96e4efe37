import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeClock, createTestLogger } from '@kubets/component/testing';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { amountsOf } from '@kubets/api';
import { openAllocationBook, type AllocationBook } from './allocation-book';
import { createPodResizes, type PodResizes } from './pod-resizes';
import { compareWaiting, type WaitingResize } from './resize-order';

let directory: string;
let book: AllocationBook;
let free: number;
let woken: string[];
let told: string[];
let resizes: PodResizes;
const clock = createFakeClock();
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kubets-resizes-'));
  await open();
});
afterEach(async () => {
  await book.written();
  await rm(directory, { recursive: true, force: true });
});

async function open(): Promise<void> {
  book = await openAllocationBook(join(directory, 'state'), createTestLogger());
  [free, woken, told] = [0, [], []];
  resizes = createPodResizes({
    book,
    lacking(pod) {
      const more = cpuOf(pod) - cpuOf(resizes.allocated(pod));
      if (more > 10_000) return { message: 'never', hopeless: true };
      if (more > free) return { message: 'not now', hopeless: false };
      free -= more;
      return undefined;
    },
    events: {
      pod: ({ metadata }, _type, reason) => void told.push(`${metadata?.uid} ${reason}`),
      container: () => undefined,
    },
    wake: (uid) => void woken.push(uid),
    clock,
  });
}

const pod = (uid: string, cpu: string, generation = 1, more: Pod['spec'] = {}): Pod => ({
  metadata: { uid, name: uid, generation },
  spec: { containers: [{ name: 'c', resources: { requests: { cpu } } }], ...more },
});
const cpuOf = ({ spec }: Pod): number => amountsOf(spec?.containers?.[0]?.resources?.requests)['cpu']!;

test('what is put off is allocated when something becomes free: who gives back first, then by priority and time', () => {
  for (const uid of ['low', 'high', 'later', 'less']) resizes.admit(pod(uid, '1'));
  resizes.consider(pod('low', '2', 2));
  resizes.consider(pod('later', '2', 2));
  resizes.consider(pod('high', '2', 2, { priority: 10 }));
  expect(['low', 'high', 'later'].map((uid) => resizes.conditions(uid)[0]?.reason)).toEqual(Array(3).fill('Deferred'));
  // Its own room is enough for two of three.
  resizes.consider(pod('less', '0', 2));
  expect(woken).toEqual(['high']);
  expect(cpuOf(resizes.allocated(pod('high', '2')))).toBe(2000);
  free = 1000;
  resizes.forget('gone');
  expect(woken).toEqual(['high', 'low']);
  expect(told).toEqual([
    'low ResizeDeferred',
    'later ResizeDeferred',
    'high ResizeDeferred',
    'less ResizeStarted',
    'high ResizeStarted',
    'low ResizeStarted',
  ]);
});

test('what can never be had is not asked again, until the pod asks for something else', () => {
  resizes.admit(pod('p', '1'));
  resizes.consider(pod('p', '100', 2));
  free = 1e6;
  resizes.consider(pod('p', '100', 2));
  resizes.retry();
  expect([told, resizes.conditions('p')]).toEqual([
    ['p ResizeInfeasible'],
    [{ type: 'PodResizePending', status: 'True', reason: 'Infeasible', message: 'never', observedGeneration: 2 }],
  ]);
  resizes.consider(pod('p', '1', 3));
  expect(resizes.conditions('p')).toEqual([]);
});

test('what was allocated outlives the agent', async () => {
  resizes.admit(pod('p', '1'));
  free = 1000;
  resizes.consider(pod('p', '2', 2));
  await book.written();
  await open();
  const again = pod('p', '3', 3);
  resizes.admit(again);
  expect(cpuOf(resizes.allocated(again))).toBe(2000);
  expect(resizes.given(again, again.spec!.containers![0]!)).toEqual({ requests: { cpu: '1' } });
  resizes.forget('p');
  await book.written();
  await open();
  expect(book.allocated('p')).toBeUndefined();
});

test('a book that was not written to its end is empty', async () => {
  await writeFile(join(directory, 'state'), '{"p":{"alloc');
  await open();
  expect(book.allocated('p')).toBeUndefined();
});

const waiting = (more: Pod['spec'], sinceMs = 0, wanted = '2'): WaitingResize => ({
  wanted: pod('p', wanted, 1, more),
  allocated: pod('p', '1'),
  sinceMs,
});
const all = { limits: { cpu: '2', memory: '1' }, requests: { cpu: '2', memory: '1' } };
test.each<[string, WaitingResize, WaitingResize]>([
  ['who gives back', waiting({}, 9, '0.5'), waiting({ priority: 9 })],
  ['who is more important', waiting({ priority: 9 }, 9), waiting({ priority: 8 })],
  ['who is guaranteed', waiting({ containers: [{ name: 'c', resources: all }] }, 9), waiting({})],
  ['who has waited longer', waiting({}, 1), waiting({}, 2)],
])('first comes %s', (_, first, second) => {
  expect([second, first].sort(compareWaiting)[0]).toBe(first);
});
