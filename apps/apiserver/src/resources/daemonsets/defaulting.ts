import type { KubeObject, Steps } from '@kubets/apimachinery';
import type { DaemonSet } from '@kubets/proto-gen/apps/v1';
import { defaultPodSpec } from '../../pod-spec/default-pod-spec';
import { defaultTemplateGeneration } from './template-generation';

export function* defaultDaemonSet(object: KubeObject): Steps<void> {
  const spec = (object as DaemonSet).spec!;
  defaultTemplateGeneration(object as DaemonSet);
  yield* defaultPodSpec(spec.template!.spec!);
  const strategy = spec.updateStrategy!;
  if (strategy.type === 'RollingUpdate') strategy.rollingUpdate ??= {};
  if (!strategy.rollingUpdate) return;
  // Settings that are not used are numbers all the same.
  strategy.rollingUpdate.maxUnavailable ??= strategy.type === 'RollingUpdate' ? 1 : 0;
  strategy.rollingUpdate.maxSurge ??= 0;
}
