import { semanticEqual } from '@kubets/apimachinery';
import type { FlowSchema, PriorityLevelConfiguration } from '@kubets/proto-gen/flowcontrol/v1';
import {
  AUTO_UPDATE,
  MANDATORY_LEVELS,
  MANDATORY_SCHEMAS,
  SUGGESTED_LEVELS,
  SUGGESTED_SCHEMAS,
} from '../flow-control/bootstrap-objects';
import { LEVELS, SCHEMAS } from '../flow-control/flow-kinds';
import type { ObjectReader } from '../registry/object-reader';
import type { ResourceDefinition } from '../registry/resource';
import type { SystemWriter } from './system-writer';

/** Who owns what a cluster begins with. */
const FIELD_MANAGER = 'api-priority-and-fairness-config-producer-v1';

type FlowObject = FlowSchema | PriorityLevelConfiguration;

/** The levels and schemas that a cluster begins with, by resource. */
export const FLOW_OBJECTS = [
  { resource: LEVELS, mandatory: MANDATORY_LEVELS, suggested: SUGGESTED_LEVELS },
  { resource: SCHEMAS, mandatory: MANDATORY_SCHEMAS, suggested: SUGGESTED_SCHEMAS },
] as const;

/** Makes those that are missing, and brings back those that are to be as they were. */
export async function ensureFlowPolicy(
  reader: ObjectReader,
  writer: SystemWriter,
  definitionOf: (group: string, plural: string) => ResourceDefinition,
): Promise<void> {
  for (const { resource, mandatory, suggested } of FLOW_OBJECTS) {
    const definition = definitionOf(resource.group, resource.plural);
    await Promise.all(
      [...mandatory, ...suggested].map(async (wanted: FlowObject) => {
        const existing = reader.get(resource, '', wanted.metadata?.name ?? '') as FlowObject | undefined;
        const isMandatory = (mandatory as readonly FlowObject[]).includes(wanted);
        const object = reconcileFlowObject(existing, wanted, isMandatory);
        if (object) await writer[existing ? 'replace' : 'ensure'](definition, object, FIELD_MANAGER);
      }),
    );
  }
}

/**
 * What an object has to become; undefined when it is right. Of those that may be changed the annotation says whether the
 * server keeps them; one that has none does until somebody changes it.
 */
export function reconcileFlowObject<T extends FlowObject>(
  existing: T | undefined,
  wanted: T,
  isMandatory: boolean,
): T | undefined {
  if (!existing) return wanted;
  const said = existing.metadata?.annotations?.[AUTO_UPDATE];
  const isKept =
    isMandatory || (said === undefined ? Number(existing.metadata?.generation ?? 1) === 1 : said === 'true');
  const annotations = { ...existing.metadata?.annotations, [AUTO_UPDATE]: String(isKept) };
  const spec = isKept ? specOf(existing, wanted) : existing.spec;
  const { apiVersion, kind, metadata } = existing;
  const changed = { ...existing, apiVersion, kind, metadata: { ...metadata, annotations }, spec };
  return semanticEqual(changed, existing) ? undefined : changed;
}

/** Of the exempt level the shares are everybody's to change. */
function specOf<T extends FlowObject>(existing: T, wanted: T): T['spec'] {
  const { spec } = existing;
  return wanted.metadata?.name === 'exempt' && spec && 'exempt' in spec && spec.exempt
    ? { ...wanted.spec, exempt: spec.exempt }
    : wanted.spec;
}
