import {
  Compare_CompareResult,
  Compare_CompareTarget,
  type KeyValue as EtcdKeyValue,
  type RequestOp,
  type TxnRequest,
  type TxnResponse,
} from '@kubets/proto-gen/etcdserverpb';
import { createEtcdClient, type EtcdClient, type EtcdOptions } from './etcd-client';
import { watchEtcd } from './etcd-watch';
import { prefixEnd } from './keys';
import { createLeasePool, type LeasePool } from './lease-pool';
import { withPatience } from './patience';
import { type CommitResult, type KeyValue, type Store, type Transaction } from './store';

const DEFAULT_PATIENCE_MS = 10_000;

/** The store over a real etcd (3.4 or later). */
export function createEtcdStore(options: EtcdOptions): Store {
  const etcd = createEtcdClient(options);
  const patienceMs = options.patienceMs ?? DEFAULT_PATIENCE_MS;
  const leases = createLeasePool((TTL) =>
    withPatience(patienceMs, async () => (await etcd.leaseGrant({ TTL })).ID ?? ''),
  );

  return {
    async get(key) {
      const answer = await withPatience(patienceMs, () => etcd.range({ key: Buffer.from(key) }));
      const item = answer.kvs?.[0];
      return { revision: revisionOf(answer), ...(item ? { item: keyValue(item) } : {}) };
    },

    async list(prefix, { limit = 0, from = prefix, revision = 0 } = {}) {
      const request = { key: Buffer.from(from), rangeEnd: Buffer.from(prefixEnd(prefix)), limit, revision };
      const { kvs = [], count = 0, header } = await withPatience(patienceMs, () => etcd.range(request));
      // etcd counts all keys of the range, also those that the limit cut off.
      return { items: kvs.map(keyValue), revision: revisionOf({ header }), remaining: count - kvs.length };
    },

    commit: (transaction) => commit(etcd, leases, transaction, patienceMs),

    async currentRevision() {
      // A linearizable read of a key that never exists: the header tells the revision.
      return revisionOf(await withPatience(patienceMs, () => etcd.range({ key: Buffer.from('/'), countOnly: true })));
    },

    watch: (afterRevision, handlers, signal) => watchEtcd(etcd, afterRevision, handlers, signal),

    async compact(revision) {
      try {
        await withPatience(patienceMs, () => etcd.compact({ revision }));
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
  etcd: EtcdClient,
  leases: LeasePool,
  transaction: Transaction,
  patienceMs: number,
): Promise<CommitResult> {
  const request = await txnRequest(leases, transaction);
  let uncertain = false;
  const answer = await withPatience(patienceMs, async () => {
    try {
      return await etcd.txn(request);
    } catch (error) {
      uncertain = true;
      throw error;
    }
  });
  const revision = revisionOf(answer);
  if (answer.succeeded) return { committed: true, revision };
  const current = transaction.expect.map((_, index) => rangedItem(answer, index));
  const applied = uncertain ? appliedRevision(transaction, current, revision) : undefined;
  if (applied !== undefined) return { committed: true, revision: applied };
  return { committed: false, revision, current };
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

async function txnRequest(leases: LeasePool, { expect, puts, deletes }: Transaction): Promise<TxnRequest> {
  const putRequests: RequestOp[] = [];
  for (const { key, value, ttlSeconds } of puts) {
    const lease = ttlSeconds ? await leases.lease(ttlSeconds) : undefined;
    putRequests.push({ requestPut: { key: Buffer.from(key), value, lease } });
  }
  return {
    compare: expect.map(({ key, revision }) => ({
      key: Buffer.from(key),
      target: Compare_CompareTarget.MOD,
      result: Compare_CompareResult.EQUAL,
      modRevision: revision,
    })),
    success: [...putRequests, ...deletes.map((key) => ({ requestDeleteRange: { key: Buffer.from(key) } }))],
    failure: expect.map(({ key }) => ({ requestRange: { key: Buffer.from(key) } })),
  };
}

function rangedItem({ responses }: TxnResponse, index: number): KeyValue | undefined {
  const item = responses?.[index]?.responseRange?.kvs?.[0];
  return item && keyValue(item);
}

const NOTHING = Buffer.alloc(0);

function keyValue({ key = NOTHING, value = NOTHING, modRevision = 0 }: EtcdKeyValue): KeyValue {
  return { key: key.toString(), value, revision: modRevision };
}

const revisionOf = ({ header }: Pick<TxnResponse, 'header'>): number => header?.revision ?? 0;
