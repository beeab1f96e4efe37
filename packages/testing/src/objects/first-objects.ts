import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** One of them, as it is stored. */
export interface FirstObject {
  key: string;
  text: string;
}

/** Beside the package's bundle; there is none where the sources are run as they are. */
const FILE = join(__dirname, 'first-objects.json');

/** As an API server has made them for another cluster; that of each looks through those that are there, and makes what is missing. */
let known: readonly FirstObject[] | undefined;

/**
 * Puts what every cluster begins with into the store of a new one, each with an identity and a time of its own. Nothing where the package brings none and
 * no cluster of this process has begun yet.
 */
export async function putFirstObjects(store: Store, now: Date): Promise<void> {
  known ??= existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as FirstObject[]) : undefined;
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
  const made = await firstObjectsIn(store);
  known ??= made;
}

/** What is in the store of that which every cluster begins with. */
export async function firstObjectsIn(store: Store): Promise<FirstObject[]> {
  const lists = await Promise.all(OF_EVERY_CLUSTER.map((path) => store.list(REGISTRY_PREFIX + path)));
  return lists.flatMap(({ items }) => items.map(({ key, value }) => ({ key, text: value.toString('utf8') })));
}

const asNew = (text: string, time: string): string =>
  text
    .replace(/"uid":"[\da-f-]{36}"/g, () => `"uid":"${randomUUID()}"`)
    .replace(/"(creationTimestamp|time)":"[\dTZ:.-]{20,30}"/g, `"$1":"${time}"`);
