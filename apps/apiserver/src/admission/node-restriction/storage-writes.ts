import { semanticEqual } from '@kubets/apimachinery';
import type { PersistentVolumeClaim } from '@kubets/proto-gen/core/v1';
import type { AdmissionAttributes } from '../../pipeline/admission';

/** A node says which drivers it has itself, and nobody else's. */
export function csiNodeWriteProblem(
  { operation, name, object }: AdmissionAttributes,
  nodeName: string,
): string | undefined {
  const written = operation === 'CREATE' ? object?.metadata?.name : name;
  return written === nodeName ? undefined : 'can only access CSINode with the same name as the requesting node';
}

/** Of a claim a node says how large its volume has become, and what became of making it larger. */
export function claimWriteProblem(
  { operation, subresource, object, oldObject }: AdmissionAttributes,
  nodeName: string,
): string | undefined {
  if (subresource !== 'status') return 'may only update PVC status';
  if (operation !== 'UPDATE') return `unexpected operation "${operation}"`;
  return semanticEqual(fixedPart(object as PersistentVolumeClaim), fixedPart(oldObject as PersistentVolumeClaim))
    ? undefined
    : `node "${nodeName}" is not allowed to update fields other than status.quantity and status.conditions`;
}

function fixedPart({ metadata, spec, status }: PersistentVolumeClaim): object {
  const { resourceVersion: _version, managedFields: _fields, ...kept } = metadata ?? {};
  const { capacity: _, conditions: _c, allocatedResources: _a, allocatedResourceStatuses: _s, ...rest } = status ?? {};
  return { metadata: kept, spec, status: rest };
}
