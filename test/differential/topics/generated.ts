import { addFields } from '../../fuzz/generate/schema-object';
import { apiVersionOf, SERVED_KINDS } from '../../fuzz/generate/served-kinds';
import { drawOf } from '../../fuzz/generate/draw';
import { stringify } from 'yaml';
import type { Asked, Case } from '../case';
import { collectionOf, leastOf } from './kinds';

export const GENERATED = 'generated';

/** Creates of objects with some fields more than they need, out of the seed and the index alone. */
export function generated(seed: number, count: number): Case[] {
  return Array.from({ length: count }, (_, index): Case => {
    const draw = drawOf(seed, index);
    const kind = draw.pick(SERVED_KINDS);
    const object = leastOf(kind);
    addFields(draw, object, kind, 1 + draw.int(4));
    Object.assign(object.metadata, { name: leastOf(kind).metadata.name, ...(kind.namespaced && { namespace: '$NS' }) });
    const path = `${collectionOf(kind)}${kind.virtual ? '' : '?dryRun=All'}`;
    const sent = draw.weighted<Partial<Asked>>([
      [6, { body: object }],
      [2, { body: stringify(object), headers: { 'content-type': 'application/yaml' } }],
    ]);
    return {
      topic: GENERATED,
      name: `${seed}:${index} ${apiVersionOf(kind)} ${kind.kind}`,
      requests: [{ method: 'POST', path, ...sent }],
    };
  });
}
