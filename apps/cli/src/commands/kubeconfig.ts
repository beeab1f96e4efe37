import { chmod, mkdir, readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { ClusterLayout } from '../cluster/layout';
import { callingUser, giveToUser, type CallingUser } from '../files/user-behind-sudo';
import { writeWhole } from '../files/write-whole';
import { existingCluster } from './existing-cluster';
import { printJson } from './narration';

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

export interface KubeconfigOptions {
  stateDir: string;
  merge: boolean;
  output?: string;
}

/** Prints the administrator's kubeconfig, or puts it into the user's own beside what is there. */
export async function kubeconfig({ stateDir, merge, output }: KubeconfigOptions): Promise<void> {
  const layout = await existingCluster(stateDir);
  const own = await readFile(layout.kubeconfig, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EACCES')
      throw new Error(`${layout.kubeconfig} belongs to somebody else. Use: sudo npx kubets kubeconfig`);
    throw error;
  });
  if (!merge) {
    if (output === 'json') printJson(parse(own));
    else process.stdout.write(own);
    return;
  }
  const user = callingUser();
  const file = await usersFile(user);
  const merged = mergeKubeconfigs(await textOf(file), own, layout.options.name);
  if ((await mkdir(dirname(file), { recursive: true, mode: 0o700 })) !== undefined)
    await giveToUser([dirname(file)], user);
  await writePrivately(file, merged, user);
  if (output === 'json') return printJson({ file, context: layout.options.name });
  console.log(`${file} has the cluster ${layout.options.name} now, as its current context.`);
}

/** Takes a cluster that is deleted out of the user's kubeconfig, where it was merged. Returns the file if it was there. */
export async function forgetInUsersKubeconfig({ kubeconfig, options }: ClusterLayout): Promise<string | undefined> {
  const user = callingUser();
  const file = await usersFile(user);
  const [present, own] = [await textOf(file), await textOf(kubeconfig)];
  const rest = present && own && withoutCluster(present, own, options.name);
  if (!rest) return undefined;
  await writePrivately(file, rest, user);
  return file;
}

/** Where a link leads, for it stays a link. */
async function usersFile({ home }: CallingUser): Promise<string> {
  const file = join(home, '.kube/config');
  return realpath(file).catch(() => file);
}

const textOf = (file: string) =>
  readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });

async function writePrivately(file: string, text: string, user: CallingUser): Promise<void> {
  await writeWhole(file, text, { mode: 0o600 });
  await chmod(file, 0o600);
  await giveToUser([file], user);
}

/**
 * A kubeconfig with everything of the present one but what has the cluster's name, which is replaced; users are called as the
 * cluster, for another cluster's are called kubernetes-admin too.
 * @throws Error when the present one cannot be read.
 */
export function mergeKubeconfigs(present: string | undefined, own: string, name: string): string {
  const mine = parse(own) as Kubeconfig;
  const theirs = readKubeconfig(present ?? '');
  const user = userOf(name);
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

/**
 * A kubeconfig without the cluster that was merged into it; undefined when it is not there, or another one has its name: it is known
 * by its certificate authority.
 */
export function withoutCluster(present: string, own: string, name: string): string | undefined {
  const authority = (config: Kubeconfig) => config.clusters?.find((entry) => entry.name === name)?.cluster;
  const theirs = readKubeconfig(present);
  const [merged, mine] = [authority(theirs), authority(parse(own) as Kubeconfig)];
  if (!merged || JSON.stringify(merged) !== JSON.stringify(mine)) return undefined;
  return stringify({
    ...theirs,
    clusters: others(theirs.clusters, name),
    users: others(theirs.users, userOf(name)),
    contexts: others(theirs.contexts, name),
    'current-context': theirs['current-context'] === name ? '' : theirs['current-context'],
  });
}

/** @throws Error for what is none. */
function readKubeconfig(text: string): Kubeconfig {
  const none = new Error('~/.kube/config is no kubeconfig; nothing was changed');
  try {
    const value = (parse(text) ?? {}) as Kubeconfig;
    const lists = [value.clusters ?? [], value.users ?? [], value.contexts ?? []];
    if (typeof value === 'object' && !Array.isArray(value) && lists.every((list) => Array.isArray(list))) return value;
  } catch (error) {
    none.cause = error;
  }
  throw none;
}

const userOf = (name: string) => `${name}-admin`;
const others = (entries: Named[] | undefined, mineIs: string) => (entries ?? []).filter(({ name }) => name !== mineIs);
