import type { Pod } from '@kubets/proto-gen/core/v1';
import type { ApiClient } from './api-client';

export interface OperationRun {
  client: ApiClient;
  inFlight: number;
  /** A pod as the server answered it when it was made. */
  sample: Pod;
}

export interface Operation {
  name: string;
  /** How often it is done altogether, where there are so many pods. */
  count(objects: number): number;
  /** Does those from the one index to before the other; how often what is told was done, and what each request took, in milliseconds. */
  run(run: OperationRun, from: number, to: number): Promise<{ units: number; takenMs: number[] }>;
}
