import type { KubeObject, StatusError } from '@kubets/apimachinery';
import { createTestScope, OPTIONS, thing } from '../testing/things';
import { createObject } from './create';
import { patchObject, PATCH_TYPES } from './patch';

async function patched(
  type: string,
  value: unknown,
  options: typeof OPTIONS | { dryRun: boolean; fieldManager: string; fieldValidation: 'Warn' } = OPTIONS,
): Promise<KubeObject | { code: number; message: string }> {
  const stop = new AbortController();
  const { scope, requestOf } = await createTestScope(stop.signal);
  try {
    await createObject(scope, { ...requestOf(), body: { value: thing('a', {}, { k: 'v' }) }, options: OPTIONS });
    const { stored } = await patchObject(scope, { ...requestOf('a'), patchType: type, body: { value }, options });
    return stored.object;
  } catch (error) {
    const { code, message } = error as StatusError;
    return { code, message };
  } finally {
    stop.abort();
  }
}

const { json, merge, strategic } = PATCH_TYPES;

test.each<[string, string, unknown, number, string | RegExp]>([
  [
    'a JSON patch that makes no object',
    json,
    [{ op: 'replace', path: '', value: [] }],
    422,
    /^ "" is invalid: patch: Invalid value: "\[\]": couldn't get version\/kind/,
  ],
  [
    'a JSON patch that makes another type',
    json,
    [{ op: 'add', path: '/data/k', value: 1 }],
    422,
    /^ "" is invalid: patch: Invalid value: "{.*\\"data\\":{\\"k\\":1},.*}": json: cannot unmarshal number into Go struct field ConfigMap.data of type string$/,
  ],
  [
    'a merge patch that makes another type',
    merge,
    { data: 7 },
    422,
    /: json: cannot unmarshal number into Go struct field ConfigMap.data of type map\[string\]string$/,
  ],
  ['what is refused, with all that it holds', merge, { data: 7 }, 422, /"managedFields\\":\[{.*\\"f:k\\"/],
  [
    'a strategic patch that makes another type',
    strategic,
    { data: 7 },
    422,
    /^ "" is invalid: patch: Invalid value: "map\[data:7\]": cannot restore map from int64$/,
  ],
  [
    'metadata that are no object',
    merge,
    { metadata: 7 },
    422,
    /: json: cannot unmarshal number into Go struct field ConfigMap.metadata/,
  ],
  ['an unknown field where that is refused', merge, { foo: 1 }, 422, /strict decoding error: unknown field "foo"$/],
  [
    'a kind that is no text',
    merge,
    { kind: { toString: 1 } },
    422,
    /: couldn't get version\/kind; json parse error: json: cannot unmarshal object into Go struct field \.kind of type string$/,
  ],
  [
    'an apiVersion that is no text',
    json,
    [{ op: 'replace', path: '/apiVersion', value: [] }],
    422,
    /json: cannot unmarshal array into Go struct field \.apiVersion of type string$/,
  ],
  [
    'another version',
    merge,
    { apiVersion: 'v9' },
    422,
    /: no kind "ConfigMap" is registered for version "v9" in scheme "pkg\/runtime\/scheme\.go:111"$/,
  ],
  [
    'no name any more',
    json,
    [{ op: 'remove', path: '/metadata/name' }],
    400,
    'the name of the object (a based on URL) was undeterminable: name must be provided',
  ],
  [
    'no metadata any more',
    merge,
    { metadata: null },
    400,
    'the name of the object (a based on URL) was undeterminable: name must be provided',
  ],
  [
    'an empty object',
    strategic,
    { $patch: 'delete' },
    400,
    'the name of the object (a based on URL) was undeterminable: name must be provided',
  ],
  [
    'another name',
    merge,
    { metadata: { name: 'b' } },
    400,
    'the name of the object (b) does not match the name on the URL (a)',
  ],
  [
    'another namespace',
    merge,
    { metadata: { namespace: 'b' } },
    400,
    'the namespace of the provided object does not match the namespace sent on the request',
  ],
  ['a type of patch that JavaScript knows', 'constructor', {}, 415, /media types/],
  ['another', '__proto__', {}, 415, /media types/],
])('%s', async (_, type, value, code, message) => {
  const answer = await patched(type, value);
  expect(answer).toMatchObject({ code });
  expect((answer as { message: string }).message).toEqual(
    typeof message === 'string' ? message : expect.stringMatching(message),
  );
});

const data = (...keys: string[]) => ({ '.': {}, ...Object.fromEntries(keys.map((key) => [`f:${key}`, {}])) });

test.each<[string, object, object[]]>([
  [merge, { data: { l: 'w' } }, [{ 'f:data': data('k', 'l') }]],
  [strategic, { data: { l: 'w' } }, [{ 'f:data': data('k', 'l') }]],
  [merge, { data: null }, []],
  [merge, { metadata: { labels: { a: 'b' } } }, [{ 'f:data': data('k'), 'f:metadata': { 'f:labels': data('a') } }]],
  [merge, { metadata: { managedFields: [] } }, []],
  [strategic, { metadata: { managedFields: [{}] } }, []],
])('%s %j leaves managed fields %j', async (type, patch, fields) => {
  const { metadata } = (await patched(type, patch)) as KubeObject;
  expect((metadata?.managedFields ?? []).map(({ fieldsV1 }) => fieldsV1)).toEqual(fields);
});

test.each([json, merge, strategic])('names of JavaScript are data to %s', async (type) => {
  const data = JSON.parse('{"__proto__":"x","constructor":"y"}') as object;
  const patch =
    type === json
      ? [
          { op: 'add', path: '/data/__proto__', value: 'x' },
          { op: 'add', path: '/data/constructor', value: 'y' },
        ]
      : { data };
  const object = (await patched(type, patch)) as KubeObject & { data: object };
  expect(Object.entries(object.data).sort()).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'y'],
    ['k', 'v'],
  ]);
});
