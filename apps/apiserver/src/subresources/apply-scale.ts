import { applySteps, fieldErrors, FieldPath, newInvalid, type KubeObject } from '@kubets/apimachinery';
import type { Scale } from '@kubets/proto-gen/autoscaling/v1';
import type { ManagedFieldsEntry } from '@kubets/proto-gen/meta/v1';
import { checkedConfig } from '../pipeline/apply-config';
import { decodeInVersion } from '../pipeline/decode-version';
import type { ApplyRequest } from '../pipeline/request';
import { apiVersionOf } from '../pipeline/request-scope';
import { inTurns } from '../pipeline/turns';
import { schemaOf, type ServedVersion } from '../registry/resource';

export const SCALE = {
  group: 'autoscaling',
  version: 'v1',
  kind: 'Scale',
  message: 'kubets.autoscaling.v1.Scale',
} as const;

const VERSION: ServedVersion = { version: SCALE.version, group: SCALE.group, message: SCALE.message };

export interface OwnedScale {
  scale: Scale & KubeObject;
  /** Of the Scale. */
  managedFields: ManagedFieldsEntry[];
}

/**
 * Answers what merges the Scale that is applied into the one that is there, whose managedFields say whose its number is.
 * @throws StatusError 400, 422 for what is no Scale, or comes from nobody
 */
export async function scaleApplier(
  request: ApplyRequest,
): Promise<(live: Scale & KubeObject, now: Date) => Promise<OwnedScale>> {
  const { definition, options } = request;
  const { fieldManager: manager, force } = options;
  if (!manager) {
    const missing = fieldErrors.required(FieldPath.of('fieldManager'), 'is required for apply patch');
    throw newInvalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [missing]);
  }
  const ofScale = { ...definition, group: SCALE.group, kind: SCALE.kind };
  const config = await inTurns(checkedConfig({ ...request, definition: ofScale, version: VERSION }));
  const apiVersion = apiVersionOf(SCALE.group, SCALE.version);
  return async (live, now) => {
    const { object, managedFields } = await inTurns(
      applySteps<KubeObject>({
        live,
        config,
        message: schemaOf(VERSION),
        manager: { manager, apiVersion, subresource: 'scale' },
        force,
        now,
      }),
    );
    const { object: scale } = await inTurns(decodeInVersion(object, VERSION, { unknownFields: 'ignore' }));
    return { scale: { ...scale, apiVersion, kind: SCALE.kind }, managedFields };
  };
}
