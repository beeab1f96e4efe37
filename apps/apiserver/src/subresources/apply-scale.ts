import { fieldErrors, FieldPath, newInvalid, type KubeObject } from '@kubets/apimachinery';
import type { ManagedFieldsEntry } from '@kubets/proto-gen/meta/v1';
import type { Scale } from '@kubets/proto-gen/autoscaling/v1';
import type { StoredObject } from '@kubets/store';
import { appliedObject } from '../pipeline/applied-object';
import { checkedConfig } from '../pipeline/apply-config';
import { objectInVersion, toStorage } from '../pipeline/convert';
import type { AppliedFields } from '../pipeline/field-ownership';
import type { ApplyRequest } from '../pipeline/request';
import { apiVersionIn } from '../pipeline/request-scope';
import { inTurns } from '../pipeline/turns';
import type { ScaleStrategy } from '../registry/resource';

const SCALE = { group: 'autoscaling', version: 'v1', kind: 'Scale', message: 'kubets.autoscaling.v1.Scale' };

export interface AppliedScale {
  /** In storage version. */
  wanted: KubeObject;
  applied: AppliedFields;
}

/**
 * A Scale that is applied is an object of which nothing is said but how many replicas it has: who applies it owns that field of the
 * object. Answers what merges it into what is there.
 * @throws StatusError 400, 422 for what is no Scale, or comes from nobody
 */
export async function scaleApplier(
  request: ApplyRequest,
  strategy: ScaleStrategy<KubeObject>,
): Promise<(old: StoredObject, now: Date) => Promise<AppliedScale>> {
  const { definition, version, namespace, name, options } = request;
  if (!options.fieldManager) {
    const missing = fieldErrors.required(FieldPath.of('fieldManager'), 'is required for apply patch');
    throw newInvalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [missing]);
  }
  const asScale: ApplyRequest = {
    ...request,
    definition: { ...definition, group: SCALE.group, kind: SCALE.kind },
    version: { version: SCALE.version, group: SCALE.group, message: SCALE.message },
  };
  const scale = (await inTurns(checkedConfig(asScale))) as Scale;
  const config: KubeObject = {
    apiVersion: apiVersionIn(definition, version),
    kind: definition.kind,
    metadata: { ...scale.metadata, name, ...(namespace ? { namespace } : {}) },
  };
  const { replicas } = scale.spec ?? {};
  if (replicas !== undefined) strategy.write(config, replicas);

  return async (old, now) => {
    const live = objectInVersion(old, definition, version);
    const { object, managedFields } = await inTurns(appliedObject(request, { config, live, now }));
    return { wanted: toStorage(object, definition, version), applied: { managedFields: managedFields.map(timeless) } };
  };
}

/** Kubernetes takes the fields to a Scale and back, and the time gets lost on the way. */
function timeless(entry: ManagedFieldsEntry): ManagedFieldsEntry {
  if (entry.subresource !== 'scale') return entry;
  const { time: _, ...rest } = entry;
  return rest;
}
