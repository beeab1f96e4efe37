import { aim, collectionOf, CONFIG_MAP, is, patch, podWith, post, send, then, type Aimed } from './aim';
import { textOf } from '../generate/json-tree';
import { doubling } from '../generate/patches';

const copies = (count: number) => textOf(doubling(count));
const operations = (count: number, operation = '{"op":"test","path":"/metadata/name","value":"NAME"}') =>
  `[${Array.from({ length: count }, () => operation).join(',')}]`;
const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

/** Patches that grow, go to the root, or name what every JavaScript object has. */
export const PATCHING: readonly Aimed[] = [
  ...[10, 14, 18, 24, 60].map((count) =>
    aim(
      'A8',
      `${count} copies of all there is into itself`,
      patch('json', copies(count)),
      is(count <= 10 ? [200, 400, 413, 422] : [400, 413, 422]),
    ),
  ),
  aim(
    'A8',
    'copies of a list into itself',
    patch(
      'json',
      `[{"op":"add","path":"/metadata/finalizers","value":["a.b/c"]},${Array.from({ length: 24 }, () => '{"op":"copy","from":"/metadata/finalizers","path":"/metadata/finalizers/-"}').join(',')}]`,
    ),
    is([400, 413, 422]),
  ),
  ...[9000, 10_001, 60_000].map((count) =>
    aim('A8', `${count} operations`, patch('json', operations(count)), is(count > 10_000 ? 413 : [200, 413])),
  ),
  aim(
    'A8',
    '10,000 insertions at the front of a list',
    patch(
      'json',
      operations(10_000, '{"op":"add","path":"/metadata/finalizers/0","value":"a.b/c"}').replace(
        '[{',
        '[{"op":"add","path":"/metadata/finalizers","value":[]},{',
      ),
    ),
    is([200, 400, 413, 422]),
  ),
  aim(
    'A8',
    '10,000 moves',
    patch(
      'json',
      operations(
        5000,
        '{"op":"move","from":"/data/a","path":"/data/b"},{"op":"move","from":"/data/b","path":"/data/a"}',
      ),
    ),
    is([200, 413]),
  ),
  aim(
    'A8',
    'a result of 4 MB',
    patch('json', operations(9, `{"op":"add","path":"/metadata/annotations","value":{"a":"${'x'.repeat(300_000)}"}}`)),
    is([200, 413, 422]),
  ),
  aim(
    'A8',
    'a path of 100,000 parts',
    patch('json', `[{"op":"add","path":"${'/a'.repeat(100_000)}","value":1}]`),
    is([400, 422]),
  ),
  aim(
    'A8',
    'a test of a value of 1 MB',
    patch('json', `[{"op":"test","path":"/data","value":${JSON.stringify({ a: 'x'.repeat(1_000_000) })}}]`),
    is([400, 422]),
  ),

  aim('A11', 'JSON patch: the root is removed', patch('json', '[{"op":"remove","path":""}]'), is([400, 422])),
  ...['null', '1', '[]', '"a"', '{}'].map((value) =>
    aim(
      'A11',
      `JSON patch: the root becomes ${value}`,
      patch('json', `[{"op":"replace","path":"","value":${value}}]`),
      is([400, 422]),
    ),
  ),
  aim(
    'A11',
    'JSON patch: the root is moved into itself',
    patch('json', '[{"op":"move","from":"","path":"/data/b"}]'),
    is([400, 422]),
  ),
  aim(
    'A11',
    'JSON patch: metadata is removed',
    patch('json', '[{"op":"remove","path":"/metadata"}]'),
    is([200, 400, 409, 422]),
  ),
  ...['__proto__', 'constructor', 'constructor/prototype', '__proto__/polluted', 'toString'].flatMap((path) => [
    aim(
      'A11',
      `JSON patch at /${path}`,
      patch('json', `[{"op":"add","path":"/${path}","value":{"a":1}}]`),
      is([200, 400, 422]),
    ),
    aim(
      'A11',
      `JSON patch at /data/${path}`,
      patch('json', `[{"op":"add","path":"/data/${path}","value":"x"}]`),
      is([200, 400, 422]),
    ),
    aim(
      'A11',
      `JSON patch: test of /${path}`,
      patch('json', `[{"op":"test","path":"/${path}","value":1}]`),
      is([400, 422]),
    ),
    aim(
      'A11',
      `JSON patch: copy from /${path}`,
      patch('json', `[{"op":"copy","from":"/${path}","path":"/data/b"}]`),
      is([200, 400, 422]),
    ),
  ]),
  ...[
    '{}',
    'null',
    '1',
    '"a"',
    '[null]',
    '[1]',
    '[[]]',
    '[{"op":"add"}]',
    '[{"op":"copy","path":"/a"}]',
    '[{"path":"/a"}]',
    '[{"op":{},"path":"/a"}]',
    '[{"op":"add","path":1,"value":1}]',
    '[{"op":"add","path":"a","value":1}]',
    '[{"op":"add","path":"/~","value":1}]',
    '[{"op":"remove","path":"/data/-"}]',
    '[{"op":"add","path":"/data/a/b","value":1}]',
    '[{"op":"add","path":"/metadata/finalizers/99999999999","value":"a"}]',
  ].map((body) =>
    aim(
      'A11',
      `JSON patch ${body}`,
      patch('json', body),
      is(body === 'null' || body.includes('~') ? [200, 400, 422] : [400, 422]),
    ),
  ),
  ...[
    'null',
    '1',
    '[]',
    '"a"',
    '',
    '{',
    '{"metadata":null}',
    '{"metadata":1}',
    '{"data":[]}',
    '{"apiVersion":{}}',
    '{"kind":[]}',
    '{"metadata":{"name":{}}}',
  ].map((body) => aim('A11', `merge patch ${body}`, patch('merge', body), is([200, 400, 422]))),
  ...[
    'null',
    '1',
    '[]',
    '"a"',
    '',
    '{',
    '{"$patch":"nothing"}',
    '{"$patch":1}',
    '{"$patch":"delete"}',
    '{"metadata":{"$retainKeys":1}}',
    '{"metadata":{"$retainKeys":["__proto__"]}}',
    '{"metadata":{"$deleteFromPrimitiveList/finalizers":1}}',
    '{"metadata":{"$setElementOrder/finalizers":{}}}',
    '{"metadata":{"ownerReferences":[{"$patch":"delete"}]}}',
    '{"metadata":{"ownerReferences":[{}]}}',
    '{"metadata":{"ownerReferences":[null]}}',
    '{"metadata":{"finalizers":{"a":1}}}',
    '{"metadata":{"finalizers":[{"a":1}]}}',
  ].map((body) => aim('A11', `strategic merge patch ${body}`, patch('strategic', body), is([200, 400, 422]))),
  ...[
    '{"spec":{"containers":[{"image":"x"}]}}',
    '{"spec":{"containers":[1]}}',
    '{"spec":{"containers":{"name":"c"}}}',
    '{"spec":{"$setElementOrder/containers":[{"name":"z"}],"containers":[{"name":"c","image":"y"}]}}',
    '{"spec":{"containers":[{"name":"c","$patch":"delete"}]}}',
    '{"spec":{"containers":[{"$patch":"replace"}]}}',
  ].map((body) =>
    aim(
      'A11',
      `strategic merge patch of a pod ${body}`,
      patch('strategic', body, 'pods', podWith('')),
      is([200, 400, 422]),
    ),
  ),
  ...[
    'null',
    '1',
    '[]',
    '"a"',
    '',
    '{',
    'a: b: c',
    '{"apiVersion":"v1","kind":"ConfigMap"}',
    '{"apiVersion":"v1","kind":"ConfigMap","metadata":1}',
    '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"NAME"}}',
    '{"apiVersion":{},"kind":"ConfigMap","metadata":{"name":"NAME"}}',
    '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"NAME","managedFields":[]}}',
    '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"NAME"},"data":{"a":{"b":1}}}',
  ].map((body) => aim('A11', `apply ${body}`, patch('apply', body), is([200, 400, 409, 422]))),
  ...['merge', 'strategic', 'json', 'apply'].map((type) =>
    aim(
      'A11',
      `a ${type} patch nested 5,000 deep`,
      patch(
        type as 'merge',
        type === 'json'
          ? `[{"op":"add","path":"/data","value":${deep(5000)}}]`
          : type === 'apply'
            ? `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"NAME"},"x":${deep(5000)}}`
            : deep(5000),
      ),
      is([200, 400, 409, 422]),
    ),
  ),
  ...['__proto__', 'constructor', 'toString', 'application/x', 'application/json', ''].map((contentType) =>
    aim(
      'A11',
      `a patch of the type ${contentType || 'nothing'}`,
      then(
        post('configmaps', CONFIG_MAP),
        send({ method: 'PATCH', path: `${collectionOf('configmaps')}/NAME`, body: '{}', contentType }),
      ),
      is(415),
    ),
  ),
];
