import { StatusError } from '@kubets/apimachinery';
import { targetOf, things } from '../testing/things';
import { parseText } from './body-text';
import { decodeIncoming } from './decode-incoming';
import { inTurns } from './turns';

const JSON_TYPE = 'application/json';
const YAML_TYPE = 'application/yaml';

async function decode(text: string, fieldValidation: 'Strict' | 'Warn' | 'Ignore' = 'Strict', type = JSON_TYPE) {
  const warnings: string[] = [];
  const context = {
    user: { username: 'u', groups: [] },
    signal: new AbortController().signal,
    warn: (warning: string) => void warnings.push(warning),
    authorize: async () => undefined,
  };
  try {
    return {
      object: await inTurns(
        decodeIncoming({
          ...context,
          ...targetOf(things),
          verb: 'create',
          body: await parseText(text, type),
          options: { dryRun: false, fieldManager: '', fieldValidation },
        }),
      ),
      warnings,
    };
  } catch (error) {
    if (error instanceof StatusError) return { refused: `${error.code} ${error.message}` };
    throw error;
  }
}

const STRICT = '400 ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: ';

describe('a key that is given twice', () => {
  test.each<[string, string, string, string[]]>([
    [JSON_TYPE, '{"data":{"k":"1","k":"2"}}', 'duplicate field "data.k"', ['duplicate field "data.k"']],
    [
      JSON_TYPE,
      '{"data":{"k":"1","k":"2","k":"2"},"x":1}',
      'duplicate field "data.k", unknown field "x"',
      ['duplicate field "data.k"', 'unknown field "x"'],
    ],
    [
      YAML_TYPE,
      'data:\n  k: "1"\n  k: "2"\n',
      'yaml: unmarshal errors:\n  line 3: key "k" already set in map',
      ['line 3: key "k" already set in map'],
    ],
    [YAML_TYPE, '{"data":{"k":"1","k":"2"}}', 'duplicate field "data.k"', ['duplicate field "data.k"']],
  ])('in %s %j is refused, warned of, or overlooked', async (type, text, problem, warnings) => {
    expect(await decode(text, 'Strict', type)).toEqual({ refused: STRICT + problem });
    expect(await decode(text, 'Warn', type)).toMatchObject({ object: { data: { k: '2' } }, warnings });
    expect(await decode(text, 'Ignore', type)).toMatchObject({ object: { data: { k: '2' } }, warnings: [] });
  });

  test('is told of a hundred times at most', async () => {
    const { warnings } = (await decode(
      `{"data":{${Array.from({ length: 500 }, (_, index) => `"k${index}":"","k${index}":""`).join(',')}}}`,
      'Warn',
    )) as { warnings: string[] };
    expect(warnings).toHaveLength(100);
  });

  test.each<[string, string, object]>([
    [JSON_TYPE, '{"data":{"a":"1","b":"1"},"data":{"b":"2"}}', { a: '1', b: '2' }],
    [YAML_TYPE, 'data: {a: "1", b: "1"}\ndata: {b: "2"}\n', { b: '2' }],
  ])('in %s is laid over the first, or replaces it: %j', async (type, text, data) => {
    for (const fieldValidation of ['Warn', 'Ignore'] as const) {
      const { object } = await decode(text, fieldValidation, type);
      expect(object).toMatchObject({ data });
      expect(Object.keys((object as { data: object }).data)).toEqual(Object.keys(data));
    }
  });
});

test.each<[string, string]>([
  [
    '{"kind":{}}',
    "couldn't get version/kind; json parse error: json: cannot unmarshal object into Go struct field .kind of type string",
  ],
  [
    '{"kind":["ConfigMap"]}',
    "couldn't get version/kind; json parse error: json: cannot unmarshal array into Go struct field .kind of type string",
  ],
  [
    '{"apiVersion":1}',
    "couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field .apiVersion of type string",
  ],
  [
    '{"apiVersion":9007199254740993}',
    "couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field .apiVersion of type string",
  ],
  ['{"kind":"ConfigMap","KIND":"Secret"}', 'Secret in version "v1" cannot be handled as a ConfigMap'],
  ['{"metadata":[]}', 'cannot unmarshal array into Go struct field ConfigMap.metadata of type v1.ObjectMeta'],
  ['{"metadata":7}', 'cannot unmarshal number into Go struct field ConfigMap.metadata of type v1.ObjectMeta'],
  ['[]', 'cannot unmarshal array into Go value of type v1.ConfigMap'],
  ['null', 'cannot unmarshal null'],
  ['"x"', 'cannot unmarshal string'],
  ['9007199254740993', 'cannot unmarshal number'],
  ['\u0000', 'invalid character'],
  ['\ufeff{}', 'invalid character'],
  ['  \n', 'unexpected end of JSON input'],
  ['{"data":{"a":"\u0001"}}', 'invalid character'],
])('%j is a 400', async (text, problem) => {
  const { refused } = (await decode(text)) as { refused: string };
  expect(refused).toMatch(/^400 /);
  expect(refused).toContain(problem);
});

test('keys that mean something in JavaScript are data', async () => {
  const text = '{"data":{"__proto__":"a","constructor":"b","hasOwnProperty":"d","toString":"c"}}';
  for (const [type, body] of [
    [JSON_TYPE, text],
    [YAML_TYPE, text],
    [YAML_TYPE, 'data: {__proto__: a, constructor: b, hasOwnProperty: d, toString: c}'],
  ] as const) {
    const { object } = (await decode(body, 'Strict', type)) as { object: object };
    expect(JSON.stringify((object as { data: object }).data)).toBe(
      '{"__proto__":"a","constructor":"b","hasOwnProperty":"d","toString":"c"}',
    );
  }
});
