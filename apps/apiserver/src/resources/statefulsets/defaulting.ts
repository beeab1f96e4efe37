import type { KubeObject, Steps } from '@kubets/apimachinery';
import type { StatefulSet } from '@kubets/proto-gen/apps/v1';
import { defaultPodSpec } from '../../pod-spec/default-pod-spec';
import { roundClaim } from '../../pod-spec/resource-lists';

export function* defaultStatefulSet(object: KubeObject): Steps<void> {
  const spec = (object as StatefulSet).spec!;
  yield* defaultPodSpec(spec.template!.spec!);
  const strategy = spec.updateStrategy!;
  if (strategy.type === undefined) {
    strategy.type = 'RollingUpdate';
    strategy.rollingUpdate ??= {};
  }
  if (strategy.type === 'RollingUpdate' && strategy.rollingUpdate) {
    strategy.rollingUpdate.partition ??= 0;
    strategy.rollingUpdate.maxUnavailable ??= 1;
  }
  spec.persistentVolumeClaimRetentionPolicy ??= { whenDeleted: 'Retain', whenScaled: 'Retain' };
  // Claims in a template are told apart from other objects in no way, and say what they are all the same.
  for (const claim of spec.volumeClaimTemplates ?? []) {
    claim.apiVersion = 'v1';
    claim.kind = 'PersistentVolumeClaim';
    yield* roundClaim(claim);
  }
}
