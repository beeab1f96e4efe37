import { randomUUID } from 'node:crypto';
import { newBadRequest, parseSteps, StatusError, stringifySteps, type KubeObject } from '@kubets/apimachinery';
import { signalOf } from '@kubets/component';
import type { AdmissionResponse } from '@kubets/proto-gen/admission/v1';
import type { AdmissionAttributes } from '../../pipeline/admission';
import { inTurns } from '../../pipeline/turns';
import type { WebhookCall, WebhookClient } from '../../webhook/webhook-client';
import type { MatchedResource } from '../rules';
import { refusalBy, responseOf, reviewOf, reviewVersionOf } from './admission-review';
import type { ConfiguredWebhook } from './configured-webhooks';

export interface WebhookQuestion {
  attributes: AdmissionAttributes;
  matched: MatchedResource;
  object: KubeObject | undefined;
  oldObject: KubeObject | undefined;
  isMutating: boolean;
}

/** The webhook has not said whether the request may go on: what then happens is its failurePolicy. */
export class FailedCall extends Error {
  constructor(webhook: string, why: unknown) {
    super(`failed calling webhook ${JSON.stringify(webhook)}: ${why instanceof Error ? why.message : String(why)}`);
    this.name = 'FailedCall';
  }
}

const DEFAULT_TIMEOUT_SECONDS = 10;
const WITHOUT_EFFECTS = new Set(['None', 'NoneOnDryRun']);

/**
 * Puts an operation before a webhook, and hands its warnings on. `use` works on what it answers as long as that is held.
 * @throws FailedCall when it gives no valid answer; StatusError when it refuses, or cannot be asked in a dry run; what `use`
 * throws.
 */
export async function callWebhook<T>(
  client: WebhookClient,
  { webhook }: ConfiguredWebhook,
  question: WebhookQuestion,
  use: (response: AdmissionResponse) => T | Promise<T>,
): Promise<T> {
  const { name = '', clientConfig = {}, sideEffects = '', timeoutSeconds = DEFAULT_TIMEOUT_SECONDS } = webhook;
  const { attributes, isMutating } = question;
  if (attributes.dryRun && !WITHOUT_EFFECTS.has(sideEffects))
    throw newBadRequest(`admission webhook ${JSON.stringify(name)} does not support dry run`);
  const uid = randomUUID();
  let isUsed = false;
  try {
    const version = reviewVersionOf(webhook.admissionReviewVersions ?? []);
    const body = await inTurns(stringifySteps(reviewOf(version, { ...question, uid })));
    const call = { target: clientConfig, body, timeoutSeconds, signal: signalOf(attributes.signal) };
    return await asked(client, call, async (answer) => {
      const response = await verified(answer, { uid, version, isMutating });
      isUsed = true;
      for (const [key, value] of Object.entries(response.auditAnnotations ?? {}))
        attributes.annotate(`${name}/${key}`, String(value));
      for (const warning of response.warnings ?? []) attributes.warn(warning);
      if (!response.allowed) throw refusalBy(name, response.status);
      return use(response);
    });
  } catch (error) {
    throw isUsed ? error : new FailedCall(name, error);
  }
}

/** Has `use` work on the JSON that the webhook answers. */
async function asked<T>(client: WebhookClient, call: WebhookCall, use: (answer: unknown) => Promise<T>): Promise<T> {
  let isJson = false;
  try {
    return await client.call(call, async (text) => {
      const { value } = await inTurns(parseSteps(text));
      isJson = true;
      return use(value);
    });
  } catch (error) {
    throw isJson ? error : within('failed to call webhook', error);
  }
}

async function verified(...[answer, expected]: Parameters<typeof responseOf>): Promise<AdmissionResponse> {
  try {
    return await inTurns(responseOf(answer, expected));
  } catch (error) {
    // What is no AdmissionReview at all does not even come through the client.
    throw within(error instanceof StatusError ? 'failed to call webhook' : 'received invalid webhook response', error);
  }
}

const within = (what: string, error: unknown): Error =>
  new Error(`${what}: ${(error as Error).message}`, { cause: error });
