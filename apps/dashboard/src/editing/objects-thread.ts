// What runs in the thread that reads large texts: a bundle of its own beside main.js.
import { StatusError } from '@kubets/apimachinery';
import { parentPort } from 'node:worker_threads';
import { parseObjects } from './parse-objects';

/** What is sent back: a JSON text, which is read much faster than objects are carried over. */
export type ObjectsAnswer = { json: string } | { refusal: StatusError['status'] } | { failure: string };

function answerTo(text: string): ObjectsAnswer {
  try {
    return { json: JSON.stringify(parseObjects(text)) };
  } catch (error) {
    if (error instanceof StatusError) return { refusal: error.status };
    return { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

parentPort?.on('message', (text: string) => parentPort!.postMessage(answerTo(text)));
