import { validatingWebhookConfigurations as names } from '@kubets/proto-gen/catalogue';
import type { ValidatingWebhookConfiguration } from '@kubets/proto-gen/admissionregistration/v1';
import { ageColumn, countColumn, nameColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import { validateWebhooks } from '../../validation/webhooks';

export const validatingWebhookConfigurations = defineResource<ValidatingWebhookConfiguration>(names, {
  columns: [
    nameColumn,
    countColumn<ValidatingWebhookConfiguration>({
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
