import { nameOf } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { pod } from '../testing/objects';
import { rankForDeletion } from './deletion-ranking';

const now = new Date('2026-01-02T00:00:00Z');
const restarted = (name: string, restartCount: number): Pod => {
  const base = pod(name, { node: 'a' });
  return { ...base, status: { ...base.status, containerStatuses: [{ name: 'web', restartCount, ready: true }] } };
};
const costly = (name: string, cost: string): Pod => {
  const base = pod(name, { node: 'a' });
  return {
    ...base,
    metadata: { ...base.metadata, annotations: { 'controller.kubernetes.io/pod-deletion-cost': cost } },
  };
};

test.each([
  { name: 'unassigned before assigned', pods: [pod('placed', { node: 'a' }), pod('waiting')], first: 'waiting' },
  {
    name: 'pending before running',
    pods: [pod('running', { node: 'a' }), pod('pending', { node: 'a', phase: 'Pending' })],
    first: 'pending',
  },
  {
    name: 'unknown between them',
    pods: [pod('unknown', { node: 'a', phase: 'Unknown' }), pod('pending', { node: 'a', phase: 'Pending' })],
    first: 'pending',
  },
  {
    name: 'not ready before ready',
    pods: [pod('ready', { node: 'a' }), pod('unready', { node: 'a', ready: false })],
    first: 'unready',
  },
  { name: 'cheap before dear', pods: [costly('dear', '10'), costly('cheap', '-5')], first: 'cheap' },
  { name: 'a cost that is no number counts as 0', pods: [costly('dear', '1'), costly('odd', 'much')], first: 'odd' },
  {
    name: 'doubled up before alone',
    pods: [
      pod('alone', { node: 'b' }),
      pod('one', { node: 'a', since: '2025-12-31T12:00:00Z' }),
      pod('two', { node: 'a', since: '2025-01-01T00:00:00Z' }),
    ],
    first: 'one',
  },
  {
    name: 'recently ready before long ready',
    pods: [
      pod('old', { node: 'a', since: '2025-01-01T00:00:00Z' }),
      pod('young', { node: 'a', since: '2026-01-01T23:59:00Z' }),
    ],
    first: 'young',
  },
  { name: 'often restarted before seldom', pods: [restarted('calm', 0), restarted('restless', 7)], first: 'restless' },
  {
    name: 'young before old',
    pods: [
      pod('old', { node: 'a', meta: { creationTimestamp: '2025-01-01T00:00:00Z', name: 'old' } }),
      pod('young', { node: 'a', meta: { creationTimestamp: '2026-01-01T23:00:00Z', name: 'young' } }),
    ],
    first: 'young',
  },
])('$name', ({ pods, first }) => {
  expect(nameOf(rankForDeletion(pods, pods, now)[0]!)).toBe(first);
  expect(nameOf(rankForDeletion([...pods].reverse(), pods, now)[0]!)).toBe(first);
});

test('pods of the same Deployment count as doubled up', () => {
  const pods = [pod('a1', { node: 'a', since: '2025-01-01T00:00:00Z' }), pod('b1', { node: 'b' })];
  const related = [...pods, pod('a2', { node: 'a' }), pod('a3', { node: 'a' })];
  expect(nameOf(rankForDeletion(pods, related, now)[0]!)).toBe('a1');
});

test('about equally old pods are told apart by their uid, not by age', () => {
  const pods = [
    pod('x', { node: 'a', since: '2026-01-01T00:00:00Z' }),
    pod('y', { node: 'a', since: '2026-01-01T00:10:00Z' }),
  ];
  expect(rankForDeletion(pods, pods, now).map(nameOf)).toEqual(['x', 'y']);
});
