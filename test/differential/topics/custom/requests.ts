import type { Asked, Case } from '../../case';
import { collectionOf, kindOf, type Json } from '../kinds';
import { GROUP } from './definitions';

export const DEFINITIONS = collectionOf(kindOf('CustomResourceDefinition'));
export const VERSION = `${GROUP}/v1`;
export const THINGS = `/apis/${VERSION}/namespaces/$NS/things`;
export const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';
export const PARTIAL = ';as=PartialObjectMetadata;v=v1;g=meta.k8s.io';
export const PARTIAL_LIST = ';as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';
export const PROTOBUF = 'application/vnd.kubernetes.protobuf';
export const PATCH_TYPES = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

export const read = (path: string, accept?: string): Asked => ({
  method: 'GET',
  path,
  ...(accept && { headers: { accept } }),
});
/** Defines, and waits until the kind is served. */
export const defined = (body: Json, path = THINGS): Asked[] => [
  { method: 'POST', path: DEFINITIONS, body },
  { ...read(path), until: 200 },
];
export const thing = (spec: unknown, more: Json = {}): Json => ({
  apiVersion: VERSION,
  kind: 'Thing',
  metadata: { name: 'a' },
  spec,
  ...more,
});
export const post = (body: unknown, query = '', more: Partial<Asked> = {}): Asked => ({
  method: 'POST',
  path: `${THINGS}${query}`,
  body,
  ...more,
});
export const put = (body: unknown, rest = ''): Asked => ({ method: 'PUT', path: `${THINGS}/a${rest}`, body });
export const patch = (type: keyof typeof PATCH_TYPES, body: unknown, rest = ''): Asked => ({
  method: 'PATCH',
  path: `${THINGS}/a${rest}`,
  headers: { 'content-type': PATCH_TYPES[type] },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
export const apply = (spec: unknown, query = '?fieldManager=me', more: Json = {}): Asked =>
  patch('apply', thing(spec, more), query);
export const custom = (name: string, before: readonly Asked[], ...requests: readonly Asked[]): Case => ({
  topic: 'custom resources',
  name,
  before,
  requests,
});
