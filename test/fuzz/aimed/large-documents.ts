import {
  aim,
  answered,
  collectionOf,
  CONFIG_MAP,
  is,
  patch,
  podWith,
  post,
  withMetadata,
  yamlPost,
  type Aimed,
} from './aim';

/** Documents that are expensive to read, and what is told of them. */
export const LARGE_DOCUMENTS: readonly Aimed[] = [
  aim(
    'A9',
    'YAML of 2.9 MB, a line each',
    yamlPost(
      `metadata: {name: NAME}\nunknown:\n${Array.from({ length: 190_000 }, (_, i) => `  k${i}: v${i}`).join('\n')}`,
    ),
    is([201, 400, 413, 422]),
  ),
  aim('A9', 'YAML of 2.9 MB of brackets', yamlPost(`a: ${'[{a: [b]},'.repeat(260_000)}`), is([400, 413])),
  aim('A9', 'YAML of 2.9 MB of quotes', yamlPost(`a: "${'\\x41'.repeat(700_000)}"`), is([201, 400, 413, 422])),
  aim(
    'A9',
    'YAML of 1 MB of comments',
    yamlPost(`${'# \n'.repeat(330_000)}metadata: {name: NAME}`),
    is([201, 400, 413]),
  ),
  aim('A9', 'YAML of 500 KB of dashes', yamlPost(`a: ${'- '.repeat(250_000)}`), is([400, 413])),
  aim(
    'A9',
    'YAML of 200 KB of indentation',
    yamlPost(`a:\n${Array.from({ length: 600 }, (_, i) => `${' '.repeat(i + 1)}a:`).join('\n')}`),
    is([201, 400, 413, 422]),
  ),
  aim(
    'A9',
    'YAML with 10,000 anchors',
    yamlPost(`${Array.from({ length: 10_000 }, (_, i) => `k${i}: &a${i} 1`).join('\n')}\nmetadata: {name: NAME}`),
    is([201, 400]),
  ),
  aim(
    'A9',
    'apply of 0.9 MB of JSON',
    patch(
      'apply',
      `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"NAME"},"data":{${Array.from({ length: 9000 }, (_, i) => `"k${i}":"${'v'.repeat(90)}"`).join(',')}}}`,
    ),
    is([200, 409, 413]),
  ),
  aim(
    'A9',
    'apply of 0.9 MB in one text',
    patch(
      'apply',
      `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"NAME"},"data":{"b":"${'v'.repeat(900_000)}"}}`,
    ),
    is([200, 409]),
  ),
  aim(
    'A9',
    'JSON of 2.9 MB with 300,000 members',
    post(
      'configmaps',
      `{"metadata":{"name":"NAME"},"data":{${Array.from({ length: 190_000 }, (_, i) => `"k${i}":"v"`).join(',')}}}`,
    ),
    is(413),
  ),
  aim(
    'A9',
    'JSON of 2.9 MB of empty objects in a list',
    post('pods', podWith(`"tolerations":[${'{},'.repeat(900_000)}{}]`)),
    is(413),
  ),
  aim(
    'A9',
    'JSON of 2.9 MB of unknown fields',
    post(
      'configmaps',
      `{"metadata":{"name":"NAME"},${Array.from({ length: 200_000 }, (_, i) => `"u${i}":0`).join(',')}}`,
    ),
    is(413),
  ),
  aim(
    'A9',
    'JSON of 1 MB of doubled keys',
    post('configmaps', `{"metadata":{"name":"NAME"},"data":{${'"k":"v",'.repeat(120_000)}"k":"v"}}`),
    is(413),
  ),
  aim(
    'A9',
    '20,000 finalizers',
    post(
      'configmaps',
      withMetadata(`"finalizers":[${Array.from({ length: 20_000 }, (_, i) => `"example.com/f${i}"`).join(',')}]`),
    ),
    answered,
  ),
  aim(
    'A9',
    '20,000 owners',
    post(
      'configmaps',
      withMetadata(
        `"ownerReferences":[${Array.from({ length: 20_000 }, (_, i) => `{"apiVersion":"v1","kind":"ConfigMap","name":"n${i}","uid":"u${i}"}`).join(',')}]`,
      ),
    ),
    answered,
  ),
  aim(
    'A9',
    '20,000 environment variables that name each other',
    post(
      'pods',
      podWith('').replace(
        '"image":"fuzz.invalid/none"',
        `"image":"fuzz.invalid/none","env":[${Array.from({ length: 20_000 }, (_, i) => `{"name":"A${i}","value":"$(A${i - 1})"}`).join(',')}]`,
      ),
    ),
    answered,
  ),
  aim(
    'A9',
    '5,000 containers of one name',
    post(
      'pods',
      podWith('"initContainers":[' + Array.from({ length: 5000 }, () => '{"name":"c","image":"i"}').join(',') + ']'),
    ),
    is(422),
  ),

  aim(
    'A10',
    '10,000 unknown fields with Warn',
    post(
      'configmaps',
      `{"metadata":{"name":"NAME"},${Array.from({ length: 10_000 }, (_, i) => `"unknown${i}":1`).join(',')}}`,
      { path: `${collectionOf('configmaps')}?fieldValidation=Warn` },
    ),
    is([201, 400]),
  ),
  aim(
    'A10',
    'one unknown field of 100,000 letters',
    post('configmaps', CONFIG_MAP.replace('"data"', `"${'u'.repeat(100_000)}":1,"data"`), {
      path: `${collectionOf('configmaps')}?fieldValidation=Warn`,
    }),
    is(201),
  ),
  aim(
    'A10',
    'unknown fields in another alphabet',
    post('configmaps', CONFIG_MAP.replace('"data"', `"${'é\\u0000\\n'.repeat(3000)}":1,"data"`), {
      path: `${collectionOf('configmaps')}?fieldValidation=Warn`,
    }),
    is(201),
  ),
  aim(
    'A10',
    '10,000 unknown fields with Strict',
    post(
      'configmaps',
      `{"metadata":{"name":"NAME"},${Array.from({ length: 10_000 }, (_, i) => `"unknown${i}":1`).join(',')}}`,
      { path: `${collectionOf('configmaps')}?fieldValidation=Strict` },
    ),
    is(400),
  ),
  aim(
    'A10',
    '3,000 doubled keys with Warn',
    post('configmaps', `{"metadata":{"name":"NAME"},"data":{${'"k":"v",'.repeat(3000)}"k":"v"}}`, {
      path: `${collectionOf('configmaps')}?fieldValidation=Warn`,
    }),
    is([201, 400]),
  ),
];
