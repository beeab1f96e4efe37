import { setTimeout as sleep } from 'node:timers/promises';
import { createApiClient } from './api-client';

export interface ApiWriter {
  /** Names of the objects whose creation the API server has acknowledged. */
  acknowledged: string[];
  stop(): Promise<void>;
}

/** Creates ConfigMaps one after the other, through every outage, and remembers which were acknowledged. */
export function startWriting(prefix: string): ApiWriter {
  const send = createApiClient();
  const acknowledged: string[] = [];
  let stopping = false;
  const running = (async () => {
    for (let i = 0; !stopping; i++) {
      const name = `${prefix}-${i}`;
      const { status } = await send('POST', '/api/v1/namespaces/faults/configmaps', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name },
      });
      if (status === 201) acknowledged.push(name);
      await sleep(20);
    }
  })();
  return {
    acknowledged,
    stop: async () => {
      stopping = true;
      await running;
    },
  };
}
