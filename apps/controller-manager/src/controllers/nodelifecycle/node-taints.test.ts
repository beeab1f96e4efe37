import type { Node, NodeCondition, Taint } from '@kubets/proto-gen/core/v1';
import { node } from '../../testing/objects';
import { awaitsEviction, wantedTaints, withoutEviction } from './node-taints';

const now = new Date('2026-01-01T00:00:00Z');
const AT = '2026-01-01T00:00:00Z';
const withState = (conditions: Record<string, string>, taints: Taint[] = [], spec: Node['spec'] = {}): Node => ({
  ...node('n'),
  spec: { ...spec, taints },
  status: { conditions: Object.entries(conditions).map(([type, status]): NodeCondition => ({ type, status })) },
});
const taint = (name: string, effect: string): Taint => ({ key: `node.kubernetes.io/${name}`, effect });
const text = (taints: Taint[] | undefined): string[] | undefined =>
  taints?.map(({ key = '', effect }) => `${key.replace('node.kubernetes.io/', '')}:${effect}`).sort();

test.each([
  { name: 'a healthy node', of: withState({ Ready: 'True' }), mayEvict: true, expected: undefined },
  {
    name: 'not ready',
    of: withState({ Ready: 'False' }),
    mayEvict: true,
    expected: ['not-ready:NoExecute', 'not-ready:NoSchedule'],
  },
  {
    name: 'silent',
    of: withState({ Ready: 'Unknown' }),
    mayEvict: true,
    expected: ['unreachable:NoExecute', 'unreachable:NoSchedule'],
  },
  {
    name: 'silent, but not yet to be given up',
    of: withState({ Ready: 'Unknown' }),
    mayEvict: false,
    expected: ['unreachable:NoSchedule'],
  },
  {
    name: 'from not ready to silent',
    of: withState({ Ready: 'Unknown' }, [taint('not-ready', 'NoSchedule'), taint('not-ready', 'NoExecute')]),
    mayEvict: false,
    expected: ['unreachable:NoExecute', 'unreachable:NoSchedule'],
  },
  {
    name: 'well again; taints of others stay',
    of: withState({ Ready: 'True' }, [
      taint('unreachable', 'NoSchedule'),
      taint('unreachable', 'NoExecute'),
      { key: 'gpu', effect: 'NoExecute' },
    ]),
    mayEvict: true,
    expected: ['gpu:NoExecute'],
  },
  {
    name: 'under pressure and cordoned',
    of: withState({ Ready: 'True', MemoryPressure: 'True', DiskPressure: 'False' }, [], { unschedulable: true }),
    mayEvict: true,
    expected: ['memory-pressure:NoSchedule', 'unschedulable:NoSchedule'],
  },
  {
    name: 'uncordoned',
    of: withState({ Ready: 'True' }, [taint('unschedulable', 'NoSchedule')]),
    mayEvict: true,
    expected: [],
  },
  {
    name: 'right already',
    of: withState({ Ready: 'False' }, [taint('not-ready', 'NoSchedule'), taint('not-ready', 'NoExecute')]),
    mayEvict: true,
    expected: undefined,
  },
  {
    name: 'a new node that has not said how it is',
    of: withState({}, [taint('not-ready', 'NoSchedule')]),
    mayEvict: true,
    expected: undefined,
  },
  {
    name: 'a new node that is ready',
    of: withState({ Ready: 'True' }, [taint('not-ready', 'NoSchedule')]),
    mayEvict: true,
    expected: [],
  },
])('wantedTaints: $name', ({ of, mayEvict, expected }) =>
  expect(text(wantedTaints(of, mayEvict, now))).toEqual(expected),
);

test('a new taint says when it was added, an old one keeps its time', () => {
  const before = { ...taint('not-ready', 'NoSchedule'), timeAdded: '2025-01-01T00:00:00Z' };
  expect(wantedTaints(withState({ Ready: 'False' }, [before]), true, now)).toEqual([
    before,
    { ...taint('not-ready', 'NoExecute'), timeAdded: AT },
  ]);
});

test('whether pods have been told to leave', () => {
  expect(awaitsEviction(withState({ Ready: 'Unknown' }))).toBe(true);
  expect(awaitsEviction(withState({ Ready: 'Unknown' }, [taint('unreachable', 'NoExecute')]))).toBe(false);
  expect(awaitsEviction(withState({ Ready: 'True' }))).toBe(false);
  expect(
    withoutEviction(
      withState({ Ready: 'Unknown' }, [taint('unreachable', 'NoExecute'), taint('unreachable', 'NoSchedule')]),
    ),
  ).toEqual([taint('unreachable', 'NoSchedule')]);
  expect(withoutEviction(withState({ Ready: 'Unknown' }))).toBeUndefined();
});
