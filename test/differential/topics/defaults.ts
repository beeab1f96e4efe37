import { stringify } from 'yaml';
import { SERVED_KINDS, apiVersionOf } from '../../fuzz/generate/served-kinds';
import type { Case } from '../case';
import { collectionOf, leastOf } from './kinds';

const PROTOBUF = 'application/vnd.kubernetes.protobuf';
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const PARTIAL = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io';

/** Each kind's least object, written and read in every format: what the server fills in, and how it says it. */
export const DEFAULTS: readonly Case[] = SERVED_KINDS.flatMap((kind): Case[] => {
  const topic = `defaults: ${apiVersionOf(kind)} ${kind.kind}`;
  const path = collectionOf(kind);
  const object = leastOf(kind);
  const item = `${path}/${kind.kind === 'IPAddress' ? (object.metadata as { name: string }).name : '$NAME'}`;
  const create = (name: string, headers: Record<string, string>, body: unknown, protobuf?: string) => ({
    topic,
    name,
    requests: [{ method: 'POST', path, headers, body, ...(protobuf && { protobuf }) }],
  });
  const read = (accept: string) => ({ method: 'GET', path: item, headers: { accept } });
  const formats = [
    create('as YAML', { 'content-type': 'application/yaml', accept: 'application/yaml' }, stringify(object)),
    create('as protobuf', { 'content-type': PROTOBUF, accept: PROTOBUF }, object, kind.message),
  ];
  if (kind.virtual) return [create('as JSON', {}, object), ...formats];
  return [
    {
      topic,
      name: 'written as JSON, read in every format',
      requests: [
        { method: 'POST', path, body: object },
        ...['application/json', 'application/yaml', PROTOBUF, TABLE, PARTIAL].map(read),
        { method: 'GET', path: `${item}?pretty=true` },
        { method: 'PUT', path: item, body: { ...object, metadata: { ...object.metadata, labels: { a: 'b' } } } },
        { method: 'DELETE', path: item },
        { method: 'GET', path: item },
      ],
    },
    ...(kind.kind === 'ServiceCIDR' || kind.kind === 'IPAddress' ? [] : formats),
  ];
});
