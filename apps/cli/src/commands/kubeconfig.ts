import { chmod, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { callingUser, giveToUser } from '../files/user-behind-sudo';
import { writeWhole } from '../files/write-whole';
import { existingCluster } from './existing-cluster';

interface Kubeconfig {
  clusters?: Named[];
  users?: Named[];
  contexts?: Named[];
  [other: string]: unknown;
}
interface Named {
  name: string;
  [other: string]: unknown;
}

/** Prints the administrator's kubeconfig, or puts it into the user's own beside what is there. */
export async function kubeconfig({ stateDir, merge }: { stateDir: string; merge: boolean }): Promise<void> {
  const layout = await existingCluster(stateDir);
  const own = await readFile(layout.kubeconfig, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EACCES')
      throw new Error(`${layout.kubeconfig} belongs to somebody else. Use: sudo npx kubets kubeconfig`);
    throw error;
  });
  if (!merge) {
    process.stdout.write(own);
    return;
  }
  const user = callingUser();
  const file = join(user.home, '.kube/config');
  const present = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
  if ((await mkdir(dirname(file), { recursive: true, mode: 0o700 })) !== undefined)
    await giveToUser([dirname(file)], user);
  await writeWhole(file, mergeKubeconfigs(present, own, layout.options.name), { mode: 0o600 });
  await chmod(file, 0o600);
  await giveToUser([file], user);
  console.log(`${file} has the cluster ${layout.options.name} now, as its current context.`);
}

/**
 * A kubeconfig with everything of the present one but what has the cluster's name, which is replaced; users are called as the
 * cluster, for another cluster's are called kubernetes-admin too.
 * @throws Error when the present one cannot be read.
 */
export function mergeKubeconfigs(present: string | undefined, own: string, name: string): string {
  const mine = parse(own) as Kubeconfig;
  const theirs = (present?.trim() ? parse(present) : {}) as Kubeconfig;
  if (typeof theirs !== 'object' || Array.isArray(theirs))
    throw new Error('~/.kube/config is no kubeconfig; nothing was changed');
  const user = `${name}-admin`;
  const others = (entries: Named[] | undefined, mineIs: string) =>
    (entries ?? []).filter((entry) => entry.name !== mineIs);
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    ...theirs,
    clusters: [...others(theirs.clusters, name), ...(mine.clusters ?? [])],
    users: [...others(theirs.users, user), ...(mine.users ?? []).map((entry) => ({ ...entry, name: user }))],
    contexts: [...others(theirs.contexts, name), { name, context: { cluster: name, user } }],
    'current-context': name,
  });
}
