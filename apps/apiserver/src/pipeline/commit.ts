import { randomUUID } from 'node:crypto';
import {
  atOnce,
  copySteps,
  newRequestEntityTooLarge,
  newServerTimeout,
  newServiceUnavailable,
  rfc3339,
  StatusError,
  trackUpdate,
  zeroSteps,
  type FieldManager,
  type KubeObject,
} from '@kubets/apimachinery';
import type { ManagedFieldsEntry } from '@kubets/proto-gen/meta/v1';
import { schema } from '@kubets/proto-gen/schema';
import {
  canonicalBytes,
  canonicalSteps,
  claimKey,
  objectKeyOf,
  StoredObject,
  StoreUnavailableError,
  TooLargeError,
  type CommitResult,
  type KeyValue,
  type Transaction,
} from '@kubets/store';
import type { ClaimAllocation, SideObject } from '../registry/claims';
import type { ResourceDefinition } from '../registry/resource';
import { assertStorable } from './assert-storable';
import { groupResourceOf, strategyContext, type RequestScope } from './request-scope';
import type { RequestContext } from './request';
import { requestedObject } from './requested-version';
import { giveTurn, inTurns } from './turns';

/** How often a lost race for an allocated value is run again with another candidate. */
const CLAIM_ATTEMPTS = 32;

export interface ObjectWrite {
  definition: ResourceDefinition;
  key: string;
  /** What to store, in storage version; absent deletes. */
  object?: KubeObject;
  /** The state the write was made from; absent creates. */
  old?: StoredObject;
  dryRun: boolean;
  /** What a new object says of its revision, which a dry run answers with. */
  sentRevision?: string;
  /** Of an apply: without managedFields it would come to nothing. */
  isApply?: boolean;
}

export type WriteResult =
  | { done: true; stored: StoredObject }
  /** The object is not what `old` says any more; `current` is what the store holds. */
  | { done: false; current: KeyValue | undefined };

/**
 * One object, its claims and its side objects in one transaction. A claim lost to somebody else is answered by planning
 * again, or by the claim's own error when the user had asked for that very value. A side object that is not any more what
 * the allocation was made from is answered by allocating again, too, from what it is now.
 */
export async function commitObject(
  scope: RequestScope,
  by: Pick<RequestContext, 'user'>,
  write: ObjectWrite,
): Promise<WriteResult> {
  const { definition, object } = write;
  const { conversion } = definition;
  if (!conversion || !object) return commitStorable(scope, by, write);
  const [converted] = await conversion.convert([object], conversion.storage);
  const result = await commitStorable(scope, by, { ...write, object: converted! });
  if (!result.done) return result;
  return { done: true, stored: await requestedObject(definition, result.stored, write.dryRun) };
}

/** The same of an object in the version in which it is stored. */
async function commitStorable(
  scope: RequestScope,
  by: Pick<RequestContext, 'user'>,
  write: ObjectWrite,
): Promise<WriteResult> {
  try {
    return await commitWhole(scope, by, write);
  } catch (error) {
    const { object, isApply } = write;
    const isTooLarge = error instanceof StatusError && error.status.reason === 'RequestEntityTooLarge';
    if (!isTooLarge || isApply || !object?.metadata?.managedFields) throw error;
    // As in Kubernetes: what has no room for them is stored without.
    const { managedFields: _managedFields, ...metadata } = object.metadata;
    return commitWhole(scope, by, { ...write, object: { ...object, metadata } });
  }
}

async function commitWhole(
  scope: RequestScope,
  by: Pick<RequestContext, 'user'>,
  write: ObjectWrite,
): Promise<WriteResult> {
  await giveTurn();
  const { definition, key, old } = write;
  const lost = new Set<string>();
  let isCurrent = false;
  for (let attempt = 0; attempt < CLAIM_ATTEMPTS; attempt++) {
    // What an earlier allocation filled in must not look as if the user had asked for it.
    const object = write.object && definition.claims ? await inTurns(copySteps(write.object)) : write.object;
    let allocation: ClaimAllocation | undefined;
    try {
      allocation = definition.claims?.allocate(
        {
          object,
          old: old?.object,
          isTaken: (claim) => lost.has(claim) || scope.cache.isClaimed(claim),
        },
        strategyContext(scope, by, write.dryRun),
      );
    } catch (error) {
      // What is taken may have been given back a moment ago, by whoever asks now.
      if (isCurrent) throw error;
      isCurrent = true;
      await scope.cache.catchUp();
      continue;
    }
    // In the same turn as the allocation, so from the same state.
    const sides = (allocation?.sideObjects ?? []).map((side) => sideWrite(scope, side));
    const value = object && (await encodedInTurns(definition, object));
    if (write.dryRun) return { done: true, stored: dryResult(write, value) };
    const transaction = transactionOf(write, value, allocation, sides);
    const result = await commitExpected(scope, transaction, write, object && { value: value!, object });
    if (result.committed) {
      const stored = value
        ? StoredObject.fromWritten(key, value, result.revision, object!)
        : old!.atRevision(result.revision);
      return { done: true, stored };
    }
    const [current, ...others] = result.current;
    if ((current?.revision ?? 0) !== (old?.revision ?? 0)) return { done: false, current };
    const claimed = others.slice(0, allocation?.claims.length ?? 0);
    noteLostClaims(allocation, claimed, key, lost);
    const stale = others.slice(claimed.length).some((side, index) => (side?.revision ?? 0) !== sides[index]!.revision);
    if (stale) await scope.cache.waitFor(result.revision);
  }
  throw newServerTimeout(groupResourceOf(definition), old ? 'update' : 'create', 1);
}

async function encodedInTurns(definition: ResourceDefinition, object: KubeObject): Promise<Buffer> {
  await inTurns(assertStorable(definition, object));
  await giveTurn();
  return inTurns(canonicalSteps(object));
}

function dryResult({ key, old, sentRevision }: ObjectWrite, value: Buffer | undefined): StoredObject {
  if (!value) return old!;
  return sentRevision && !old
    ? StoredObject.fromDryRun(key, value, sentRevision)
    : StoredObject.fromValue(key, value, old?.revision ?? 0);
}

/** Expectation 0 is the object itself, then come the claims and the side objects in the order of the allocation. */
function transactionOf(
  write: ObjectWrite,
  value: Buffer | undefined,
  allocation: ClaimAllocation | undefined,
  sides: readonly SideWrite[],
): Transaction {
  const { definition, key, old } = write;
  const claims = (allocation?.claims ?? []).map((claim) => claimKey(claim.key));
  const transaction: Transaction = {
    expect: [
      { key, revision: old?.revision ?? 0 },
      ...claims.map((claim) => ({ key: claim, revision: 0 })),
      ...sides.map((side) => ({ key: side.key, revision: side.revision })),
    ],
    puts: claims.map((claim) => ({ key: claim, value: Buffer.from(key) })),
    deletes: (allocation?.releases ?? []).map(claimKey),
  };
  if (value)
    transaction.puts.push({ key, value, ...(definition.ttlSeconds ? { ttlSeconds: definition.ttlSeconds } : {}) });
  else transaction.deletes.push(key);
  for (const side of sides) {
    if (side.value) transaction.puts.push({ key: side.key, value: side.value });
    else if (side.revision > 0) transaction.deletes.push(side.key);
  }
  return transaction;
}

interface SideWrite {
  key: string;
  /** Of the state that the allocation saw; 0 when there was none. */
  revision: number;
  /** Absent deletes. */
  value?: Buffer;
}

function sideWrite({ cache, now }: RequestScope, side: SideObject): SideWrite {
  const { namespace = '', name = '' } = ('put' in side ? side.put.metadata : side.delete) ?? {};
  const key = objectKeyOf({ ...side.resource, name, ...(namespace ? { namespace } : {}) });
  const there = cache.stored(side.resource, namespace, name);
  const revision = there?.revision ?? 0;
  if (!('put' in side)) return { key, revision };
  const {
    uid = randomUUID(),
    creationTimestamp = rfc3339(now()),
    managedFields = ownFields(side.put, side.message, now()),
  } = there?.object.metadata ?? {};
  const object = { ...side.put, metadata: { uid, creationTimestamp, ...side.put.metadata, managedFields } };
  atOnce(zeroSteps(object, schema.of(side.message)));
  return { key, revision, value: canonicalBytes(object) };
}

/** What the server writes by itself is recorded like everything else. */
function ownFields(object: KubeObject, message: string, now: Date): ManagedFieldsEntry[] {
  const manager: FieldManager = { manager: 'kube-apiserver', operation: 'Update', apiVersion: object.apiVersion ?? '' };
  return trackUpdate({ before: undefined, after: object, message: schema.of(message), manager, now });
}

function noteLostClaims(
  allocation: ClaimAllocation | undefined,
  claimed: (KeyValue | undefined)[],
  ownKey: string,
  lost: Set<string>,
): void {
  claimed.forEach((holder, index) => {
    if (!holder) return;
    const claim = allocation!.claims[index]!;
    if (holder.value.toString() === ownKey)
      throw new Error(`claim ${claim.key} is allocated by ${ownKey}, which holds it already`);
    if (claim.refused) throw claim.refused;
    lost.add(claim.key);
  });
}

/** The cache knows the object again when its bytes come back. */
async function commitExpected(
  scope: RequestScope,
  transaction: Transaction,
  { definition, key }: ObjectWrite,
  written: { value: Buffer; object: KubeObject } | undefined,
): Promise<CommitResult> {
  const undo = written && scope.cache.expect(key, written.value, written.object);
  let isCommitted = false;
  try {
    const result = await commitMapped(scope, definition, transaction);
    isCommitted = result.committed;
    return result;
  } finally {
    if (!isCommitted) undo?.();
  }
}

/** The store's errors as Status. */
async function commitMapped(
  scope: RequestScope,
  definition: ResourceDefinition,
  transaction: Transaction,
): Promise<CommitResult> {
  try {
    return await scope.store.commit(transaction);
  } catch (error) {
    if (error instanceof TooLargeError)
      throw newRequestEntityTooLarge(`etcd takes no ${definition.singular} of this size`);
    if (error instanceof StoreUnavailableError) throw newServiceUnavailable(error.message);
    throw error;
  }
}
