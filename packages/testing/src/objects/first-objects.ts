import { randomUUID } from 'node:crypto';
import { rfc3339 } from '@kubets/apimachinery';
import { REGISTRY_PREFIX, type Store } from '@kubets/store';

/** Roles, levels and classes that every cluster begins with, and that say nothing of the cluster they are in. */
const OF_EVERY_CLUSTER = [
  'rbac.authorization.k8s.io/',
  'flowcontrol.apiserver.k8s.io/',
  'scheduling.k8s.io/priorityclasses/',
];
/** As etcd has it, with room for what else is in a transaction. */
const TRANSACTION_BYTES = 1024 * 1024;

/** As the first cluster of this process began with them; the API server looks through those that are there, and makes what is missing. */
let known: readonly { key: string; text: string }[] | undefined;

/** Puts what every cluster begins with into the store of a new one, each with an identity and a time of its own. The first cluster makes it itself. */
export async function putFirstObjects(store: Store, now: Date): Promise<void> {
  let puts: { key: string; value: Buffer }[] = [];
  let bytes = 0;
  const time = rfc3339(now);
  const commit = () => store.commit({ expect: [], puts, deletes: [] });
  for (const { key, text } of known ?? []) {
    const value = Buffer.from(asNew(text, time));
    if (bytes + value.length > TRANSACTION_BYTES) {
      await commit();
      [puts, bytes] = [[], 0];
    }
    puts.push({ key, value });
    bytes += value.length;
  }
  if (puts.length > 0) await commit();
}

/** Remembers what a cluster has begun with, for the next ones of this process. */
export async function keepFirstObjects(store: Store): Promise<void> {
  if (known) return;
  const lists = await Promise.all(OF_EVERY_CLUSTER.map((path) => store.list(REGISTRY_PREFIX + path)));
  known ??= lists.flatMap(({ items }) => items.map(({ key, value }) => ({ key, text: value.toString('utf8') })));
}

const asNew = (text: string, time: string): string =>
  text
    .replace(/"uid":"[\da-f-]{36}"/g, () => `"uid":"${randomUUID()}"`)
    .replace(/"(creationTimestamp|time)":"[\dTZ:.-]{20,30}"/g, `"$1":"${time}"`);
