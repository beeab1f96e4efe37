import { newTimeout, newTooManyRequests } from '@kubets/apimachinery';
import { createWorkThread, ThreadRefusal } from '@kubets/component';
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

/** Reads YAML: small texts at once, large ones one after the other in a thread, so that nobody else waits for them. */
export function createYamlReader({ threadFile, timeoutMs = TIMEOUT_MS }: YamlReaderOptions): YamlReader {
  const thread = threadFile
    ? createWorkThread<string, ThreadAnswer>({
        file: threadFile,
        timeoutMs,
        maxMemoryMb: MAX_THREAD_MB,
        maxWaiting: MAX_WAITING,
      })
    : undefined;
  return {
    async read(text) {
      if (text.length <= INLINE_CHARS || !thread) return readYaml(text);
      const answer = await thread.run(text).catch((error: unknown) => {
        if (!(error instanceof ThreadRefusal)) throw error;
        throw error.why === 'too long'
          ? newTimeout(`the YAML body could not be read within ${timeoutMs / 1000} seconds`)
          : newTooManyRequests('too many large YAML bodies are being read, please try again later');
      });
      if ('problem' in answer) throw new YamlProblem(answer.problem);
      if ('failure' in answer) throw new Error(answer.failure);
      return answer;
    },
    close: async () => thread?.close(),
  };
}
