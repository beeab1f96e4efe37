import {
  FieldPath,
  formatLabelSelector,
  selectorFromLabelSelector,
  type FieldError,
  type KubeObject,
  type Steps,
} from '@kubets/apimachinery';
import type { ReplicaSet } from '@kubets/proto-gen/apps/v1';
import { replicaSets as names } from '@kubets/proto-gen/catalogue';
import { replicaColumns } from '../../columns/replica-columns';
import { defaultPodSpec } from '../../pod-spec/default-pod-spec';
import { workloadWarnings } from '../../pod-spec/pod-warnings';
import { validatePodTemplate } from '../../pod-spec/validate-pod-spec';
import { defineResource } from '../../registry/define-resource';
import { replicaCountErrors } from '../../validation/replica-counts';
import { replicaScale } from '../../registry/replica-scale';
import { immutableSelector, validateWorkloadSelector } from '../../validation/workload-selector';

const SPEC = FieldPath.of('spec');
const TEMPLATE = SPEC.child('template');

const defaultReplicaSet = (object: KubeObject): Steps<void> =>
  defaultPodSpec((object as ReplicaSet).spec!.template!.spec!);

function* validateReplicaSet({ spec = {} }: ReplicaSet): Steps<FieldError[]> {
  const { errors, selector } = yield* validateWorkloadSelector(spec.selector, SPEC.child('selector'));
  if (!selector) return errors;
  const template = { selector, kind: 'ReplicaSet', path: TEMPLATE };
  return errors.concat(yield* validatePodTemplate(spec.template ?? {}, template));
}

export const replicaSets = defineResource<ReplicaSet>(names, {
  granted: { edit: ['', 'scale'], view: ['', 'scale', 'status'] },
  versions: { v1: { defaults: defaultReplicaSet } },
  columns: replicaColumns(({ spec }) => formatLabelSelector(spec?.selector)),
  prepareForCreate(set) {
    set.status = { replicas: 0 };
  },
  warnings: (object, old) => workloadWarnings(object.spec?.template, TEMPLATE, { object, old }),
  validate: validateReplicaSet,
  validateUpdate: immutableSelector,
  status: { validateUpdate: replicaCountErrors },
  scale: replicaScale(({ spec }) => selectorFromLabelSelector(spec?.selector).toString()),
  hasGeneration: true,
});
