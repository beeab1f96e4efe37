import { aim, is, post, yamlPost, type Aimed } from './aim';
import { aliasBomb } from '../generate/yaml-text';

/** Values where others belong, and what YAML can say that JSON cannot. */
export const WRONG_SHAPES: readonly Aimed[] = [
  ...[
    ['kind', '{}'],
    ['kind', '1'],
    ['kind', '[]'],
    ['kind', 'null'],
    ['apiVersion', '{"a":1}'],
    ['apiVersion', '[]'],
    ['apiVersion', '7'],
    ['apiVersion', '"a/b/c"'],
  ].map(([field, value]) =>
    aim(
      'A11',
      `${field} is ${value}`,
      post('configmaps', `{"apiVersion":"v1","kind":"ConfigMap","${field}":${value},"metadata":{"name":"NAME"}}`),
      is(value === 'null' ? [201, 400] : 400),
    ),
  ),
  ...['metadata', 'data', 'immutable', 'binaryData'].flatMap((field) =>
    ['1', '[]', '"a"', '{"a":{}}', '[[]]'].map((value) =>
      aim(
        'A11',
        `${field} is ${value}`,
        post('configmaps', `{"metadata":{"name":"NAME"},"${field}":${value}}`),
        // Two structs of one name are laid over each other.
        is(field === 'metadata' && value.startsWith('{') ? 201 : [400, 422]),
      ),
    ),
  ),
  ...['spec', 'spec":{"containers', 'spec":{"containers":[{"ports'].map((path) =>
    aim(
      'A11',
      `a pod whose ${path.replaceAll('"', '')} is 1`,
      post(
        'pods',
        `{"metadata":{"name":"NAME"},"${path}":1${'}'.repeat(path.split('{').length - 1).replace('}}', '}]}')}}`,
      ),
      is(400),
    ),
  ),
  ...[3, 6, 10, 30].map((levels) =>
    aim(
      'A11',
      `YAML aliases to the power of ${levels}`,
      yamlPost(`${aliasBomb(levels)}\nmetadata: {name: NAME}`),
      is([201, 400]),
    ),
  ),
  aim('A11', 'an alias of itself', yamlPost('a: &a [*a]\nmetadata: {name: NAME}'), is(400)),
  aim('A11', 'an alias that names nothing', yamlPost('metadata: {name: *a}'), is(400)),
  ...[
    '!!binary "AA=="',
    '!!js/function "f"',
    '!!set {a}',
    '!!timestamp 2026-01-01',
    '!<tag:x> y',
    '.nan',
    '.inf',
    '0o17',
  ].map((value) =>
    aim('A11', `YAML: ${value}`, yamlPost(`metadata: {name: NAME}\ndata: {a: ${value}}`), is([201, 400])),
  ),
  aim('A11', 'YAML merge keys', yamlPost('b: &b {name: NAME}\nmetadata: {<<: *b}'), is([201, 400, 422])),
  aim('A11', 'YAML with a key that is a list', yamlPost('metadata: {name: NAME}\n? [a, b]\n: c'), is([201, 400])),
];
