import { setTimeout as sleep } from 'node:timers/promises';
import { createApiClient, type ApiAnswer } from './api-client';

export interface ApiReader {
  answered(): number;
  stop(): Promise<{ answered: number; failed: ApiAnswer[] }>;
}

/** Reads an object over and over, and remembers every answer that was none. */
export function startReading(path: string): ApiReader {
  const send = createApiClient();
  const failed: ApiAnswer[] = [];
  let answered = 0;
  let stopping = false;
  const running = (async () => {
    for (; !stopping; await sleep(10)) {
      const answer = await send('GET', path);
      if (answer.status === 200) answered++;
      else failed.push(answer);
    }
  })();
  return {
    answered: () => answered,
    stop: async () => {
      stopping = true;
      await running;
      return { answered, failed };
    },
  };
}
