import { FieldPath, isDns1123Label, selectorFromLabelSelector } from '@kubets/apimachinery';
import type { StatefulSet } from '@kubets/proto-gen/apps/v1';
import { statefulSets as names } from '@kubets/proto-gen/catalogue';
import { ageColumn, nameColumn, podTemplateColumns, textColumn } from '../../columns/standard-columns';
import { templateWarnings } from '../../pod-spec/pod-warnings';
import { defineResource } from '../../registry/define-resource';
import { replicaScale } from '../../registry/replica-scale';
import { claimSpecWarnings } from '../../validation/volume-claim';
import { warningsOfEach, type WarningSteps } from '../../validation/warning-steps';
import { defaultStatefulSet } from './defaulting';
import { validateNewStatefulSet, validateStatefulSetStatus, validateStatefulSetUpdate } from './validation';

const SPEC = FieldPath.of('spec');

function* warnings({ metadata, spec }: StatefulSet, old: StatefulSet | undefined): WarningSteps {
  const claims = SPEC.child('volumeClaimTemplates');
  yield* templateWarnings(spec?.template, SPEC.child('template'), { object: { metadata }, old });
  yield* warningsOfEach(spec?.volumeClaimTemplates ?? [], (claim, index) =>
    claimSpecWarnings(claim.spec ?? {}, claims.index(index).child(old ? 'Spec' : 'spec')),
  );
  if ((spec?.revisionHistoryLimit ?? 0) < 0)
    yield 'spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended';
}

export const statefulSets = defineResource<StatefulSet>(names, {
  granted: { edit: ['', 'scale'], view: ['', 'scale', 'status'] },
  versions: { v1: { defaults: defaultStatefulSet } },
  columns: [
    nameColumn,
    textColumn<StatefulSet>({
      name: 'Ready',
      description: 'How many pods are ready, out of how many there shall be.',
      value: ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
    }),
    ageColumn,
    ...podTemplateColumns<StatefulSet>(({ spec }) => spec?.template?.spec),
  ],
  validateName: isDns1123Label,
  prepareForCreate(set) {
    set.status = { replicas: 0 };
  },
  warnings,
  validateCreate: validateNewStatefulSet,
  validateUpdate: validateStatefulSetUpdate,
  status: { validateUpdate: validateStatefulSetStatus },
  scale: replicaScale(({ spec }) => selectorFromLabelSelector(spec?.selector).toString()),
  hasGeneration: true,
});
