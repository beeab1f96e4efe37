import type { Asked, Case } from '../case';
import { collectionOf, kindOf } from './kinds';

const DRY = '?dryRun=All';
const MAPS = collectionOf(kindOf('ConfigMap'));
const PODS = collectionOf(kindOf('Pod'));
const REVISIONS = collectionOf(kindOf('ControllerRevision'));
const post = (path: string, body: string, type: 'json' | 'yaml'): Asked => ({
  method: 'POST',
  path,
  body,
  headers: { 'content-type': `application/${type}` },
});
const asks = (what: string, text: string, ...requests: Asked[]): Case => ({
  topic: `values: ${what}`,
  name: text,
  requests,
});
const each = (what: string, texts: readonly string[], ask: (text: string) => Asked[]): Case[] =>
  texts.map((text) => asks(what, text, ...ask(text)));

const words = (text: string): string[] => text.split(' ');
/** What Go's YAML reader makes of a plain scalar. */
const SCALARS = [
  ...words('y Y yes Yes YES true True TRUE on On ON yEs tRUE oN n N no No NO false False FALSE off Off OFF'),
  ...words('~ null Null NULL nULL .nan .NaN .NAN .inf .Inf .INF +.inf -.inf .iNf'),
  ...words('0x1F 0X1f -0x1 0b101 0o17 017 -017 08 09.5 1_000 1__0 _1 1_ 0x_1 +5 -5 + 1. .5 -.5 +.5 .5_5 5e3 5E3 1e'),
  ...words('1e1000 -1e1000 1e400 9223372036854775807 18446744073709551616 -9223372036854775808 -9223372036854775809'),
  ...words('12:30:45 1:30 2020-01-01 2020-01-01T00:00:00Z << = 0.1 1.0 -0 0 00 0x 0b 0o 0o8 1e3 1.5e3 1_0.5 0.5_ ._5'),
  ...['!!str 5', '!!int "5"', '!!float 1', '!!bool yes', '"yes"', "'5'", '!!binary aGk=', '!!null x', '*x', '&x 5'],
];
const KEYS = [
  ...words('010 1_000 yes 1.5 1e3 0x1F ~ null 18446744073709551615 18446744073709551616 -5 .inf 1e100 .5 true 0.1'),
  ...words('2020-01-01 "a" [a] 100000000000000000000000 1e21 -0 no'),
  '!!str 5',
  '{a: b}',
];
const DOCUMENTS = [
  'metadata: {name: a}\n---\nmetadata: {name: b}\n',
  '%YAML 1.2\n---\nmetadata: {name: a}\n',
  '%YAML 1.1\n---\nmetadata: {name: a}\n',
  'metadata: {name: a}\ndata: {a: "1", a: "2"}\n',
  'metadata: {name: a}\ndata:\n  <<: {a: "1"}\n  b: "2"\n',
  'metadata: {name: a}\nz: 1\ny: {b: 1}\na: 2\n',
  '---\n---\nmetadata: {name: a}\n',
  'metadata: &m {name: a}\ndata: {x: "1"}\n',
  'a: &a [*a]\n',
  '\ufeffmetadata: {name: a}\n',
];
const OBJECTS = [
  '{"metadata":{"name":"a"},"data":{"a":"1"},"data":{"b":"2"}}',
  '{"metadata":{"name":"a"},"metadata":{"labels":{"x":"y"}}}',
  '{"kind":"ConfigMap","KIND":"Secret","metadata":{"name":"a"}}',
  '{"KIND":"ConfigMap","APIVERSION":"v1","metadata":{"name":"a"}}',
  '{"Metadata":{"name":"a"}}',
  '{"metadata":{"name":"a","Labels":{"a":"b"}}}',
  '{"metadata":{"name":"a","finalizers":["x/a","x/b"],"finalizers":["x/c"]}}',
  String.raw`{"metadata":{"name":"a"},"data":{"a":"<&>\u2028"}}`,
];
const INTEGERS = words('1.0 1e0 1 -0 1.5 1E1 9223372036854775807 9223372036854775808 2147483648 "1" 1e400 01 +1 0.0');
const QUANTITIES = [
  ...words(
    '0.1m 1n 1.0001 10Ei 9Ei +1 01 1. 1e0 1E3 1000 1000m 1.5Gi 1.1 -1 1K 1k 1Mi 1e-3 1E 0 -0 1.5e3 100m 1u .5 5.',
  ),
  ...words('1Ki 1000Ki 1024Ki'),
  '',
  ' 1',
  '1 ',
].map((text) => JSON.stringify(text));
const NUMBERS_AS_QUANTITIES = words('1.0 1e3 1 0.1 1e-9 1000000 1.25e2');
const TIMES = [
  ...words('2026-01-01T24:00:00Z 2026-02-30T00:00:00Z 2026-01-01T00:00:00,5Z 2026-01-01T0:00:00Z'),
  ...words('2026-01-01T00:00:00+24:00 2026-01-01T00:00:00.5Z 2026-01-01T00:00:00.123456Z 2026-01-01T00:00:00.1234567Z'),
  ...words('2026-01-01T00:00:00Z 2026-01-01T00:00:00+01:00 2026-01-01t00:00:00z 2026-01-01 0001-01-01T00:00:00Z'),
  ...words('9999-12-31T23:59:59Z 10000-01-01T00:00:00Z 2026-01-01T00:00:60Z 2026-1-1T00:00:00Z'),
  ...words('2026-01-01T00:00:00-00:00 2026-01-01T00:00:00+24:01 2026-01-01T00:00:00+23:60'),
  '2026-01-01 00:00:00Z',
  '',
];
const DURATIONS = [...words('.5s +5s -0 1d 5 1h 1h1m1s -1s 1.5h 1e3s'), ''];
const BOOLEANS = [...words('True true 1 0 false False yes no TRUE x'), ''];

const pod = (container: string, spec = ''): string =>
  `{"metadata":{"name":"a"},"spec":{"containers":[{"name":"c","image":"i"${container}}]${spec}}}`;
const asked = (quantity: string): string => pod(`,"resources":{"requests":{"cpu":${quantity},"memory":${quantity}}}`);
const hard = (quantity: string): string =>
  `{"metadata":{"name":"a"},"spec":{"hard":{"cpu":${quantity},"pods":${quantity}}}}`;
const capacity = (quantity: string): string =>
  `{"metadata":{"name":"a"},"spec":{"capacity":{"storage":${quantity}},"accessModes":["ReadWriteOnce"],"nfs":{"server":"s","path":"/"}}}`;

const revision = (data: string): string =>
  `apiVersion: apps/v1\nkind: ControllerRevision\nmetadata: {name: a}\nrevision: 1\ndata:\n  ${data}\n`;

/** Where Go and other languages read the same text otherwise. */
export const VALUES: readonly Case[] = [
  ...each('scalars', SCALARS, (text) => [post(`${REVISIONS}${DRY}`, revision(`v: ${text}`), 'yaml')]),
  ...each('keys', KEYS, (text) => [post(`${REVISIONS}${DRY}`, revision(`${text}: v`), 'yaml')]),
  ...each('documents', DOCUMENTS, (text) => inEveryWay(text, 'yaml')),
  ...each('objects', OBJECTS, (text) => inEveryWay(text, 'json')),
  ...each('integers', INTEGERS, (text) => [
    post(`${PODS}${DRY}`, pod('', `,"terminationGracePeriodSeconds":${text}`), 'json'),
    post(`${PODS}${DRY}`, pod('', `,"priority":${text}`), 'json'),
    post(`${PODS}${DRY}`, pod(`,"ports":[{"containerPort":${text}}]`), 'json'),
  ]),
  ...each('quantities', [...QUANTITIES, ...NUMBERS_AS_QUANTITIES], (text) => [
    post(`${PODS}${DRY}`, asked(text), 'json'),
    post(`${collectionOf(kindOf('ResourceQuota'))}${DRY}`, hard(text), 'json'),
    post(`${collectionOf(kindOf('PersistentVolume'))}${DRY}`, capacity(text), 'json'),
  ]),
  ...each('times', TIMES, (text) => [
    post(
      `${collectionOf(kindOf('Lease'))}${DRY}`,
      JSON.stringify({ metadata: { name: 'a' }, spec: { renewTime: text } }),
      'json',
    ),
    post(
      `/api/v1/namespaces/$NS/events${DRY}`,
      JSON.stringify({ metadata: { name: 'a' }, involvedObject: { namespace: '$NS' }, firstTimestamp: text }),
      'json',
    ),
  ]),
  ...each('durations', DURATIONS, (text) => [
    { method: 'GET', path: `${MAPS}?fieldSelector=metadata.name=none&timeout=${encodeURIComponent(text)}` },
  ]),
  ...each('booleans', BOOLEANS, (text) => [
    { method: 'GET', path: `${PODS}?fieldSelector=metadata.name=none&allowWatchBookmarks=${text}` },
    { method: 'DELETE', path: `${MAPS}/none?orphanDependents=${text}` },
  ]),
];

function inEveryWay(text: string, type: 'json' | 'yaml'): Asked[] {
  return ['Strict', 'Warn', 'Ignore'].map((way) => post(`${MAPS}${DRY}&fieldValidation=${way}`, text, type));
}
