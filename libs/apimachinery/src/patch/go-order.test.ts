import { schema } from '@kubets/proto-gen/schema';
import { atOnce } from '../steps/steps';
import { goOrdered, touchedBy } from './go-order';

const SERVICE = schema.of('kubets.core.v1.Service');
const service = {
  metadata: { resourceVersion: '1', labels: { b: '1', a: '2' }, name: 'n' },
  spec: { type: 'ClusterIP', ports: [{ port: 80, name: 'p' }], clusterIP: 'None' },
  kind: 'Service',
  apiVersion: 'v1',
};

test.each([
  [
    'a struct as its type, a map by name, the root by name',
    {},
    '{"apiVersion":"v1","kind":"Service","metadata":{"name":"n","resourceVersion":"1","labels":{"a":"2","b":"1"}},' +
      '"spec":{"ports":[{"name":"p","port":80}],"clusterIP":"None","type":"ClusterIP"}}',
  ],
  [
    'what a patch goes into by name',
    { spec: { type: 'x' } },
    '{"apiVersion":"v1","kind":"Service","metadata":{"name":"n","resourceVersion":"1","labels":{"a":"2","b":"1"}},' +
      '"spec":{"clusterIP":"None","ports":[{"name":"p","port":80}],"type":"ClusterIP"}}',
  ],
])('%s', (_what, touched, expected) => {
  expect(JSON.stringify(atOnce(goOrdered(service, SERVICE, touched)))).toBe(expected);
});

test('the way to what operations change', () => {
  expect(
    touchedBy([
      { op: 'replace', path: '/spec/ports/0/port', value: 1 },
      { op: 'move', from: '/metadata/labels/a', path: '/metadata/labels/c' },
      null,
      { op: 'add', path: 7 },
    ]),
  ).toEqual({ spec: { ports: { 0: {} } }, metadata: { labels: {} } });
});
