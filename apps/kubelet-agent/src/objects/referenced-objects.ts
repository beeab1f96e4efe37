import type { Logger } from '@kubets/component';
import { createInformer, type Informer, type KubeClient } from '@kubets/client';
import type { ConfigMap, Pod, Secret } from '@kubets/proto-gen/core/v1';
import { referenceKeys, type ReferenceKey } from './reference-keys';
import { withTimeout } from './with-timeout';

/**
 * Secrets and ConfigMaps, each watched by its own name and only while a pod on this node names it: a node sees no
 * more than it needs.
 */
export interface ReferencedObjects {
  /** Holds what the pod names from now on, instead of what it named before. */
  hold(pod: Pod): void;
  release(podUid: string): void;
  /** Undefined when there is none. Rejects when nobody holds it or the apiserver did not answer in time. */
  secret(namespace: string, name: string): Promise<Secret | undefined>;
  configMap(namespace: string, name: string): Promise<ConfigMap | undefined>;
  /** Called with the uids of the pods that name an object, whenever it appears, changes or goes. */
  onChange(handler: (podUids: string[]) => void): void;
}

interface Held {
  informer: Informer<Secret> | Informer<ConfigMap>;
  stop: AbortController;
  holders: Set<string>;
}

export function createReferencedObjects({
  client,
  logger,
}: {
  client: KubeClient<'configMaps' | 'secrets'>;
  logger: Logger;
}): ReferencedObjects {
  const held = new Map<ReferenceKey, Held>();
  const byPod = new Map<string, Set<ReferenceKey>>();
  const handlers: ((podUids: string[]) => void)[] = [];

  function start(key: ReferenceKey): Held {
    const [kind, namespace, name] = key.split('/') as [string, string, string];
    const options = { name: key, namespace, fieldSelector: `metadata.name=${name}`, logger };
    const informer =
      kind === 'secret' ? createInformer(client.secrets, options) : createInformer(client.configMaps, options);
    const entry: Held = { informer, stop: new AbortController(), holders: new Set() };
    const changed = () => {
      const holders = [...entry.holders];
      for (const handler of handlers) handler(holders);
    };
    informer.addEventHandler({ onAdd: changed, onUpdate: changed, onDelete: changed });
    informer.start(entry.stop.signal);
    return entry;
  }

  function setReferences(podUid: string, wanted: Set<ReferenceKey>): void {
    const before = byPod.get(podUid) ?? new Set();
    for (const key of wanted) {
      if (before.has(key)) continue;
      let entry = held.get(key);
      if (!entry) held.set(key, (entry = start(key)));
      entry.holders.add(podUid);
    }
    for (const key of before) {
      if (wanted.has(key)) continue;
      const entry = held.get(key)!;
      entry.holders.delete(podUid);
      if (entry.holders.size > 0) continue;
      entry.stop.abort();
      held.delete(key);
    }
    if (wanted.size > 0) byPod.set(podUid, wanted);
    else byPod.delete(podUid);
  }

  async function read<T extends Secret | ConfigMap>(key: ReferenceKey): Promise<T | undefined> {
    const [kind, namespace, name] = key.split('/') as [string, string, string];
    const entry = held.get(key);
    if (!entry) throw new Error(`object ${JSON.stringify(`${namespace}/${name}`)} not registered`);
    if (!entry.informer.hasSynced())
      await withTimeout(entry.informer.synced(), `failed to sync ${kind} cache: timed out waiting for the condition`);
    return entry.informer.lister.get(`${namespace}/${name}`) as T | undefined;
  }

  return {
    hold: (pod) => setReferences(pod.metadata?.uid ?? '', referenceKeys(pod)),
    release: (podUid) => setReferences(podUid, new Set()),
    secret: (namespace, name) => read<Secret>(`secret/${namespace}/${name}`),
    configMap: (namespace, name) => read<ConfigMap>(`configmap/${namespace}/${name}`),
    onChange: (handler) => void handlers.push(handler),
  };
}
