import { newTimeout, newTooManyRequests } from '@kubets/apimachinery';
import { Worker } from 'node:worker_threads';
import { readYaml, type ReadYaml } from './read-yaml';
import { YamlProblem } from './yaml-problem';
import type { ThreadAnswer } from './yaml-thread';

/** Reading this much takes some milliseconds, and at its worst not 50. */
const INLINE_CHARS = 16 * 1024;

/** The largest bodies take seconds at their worst. */
const TIMEOUT_MS = 15_000;

/** Many times what the largest body takes. */
const MAX_THREAD_MB = 512;

/** Bodies that wait for the thread: more would only wait in vain. */
const MAX_WAITING = 32;

/** What the thread has read: the value as JSON, which is still to be parsed, and may hold more values than JSON may. */
export interface ReadAsJson {
  json: string;
  duplicates: string[];
}

export interface YamlReader {
  /** @throws YamlProblem; StatusError 429 when too many wait, 504 when it takes too long. */
  read(text: string): Promise<ReadYaml | ReadAsJson>;
  close(): Promise<void>;
}

export interface YamlReaderOptions {
  /** The bundle of yaml-thread.ts; without one, everything is read where it is asked for. */
  threadFile?: string | undefined;
  timeoutMs?: number;
}

interface Job {
  text: string;
  resolve(read: ReadYaml | ReadAsJson): void;
  reject(error: unknown): void;
}

/** Reads YAML: small texts at once, large ones one after the other in a thread, so that nobody else waits for them. */
export function createYamlReader({ threadFile, timeoutMs = TIMEOUT_MS }: YamlReaderOptions): YamlReader {
  const waiting: Job[] = [];
  let running: { job: Job; timer: NodeJS.Timeout } | undefined;
  let thread: Worker | undefined;

  function finish(settle: (job: Job) => void): void {
    if (!running) return;
    const { job, timer } = running;
    clearTimeout(timer);
    running = undefined;
    settle(job);
    runNext();
  }

  function startThread(file: string): Worker {
    const started = new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: MAX_THREAD_MB } });
    started.unref();
    // An error ends the thread; the next job gets a new one.
    const lost = (error: Error) => {
      if (thread === started) thread = undefined;
      finish(({ reject }) => reject(error));
    };
    started.on('message', (answer: ThreadAnswer) => finish((job) => settle(job, answer)));
    started.on('error', lost);
    return started;
  }

  function runNext(): void {
    const job = waiting.shift();
    if (!job || !threadFile) return;
    thread ??= startThread(threadFile);
    const timer = setTimeout(() => {
      void thread?.terminate();
      thread = undefined;
      finish(({ reject }) => reject(newTimeout(`the YAML body could not be read within ${timeoutMs / 1000} seconds`)));
    }, timeoutMs);
    running = { job, timer };
    thread.postMessage(job.text);
  }

  return {
    async read(text) {
      if (text.length <= INLINE_CHARS || !threadFile) return readYaml(text);
      if (waiting.length >= MAX_WAITING)
        throw newTooManyRequests('too many large YAML bodies are being read, please try again later');
      return new Promise((resolve, reject) => {
        waiting.push({ text, resolve, reject });
        if (!running) runNext();
      });
    },
    async close() {
      await thread?.terminate();
      thread = undefined;
    },
  };
}

function settle({ resolve, reject }: Job, answer: ThreadAnswer): void {
  if ('problem' in answer) reject(new YamlProblem(answer.problem));
  else if ('failure' in answer) reject(new Error(answer.failure));
  else resolve(answer);
}
