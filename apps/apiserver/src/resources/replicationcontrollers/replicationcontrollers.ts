import {
  FieldPath,
  formatLabels,
  selectorFromSet,
  type FieldError,
  type KubeObject,
  type Steps,
} from '@kubets/apimachinery';
import { replicationControllers as names } from '@kubets/proto-gen/catalogue';
import type { ReplicationController } from '@kubets/proto-gen/core/v1';
import { replicaColumns } from '../../columns/replica-columns';
import { defaultPodSpec } from '../../pod-spec/default-pod-spec';
import { workloadWarnings } from '../../pod-spec/pod-warnings';
import { validatePodTemplate } from '../../pod-spec/validate-pod-spec';
import { defineResource } from '../../registry/define-resource';
import { replicaCountErrors } from '../../validation/replica-counts';
import { replicaScale } from '../../registry/replica-scale';

const TEMPLATE = FieldPath.of('spec', 'template');

/** Whoever gives only a template means pods like it: selector and labels are taken from there. */
function* defaultReplicationController(object: KubeObject): Steps<void> {
  const controller = object as ReplicationController;
  const spec = controller.spec!;
  if (!spec.template) return;
  yield* defaultPodSpec(spec.template.spec!);
  const labels = spec.template.metadata?.labels;
  if (!labels) return;
  if (Object.keys(spec.selector ?? {}).length === 0) spec.selector = { ...labels };
  controller.metadata ??= {};
  if (Object.keys(controller.metadata.labels ?? {}).length === 0) controller.metadata.labels = { ...labels };
}

function validateReplicationController(controller: ReplicationController): Steps<FieldError[]> {
  const { selector, template } = controller.spec ?? {};
  return validatePodTemplate(template, {
    selector: selectorFromSet(selector),
    kind: 'ReplicationController',
    path: TEMPLATE,
  });
}

export const replicationControllers = defineResource<ReplicationController>(names, {
  granted: { edit: ['', 'scale'], view: ['', 'scale', 'status'] },
  versions: { v1: { defaults: defaultReplicationController, orphansByDefault: true } },
  columns: replicaColumns(({ spec }) => formatLabels(spec?.selector)),
  prepareForCreate(controller) {
    controller.status = { replicas: 0 };
  },
  warnings: (object, old) => workloadWarnings(object.spec?.template, TEMPLATE, { object, old }),
  declaresName: true,
  validate: validateReplicationController,
  status: { validateUpdate: replicaCountErrors },
  scale: replicaScale(({ spec }) => (spec?.selector ? formatLabels(spec.selector) : '')),
  fieldSelectors: { 'status.replicas': (controller) => String(controller.status?.replicas ?? 0) },
  hasGeneration: true,
});
