import { FieldPath, formatLabels, formatLabelSelector } from '@kubets/apimachinery';
import type { DaemonSet, DaemonSetStatus } from '@kubets/proto-gen/apps/v1';
import { daemonSets as names } from '@kubets/proto-gen/catalogue';
import { ageColumn, countColumn, nameColumn, podTemplateColumns, textColumn } from '../../columns/standard-columns';
import { templateWarnings } from '../../pod-spec/pod-warnings';
import { defineResource } from '../../registry/define-resource';
import { validateCollisionCount } from '../../validation/collision-count';
import { defaultDaemonSet } from './defaulting';
import { beginTemplateGeneration, countTemplateGeneration } from './template-generation';
import { validateDaemonSet } from './validation';

const TEMPLATE = FieldPath.of('spec', 'template');

const count = (name: string, description: string, value: (status: DaemonSetStatus) => number | undefined) =>
  countColumn<DaemonSet>({ name, description, value: ({ status = {} }) => value(status) ?? 0 });

export const daemonSets = defineResource<DaemonSet>(names, {
  granted: { edit: [''], view: ['', 'status'] },
  versions: { v1: { defaults: defaultDaemonSet } },
  columns: [
    nameColumn,
    count('Desired', 'How many nodes shall run a pod.', (status) => status.desiredNumberScheduled),
    count('Current', 'How many nodes run a pod and shall.', (status) => status.currentNumberScheduled),
    count('Ready', 'How many of them have a ready one.', (status) => status.numberReady),
    count('Up-to-date', 'How many of them run the newest pod.', (status) => status.updatedNumberScheduled),
    count('Available', 'How many of them have one that has been ready for minReadySeconds.', (s) => s.numberAvailable),
    textColumn<DaemonSet>({
      name: 'Node Selector',
      description: 'The labels of the nodes that shall run a pod.',
      value: ({ spec }) => formatLabels(spec?.template?.spec?.nodeSelector),
    }),
    ageColumn,
    ...podTemplateColumns<DaemonSet>(({ spec }) => spec?.template?.spec),
    textColumn<DaemonSet>({
      name: 'Selector',
      description: 'Which pods belong to the daemon set.',
      wide: true,
      value: ({ spec }) => formatLabelSelector(spec?.selector),
    }),
  ],
  prepareForCreate(set) {
    set.status = { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 };
    beginTemplateGeneration(set);
  },
  prepareForUpdate: countTemplateGeneration,
  warnings: (object, old) => templateWarnings(object.spec?.template, TEMPLATE, { object, old }),
  validate: validateDaemonSet,
  status: { validateUpdate: validateCollisionCount },
  hasGeneration: true,
});
