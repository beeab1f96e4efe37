import { readFile } from 'node:fs/promises';
import type { Clock } from '@kubets/component';
import type { PemSource } from './kubeconfig';

const MAX_AGE_MS = 10_000;

/** The newest token; a file is read again every ten seconds of use, as it rotates, and one that was read before is kept when it is away for a moment. */
export function tokenReader(source: PemSource, clock: Clock): () => Promise<string> {
  if ('data' in source) return () => Promise.resolve(source.data.trim());
  let cached: { token: string; readAtMs: number } | undefined;
  return async () => {
    const nowMs = clock.monotonicMs();
    if (cached && nowMs - cached.readAtMs < MAX_AGE_MS) return cached.token;
    try {
      cached = { token: (await readFile(source.file, 'utf8')).trim(), readAtMs: nowMs };
    } catch (error) {
      if (!cached) throw error;
    }
    return cached.token;
  };
}
