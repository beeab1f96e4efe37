import { selectorFromLabelSelector, type Selector } from '@kubets/apimachinery';
import type {
  MutatingWebhook,
  MutatingWebhookConfiguration,
  ValidatingWebhook,
  ValidatingWebhookConfiguration,
} from '@kubets/proto-gen/admissionregistration/v1';
import type { ObjectReader, ResourceKey } from '../../registry/object-reader';

export const MUTATING: ResourceKey = { group: 'admissionregistration.k8s.io', plural: 'mutatingwebhookconfigurations' };
export const VALIDATING: ResourceKey = {
  group: 'admissionregistration.k8s.io',
  plural: 'validatingwebhookconfigurations',
};

/** One webhook of a configuration. */
export interface ConfiguredWebhook {
  /** Tells it from every other one. */
  id: string;
  configuration: string;
  webhook: MutatingWebhook & ValidatingWebhook;
  namespaceSelector: Selector;
  objectSelector: Selector;
}

type Configuration = MutatingWebhookConfiguration | ValidatingWebhookConfiguration;

const known = new WeakMap<Configuration, readonly ConfiguredWebhook[]>();

/** The webhooks of all configurations by their names, those of one in its order. */
export const configuredWebhooks = (reader: ObjectReader, resource: ResourceKey): ConfiguredWebhook[] =>
  (reader.list(resource) as Configuration[]).flatMap(webhooksOf);

/** Objects of the cache never change, so what follows from one is worked out once. */
function webhooksOf(configuration: Configuration): readonly ConfiguredWebhook[] {
  const before = known.get(configuration);
  if (before) return before;
  const name = configuration.metadata?.name ?? '';
  const webhooks = (configuration.webhooks ?? []).map((webhook, index): ConfiguredWebhook => ({
    id: `${name}/${webhook.name}/${index}`,
    configuration: name,
    webhook,
    namespaceSelector: selectorFromLabelSelector(webhook.namespaceSelector ?? {}),
    objectSelector: selectorFromLabelSelector(webhook.objectSelector ?? {}),
  }));
  known.set(configuration, webhooks);
  return webhooks;
}
