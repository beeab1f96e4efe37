import { apiVersionOf, SERVED_KINDS, type ServedKind } from '../../fuzz/generate/served-kinds';
import type { Asked, Case } from '../case';
import { collectionOf, leastOf, type Json } from './kinds';

const PROTOBUF = 'application/vnd.kubernetes.protobuf';
const META = 'v=v1;g=meta.k8s.io';
/** For which an answer can differ by what else is there, or by who was faster. */
const SHARED = ['ServiceCIDR', 'IPAddress', 'CustomResourceDefinition'];
const KINDS = SERVED_KINDS.filter(
  ({ virtual, kind, version }) => !virtual && !SHARED.includes(kind) && version !== 'v1beta1',
);

const named = (kind: ServedKind) => `${apiVersionOf(kind)} ${kind.kind}`;
const send = (kind: ServedKind, method: string, rest: string, more: Partial<Asked> = {}): Asked => ({
  method,
  path: `${collectionOf(kind)}${rest}`,
  ...more,
});
const patched = (kind: ServedKind, type: string, body: unknown, rest = '/$NAME'): Asked =>
  send(kind, 'PATCH', rest, { headers: { 'content-type': `application/${type}` }, body: JSON.stringify(body) });
const read = (kind: ServedKind, rest: string, accept?: string) =>
  send(kind, 'GET', rest, accept ? { headers: { accept } } : {});
const labelled = (labels: Json) => ({ metadata: { labels } });

/** What every kind does alike, and a kind's own code may spoil. */
export const EVERY_KIND: readonly Case[] = KINDS.flatMap((kind): Case[] => {
  const least = leastOf(kind);
  const written = leastOf(kind, labelled({ mark: '$NAME' }));
  const only = 'labelSelector=mark%3D$NAME';
  return [
    {
      topic: 'every kind',
      alone: true,
      name: `${named(kind)}: dry`,
      requests: [
        send(kind, 'POST', '?dryRun=All', { body: least }),
        read(kind, '/$NAME'),
        patched(kind, 'apply-patch+yaml', least, '/$NAME?fieldManager=me&dryRun=All'),
        send(kind, 'PUT', '/$NAME?dryRun=All', { body: least }),
        send(kind, 'DELETE', '/$NAME?dryRun=All'),
      ],
    },
    {
      topic: 'every kind',
      alone: true,
      name: `${named(kind)}: patched and applied`,
      requests: [
        patched(kind, 'apply-patch+yaml', written, '/$NAME?fieldManager=me'),
        patched(kind, 'merge-patch+json', labelled({ a: 'b' })),
        patched(kind, 'strategic-merge-patch+json', labelled({ a: null, c: 'd' })),
        patched(kind, 'json-patch+json', [{ op: 'add', path: '/metadata/labels/e', value: 'f' }]),
        patched(kind, 'apply-patch+yaml', written, '/$NAME?fieldManager=other'),
        patched(kind, 'merge-patch+json', { unknown: 1 }, '/$NAME?fieldValidation=Strict'),
        patched(kind, 'merge-patch+json', labelled({ 'a b': 'c' })),
        patched(kind, 'merge-patch+json', { metadata: { resourceVersion: '1' } }),
        patched(kind, 'x', {}),
        send(kind, 'PUT', '/$NAME', { body: { ...least, metadata: { ...least.metadata, resourceVersion: '1' } } }),
        send(kind, 'DELETE', '/$NAME', {
          body: { kind: 'DeleteOptions', apiVersion: 'v1', preconditions: { resourceVersion: '1' } },
        }),
      ],
    },
    {
      topic: 'every kind',
      alone: true,
      name: `${named(kind)}: read`,
      before: [send(kind, 'POST', '', { body: written })],
      requests: [
        ...['application/json', 'application/yaml', PROTOBUF, `application/json;as=Table;${META}`].map((accept) =>
          read(kind, `?${only}`, accept),
        ),
        read(kind, `?${only}`, `application/json;as=PartialObjectMetadataList;${META}`),
        read(kind, `?${only}`, `${PROTOBUF};as=PartialObjectMetadataList;${META}`),
        read(kind, '/$NAME', `${PROTOBUF};as=PartialObjectMetadata;${META}`),
        read(kind, '/$NAME', `application/json;as=Table;${META};includeObject=Object`),
        read(kind, `?${only}&watch=true&timeoutSeconds=1`, PROTOBUF),
        read(kind, `?${only}&watch=true&timeoutSeconds=1`, `application/json;as=Table;${META}`),
        read(kind, `?${only}&fieldSelector=metadata.name%3D$NAME&limit=1`),
        read(kind, '?fieldSelector=none%3Da'),
        send(kind, 'DELETE', `?${only}&dryRun=All`),
        send(kind, 'DELETE', `?${only}`),
      ],
    },
    {
      topic: 'every kind',
      alone: true,
      name: `${named(kind)}: refused`,
      requests: [
        send(kind, 'POST', '', { body: {} }),
        send(kind, 'POST', '', { body: { ...least, metadata: {} } }),
        send(kind, 'POST', '?fieldValidation=Strict', {
          body: { ...least, unknown: 1, metadata: { ...least.metadata, other: 2 } },
        }),
        send(kind, 'POST', '', { body: { ...least, metadata: { ...least.metadata, name: 'A_' } } }),
        send(kind, 'POST', '', {
          body: {
            ...least,
            metadata: { ...least.metadata, annotations: { 'a b': 'c' }, finalizers: ['a b'], labels: { a: 'b c' } },
          },
        }),
        send(kind, 'POST', '', { body: { ...least, kind: 'Other' } }),
        send(kind, 'POST', '', { body: { ...least, apiVersion: 'v9' } }),
        send(kind, 'POST', '?dryRun=All', {
          body: { ...least, metadata: { ...least.metadata, name: undefined, generateName: 'gen-' } },
        }),
        read(kind, '/none'),
        send(kind, 'PUT', '/none', { body: { ...least, metadata: { ...least.metadata, name: 'none' } } }),
        patched(kind, 'merge-patch+json', {}, '/none'),
        send(kind, 'DELETE', '/none'),
        read(kind, '/none/status'),
        read(kind, '/none/nothing'),
        send(kind, 'POST', '', { body: 'x', headers: { 'content-type': PROTOBUF } }),
      ],
    },
  ];
});
