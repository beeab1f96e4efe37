import { newForbidden } from '@kubets/apimachinery';
import type { AdmissionAttributes } from '../../pipeline/admission';
import { inTurns } from '../../pipeline/turns';
import { matchedResource, type MatchedResource } from '../rules';
import { selectsNamespace, selectsObject } from '../selected-object';
import { inMatchedVersion } from '../versioned-object';
import type { ConfiguredWebhook } from './configured-webhooks';

/**
 * As what the operation is put before the webhook; absent when it is not meant.
 * @throws StatusError 404 without its namespace, 403 when a condition cannot be evaluated and failurePolicy is Fail.
 */
export async function relevance(
  configured: ConfiguredWebhook,
  attributes: AdmissionAttributes,
  catchUp: () => Promise<void>,
): Promise<MatchedResource | undefined> {
  const { webhook, namespaceSelector, objectSelector } = configured;
  const matched = matchedResource(attributes, {
    rules: webhook.rules ?? [],
    isExact: webhook.matchPolicy === 'Exact',
  });
  if (!matched || !selectsObject(objectSelector, attributes)) return undefined;
  if (!(await selectsNamespace(namespaceSelector, attributes, catchUp))) return undefined;
  if ((webhook.matchConditions ?? []).length === 0) return matched;
  return (await conditionsMet(configured, attributes, matched)) ? matched : undefined;
}

async function conditionsMet(
  configured: ConfiguredWebhook,
  attributes: AdmissionAttributes,
  matched: MatchedResource,
): Promise<boolean> {
  const { conditionsOf } = await import('./webhook-conditions');
  const object = await inMatchedVersion(attributes, attributes.object, matched);
  const oldObject = await inMatchedVersion(attributes, attributes.oldObject, matched);
  const { holds, error } = await inTurns(conditionsOf(configured, { attributes, matched, object, oldObject }));
  if (error === undefined || configured.webhook.failurePolicy === 'Ignore') return holds;
  const { group, resource } = attributes.requestResource;
  throw newForbidden({ group, resource }, attributes.name, error);
}
