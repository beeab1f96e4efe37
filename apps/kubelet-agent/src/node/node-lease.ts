import { once } from 'node:events';
import { isAlreadyExists, isNotFound, rfc3339Micro } from '@kubets/apimachinery';
import type { ResourceClient } from '@kubets/client';
import type { Clock, Logger } from '@kubets/component';
import type { Lease } from '@kubets/proto-gen/coordination/v1';
import type { Node } from '@kubets/proto-gen/core/v1';
import { errorFields } from '../system/error-fields';

const NAMESPACE = 'kube-node-lease';
const RETRY_MS = 1000;

export interface NodeLeaseOptions {
  client: ResourceClient<Lease>;
  nodeName: string;
  durationSeconds: number;
  /** Resolves when the node is registered. */
  registered: Promise<unknown>;
  /** The registered node, which owns the lease. */
  node(): Node | undefined;
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
}

/** Renews the node's Lease four times in its duration: the sign of life that costs the control plane least. */
export async function runNodeLease(o: NodeLeaseOptions): Promise<void> {
  const { client, nodeName, clock, signal } = o;
  const intervalMs = (o.durationSeconds * 1000) / 4;
  let lease: Lease | undefined;

  async function renew(): Promise<void> {
    const spec = {
      holderIdentity: nodeName,
      leaseDurationSeconds: o.durationSeconds,
      renewTime: rfc3339Micro(clock.now()),
    };
    lease ??= await client.get({ namespace: NAMESPACE, name: nodeName }).catch((error: unknown) => {
      if (isNotFound(error)) return undefined;
      throw error;
    });
    if (lease) {
      lease = await client.update({
        ...lease,
        metadata: { ...lease.metadata, ...owner(o.node()) },
        spec: { ...lease.spec, ...spec },
      });
      return;
    }
    lease = await client
      .create({
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { name: nodeName, namespace: NAMESPACE, ...owner(o.node()) },
        spec,
      })
      .catch((error: unknown) => {
        if (isAlreadyExists(error)) return undefined;
        throw error;
      });
  }

  // A lease without its owner would outlive a node that is taken away at once.
  if (!signal.aborted) await Promise.race([o.registered, once(signal, 'abort')]);
  while (!signal.aborted) {
    const startedMs = clock.monotonicMs();
    try {
      await renew();
      await clock.sleep(Math.max(0, intervalMs - (clock.monotonicMs() - startedMs)), signal);
    } catch (err) {
      // Whatever it was, what is remembered may be why.
      lease = undefined;
      o.logger.warn(errorFields(err), 'Node lease cannot be renewed, trying again');
      await clock.sleep(RETRY_MS, signal);
    }
  }
}

function owner(node: Node | undefined) {
  const { name, uid } = node?.metadata ?? {};
  return uid ? { ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }] } : {};
}
