import { schema } from '@kubets/proto-gen/schema';
import { atOnce } from '../steps/steps';
import { growthRatio } from '../testing';
import { parseJson } from './parse-json';

const SERVICE = schema.of('kubets.core.v1.Service');
const asService = (text: string) => atOnce(parseJson(text).as(SERVICE));

// Each was sent to kube-apiserver 1.37.2.
test.each<[string, string, object, string[]]>([
  [
    'maps and structs',
    '{"metadata":{"name":"a","labels":{"x":"1","z":"1"}},"metadata":{"labels":{"y":"2","z":"2"}}}',
    { metadata: { name: 'a', labels: { x: '1', y: '2', z: '2' } } },
    ['metadata'],
  ],
  [
    'a shorter list',
    '{"spec":{"ports":[{"name":"x","port":80},{"name":"y","port":90}],"ports":[{"port":81}]}}',
    { spec: { ports: [{ name: 'x', port: 81 }] } },
    ['spec.ports'],
  ],
  [
    'a longer list',
    '{"spec":{"ports":[{"name":"x","port":80}],"ports":[{"port":81},{"name":"z","port":2}]}}',
    {
      spec: {
        ports: [
          { name: 'x', port: 81 },
          { name: 'z', port: 2 },
        ],
      },
    },
    ['spec.ports'],
  ],
  [
    'a list of texts',
    '{"spec":{"externalIPs":["a","b"],"externalIPs":["c"]}}',
    { spec: { externalIPs: ['c'] } },
    ['spec.externalIPs'],
  ],
  ['null for a list', '{"spec":{"ports":[{"port":80}],"ports":null}}', { spec: { ports: null } }, ['spec.ports']],
  [
    'null for an element',
    '{"spec":{"ports":[{"port":80}],"ports":[null]}}',
    { spec: { ports: [{ port: 80 }] } },
    ['spec.ports'],
  ],
  ['null for a text', '{"metadata":{"name":"a","name":null}}', { metadata: { name: 'a' } }, ['metadata.name']],
  [
    'what is either number or text, in a list',
    '{"spec":{"ports":[{"port":80},{"targetPort":1,"targetPort":"x"}]}}',
    { spec: { ports: [{ port: 80 }, { targetPort: 'x' }] } },
    ['spec.ports[1].targetPort'],
  ],
  ['unknown fields', '{"foo":{"a":1},"foo":{"b":[1,1],"b":2},"kind":"x"}', { foo: { b: 2 }, kind: 'x' }, []],
  ['an integer of 64 bits', '{"x":1,"x":9223372036854775807}', { x: 9223372036854775807n }, []],
  [
    'texts with quotes, brackets and escapes',
    '{ "metadata" : { "name" : "a\\"}" , "n\\u0061me" : "\\u00e9]," } , "metadata":{} }',
    { metadata: { name: 'é],' } },
    ['metadata.name', 'metadata'],
  ],
  ['__proto__', '{"__proto__":{"a":1},"__proto__":{"b":2}}', Object.fromEntries([['__proto__', { b: 2 }]]), []],
])('%s', (_what, text, value, paths) => {
  const { problems, ...read } = asService(text);
  expect(read).toEqual({ value });
  expect(problems.filter((problem) => problem.startsWith('duplicate'))).toEqual(
    paths.map((path) => `duplicate field "${path}"`),
  );
});

test.each<[string, object]>([
  ['{"spec":{"ports":[{"port":80}]},"x":1.50}', { spec: { ports: [{ port: 80 }] }, x: 1.5 }],
  ['{"metadata":{"generation":9223372036854775807}}', { metadata: { generation: 9223372036854775807n } }],
])('numbers of %s are what they were', (text, value) => {
  expect(asService(text).value).toEqual(value);
});

test.each([
  ['{"spec":{"ports":[{"port":80.0}]}}', 'number 80.0 into Go struct field ServicePort.spec.ports.port of type int32'],
  [
    '{"spec":{"ports":[{"port":1E400}]}}',
    'number 1E400 into Go struct field ServicePort.spec.ports.port of type int32',
  ],
  [
    '{"spec":{"ports":[{"targetPort":8e1}]}}',
    'number 8e1 into Go struct field ServicePort.spec.ports.targetPort of type int32',
  ],
  [
    '{"spec":{"sessionAffinityConfig":{"clientIP":{"timeoutSeconds":10.0}}}}',
    'number 10.0 into Go struct field ClientIPConfig.spec.sessionAffinityConfig.clientIP.timeoutSeconds of type int32',
  ],
  ['{"metadata":{"generation":1e0}}', 'number 1e0 into Go struct field ObjectMeta.metadata.generation of type int64'],
])('%s is no integer', (text, problem) => {
  expect(() => asService(text)).toThrow(
    `Service in version "v1" cannot be handled as a Service: json: cannot unmarshal ${problem}`,
  );
});

test.each(['1e0', '1E3', '0.10', '10000000000000000000000000'])(
  'the quantity %s is taken as it is written',
  (number) => {
    const message = schema.of('kubets.core.v1.ResourceRequirements');
    expect(atOnce(parseJson(`{"limits":{"cpu":${number}}}`).as(message)).value).toEqual({ limits: { cpu: number } });
  },
);

test('unknown fields and keys that stand twice are told in the order of the text', () => {
  const text = '{"x":1,"spec":{"a":1,"type":"A","type":"B","ports":[{"b":1}]},"metadata":{},"metadata":{"c":1}}';
  expect(asService(text).problems).toEqual([
    'unknown field "x"',
    'unknown field "spec.a"',
    'duplicate field "spec.type"',
    'unknown field "spec.ports[0].b"',
    'duplicate field "metadata"',
    'unknown field "metadata.c"',
  ]);
});

test('what has no key twice is the value as it was read', () => {
  const parsed = parseJson('{"spec":{"ports":[]}}');
  expect(atOnce(parsed.as(SERVICE))).toEqual({ value: parsed.value, problems: [] });
});

test('of very many, a hundred are told', () => {
  expect(asService(`{${Array(1000).fill('"kind":"a"').join(',')}}`).problems).toHaveLength(100);
});

test.each<[string, (count: number) => string]>([
  ['one key again and again', (count) => `{${Array(count).fill('"spec":{"ports":[{"port":1}]}').join(',')}}`],
  [
    'many keys in two maps',
    (count) =>
      `{"metadata":{${['1', '2'].map((value) => `"labels":{${Array.from({ length: count }, (_, index) => `"${index}":"${value}"`).join(',')}}`).join(',')}}}`,
  ],
  ['a long text', (count) => `{"kind":"a","kind":"${'\\"x'.repeat(count * 20)}"}`],
])('%s take time by their length', (_what, textOf) => {
  expect(growthRatio(textOf, asService)).toBeLessThan(5);
});
