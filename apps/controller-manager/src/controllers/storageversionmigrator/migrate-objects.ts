import {
  compareResourceVersions,
  isConflict,
  isNotFound,
  nameOf,
  statusErrorFrom,
  type KubeObject,
  type StatusError,
} from '@kubets/apimachinery';
import type { ObjectRef, ResourceClient, ServedResource } from '@kubets/client';
import { apiVersionOf } from '../../stored-resources';
import type { Progress } from './migration-status';

const PAGE_SIZE = 500;
const FIELD_MANAGER = 'storage-version-migrator-controller';
const PASSING = new Set(['ServerTimeout', 'TooManyRequests', 'ServiceUnavailable', 'InternalError', 'Timeout']);

export type ObjectsClient = Pick<ResourceClient<KubeObject>, 'list' | 'patch'>;

export interface MigrationOutcome {
  progress: Progress;
  /** Absent when all is done. */
  error?: StatusError;
  /** Whether it is worth another try. */
  isPassing?: boolean;
}

interface Candidate {
  ref: ObjectRef;
  resourceVersion: string;
}

/** The resourceVersion of now, which all objects that there are have at most. */
export async function latestResourceVersion(client: ObjectsClient, signal: AbortSignal): Promise<string> {
  return (await client.list({ limit: 1, signal })).metadata.resourceVersion ?? '';
}

/**
 * Has each object that is as old as `upTo` written anew by a patch that changes nothing, one after the other. What has
 * changed or gone meanwhile needs it no more.
 * @throws StatusError where objects cannot be listed; Error for a resourceVersion that cannot be compared.
 */
export async function migrateObjects(
  client: ObjectsClient,
  kind: ServedResource,
  upTo: string,
  signal: AbortSignal,
): Promise<MigrationOutcome> {
  const { candidates, total } = await candidatesOf(client, upTo, signal);
  const patchOf = ({ resourceVersion }: Candidate) => ({
    apiVersion: apiVersionOf({ group: kind.group, version: kind.version }),
    kind: kind.kind,
    metadata: { resourceVersion },
  });
  for (const [index, candidate] of candidates.entries()) {
    signal.throwIfAborted();
    try {
      const patch = { type: 'merge' as const, body: patchOf(candidate) };
      await client.patch(candidate.ref, patch, { fieldManager: FIELD_MANAGER, signal });
    } catch (thrown) {
      if (isConflict(thrown) || isNotFound(thrown)) continue;
      const error = statusErrorFrom(thrown);
      return { progress: { left: candidates.length - index, total }, error, isPassing: PASSING.has(error.reason) };
    }
  }
  return { progress: { left: 0, total } };
}

/** Who they are is kept alone: there may be very many. */
async function candidatesOf(
  client: ObjectsClient,
  upTo: string,
  signal: AbortSignal,
): Promise<{ candidates: Candidate[]; total: number }> {
  const candidates: Candidate[] = [];
  let total = 0;
  let next: string | undefined;
  do {
    const page = await client.list({ limit: PAGE_SIZE, continue: next, signal });
    total += page.items.length;
    for (const object of page.items) {
      const { namespace, resourceVersion = '' } = object.metadata ?? {};
      if (compareResourceVersions(resourceVersion, upTo) <= 0)
        candidates.push({ ref: { ...(namespace ? { namespace } : {}), name: nameOf(object) }, resourceVersion });
    }
    next = page.metadata.continue || undefined;
  } while (next);
  return { candidates, total };
}
