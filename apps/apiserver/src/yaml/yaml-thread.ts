// What runs in the thread that reads large YAML bodies: a bundle of its own beside main.js.
import { stringifyJson } from '@kubets/apimachinery';
import { parentPort } from 'node:worker_threads';
import { readYaml } from './read-yaml';
import { YamlProblem } from './yaml-problem';

/** What is sent back: a JSON text, which is read much faster than an object is carried over. */
export type ThreadAnswer = { json: string; duplicates: string[] } | { problem: string } | { failure: string };

function answerTo(text: string): ThreadAnswer {
  try {
    const { value, duplicates } = readYaml(text);
    return { json: stringifyJson(value), duplicates };
  } catch (error) {
    if (error instanceof YamlProblem) return { problem: error.message };
    return { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

parentPort?.on('message', (text: string) => parentPort!.postMessage(answerTo(text)));
