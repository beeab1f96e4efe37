import type { Pod } from '@kubets/proto-gen/core/v1';
import { access, mkdir, readdir, readlink, rm, symlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { POD_LOGS, type PodPaths } from '../system/pod-paths';

const LONGEST_FILE_NAME = 255;
const SUFFIX = '.log';

type LinkPaths = Pick<PodPaths, 'logs' | 'allLogs' | 'containerLogs'>;

const namesOf = ({ metadata }: Pod) => `${metadata?.name}_${metadata?.namespace}_`;

/**
 * Links to a container's log under the name that Kubernetes gives it in /var/log/containers, from which agents that collect logs
 * learn whose it is. The link leads to where pods find logs, which is not where they lie here.
 */
export async function linkContainerLog(
  pod: Pod,
  container: { name: string; id: string; logPath: string },
  paths: LinkPaths,
): Promise<void> {
  const name = `${namesOf(pod)}${container.name}-${container.id}`.slice(0, LONGEST_FILE_NAME - SUFFIX.length);
  const link = join(paths.containerLogs, `${name}${SUFFIX}`);
  await mkdir(paths.containerLogs, { recursive: true, mode: 0o755 });
  await rm(link, { force: true });
  await symlink(join(POD_LOGS, relative(paths.allLogs, paths.logs(pod)), container.logPath), link);
}

/** Removes links to logs that are gone: of a pod, or without one all. */
export async function removeDanglingLinks(paths: LinkPaths, pod?: Pod): Promise<void> {
  const prefix = pod ? namesOf(pod) : '';
  for (const name of await readdir(paths.containerLogs).catch(() => [])) {
    if (!name.startsWith(prefix)) continue;
    const link = join(paths.containerLogs, name);
    const [folder = ''] = relative(POD_LOGS, await readlink(link).catch(() => '')).split('/');
    const isThere = await access(join(paths.allLogs, folder)).then(
      () => true,
      () => false,
    );
    if (!isThere) await rm(link, { force: true });
  }
}
