import {
  ignoreNotFound,
  nameOf,
  namespaceOf,
  ownerReferenceOf,
  semanticEqual,
  type KubeObject,
} from '@kubets/apimachinery';
import type { ResourceClient } from '@kubets/client';
import type { ControllerRevision } from '@kubets/proto-gen/apps/v1';
import type { PodTemplateSpec } from '@kubets/proto-gen/core/v1';
import { fromBigInt } from '@kubets/proto-gen/int64';
import { createHashNamed, hashedName, stateHash } from './hash-named';
import type { OwnerType } from './owner-kind';
import { beyondLimit, byRevision, revisionAfter } from './revision-order';

/** The label of a ControllerRevision that holds its hash, unless its owner's pods know it by another. */
const HASH = 'controller.kubernetes.io/hash';

export const revisionOf = ({ revision }: ControllerRevision): bigint => BigInt(revision ?? 0);

export const inOrder = (revisions: readonly ControllerRevision[]): ControllerRevision[] =>
  [...revisions].sort(byRevision(revisionOf));

/** Revisions are the same when their data are, whatever their names and numbers: hashes of different data may be equal. */
export const sameState = (a: ControllerRevision, b: ControllerRevision): boolean => semanticEqual(a.data, b.data);

export interface RevisionState {
  owner: KubeObject;
  ownerType: OwnerType;
  /** What going back brings back, such as `{ spec: { template } }`. */
  data: Record<string, unknown>;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  hashLabel?: string;
  /** From the owner's status. */
  collisionCount?: number;
}

/** The revision of a state, at a number. */
export function buildRevision(
  { owner, ownerType, data, labels, annotations, hashLabel = HASH, collisionCount }: RevisionState,
  revision: bigint,
): ControllerRevision {
  const hash = stateHash(data, collisionCount);
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: hashedName(owner, hash),
      namespace: namespaceOf(owner),
      labels: { ...labels, [hashLabel]: hash },
      ...(annotations ? { annotations } : {}),
      ownerReferences: [ownerReferenceOf(owner, ownerType)],
    },
    data,
    revision: fromBigInt(revision),
  };
}

export interface RecordedState {
  /** Of the present state; the newest of all. */
  current: ControllerRevision;
  /** To be written to the owner's status. */
  collisionCount: number;
}

/**
 * Makes sure that the present state has a revision and that it is the newest. A state that comes back keeps its revision
 * under a new number.
 */
export async function recordState(
  client: Pick<ResourceClient<ControllerRevision>, 'create' | 'get' | 'update'>,
  history: readonly ControllerRevision[],
  state: RevisionState,
): Promise<RecordedState> {
  const next = revisionAfter(history.map(revisionOf));
  let collisionCount = state.collisionCount ?? 0;
  const ordered = inOrder(history);
  const known = ordered.filter((revision) => sameState(revision, { data: state.data })).at(-1);
  if (known) {
    const current = known === ordered.at(-1) ? known : await client.update({ ...known, revision: fromBigInt(next) });
    return { current, collisionCount };
  }
  for (;;) {
    const wanted = buildRevision({ ...state, collisionCount }, next);
    const result = await createHashNamed(client, wanted, {
      owner: state.owner,
      sameState: (existing) => sameState(existing, wanted),
    });
    if (result.outcome === 'failed') throw result.error;
    if (result.outcome !== 'collision') return { current: result.object, collisionCount };
    collisionCount++;
  }
}

/** Deletes the oldest revisions beyond the limit that nothing runs of any more; `isLive` ones are not counted. */
export async function truncateHistory(
  client: Pick<ResourceClient<ControllerRevision>, 'delete'>,
  history: readonly ControllerRevision[],
  { limit, isLive }: { limit: number; isLive(revision: ControllerRevision): boolean },
): Promise<void> {
  const idle = history.filter((revision) => !isLive(revision));
  for (const revision of beyondLimit(idle, limit, byRevision(revisionOf))) {
    const ref = { namespace: namespaceOf(revision), name: nameOf(revision) };
    await client.delete(ref, { preconditions: { uid: revision.metadata?.uid } }).catch(ignoreNotFound);
  }
}

/**
 * What going back to the present template takes: a strategic merge patch, as clients expect it. They tell which revision is
 * the present one by its bytes, which have members in order.
 */
export const templateData = (template: PodTemplateSpec | undefined): Record<string, unknown> =>
  inKeyOrder({ spec: { template: { ...template, $patch: 'replace' } } }) as Record<string, unknown>;

function inKeyOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inKeyOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, inKeyOrder(member)]),
  );
}

/** The template that the revision is of. */
export function templateOf({ data }: ControllerRevision): PodTemplateSpec {
  const { spec } = (data ?? {}) as { spec?: { template?: PodTemplateSpec & { $patch?: string } } };
  const { $patch: _directive, ...template } = spec?.template ?? {};
  return template;
}
