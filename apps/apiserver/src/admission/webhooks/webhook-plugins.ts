import type { Agent } from 'node:https';
import type { AdmissionAttributes, MutatingPlugin, ValidatingPlugin } from '../../pipeline/admission';
import type { Authorizer } from '../../pipeline/authorization';
import type { ObjectReader, ResourceKey } from '../../registry/object-reader';
import { configuresAdmission } from '../rules';
import { MUTATING, VALIDATING } from './configured-webhooks';
import type { WebhookOptions } from './relevant-webhooks';

export interface WebhookPluginOptions {
  reader: ObjectReader;
  kubeletAgent: Agent;
  catchUp(): Promise<void>;
  authorizer: Authorizer;
}

/** Both plugins that ask webhooks. What asks them is loaded with the first request that one may be meant for. */
export function createWebhookPlugins({ reader, kubeletAgent, catchUp, authorizer }: WebhookPluginOptions): {
  mutating: MutatingPlugin;
  validating: ValidatingPlugin;
} {
  let loaded: Promise<WebhookOptions> | undefined;
  const load = () =>
    (loaded ??= import('../../webhook/webhook-client').then(({ createWebhookClient }) => ({
      client: createWebhookClient({ reader, kubeletAgent }),
      catchUp,
      authorizer,
    })));
  const hasAny = (attributes: AdmissionAttributes, resource: ResourceKey) =>
    !configuresAdmission(attributes) && attributes.reader.list(resource).length > 0;

  return {
    mutating: {
      name: 'MutatingAdmissionWebhook',
      handles: (attributes) => hasAny(attributes, MUTATING),
      async admit(attributes, round) {
        const { callMutatingWebhooks } = await import('./mutating-webhooks');
        return callMutatingWebhooks(await load(), attributes, round);
      },
    },
    validating: {
      name: 'ValidatingAdmissionWebhook',
      handles: (attributes) => hasAny(attributes, VALIDATING),
      async validate(attributes) {
        const { callValidatingWebhooks } = await import('./validating-webhooks');
        return callValidatingWebhooks(await load(), attributes);
      },
    },
  };
}
