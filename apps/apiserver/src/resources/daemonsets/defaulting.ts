import type { KubeObject, Steps } from '@kubets/apimachinery';
import type { DaemonSet } from '@kubets/proto-gen/apps/v1';
import { defaultPodSpec } from '../../pod-spec/default-pod-spec';

export function* defaultDaemonSet(object: KubeObject): Steps<void> {
  const spec = (object as DaemonSet).spec!;
  yield* defaultPodSpec(spec.template!.spec!);
  const strategy = spec.updateStrategy!;
  if (strategy.type !== 'RollingUpdate') return;
  strategy.rollingUpdate ??= {};
  strategy.rollingUpdate.maxUnavailable ??= 1;
  strategy.rollingUpdate.maxSurge ??= 0;
}
