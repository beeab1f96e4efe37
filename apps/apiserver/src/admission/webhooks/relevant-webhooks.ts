import { newForbidden } from '@kubets/apimachinery';
import type { AdmissionAttributes } from '../../pipeline/admission';
import { inTurns } from '../../pipeline/turns';
import { matchedResource, type MatchedResource } from '../rules';
import { selectsNamespace, selectsObject } from '../selected-object';
import { inMatchedVersion } from '../versioned-object';
import type { Authorizer } from '../../pipeline/authorization';
import type { WebhookClient } from '../../webhook/webhook-client';
import type { ConfiguredWebhook } from './configured-webhooks';

export interface WebhookOptions {
  client: WebhookClient;
  authorizer: Authorizer;
  catchUp(): Promise<void>;
}

/**
 * As what the operation is put before the webhook; absent when it is not meant.
 * @throws StatusError 404 without its namespace, 403 when a condition cannot be evaluated and failurePolicy is Fail.
 */
export async function relevance(
  configured: ConfiguredWebhook,
  attributes: AdmissionAttributes,
  { catchUp, authorizer }: Pick<WebhookOptions, 'catchUp' | 'authorizer'>,
): Promise<MatchedResource | undefined> {
  const { webhook, namespaceSelector, objectSelector } = configured;
  const matched = matchedResource(attributes, {
    rules: webhook.rules ?? [],
    isExact: webhook.matchPolicy === 'Exact',
  });
  if (!matched || !selectsObject(objectSelector, attributes)) return undefined;
  if (!(await selectsNamespace(namespaceSelector, attributes, catchUp))) return undefined;
  if ((webhook.matchConditions ?? []).length === 0) return matched;
  return (await conditionsMet(configured, attributes, matched, authorizer)) ? matched : undefined;
}

async function conditionsMet(
  configured: ConfiguredWebhook,
  attributes: AdmissionAttributes,
  matched: MatchedResource,
  authorizer: Authorizer,
): Promise<boolean> {
  const { conditionsOf } = await import('./webhook-conditions');
  const { createDecisions, withDecisions } = await import('../../expressions/authorizer');
  const decisions = createDecisions(authorizer);
  const object = await inMatchedVersion(attributes, attributes.object, matched);
  const oldObject = await inMatchedVersion(attributes, attributes.oldObject, matched);
  const seen = { attributes, matched, object, oldObject, decisions };
  const { holds, error } = await withDecisions(() => inTurns(conditionsOf(configured, seen)));
  if (error === undefined || configured.webhook.failurePolicy === 'Ignore') return holds;
  const { group, resource } = attributes.requestResource;
  throw newForbidden({ group, resource }, attributes.name, error);
}
