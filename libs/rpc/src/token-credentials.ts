import { readFile } from 'node:fs/promises';
import { type CallCredentials, credentials, Metadata } from '@grpc/grpc-js';
import { realClock, type Clock } from '@kubets/component';
import type { PemSource } from './kubeconfig';

const MAX_AGE_MS = 10_000;

/** Sends `authorization: Bearer …` with every call; a token file is read again every ten seconds of use, as it rotates. */
export function tokenCredentials(source: PemSource, clock: Clock = realClock): CallCredentials {
  const current = tokenReader(source, clock);
  return credentials.createFromMetadataGenerator((_, callback) => {
    current().then(
      (token) => {
        const metadata = new Metadata();
        metadata.set('authorization', `Bearer ${token}`);
        callback(null, metadata);
      },
      (error: Error) => callback(error),
    );
  });
}

/** The newest token; one that was read before is kept when the file is away for a moment. */
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
