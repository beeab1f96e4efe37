import { newInternalError } from '@kubets/apimachinery';
import type { AdmissionAttributes } from '../../pipeline/admission';
import type { WebhookClient } from '../../webhook/webhook-client';
import type { MatchedResource } from '../rules';
import { inMatchedVersion } from '../versioned-object';
import { callWebhook, FailedCall } from './call-webhook';
import { configuredWebhooks, VALIDATING, type ConfiguredWebhook } from './configured-webhooks';
import { relevance, type WebhookOptions } from './relevant-webhooks';

/**
 * Asks all webhooks that are meant at the same time, and waits for all of them.
 * @throws StatusError of the first that refuses, 500 when one cannot be asked whose failurePolicy is Fail.
 */
export async function callValidatingWebhooks(options: WebhookOptions, attributes: AdmissionAttributes): Promise<void> {
  const relevant: [ConfiguredWebhook, MatchedResource][] = [];
  for (const configured of configuredWebhooks(attributes.reader, VALIDATING)) {
    const matched = await relevance(configured, attributes, options);
    if (matched) relevant.push([configured, matched]);
  }
  const problems: unknown[] = [];
  await Promise.all(
    relevant.map(([configured, matched]) =>
      ask(options.client, configured, attributes, matched).catch((problem) => problems.push(problem)),
    ),
  );
  if (problems.length > 0) throw problems[0];
}

async function ask(
  client: WebhookClient,
  configured: ConfiguredWebhook,
  attributes: AdmissionAttributes,
  matched: MatchedResource,
): Promise<void> {
  const object = await inMatchedVersion(attributes, attributes.object, matched);
  const oldObject = await inMatchedVersion(attributes, attributes.oldObject, matched);
  try {
    const question = { attributes, matched, object, oldObject, isMutating: false };
    await callWebhook(client, configured, question, () => undefined);
  } catch (error) {
    if (!(error instanceof FailedCall)) throw error;
    if (configured.webhook.failurePolicy !== 'Ignore') throw newInternalError(error.message);
  }
}
