import { randomUUID } from 'node:crypto';
import { parseSteps, StatusError, stringifySteps, type KubeObject } from '@kubets/apimachinery';
import type { CustomResourceConversion } from '@kubets/proto-gen/apiextensions/v1';
import { inTurns } from '../pipeline/turns';
import type { Conversion } from '../registry/conversion';
import type { CustomVersion } from '../registry/custom-version';
import type { WebhookClient } from '../webhook/webhook-client';
import {
  conversionReviewOf,
  conversionReviewVersion,
  convertedObjects,
  kindText,
  type ConversionQuestion,
} from './conversion-review';

/** As long as Kubernetes waits for an answer. */
const TIMEOUT_SECONDS = 30;
/** So many objects are converted by one review; an answer has room for each of them. */
const MAX_OBJECTS = 500;

export interface WebhookConversionOptions {
  client: WebhookClient;
  conversion: CustomResourceConversion;
  /** The apiVersion in which objects are written. */
  storage: string;
  /** By apiVersion: how objects are read that come back. */
  versions: ReadonlyMap<string, CustomVersion>;
  signal: AbortSignal;
}

/** Conversion by a webhook, which is asked about all objects of a list together. */
export function createWebhookConversion(options: WebhookConversionOptions): Conversion {
  const { client, conversion, storage, versions, signal } = options;
  const { clientConfig: { url, service, caBundle } = {}, conversionReviewVersions = [] } = conversion.webhook ?? {};
  const target = {
    ...(url ? { url } : { service: service ?? {} }),
    ...(caBundle ? { caBundle: String(caBundle) } : {}),
  };

  async function ask(objects: readonly KubeObject[], desired: string): Promise<KubeObject[]> {
    const version = conversionReviewVersion(conversionReviewVersions);
    const question: ConversionQuestion = { uid: randomUUID(), version, objects, desired };
    const body = await inTurns(stringifySteps(conversionReviewOf(question)));
    const answer = await answerTo(body, objects[0]!);
    const converted = convertedObjects(answer, question);
    for (const object of converted) await inTurns(versions.get(desired)!.read(object));
    return converted;
  }

  async function answerTo(body: string, first: KubeObject): Promise<unknown> {
    try {
      const text = await client.call({ target, body, timeoutSeconds: TIMEOUT_SECONDS, signal });
      return (await inTurns(parseSteps(text))).value;
    } catch (error) {
      throw new Error(`conversion webhook for ${kindText(first)} failed: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }

  return {
    storage,
    async convert(objects, desired) {
      const foreign = objects.filter(({ apiVersion }) => apiVersion !== desired);
      const converted: KubeObject[] = [];
      try {
        for (let from = 0; from < foreign.length; from += MAX_OBJECTS)
          converted.push(...(await ask(foreign.slice(from, from + MAX_OBJECTS), desired)));
      } catch (error) {
        throw new StatusError({ code: 500, message: (error as Error).message });
      }
      let next = 0;
      return objects.map((object) => (object.apiVersion === desired ? object : converted[next++]!));
    },
  };
}
