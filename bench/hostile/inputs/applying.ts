import { collectionOf, CONFIG_MAP, post, send, then, type Aimed, type Shot } from '../../../test/fuzz/aimed/aim';
import { many, shoot } from './shoot';

const KIND = 'apply and patches';
const APPLY = 'application/apply-patch+yaml';
const CONFIG_MAPS = collectionOf('configmaps');

const entries = (count: number, value: string) => Object.fromEntries(many(count, (index) => [`k${index}`, value]));
const map = (data: object, metadata: object = {}) =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'NAME', ...metadata }, data });
const apply =
  (body: () => string, query = 'fieldManager=a', plural = 'configmaps'): Shot =>
  (range) =>
    send({ method: 'PATCH', path: `${collectionOf(plural)}/NAME?${query}`, contentType: APPLY, body: body() })(range);
/** One after the other; the last one's outcome, and the object is gone afterwards. */
const each =
  (...shots: Shot[]): Shot =>
  async (range) => {
    let outcome = await shots[0]!(range);
    for (const shot of shots.slice(1)) outcome = await shot(range);
    await send({ method: 'DELETE', path: `${CONFIG_MAPS}/NAME` })(range);
    return outcome;
  };
const patched = (type: string, body: () => string, object = CONFIG_MAP): Shot =>
  then(post('configmaps', object), (range) =>
    send({ method: 'PATCH', path: `${CONFIG_MAPS}/NAME`, contentType: `application/${type}+json`, body: body() })(
      range,
    ),
  );
const managed = (entry: object) => () => map({}, { managedFields: [entry] });
const ENTRY = { manager: 'm', operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV1' };
const FIELDS: [what: string, entry: object][] = [
  ['an operation that is none', { ...ENTRY, operation: 'Nothing', fieldsV1: {} }],
  ['an API version that is none', { ...ENTRY, apiVersion: 'x/y/z', fieldsV1: {} }],
  ['a version nobody serves', { ...ENTRY, apiVersion: 'nobody.example/v1', fieldsV1: { 'f:data': {} } }],
  ['no fieldsType', { ...ENTRY, fieldsType: undefined, fieldsV1: {} }],
  ['a fieldsType that is none', { ...ENTRY, fieldsType: 'FieldsV9', fieldsV1: {} }],
  ['fields that are a list', { ...ENTRY, fieldsV1: [] }],
  ['fields that are a text', { ...ENTRY, fieldsV1: 'x' }],
  ['a path element that is none', { ...ENTRY, fieldsV1: { 'z:data': {} } }],
  ['an index that is none', { ...ENTRY, fieldsV1: { 'i:x': {} } }],
  ['a huge index', { ...ENTRY, fieldsV1: { 'i:99999999999999999999': {} } }],
  ['a key that is broken JSON', { ...ENTRY, fieldsV1: { 'k:{"name":': {} } }],
  ['a value that is broken JSON', { ...ENTRY, fieldsV1: { 'v:{': {} } }],
  ['__proto__', { ...ENTRY, fieldsV1: { 'f:__proto__': { 'f:x': {} } } }],
  ['a time that is none', { ...ENTRY, time: 'yesterday', fieldsV1: {} }],
  ['a manager of 10,000 letters', { ...ENTRY, manager: 'm'.repeat(10_000), fieldsV1: {} }],
  ['a subresource that is none', { ...ENTRY, subresource: '../x', fieldsV1: {} }],
];
const strategicPod = (body: string): Shot =>
  then(
    post(
      'pods',
      '{"metadata":{"name":"NAME"},"spec":{"nodeSelector":{"kubets-fuzz":"nowhere"},"containers":[{"name":"c","image":"i","env":[{"name":"A","value":"a"}],"ports":[{"containerPort":80}]}],"tolerations":[{"key":"a","operator":"Exists"}]}}',
    ),
    send({
      method: 'PATCH',
      path: `${collectionOf('pods')}/NAME`,
      contentType: 'application/strategic-merge-patch+json',
      body,
    }),
  );
const pod = (spec: string) => `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"NAME"},"spec":${spec}}`;

/** Server-side apply, who manages what, and patches. */
export const APPLYING: readonly Aimed[] = [
  ...[1000, 10_000, 40_000].flatMap((count) => [
    shoot(KIND, `apply of ${count} fields`, each(apply(() => map(entries(count, 'v'))))),
    shoot(
      KIND,
      `apply of ${count} fields that another has`,
      each(
        apply(() => map(entries(count, 'v'))),
        apply(() => map(entries(count, 'w')), 'fieldManager=b'),
      ),
    ),
    shoot(
      KIND,
      `apply of ${count} fields by force`,
      each(
        apply(() => map(entries(count, 'v'))),
        apply(() => map(entries(count, 'w')), 'fieldManager=b&force=true'),
      ),
    ),
    shoot(
      KIND,
      `apply that gives up ${count} fields`,
      each(
        apply(() => map(entries(count, 'v'))),
        apply(() => map({})),
      ),
    ),
  ]),
  shoot(
    KIND,
    '60 managers',
    each(...many(60, (index) => apply(() => map({ [`k${index}`]: 'v' }), `fieldManager=m${index}`))),
  ),
  shoot(
    KIND,
    'an object with 2,000 managers',
    each(
      post(
        'configmaps',
        map(
          {},
          {
            managedFields: many(2000, (index) => ({
              ...ENTRY,
              manager: `m${index}`,
              fieldsV1: { 'f:data': { [`f:k${index}`]: {} } },
            })),
          },
        ),
      ),
      apply(() => map({ a: 'b' })),
    ),
  ),
  ...FIELDS.flatMap(([what, entry]) => [
    shoot(KIND, `managedFields with ${what}`, (range) => post('configmaps', managed(entry)())(range)),
    shoot(
      KIND,
      `a merge patch to managedFields with ${what}`,
      patched('merge-patch', () => JSON.stringify({ metadata: { managedFields: [entry] } })),
    ),
  ]),
  ...[
    '',
    'force=true',
    'fieldManager=',
    'fieldManager=a&force=x',
    `fieldManager=${'a'.repeat(129)}`,
    'fieldManager=%F0%9F%98%80',
    'fieldManager=a&fieldValidation=Strict',
    'fieldManager=a&dryRun=All',
    'fieldManager=a&fieldManager=b',
  ].map((query) => shoot(KIND, `apply with ?${query.slice(0, 60)}`, each(apply(() => map({ a: 'b' }), query)))),
  ...[
    ['no name', '{"apiVersion":"v1","kind":"ConfigMap","metadata":{}}'],
    ['another name', '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"other"}}'],
    ['another namespace', '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"NAME","namespace":"default"}}'],
    ['another version', '{"apiVersion":"v2","kind":"ConfigMap","metadata":{"name":"NAME"}}'],
    ['a resource version', '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"NAME","resourceVersion":"1"}}'],
    ['a uid', '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"NAME","uid":"u"}}'],
    ['data null', '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"NAME"},"data":null}'],
    ['a value null', '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"NAME"},"data":{"a":null}}'],
    ['an unknown field', '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"NAME"},"nothing":1}'],
    ['two documents', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: NAME}\n---\na: b\n'],
    ['an alias', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: &n NAME, labels: {a: *n}}\n'],
    ['a key twice', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: NAME}\ndata: {a: b, a: c}\n'],
    ['numbers where texts belong', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: NAME}\ndata: {a: 1, b: yes}\n'],
  ].map(([what, body]) => shoot(KIND, `apply with ${what}`, each(apply(() => body!)))),
  ...[
    ['containers without names', pod('{"containers":[{"image":"i"},{"image":"j"}]}')],
    ['containers of one name', pod('{"containers":[{"name":"c","image":"i"},{"name":"c","image":"j"}]}')],
    [
      'ports of one number',
      pod('{"containers":[{"name":"c","image":"i","ports":[{"containerPort":1},{"containerPort":1}]}]}'),
    ],
    ['ports without a number', pod('{"containers":[{"name":"c","image":"i","ports":[{"name":"a"}]}]}')],
    ['a container that is null', pod('{"containers":[null]}')],
    ['containers that are none', pod('{"containers":[1,"a",[]]}')],
    [
      'an address twice',
      pod('{"containers":[{"name":"c","image":"i"}],"hostAliases":[{"ip":"1.1.1.1"},{"ip":"1.1.1.1"}]}'),
    ],
    ['a list where a map belongs', pod('{"containers":[{"name":"c","image":"i"}],"nodeSelector":[]}')],
  ].map(([what, body]) =>
    shoot(
      KIND,
      `apply of a Pod with ${what}`,
      apply(() => body!, 'fieldManager=a', 'pods'),
    ),
  ),
  ...[
    '{"spec":{"$patch":"replace","containers":[{"name":"c","image":"j"}]}}',
    '{"spec":{"$patch":"delete"}}',
    '{"spec":{"containers":[{"name":"c","env":[{"$patch":"replace"},{"name":"B","value":"b"}]}]}}',
    '{"spec":{"containers":[{"name":"c","$deleteFromPrimitiveList/args":["a"]}]}}',
    '{"spec":{"containers":[{"name":"c","$setElementOrder/env":[{"name":"A"},{"name":"A"}]}]}}',
    '{"spec":{"$setElementOrder/containers":[{}]}}',
    '{"spec":{"$setElementOrder/containers":null}}',
    '{"spec":{"$retainKeys":["containers"]}}',
    '{"spec":{"$retainKeys":"containers"}}',
    '{"spec":{"containers":[{"name":"c","image":"i"},{"name":"c","image":"k"}]}}',
    '{"spec":{"containers":[{"name":null,"image":"i"}]}}',
    '{"spec":{"containers":[{"name":{"a":1}}]}}',
    '{"spec":{"containers":null}}',
    '{"spec":{"tolerations":[{"key":"b","operator":"Exists"}]}}',
    '{"spec":{"activeDeadlineSeconds":9223372036854775808}}',
    '{"metadata":{"labels":{"a":1}}}',
    '{"metadata":{"finalizers":["a.b/c"],"$deleteFromPrimitiveList/finalizers":["a.b/c"]}}',
    '{"metadata":{"$setElementOrder/finalizers":["a.b/c","a.b/d"]}}',
    '{"$retainKeys":["metadata"],"metadata":{}}',
    '{"spec":{"unknown":{"$patch":"delete"}}}',
  ].map((body) => shoot(KIND, `strategic merge ${body}`, strategicPod(body))),
  shoot(
    KIND,
    'a strategic merge of 5,000 containers',
    strategicPod(JSON.stringify({ spec: { containers: many(5000, (index) => ({ name: `c${index}`, image: 'i' })) } })),
  ),
  shoot(
    KIND,
    'a strategic merge that deletes 20,000 finalizers',
    patched('strategic-merge-patch', () =>
      JSON.stringify({ metadata: { '$deleteFromPrimitiveList/finalizers': many(20_000, (index) => `a.b/f${index}`) } }),
    ),
  ),
  shoot(
    KIND,
    'a JSON patch of 9,000 tests that hold',
    patched('json-patch', () => JSON.stringify(many(9000, () => ({ op: 'test', path: '/data/a', value: '1' })))),
  ),
  shoot(
    KIND,
    'a JSON patch of 9,000 additions',
    patched('json-patch', () =>
      JSON.stringify(many(9000, (index) => ({ op: 'add', path: `/data/k${index}`, value: 'v' }))),
    ),
  ),
  shoot(
    KIND,
    'a JSON patch that removes 9,000 from the front',
    patched('json-patch', () =>
      JSON.stringify([
        { op: 'add', path: '/metadata/finalizers', value: many(9000, (index) => `a.b/f${index}`) },
        ...many(9000, () => ({ op: 'remove', path: '/metadata/finalizers/0' })),
      ]),
    ),
  ),
  shoot(
    KIND,
    'a JSON patch of 3,000 tests of all there is',
    patched('json-patch', () => JSON.stringify(many(3000, () => ({ op: 'test', path: '', value: { a: 1 } })))),
  ),
  shoot(
    KIND,
    'a merge patch that nulls 80,000 fields',
    patched('merge-patch', () => JSON.stringify({ data: entries(80_000, '') }).replaceAll('""', 'null')),
  ),
  shoot(
    KIND,
    'a merge patch of 50,000 labels',
    patched('merge-patch', () => JSON.stringify({ metadata: { labels: entries(50_000, 'v') } })),
  ),
];
