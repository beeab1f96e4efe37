import type { Asked, Case } from '../../case';
import { create, get, itemPath, type Json } from '../kinds';
import { shortOf } from '../validation';

const MERGE = { 'content-type': 'application/merge-patch+json' };
export const patch = (kind: string, body: Json, rest = ''): Asked => ({
  method: 'PATCH',
  path: itemPath(kind, rest),
  headers: MERGE,
  body: JSON.stringify(body),
});
/** Changes to an object, each laid over what the ones before have left. */
export const changed = (kind: string, changes: readonly Json[], given: Json = {}, rest = ''): Case => ({
  topic: 'updates',
  alone: true,
  name: `${kind}${rest} ${shortOf(given)}`,
  before: [create(kind, given)],
  requests: [...changes.map((body) => patch(kind, body, rest)), get(kind)],
});
export const template = (spec: Json, metadata: Json = {}) => ({ spec: { template: { metadata, spec } } });
export const CONTAINERS = { containers: [{ name: 'c', image: 'other' }] };
export const SELECTOR = { spec: { selector: { matchLabels: { b: 'c' } } } };
export const condition = (type: string, status = 'True') => ({
  type,
  status,
  reason: 'R',
  message: 'm',
  lastTransitionTime: '2026-01-31T09:30:00Z',
});
