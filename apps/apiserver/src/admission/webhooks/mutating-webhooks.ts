import { jsonPatchSteps, newInternalError, parseSteps, StatusError, type KubeObject } from '@kubets/apimachinery';
import type { AdmissionResponse } from '@kubets/proto-gen/admission/v1';
import type { AdmissionAttributes, AdmissionRound } from '../../pipeline/admission';
import { inTurns } from '../../pipeline/turns';
import type { WebhookClient } from '../../webhook/webhook-client';
import type { MatchedResource } from '../rules';
import { isSame, reinvocationOf } from '../reinvocation';
import { fromMatchedVersion, inMatchedVersion } from '../versioned-object';
import { callWebhook, FailedCall } from './call-webhook';
import { configuredWebhooks, MUTATING, type ConfiguredWebhook } from './configured-webhooks';
import { relevance, type WebhookOptions } from './relevant-webhooks';

/**
 * Has each webhook that is meant change the object, one after the other. Answers the object when one has. In a second round
 * only those are asked with reinvocationPolicy IfNeeded after which the object was changed.
 * @throws StatusError of the webhook that refuses, 500 when one cannot be asked whose failurePolicy is Fail.
 */
export async function callMutatingWebhooks(
  options: WebhookOptions,
  given: AdmissionAttributes,
  round: AdmissionRound,
): Promise<KubeObject | undefined> {
  const again = await reinvocationOf('MutatingAdmissionWebhook', round, given.object);
  let attributes = given;
  let index = 0;
  for (const configured of configuredWebhooks(given.reader, MUTATING)) {
    const matched = await relevance(configured, attributes, options);
    if (!matched || !again.isDue(configured.id)) continue;
    const object = await askToChange(options.client, configured, attributes, matched);
    const note = `mutation.webhook.admission.k8s.io/round_${round.isSecond ? 1 : 0}_index_${index++}`;
    const { configuration, webhook } = configured;
    given.annotate(note, JSON.stringify({ configuration, webhook: webhook.name, mutated: object !== undefined }));
    if (object) {
      attributes = { ...attributes, object };
      again.changed();
    }
    if (configured.webhook.reinvocationPolicy === 'IfNeeded') again.wantsAgain(configured.id);
  }
  await again.leave(attributes.object);
  return attributes === given ? undefined : attributes.object;
}

/** The object as the webhook wants it; absent when it is as before. */
async function askToChange(
  client: WebhookClient,
  configured: ConfiguredWebhook,
  attributes: AdmissionAttributes,
  matched: MatchedResource,
): Promise<KubeObject | undefined> {
  const { name = '', failurePolicy } = configured.webhook;
  const object = await inMatchedVersion(attributes, attributes.object, matched);
  const oldObject = await inMatchedVersion(attributes, attributes.oldObject, matched);
  try {
    const question = { attributes, matched, object, oldObject, isMutating: true };
    const patched = await callWebhook(client, configured, question, (response) => patchedBy(name, response, object));
    if (!patched) return undefined;
    const changed = await fromMatchedVersion(attributes, patched, matched);
    return (await isSame(attributes.object, changed)) ? undefined : changed;
  } catch (error) {
    if (!(error instanceof FailedCall)) throw error;
    if (failurePolicy !== 'Ignore') throw newInternalError(error.message);
    return undefined;
  }
}

/** The object as the answer wants it; absent when it wants nothing. */
async function patchedBy(
  name: string,
  { patch = '', patchType }: AdmissionResponse,
  object: KubeObject | undefined,
): Promise<KubeObject | undefined> {
  const operations = await operationsOf(name, patch);
  if (operations.length === 0) return undefined;
  if (!object) {
    const what = `admission webhook ${JSON.stringify(name)} attempted to modify the object`;
    throw newInternalError(`${what}, which is not supported for this operation`);
  }
  if (patchType !== 'JSONPatch') throw new FailedCall(name, `unsupported patch type ${JSON.stringify(patchType)}`);
  return applied(object, operations);
}

async function operationsOf(name: string, patch: string): Promise<unknown[]> {
  if (patch === '') return [];
  try {
    const operations = (await inTurns(parseSteps(Buffer.from(patch, 'base64').toString('utf8')))).value ?? [];
    if (Array.isArray(operations)) return operations as unknown[];
    throw new Error('a JSON patch is a list of operations');
  } catch (error) {
    throw new FailedCall(name, `received undecodable patch in webhook response: ${(error as Error).message}`);
  }
}

/** @throws StatusError 500: the webhook is at fault, and not the client. */
async function applied(object: KubeObject, operations: unknown[]): Promise<KubeObject> {
  try {
    return await inTurns(jsonPatchSteps(object, operations));
  } catch (error) {
    throw error instanceof StatusError ? newInternalError(error.message) : error;
  }
}
