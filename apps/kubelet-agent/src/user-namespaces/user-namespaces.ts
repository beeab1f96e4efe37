import type { Logger } from '@kubets/component';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorFields } from '../system/error-fields';
import type { IdRange } from '../runtimes/runtime';
import type { PodPaths } from '../system/pod-paths';
import { writeDurably } from '../system/write-durably';

/** Which IDs pods with users of their own have; no two have the same. */
export interface UserNamespaces {
  /** The same each time, also after the agent was restarted. @throws Error when there are none left. */
  of(podUid: string): Promise<IdRange>;
  /** Once its directory is gone. */
  release(podUid: string): void;
}

/** As many as 16 bits have; below the first range are the node's own. */
const LENGTH = 65_536;
/** Of 32 bits, but for the last range, in which the kernel's "nobody at all" lies. */
const MOST_RANGES = 65_534;
const FILE = 'userns';

/** Kubernetes' own form. */
interface Mapping {
  hostId: number;
  containerId: number;
  length: number;
}

/** Reads from pods' directories which ranges there are. */
export async function openUserNamespaces(paths: PodPaths, logger: Logger): Promise<UserNamespaces> {
  const ranges = new Map<string, Promise<IdRange>>();
  for (const uid of await readdir(paths.pods).catch(() => [])) {
    const known = await read(uid);
    if (known) ranges.set(uid, Promise.resolve(known));
  }
  const taken = new Set((await Promise.all(ranges.values())).map(({ hostId }) => hostId));

  async function read(podUid: string): Promise<IdRange | undefined> {
    try {
      const { uidMappings } = JSON.parse(await readFile(join(paths.pod(podUid), FILE), 'utf8')) as {
        uidMappings: Mapping[];
      };
      const [{ hostId, length }] = uidMappings as [Mapping];
      return { hostId, length };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        logger.warn({ ...errorFields(error), uid: podUid }, 'The IDs of a pod’s users cannot be read');
      return undefined;
    }
  }

  async function allocate(podUid: string): Promise<IdRange> {
    const known = await read(podUid);
    if (known) return known;
    let hostId = LENGTH;
    while (taken.has(hostId)) hostId += LENGTH;
    if (hostId > MOST_RANGES * LENGTH) throw new Error('could not find an empty slot to allocate a user namespace');
    taken.add(hostId);
    const mappings: Mapping[] = [{ hostId, containerId: 0, length: LENGTH }];
    try {
      await mkdir(paths.pod(podUid), { recursive: true, mode: 0o750 });
      await writeDurably(
        join(paths.pod(podUid), FILE),
        JSON.stringify({ uidMappings: mappings, gidMappings: mappings }),
      );
    } catch (error) {
      taken.delete(hostId);
      throw error;
    }
    return { hostId, length: LENGTH };
  }

  return {
    async of(podUid) {
      const range = ranges.get(podUid) ?? allocate(podUid);
      ranges.set(podUid, range);
      try {
        return await range;
      } catch (error) {
        ranges.delete(podUid);
        throw error;
      }
    },
    release(podUid) {
      const range = ranges.get(podUid);
      ranges.delete(podUid);
      void range?.then(
        ({ hostId }) => taken.delete(hostId),
        () => undefined,
      );
    },
  };
}
