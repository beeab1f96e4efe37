import { kubernetesProtobuf } from '../../fuzz/generate/kubernetes-protobuf';
import type { Asked, Case } from '../case';
import { collectionOf, create, get, itemPath, kindOf, leastOf, type Json } from './kinds';

const TYPE = 'application/vnd.kubernetes.protobuf';
const PROTOBUF = { 'content-type': TYPE, accept: TYPE };
const SAID_IN_JSON = { 'content-type': TYPE };

/** `$NAME` and `$NS` are filled in in values, not in bytes: a name that is the case's own. */
const sent = (
  method: string,
  kind: string,
  object: Json,
  { rest = '', query = '', headers = PROTOBUF as Record<string, string> } = {},
): Asked => ({
  method,
  path: `${collectionOf(kindOf(kind))}${rest}${query}`,
  headers,
  body: object,
  protobuf: kindOf(kind).message,
});
const bytes = (name: string, body: Buffer): Case => ({
  topic: 'protobuf bodies',
  name,
  requests: [{ method: 'POST', path: collectionOf(kindOf('ConfigMap')), headers: SAID_IN_JSON, body }],
});
const of = (kind: string, changes: Json = {}) => leastOf(kindOf(kind), changes);
const MAP = kubernetesProtobuf(
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'fixed' }, data: { a: 'b' } },
  kindOf('ConfigMap').message,
);
const MAGIC = Buffer.from('6b387300', 'hex');

export const PROTOBUF_BODIES: readonly Case[] = [
  ...[
    'ConfigMap',
    'Secret',
    'Deployment',
    'Service',
    'Role',
    'Lease',
    'HorizontalPodAutoscaler',
    'Ingress',
    'StorageClass',
    'PodDisruptionBudget',
  ].flatMap((kind): Case[] => [
    {
      topic: 'protobuf bodies',
      name: `${kind}: made and replaced`,
      requests: [
        sent('POST', kind, of(kind)),
        sent('POST', kind, of(kind)),
        sent('PUT', kind, of(kind, { metadata: { labels: { a: 'b' } } }), { rest: '/$NAME' }),
        sent('PUT', kind, of(kind, { metadata: { labels: { 'a b': 'c' } } }), { rest: '/$NAME' }),
        sent('PUT', kind, of(kind, { metadata: { name: 'other' } }), { rest: '/$NAME' }),
        sent('PUT', kind, of(kind, { metadata: { resourceVersion: '1' } }), { rest: '/$NAME' }),
        get(kind, '', { accept: TYPE }),
        get(kind),
      ],
    },
    {
      topic: 'protobuf bodies',
      name: `${kind}: wrongly`,
      requests: [
        sent('POST', kind, of(kind, { metadata: { name: 'A_' } })),
        sent('POST', kind, of(kind, { metadata: { name: undefined } }), { headers: SAID_IN_JSON }),
        sent('POST', kind, { ...of(kind), kind: 'Other' }, { headers: SAID_IN_JSON }),
        sent('POST', kind, { ...of(kind), apiVersion: 'v9' }, { headers: SAID_IN_JSON }),
        sent('POST', kind, { ...of(kind), apiVersion: '', kind: '' }, { headers: SAID_IN_JSON, query: '?dryRun=All' }),
        sent('POST', kind, of(kind), { query: '?fieldValidation=Strict&dryRun=All' }),
        sent('POST', kind, of(kind), { query: '?dryRun=x' }),
      ],
    },
  ]),
  {
    topic: 'protobuf bodies',
    name: 'patches',
    before: [create('ConfigMap')],
    requests: [
      { method: 'PATCH', path: itemPath('ConfigMap'), headers: SAID_IN_JSON, body: MAP },
      {
        method: 'PATCH',
        path: itemPath('ConfigMap'),
        headers: { 'content-type': 'application/merge-patch+json', accept: TYPE },
        body: '{"data":{"z":"1"}}',
      },
      { method: 'DELETE', path: itemPath('ConfigMap'), headers: PROTOBUF, body: MAP },
      { method: 'DELETE', path: itemPath('ConfigMap'), headers: PROTOBUF, body: Buffer.from('x') },
    ],
  },
  bytes('nothing', Buffer.alloc(0)),
  bytes('the beginning alone', MAGIC),
  bytes('half a beginning', MAGIC.subarray(0, 2)),
  bytes('another beginning', Buffer.from('k8s\u0001')),
  bytes('an envelope of zeros', Buffer.concat([MAGIC, Buffer.alloc(4)])),
  bytes('an empty envelope with a type', Buffer.concat([MAGIC, Buffer.from([0x0a, 0x00])])),
  bytes('JSON', Buffer.from('{"metadata":{"name":"fixed"}}')),
];
