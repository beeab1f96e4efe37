import { differenceOf } from './editor/difference';
import { applyChanges } from './link/apply-changes';
import { moreLog } from './object/log-lines';
import { parseReplicas } from './object/replicas';
import { groupKinds, pluralOf } from './kinds/kind-groups';

test.each([
  ['abc', 'abXc', [{ from: 2, to: 2, insert: 'X' }]],
  ['abc', 'ac', [{ from: 1, to: 2, insert: '' }]],
  ['', 'x', [{ from: 0, to: 0, insert: 'x' }]],
  ['x', 'x', []],
  // A revision above and a status below what somebody writes at.
  [
    'rev: 1\nimage: nginx\nready: 0\n',
    'rev: 2\nimage: nginx\nready: 4\n',
    [
      { from: 5, to: 6, insert: '2' },
      { from: 27, to: 28, insert: '4' },
    ],
  ],
])('from %j to %j', (before, now, expected) => expect(differenceOf(before, now)).toEqual(expected));

test('a map follows what is told', () => {
  const map = new Map([
    ['a', 1],
    ['b', 2],
  ]);
  applyChanges(map, {
    set: [
      ['a', 3],
      ['c', 4],
    ],
    gone: ['b', 'none'],
  });
  expect([...map]).toEqual([
    ['a', 3],
    ['c', 4],
  ]);
  applyChanges(map, { whole: true, set: [['d', 5]], gone: [] });
  expect([...map]).toEqual([['d', 5]]);
});

test('a log is kept within bounds, from the beginning of a line', () => {
  let log = { text: '', isCut: false };
  for (let line = 0; line < 30_000; line++) log = moreLog(log, `line ${line} ${'x'.repeat(40)}\n`);
  expect(log.isCut).toBe(true);
  expect(log.text.length).toBeLessThanOrEqual(1_000_000);
  expect(log.text).toMatch(/^line \d+ /);
  expect(log.text.endsWith(`line 29999 ${'x'.repeat(40)}\n`)).toBe(true);
  expect(moreLog({ text: '', isCut: false }, 'y'.repeat(3_000_000)).text).toHaveLength(1_000_000);
});

test.each([
  ['kind: A\nspec:\n  replicas: 7\n  x: 1\n', 7],
  ['spec:\n  a:\n    replicas: 3\n  replicas: 0\n', 0],
  ['spec:\n  a:\n    replicas: 3\nstatus:\n  replicas: 9\n', 1],
  ['', 1],
])('replicas of %j', (yaml, expected) => expect(parseReplicas(yaml)).toBe(expected));

const kind = (group: string, resource: string, name: string) => ({
  group,
  version: 'v1',
  resource,
  kind: name,
  namespaced: true,
  verbs: [],
  shortNames: [],
});

test('kinds stand where people look for them, others with their group', () => {
  const groups = groupKinds([
    kind('', 'pods', 'Pod'),
    kind('example.com', 'widgets', 'Widget'),
    kind('events.k8s.io', 'events', 'Event'),
    kind('apps', 'deployments', 'Deployment'),
    kind('', 'services', 'Service'),
  ]);
  expect(groups.map(({ title, kinds }) => [title, kinds.map((one) => one.kind)])).toEqual([
    ['Workloads', ['Deployment', 'Pod']],
    ['Network', ['Service']],
    ['example.com', ['Widget']],
  ]);
});

test.each([
  ['Pod', 'pods', 'Pods'],
  ['NetworkPolicy', 'networkpolicies', 'Network Policies'],
  ['Ingress', 'ingresses', 'Ingresses'],
  ['EndpointSlice', 'endpointslices', 'Endpoint Slices'],
  ['Endpoints', 'endpoints', 'Endpoints'],
  ['CSIDriver', 'csidrivers', 'CSIDrivers'],
])('many of %s', (name, resource, expected) => expect(pluralOf({ kind: name, resource })).toBe(expected));
