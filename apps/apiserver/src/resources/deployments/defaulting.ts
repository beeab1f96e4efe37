import type { KubeObject, Steps } from '@kubets/apimachinery';
import type { Deployment } from '@kubets/proto-gen/apps/v1';
import { defaultPodSpec } from '../../pod-spec/default-pod-spec';

export function* defaultDeployment(object: KubeObject): Steps<void> {
  const spec = (object as Deployment).spec!;
  yield* defaultPodSpec(spec.template!.spec!);
  if (spec.strategy!.type === 'RollingUpdate')
    spec.strategy!.rollingUpdate ??= { maxUnavailable: '25%', maxSurge: '25%' };
}

/** As apps/v1beta1 did: selector and labels may be left to the template. */
export function* defaultDeploymentV1beta1(object: KubeObject): Steps<void> {
  yield* defaultDeployment(object);
  const deployment = object as Deployment;
  const spec = deployment.spec!;
  const labels = spec.template?.metadata?.labels;
  if (!labels) return;
  spec.selector ??= { matchLabels: { ...labels } };
  deployment.metadata ??= {};
  if (Object.keys(deployment.metadata.labels ?? {}).length === 0) deployment.metadata.labels = { ...labels };
}
