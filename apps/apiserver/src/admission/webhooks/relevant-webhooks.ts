import type { AdmissionAttributes } from '../../pipeline/admission';
import { matchedResource, type MatchedResource } from '../rules';
import { selectsNamespace, selectsObject } from '../selected-object';
import type { ConfiguredWebhook } from './configured-webhooks';

/** As what the operation is put before the webhook; absent when it is not meant. @throws StatusError 404 without its namespace. */
export async function relevance(
  { webhook, namespaceSelector, objectSelector }: ConfiguredWebhook,
  attributes: AdmissionAttributes,
  catchUp: () => Promise<void>,
): Promise<MatchedResource | undefined> {
  const matched = matchedResource(attributes, {
    rules: webhook.rules ?? [],
    isExact: webhook.matchPolicy === 'Exact',
  });
  if (!matched || !selectsObject(objectSelector, attributes)) return undefined;
  return (await selectsNamespace(namespaceSelector, attributes, catchUp)) ? matched : undefined;
}
