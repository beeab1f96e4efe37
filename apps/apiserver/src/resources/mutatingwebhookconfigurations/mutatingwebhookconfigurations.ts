import { mutatingWebhookConfigurations as names } from '@kubets/proto-gen/catalogue';
import type { MutatingWebhookConfiguration } from '@kubets/proto-gen/admissionregistration/v1';
import { ageColumn, countColumn, nameColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import { validateWebhooks } from '../../validation/webhooks';

export const mutatingWebhookConfigurations = defineResource<MutatingWebhookConfiguration>(names, {
  columns: [
    nameColumn,
    countColumn<MutatingWebhookConfiguration>({
      name: 'Webhooks',
      description: 'How many webhooks there are.',
      value: ({ webhooks }) => webhooks?.length ?? 0,
    }),
    ageColumn,
  ],
  validate: ({ webhooks = [] }) => validateWebhooks(webhooks),
  hasGeneration: true,
  requireResourceVersion: true,
});
