import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { StatusError, statusError, type JsonObject } from '@kubets/apimachinery';
import { createWorkThread, ThreadRefusal } from '@kubets/component';
import type { ObjectsAnswer } from './objects-thread';
import { parseObjects } from './parse-objects';

/** As much as the API server takes at once. */
const MOST_TEXT = 3 * 1024 * 1024;
/** Takes some milliseconds, and at its worst not 50. */
const MOST_AT_ONCE = 16 * 1024;
const THREAD = { timeoutMs: 5_000, maxMemoryMb: 512, maxWaiting: 32 };

const file = join(__dirname, 'objects-thread.js');
const thread = existsSync(file) ? createWorkThread<string, ObjectsAnswer>({ file, ...THREAD }) : undefined;

/** The objects of a YAML text; other visitors do not wait for a large one. @throws StatusError that says what is wrong with it */
export async function readObjects(text: string): Promise<JsonObject[]> {
  if (text.length > MOST_TEXT)
    throw statusError('BadRequest', `a text of more than ${MOST_TEXT / 1024 / 1024} MiB is no object`);
  if (text.length <= MOST_AT_ONCE || !thread) return parseObjects(text);
  const answer = await thread.run(text).catch((error: unknown) => {
    if (!(error instanceof ThreadRefusal)) throw error;
    throw error.why === 'too long'
      ? statusError('BadRequest', `the text could not be read within ${THREAD.timeoutMs / 1000} seconds`)
      : statusError('TooManyRequests', 'too many large texts are being read: try again later');
  });
  if ('refusal' in answer) throw new StatusError(answer.refusal);
  if ('failure' in answer) throw new Error(answer.failure);
  return JSON.parse(answer.json) as JsonObject[];
}
