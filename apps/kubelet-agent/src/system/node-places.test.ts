import { pathInPods, pathOnNode, placeOf, placesBelow } from './node-places';

const places = [
  { known: '/var/log/pods', own: '/n/pod-logs' },
  { known: '/var/log/containers', own: '/n/container-logs' },
];

test.each<[string, ReturnType<typeof placeOf>]>([
  ['/var/log/pods', { own: '/n/pod-logs', rest: '' }],
  ['/var/log/pods/', { own: '/n/pod-logs', rest: '' }],
  ['/var/log/containers/a.log', { own: '/n/container-logs', rest: 'a.log' }],
  ['/var/log/podsecrets', undefined],
  ['/var/log', undefined],
  ['/', undefined],
])('the place at %s', (path, place) => expect(placeOf(path, places)).toEqual(place));

test.each<[string, string[]]>([
  ['/', ['var/log/pods', 'var/log/containers']],
  ['/var/log', ['pods', 'containers']],
  ['/var/log/', ['pods', 'containers']],
  ['/var/log/pods', []],
  ['/var/lib', []],
  ['/va', []],
])('the places below %s', (path, below) =>
  expect(placesBelow(path, places).map((place) => place.below)).toEqual(below),
);

test.each([
  ['/var/log/pods/a/b', '/n/pod-logs/a/b'],
  ['/var/log/pods', '/n/pod-logs'],
  ['/var/log/other', '/var/log/other'],
])('%s in a pod is %s on the node', (inPods, onNode) => {
  expect(pathOnNode(inPods, places)).toBe(onNode);
  expect(pathInPods(onNode, places)).toBe(inPods);
});
