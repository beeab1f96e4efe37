import { revisionAfter } from '../../owned/revision-order';
import { deployment } from '../../testing/objects';
import {
  appendHistory,
  DESIRED_REPLICAS,
  newSetAnnotations,
  parseRevision,
  REVISION,
  REVISION_HISTORY,
  revisionOf,
} from './revision';

test.each([
  { history: undefined, revision: '1', expected: '1' },
  { history: '1', revision: '3', expected: '1,3' },
  { history: '1,3,5', revision: '7', expected: '3,5,7' },
  { history: '123456789', revision: '10', expected: '10' },
])('appendHistory($history, $revision) is $expected', ({ history, revision, expected }) => {
  expect(appendHistory(history, revision, 5)).toBe(expected);
});

const withAnnotations = (annotations: Record<string, string>) => ({
  ...deployment(),
  metadata: { ...deployment().metadata, annotations },
});

test('the new set carries the annotations of the Deployment, but not those that mean something else there', () => {
  const source = withAnnotations({
    'kubernetes.io/change-cause': 'nginx 2',
    'kubectl.kubernetes.io/last-applied-configuration': '{}',
    [REVISION]: '7',
    [DESIRED_REPLICAS]: '9',
  });
  expect(newSetAnnotations(source, undefined, 3n)).toEqual({
    'kubernetes.io/change-cause': 'nginx 2',
    [REVISION]: '3',
  });
});

test.each<{ name: string; current: Record<string, string>; revision: bigint; expected: Record<string, string> }>([
  {
    name: 'a set that comes back remembers its revision',
    current: { [REVISION]: '1' },
    revision: 3n,
    expected: { [REVISION]: '3', [REVISION_HISTORY]: '1' },
  },
  {
    name: 'and again',
    current: { [REVISION]: '3', [REVISION_HISTORY]: '1' },
    revision: 5n,
    expected: { [REVISION]: '5', [REVISION_HISTORY]: '1,3' },
  },
  { name: 'one that is the newest stays', current: { [REVISION]: '4' }, revision: 4n, expected: { [REVISION]: '4' } },
  {
    name: 'past what a float holds',
    current: { [REVISION]: '3546343826724305832' },
    revision: 3546343826724305833n,
    expected: { [REVISION]: '3546343826724305833', [REVISION_HISTORY]: '3546343826724305832' },
  },
  {
    name: 'one that is no number is left alone',
    current: { [REVISION]: 'x' },
    revision: 3n,
    expected: { [REVISION]: 'x' },
  },
  { name: 'an empty one is none', current: { [REVISION]: '' }, revision: 3n, expected: { [REVISION]: '3' } },
  { name: 'a revision never falls', current: { [REVISION]: '4' }, revision: 1n, expected: { [REVISION]: '4' } },
])('newSetAnnotations: $name', ({ current, revision, expected }) => {
  expect(newSetAnnotations(deployment(), current, revision)).toEqual(expected);
});

test.each<[string, bigint | undefined]>([
  ['7', 7n],
  ['-7', -7n],
  ['3546343826724305832', 3546343826724305832n],
  ['9223372036854775807', 2n ** 63n - 1n],
  ['9223372036854775808', undefined],
  ['1e3', undefined],
  ['0x10', undefined],
  [' 7', undefined],
  ['', undefined],
  ['9'.repeat(100_000), undefined],
])('parseRevision(%.30s) is %s', (text, expected) => {
  expect(parseRevision(text)).toBe(expected);
});

test.each([
  [[], 1n],
  [['x', ''], 1n],
  [['3', '12', '5'], 13n],
  [['3546343826724305832', '7'], 3546343826724305833n],
  [['9223372036854775807'], 9223372036854775807n],
])('behind the revisions %j comes %s', (revisions, expected) => {
  expect(
    revisionAfter(revisions.map((revision) => revisionOf({ metadata: { annotations: { [REVISION]: revision } } }))),
  ).toBe(expected);
});
