import type { Etcd3, IKeyValue, ITxnRequest, ITxnResponse } from 'etcd3';
import { createEtcdClient, type EtcdOptions } from './etcd-client';
import { watchEtcd } from './etcd-watch';
import { prefixEnd } from './keys';
import { createLeasePool, type LeasePool } from './lease-pool';
import { withPatience } from './patience';
import { type CommitResult, type KeyValue, type Store, type Transaction } from './store';

const DEFAULT_PATIENCE_MS = 10_000;

/** A single call never hangs longer than this; the operation then tries another one. */
const CALL_TIMEOUT_MS = 5_000;

/** The store over a real etcd (3.4 or later). */
export function createEtcdStore(options: EtcdOptions): Store {
  const etcd = createEtcdClient(options);
  const patienceMs = options.patienceMs ?? DEFAULT_PATIENCE_MS;
  const leases = createLeasePool((TTL) =>
    withPatience(patienceMs, async () => (await etcd.leaseClient.leaseGrant({ TTL }, deadline())).ID),
  );

  return {
    async get(key) {
      const answer = await withPatience(patienceMs, () => etcd.kv.range({ key: Buffer.from(key) }, deadline()));
      const item = answer.kvs[0];
      return { revision: Number(answer.header.revision), ...(item ? { item: keyValue(item) } : {}) };
    },

    async list(prefix, { limit = 0, from = prefix, revision = 0 } = {}) {
      const request = { key: Buffer.from(from), range_end: Buffer.from(prefixEnd(prefix)), limit, revision };
      const answer = await withPatience(patienceMs, () => etcd.kv.range(request, deadline()));
      // etcd counts all keys of the range, also those that the limit cut off.
      const remaining = Number(answer.count) - answer.kvs.length;
      return { items: answer.kvs.map(keyValue), revision: Number(answer.header.revision), remaining };
    },

    commit: (transaction) => commit(etcd, leases, transaction, patienceMs),

    async currentRevision() {
      // A linearizable read of a key that never exists: the header tells the revision.
      const answer = await withPatience(patienceMs, () =>
        etcd.kv.range({ key: Buffer.from('/'), count_only: true }, deadline()),
      );
      return Number(answer.header.revision);
    },

    watch: (afterRevision, handlers, signal) => watchEtcd(etcd.watchClient, afterRevision, handlers, signal),

    async compact(revision) {
      try {
        await withPatience(patienceMs, () => etcd.kv.compact({ revision }, deadline()));
      } catch (error) {
        // Somebody else compacted up to here or further: nothing is left to do.
        if ((error as Error).name !== 'CompactedError') throw error;
      }
    },

    close: () => etcd.close(),
  };
}

/**
 * One transaction, applied exactly once although its answer may get lost: if an attempt failed on the way and a later
 * one finds the first expected key holding exactly what this transaction writes, the first attempt had succeeded.
 */
async function commit(
  etcd: Etcd3,
  leases: LeasePool,
  transaction: Transaction,
  patienceMs: number,
): Promise<CommitResult> {
  const request = await txnRequest(leases, transaction);
  let uncertain = false;
  const answer = await withPatience(patienceMs, async () => {
    try {
      return await etcd.kv.txn(request, deadline());
    } catch (error) {
      uncertain = true;
      throw error;
    }
  });
  if (answer.succeeded) return { committed: true, revision: Number(answer.header.revision) };
  const current = transaction.expect.map((_, index) => rangedItem(answer, index));
  const applied = uncertain ? appliedRevision(transaction, current, Number(answer.header.revision)) : undefined;
  if (applied !== undefined) return { committed: true, revision: applied };
  return { committed: false, revision: Number(answer.header.revision), current };
}

function appliedRevision(
  transaction: Transaction,
  current: (KeyValue | undefined)[],
  headerRevision: number,
): number | undefined {
  const [first] = transaction.expect;
  if (!first) return undefined;
  const put = transaction.puts.find(({ key }) => key === first.key);
  const held = current[0];
  if (put) return held?.value.equals(put.value) ? held.revision : undefined;
  return !held && first.revision > 0 && transaction.deletes.includes(first.key) ? headerRevision : undefined;
}

async function txnRequest(leases: LeasePool, { expect, puts, deletes }: Transaction): Promise<ITxnRequest> {
  const putRequests = await Promise.all(
    puts.map(async ({ key, value, ttlSeconds }) => ({
      request_put: { key: Buffer.from(key), value, ...(ttlSeconds ? { lease: await leases.lease(ttlSeconds) } : {}) },
    })),
  );
  return {
    compare: expect.map(({ key, revision }) => ({
      key: Buffer.from(key),
      target: 'Mod' as const,
      result: 'Equal' as const,
      mod_revision: revision,
    })),
    success: [...putRequests, ...deletes.map((key) => ({ request_delete_range: { key: Buffer.from(key) } }))],
    failure: expect.map(({ key }) => ({ request_range: { key: Buffer.from(key) } })),
  };
}

function rangedItem(answer: ITxnResponse, index: number): KeyValue | undefined {
  const item = answer.responses[index]?.response_range.kvs[0];
  return item && keyValue(item);
}

function keyValue(item: IKeyValue): KeyValue {
  return { key: item.key.toString(), value: item.value, revision: Number(item.mod_revision) };
}

const deadline = () => ({ deadline: Date.now() + CALL_TIMEOUT_MS });
