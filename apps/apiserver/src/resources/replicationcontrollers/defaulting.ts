import type { KubeObject } from '@kubets/apimachinery';
import type { ReplicationController } from '@kubets/proto-gen/core/v1';
import { defaultPodSpec } from '../../pod-spec/default-pod-spec';

/** Whoever gives only a template means pods like it: selector and labels are taken from there. */
export function defaultReplicationController(object: KubeObject): void {
  const controller = object as ReplicationController;
  const spec = controller.spec!;
  if (!spec.template) return;
  defaultPodSpec(spec.template.spec!);
  const labels = spec.template.metadata?.labels;
  if (!labels) return;
  if (Object.keys(spec.selector ?? {}).length === 0) spec.selector = { ...labels };
  controller.metadata ??= {};
  if (Object.keys(controller.metadata.labels ?? {}).length === 0) controller.metadata.labels = { ...labels };
}
