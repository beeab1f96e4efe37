import type { KubeObject } from '@kubets/apimachinery';
import type { Deployment } from '@kubets/proto-gen/apps/v1';
import type { Deployment as DeploymentV1beta1 } from '@kubets/proto-gen/apps/v1beta1';

/** Where apps/v1 keeps what apps/v1beta1 had a field for. */
const ROLLBACK_ANNOTATION = 'deprecated.deployment.rollback.rollbackTo';

export function toStorage(object: KubeObject): Deployment {
  const { spec: { rollbackTo, ...spec } = {}, ...rest } = object as DeploymentV1beta1;
  const deployment: Deployment = { ...rest, apiVersion: 'apps/v1', spec };
  if (rollbackTo) {
    const annotations = { ...rest.metadata?.annotations, [ROLLBACK_ANNOTATION]: String(rollbackTo.revision ?? 0) };
    deployment.metadata = { ...rest.metadata, annotations };
  }
  return deployment;
}

export function fromStorage(deployment: Deployment): KubeObject {
  const { [ROLLBACK_ANNOTATION]: revision, ...annotations } = deployment.metadata?.annotations ?? {};
  const old: DeploymentV1beta1 = { ...deployment, apiVersion: 'apps/v1beta1' };
  if (revision === undefined || !/^\d+$/.test(revision)) return old;
  return {
    ...old,
    metadata: { ...deployment.metadata, annotations },
    spec: { ...deployment.spec, rollbackTo: { revision: Number(revision) } },
  } as KubeObject;
}
