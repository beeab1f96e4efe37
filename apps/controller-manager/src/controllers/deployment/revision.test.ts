import { deployment } from '../../testing/objects';
import { appendHistory, DESIRED_REPLICAS, newSetAnnotations, REVISION, REVISION_HISTORY } from './revision';

test.each([
  { history: undefined, revision: '1', expected: '1' },
  { history: '1', revision: '3', expected: '1,3' },
  { history: '1,3,5', revision: '7', expected: '3,5,7' },
  { history: '123456789', revision: '10', expected: '10' },
])('appendHistory($history, $revision) is $expected', ({ history, revision, expected }) => {
  expect(appendHistory(history, revision, 5)).toBe(expected);
});

const withAnnotations = (annotations: Record<string, string>) => ({ ...deployment(), metadata: { ...deployment().metadata, annotations } });

test('the new set carries the annotations of the Deployment, but not those that mean something else there', () => {
  const source = withAnnotations({ 'kubernetes.io/change-cause': 'nginx 2', 'kubectl.kubernetes.io/last-applied-configuration': '{}', [REVISION]: '7', [DESIRED_REPLICAS]: '9' });
  expect(newSetAnnotations(source, undefined, 3)).toEqual({ 'kubernetes.io/change-cause': 'nginx 2', [REVISION]: '3' });
});

test.each<{ name: string; current: Record<string, string>; revision: number; expected: Record<string, string> }>([
  { name: 'a set that comes back remembers its revision', current: { [REVISION]: '1' }, revision: 3, expected: { [REVISION]: '3', [REVISION_HISTORY]: '1' } },
  { name: 'and again', current: { [REVISION]: '3', [REVISION_HISTORY]: '1' }, revision: 5, expected: { [REVISION]: '5', [REVISION_HISTORY]: '1,3' } },
  { name: 'one that is the newest stays', current: { [REVISION]: '4' }, revision: 4, expected: { [REVISION]: '4' } },
  { name: 'a revision never falls', current: { [REVISION]: '4' }, revision: 1, expected: { [REVISION]: '4' } },
])('newSetAnnotations: $name', ({ current, revision, expected }) => {
  expect(newSetAnnotations(deployment(), current, revision)).toEqual(expected);
});
