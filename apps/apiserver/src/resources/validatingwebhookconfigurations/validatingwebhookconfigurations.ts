import { validatingWebhookConfigurations as names } from '@kubets/proto-gen/catalogue';
import type { ValidatingWebhookConfiguration } from '@kubets/proto-gen/admissionregistration/v1';
import { ageColumn, countColumn, nameColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';

type Rules = typeof import('../../validation/webhooks');

/** What webhooks are checked with knows expressions, and is loaded when the first configuration is written. */
let rules: Rules | undefined;

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
  async loadRules() {
    rules = await import('../../validation/webhooks');
  },
  validate: ({ webhooks = [] }) => rules!.validateWebhooks(webhooks),
  hasGeneration: true,
  anyFinalizer: true,
  requireResourceVersion: true,
});
