import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { newBadRequest, parseSteps, StatusError } from '@kubets/apimachinery';
import type { IncomingObject } from './request';
import { inTurns } from './turns';
import { YamlProblem } from '../yaml/yaml-problem';
import { createYamlReader } from '../yaml/yaml-reader';

/** Beside the service's bundle; there is none where the sources are run as they are. */
const threadFile = join(__dirname, 'yaml-thread.js');

const yaml = createYamlReader({ threadFile: existsSync(threadFile) ? threadFile : undefined });

const YAML = 'application/yaml';

/** Text of one of the types that end in json or yaml. @throws StatusError 400 with the parser's words. */
export async function parseText(text: string, type: string): Promise<IncomingObject> {
  if (!type.endsWith('yaml')) return inTurns(parseSteps(text));
  if (type === YAML) return (await jsonIn(text)) ?? parseYaml(text, '');
  // What is applied may be nothing, of which it is told that it has no type.
  if (text.trim() === '') return { value: null };
  return (await jsonIn(text)) ?? parseYaml(text, 'error decoding patch: error converting YAML to JSON: ');
}

/** JSON is YAML, too, and read a hundred times as fast: what server-side apply sends is nearly always JSON. */
async function jsonIn(text: string): Promise<IncomingObject | undefined> {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    const { value, duplicates } = await inTurns(parseSteps(text));
    return { value, duplicates };
  } catch (error) {
    if (error instanceof StatusError && error.status.reason === 'RequestEntityTooLarge') throw error;
    // Not JSON: a flow mapping of YAML begins alike. What is wrong with it the YAML reader says.
    return undefined;
  }
}

async function parseYaml(text: string, prefix: string): Promise<IncomingObject> {
  try {
    const read = await yaml.read(text);
    const { value } = 'json' in read ? await inTurns(parseSteps(read.json)) : read;
    return { value, duplicates: () => read.duplicates };
  } catch (error) {
    if (error instanceof YamlProblem) throw newBadRequest(`${prefix}${error.message}`);
    throw error;
  }
}
