import { randomUUID } from 'node:crypto';
import { parseSteps, StatusError, stringifySteps, type KubeObject } from '@kubets/apimachinery';
import type { CustomResourceConversion } from '@kubets/proto-gen/apiextensions/v1';
import { inTurns } from '../pipeline/turns';
import type { Conversion } from '../registry/conversion';
import type { CustomVersion } from '../registry/custom-version';
import type { WebhookClient } from '../webhook/webhook-client';
import {
  conversionReviewText,
  conversionReviewVersion,
  convertedObjects,
  kindText,
  type ConversionQuestion,
} from './conversion-review';

/** As long as Kubernetes waits for an answer. */
const TIMEOUT_SECONDS = 30;
/** So many objects are converted by one review, or so many characters of them, but for one that is larger by itself. */
const MAX_OBJECTS = 500;
const MAX_CHARACTERS = 512 * 1024;

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

  async function ask({ objects, texts }: Batch, desired: string): Promise<KubeObject[]> {
    const version = conversionReviewVersion(conversionReviewVersions);
    const question: ConversionQuestion = { uid: randomUUID(), version, objects, desired };
    return withAnswer(conversionReviewText(question, texts), objects[0]!, async (answer) => {
      const converted = await inTurns(convertedObjects(answer, question));
      for (const object of converted) await inTurns(versions.get(desired)!.read(object));
      return converted;
    });
  }

  async function withAnswer<T>(body: string, first: KubeObject, use: (answer: unknown) => Promise<T>): Promise<T> {
    let isJson = false;
    try {
      return await client.call({ target, body, timeoutSeconds: TIMEOUT_SECONDS, signal }, async (text) => {
        const { value } = await inTurns(parseSteps(text));
        isJson = true;
        return use(value);
      });
    } catch (error) {
      if (isJson) throw error;
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
        for await (const batch of batchesOf(foreign))
          for (const object of await ask(batch, desired)) converted.push(object);
      } catch (error) {
        throw new StatusError({ code: 500, message: (error as Error).message });
      }
      let next = 0;
      return objects.map((object) => (object.apiVersion === desired ? object : converted[next++]!));
    },
  };
}

/** Objects that are put before the webhook together, each with its JSON. */
interface Batch {
  objects: KubeObject[];
  texts: string[];
}

async function* batchesOf(objects: readonly KubeObject[]): AsyncGenerator<Batch> {
  let batch: Batch = { objects: [], texts: [] };
  let characters = 0;
  for (const object of objects) {
    const text = await inTurns(stringifySteps(object));
    if (batch.texts.length === MAX_OBJECTS || (batch.texts.length > 0 && characters + text.length > MAX_CHARACTERS)) {
      yield batch;
      batch = { objects: [], texts: [] };
      characters = 0;
    }
    batch.objects.push(object);
    batch.texts.push(text);
    characters += text.length;
  }
  if (batch.texts.length > 0) yield batch;
}
