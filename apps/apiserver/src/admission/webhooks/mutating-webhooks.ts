import {
  copySteps,
  equalSteps,
  jsonPatchSteps,
  newInternalError,
  parseSteps,
  StatusError,
  type KubeObject,
} from '@kubets/apimachinery';
import type { AdmissionAttributes, AdmissionRound } from '../../pipeline/admission';
import { inTurns } from '../../pipeline/turns';
import type { WebhookClient } from '../../webhook/webhook-client';
import type { MatchedResource } from '../rules';
import { fromMatchedVersion, inMatchedVersion } from '../versioned-object';
import { callWebhook, FailedCall } from './call-webhook';
import { configuredWebhooks, MUTATING, type ConfiguredWebhook } from './configured-webhooks';
import { relevance } from './relevant-webhooks';

export interface WebhookOptions {
  client: WebhookClient;
  catchUp(): Promise<void>;
}

const MEMORY = 'MutatingAdmissionWebhook';

/** What the first round leaves behind: which webhooks are to be asked again when somebody changes the object after them. */
interface Memory {
  askedBefore: Set<string>;
  toAskAgain: Set<string>;
  output: KubeObject | undefined;
}

/**
 * Has each webhook that is meant change the object, one after the other. Answers the object when one has. In a second round
 * only those are asked with reinvocationPolicy IfNeeded after which the object was changed.
 * @throws StatusError of the webhook that refuses, 500 when one cannot be asked whose failurePolicy is Fail.
 */
export async function callMutatingWebhooks(
  { client, catchUp }: WebhookOptions,
  given: AdmissionAttributes,
  round: AdmissionRound,
): Promise<KubeObject | undefined> {
  const memory = memoryOf(round);
  if (round.isSecond && !(await isSame(memory.output, given.object))) changedAfter(memory);
  let attributes = given;
  for (const configured of configuredWebhooks(given.reader, MUTATING)) {
    const matched = await relevance(configured, attributes, catchUp);
    if (!matched || (round.isSecond && !memory.toAskAgain.has(configured.id))) continue;
    const object = await askToChange(client, configured, attributes, matched);
    if (object) {
      attributes = { ...attributes, object };
      changedAfter(memory);
      round.again();
    }
    if (configured.webhook.reinvocationPolicy === 'IfNeeded') memory.askedBefore.add(configured.id);
  }
  memory.output = attributes.object && (await inTurns(copySteps(attributes.object)));
  return attributes === given ? undefined : attributes.object;
}

function memoryOf({ memory }: AdmissionRound): Memory {
  const kept = memory.get(MEMORY) as Memory | undefined;
  const fresh: Memory = kept ?? { askedBefore: new Set(), toAskAgain: new Set(), output: undefined };
  memory.set(MEMORY, fresh);
  return fresh;
}

function changedAfter({ askedBefore, toAskAgain }: Memory): void {
  for (const id of askedBefore) toAskAgain.add(id);
  askedBefore.clear();
}

const isSame = async (one: unknown, other: unknown): Promise<boolean> => inTurns(equalSteps(one, other));

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
    const { patch = '', patchType } = await callWebhook(client, configured, question);
    const operations = await operationsOf(name, patch);
    if (operations.length === 0) return undefined;
    if (!object) {
      const what = `admission webhook ${JSON.stringify(name)} attempted to modify the object`;
      throw newInternalError(`${what}, which is not supported for this operation`);
    }
    if (patchType !== 'JSONPatch') throw new FailedCall(name, `unsupported patch type ${JSON.stringify(patchType)}`);
    const patched = await applied(object, operations);
    const changed = await fromMatchedVersion(attributes, patched, matched);
    return (await isSame(attributes.object, changed)) ? undefined : changed;
  } catch (error) {
    if (!(error instanceof FailedCall)) throw error;
    if (failurePolicy !== 'Ignore') throw newInternalError(error.message);
    return undefined;
  }
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
