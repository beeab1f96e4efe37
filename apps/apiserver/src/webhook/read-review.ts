import { decodeSteps, parseSteps } from '@kubets/apimachinery';
import { schema } from '@kubets/proto-gen/schema';
import { inTurns } from '../pipeline/turns';

/**
 * The review that a webhook has answered, as its schema has it: what is of another type is no answer, and `"false"` not true.
 * @throws Error in Kubernetes' words, also for what is another kind of object.
 */
export async function readReview<T extends object>(
  text: string,
  { message, apiVersion, kind }: { message: string; apiVersion: string; kind: string },
): Promise<T> {
  const { value } = await inTurns(parseSteps(text));
  const options = { unknownFields: 'ignore' } as const;
  const { object } = await inTurns(
    decodeSteps<T & { apiVersion?: string; kind?: string }>(value, schema.of(message), options),
  );
  // One that does not say what it is is taken for it, as Kubernetes' client does.
  const { apiVersion: version = apiVersion, kind: given = kind } = object;
  if (version !== apiVersion || given !== kind)
    throw new Error(`expected webhook response of ${apiVersion}, Kind=${kind}, got ${version}, Kind=${given}`);
  return object;
}
