import type { KubeObject } from '@kubets/apimachinery';
import { priorityLevelConfigurations as names } from '@kubets/proto-gen/catalogue';
import type { PriorityLevelConfiguration, QueuingConfiguration } from '@kubets/proto-gen/flowcontrol/v1';
import { ageColumn, countInTextColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import { conditionErrors } from '../../validation/flow-conditions';
import { levelErrors } from './validation';

const NONE = '<none>';

const queuingColumn = (name: string, description: string, field: keyof QueuingConfiguration) =>
  countInTextColumn<PriorityLevelConfiguration>({
    name,
    description,
    value: ({ spec }) => spec?.limited?.limitResponse?.queuing?.[field] ?? NONE,
  });

export const priorityLevelConfigurations = defineResource<PriorityLevelConfiguration>(names, {
  versions: {
    v1: {
      defaults({ spec }: KubeObject & PriorityLevelConfiguration) {
        if (spec?.type === 'Exempt') spec.exempt ??= { nominalConcurrencyShares: 0, lendablePercent: 0 };
      },
    },
  },
  columns: [
    nameColumn,
    textColumn<PriorityLevelConfiguration>({
      name: 'Type',
      description: 'Whether its requests are limited.',
      value: ({ spec }) => spec?.type ?? '',
    }),
    countInTextColumn<PriorityLevelConfiguration>({
      name: 'NominalConcurrencyShares',
      description: 'Its share of the requests that are answered at once.',
      value: ({ spec }) => spec?.limited?.nominalConcurrencyShares ?? NONE,
    }),
    queuingColumn('Queues', 'How many queues there are.', 'queues'),
    queuingColumn('HandSize', 'How many queues a flow is spread over.', 'handSize'),
    queuingColumn('QueueLengthLimit', 'How many requests may wait in a queue.', 'queueLengthLimit'),
    ageColumn,
  ],
  validate: levelErrors,
  status: { validateUpdate: ({ status }) => conditionErrors(status?.conditions) },
  hasGeneration: true,
});
