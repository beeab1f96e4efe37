import { flowSchemas as names } from '@kubets/proto-gen/catalogue';
import type { FlowSchema } from '@kubets/proto-gen/flowcontrol/v1';
import { ageColumn, countInTextColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import { conditionErrors } from '../../validation/flow-conditions';
import { schemaErrors } from './validation';

export const flowSchemas = defineResource<FlowSchema>(names, {
  columns: [
    nameColumn,
    textColumn<FlowSchema>({
      name: 'PriorityLevel',
      description: 'The priority level of its requests.',
      value: ({ spec }) => spec?.priorityLevelConfiguration?.name ?? '',
    }),
    countInTextColumn<FlowSchema>({
      name: 'MatchingPrecedence',
      description: 'Of several schemas that match the one with the lowest counts.',
      value: ({ spec }) => spec?.matchingPrecedence ?? 0,
    }),
    textColumn<FlowSchema>({
      name: 'DistinguisherMethod',
      description: 'How its requests are told apart.',
      value: ({ spec }) => spec?.distinguisherMethod?.type ?? '<none>',
    }),
    ageColumn,
    textColumn<FlowSchema>({
      name: 'MissingPL',
      description: 'Whether its priority level is missing.',
      value: ({ status }) => status?.conditions?.find(({ type }) => type === 'Dangling')?.status ?? '?',
    }),
  ],
  validate: schemaErrors,
  status: { validateUpdate: ({ status }) => conditionErrors(status?.conditions) },
  hasGeneration: true,
});
