import type {
  MutatingWebhookConfiguration,
  ValidatingWebhookConfiguration,
} from '@kubets/proto-gen/admissionregistration/v1';
import { ageColumn, countColumn, nameColumn } from '../columns/standard-columns';
import type { ResourceBehaviour } from '../registry/define-resource';

type WebhookConfiguration = MutatingWebhookConfiguration | ValidatingWebhookConfiguration;
type Rules = typeof import('../validation/webhooks');

/** What webhooks are checked with knows expressions, and is loaded when the first configuration is written. */
let rules: Rules | undefined;

/** How configurations of both kinds of webhooks behave. */
export const webhookConfiguration: ResourceBehaviour<WebhookConfiguration> = {
  columns: [
    nameColumn,
    countColumn<WebhookConfiguration>({
      name: 'Webhooks',
      description: 'How many webhooks there are.',
      value: ({ webhooks }) => webhooks?.length ?? 0,
    }),
    ageColumn,
  ],
  async loadRules() {
    rules = await import('../validation/webhooks');
  },
  validate: ({ webhooks = [] }) => rules!.validateWebhooks(webhooks),
  hasGeneration: true,
  anyFinalizer: true,
  requireResourceVersion: true,
};
