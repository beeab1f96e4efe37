import { schema } from '@kubets/proto-gen/schema';
import { atOnce } from '../steps/steps';
import { mistypedFields } from './mistyped-fields';

const found = (object: object, kind: string) => atOnce(mistypedFields(object, schema.of(`kubets.core.v1.${kind}`)));

test.each<[object, string, string[]]>([
  [{ data: { a: '1' }, immutable: true, binaryData: { b: 'YQ==' } }, 'ConfigMap', []],
  [{ data: null, metadata: { labels: null } }, 'ConfigMap', []],
  [{ data: { a: 1 } }, 'ConfigMap', ['.data.a: expected string, got &value.valueUnstructured{Value:1}']],
  [{ data: { a: true } }, 'ConfigMap', ['.data.a: expected string, got &value.valueUnstructured{Value:true}']],
  [
    { data: { a: { b: ['x', null] } } },
    'ConfigMap',
    [
      '.data.a: expected string, got &value.valueUnstructured{Value:map[string]interface {}{"b":[]interface {}{"x", interface {}(nil)}}}',
    ],
  ],
  [{ data: [] }, 'ConfigMap', ['.data: expected map, got &{[]}']],
  [{ data: 'x' }, 'ConfigMap', ['.data: expected map, got &{x}']],
  [{ immutable: 'x' }, 'ConfigMap', ['.immutable: expected boolean, got &{x}']],
  [{ metadata: 1 }, 'ConfigMap', ['.metadata: expected map, got &{1}']],
  [{ spec: { ports: 'x' } }, 'Service', ['.spec.ports: expected list, got &{x}']],
  [
    { spec: { ports: [{ port: '80', protocol: 'TCP' }] } },
    'Service',
    ['.spec.ports[port="80",protocol="TCP"].port: expected numeric (int or float), got string'],
  ],
  [
    { spec: { containers: [{ name: 'c', command: [1] }] } },
    'Pod',
    ['.spec.containers[name="c"].command[0]: expected string, got &value.valueUnstructured{Value:1}'],
  ],
  [{ spec: { ports: [{ port: 80, targetPort: 'http' }] } }, 'Service', []],
])('%j as a %s', (object, kind, expected) => expect(found(object, kind)).toEqual(expected));

test('tells of a hundred at most', () => {
  const data = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`k${index}`, index]));
  expect(found({ data }, 'ConfigMap')).toHaveLength(100);
});
