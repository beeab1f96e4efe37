import type { Logger } from '@kubets/component';
import type { ResourceRequirements } from '@kubets/proto-gen/core/v1';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { errorFields } from '../system/error-fields';
import type { PodAllocation } from './pod-allocation';

/** What the node has promised to each pod, and what its containers were given: kept on disk, for the API need not know it. */
export interface AllocationBook {
  /** Undefined for a pod that the node has not taken. */
  allocated(uid: string): PodAllocation | undefined;
  given(uid: string): PodAllocation | undefined;
  allocate(uid: string, allocation: PodAllocation): void;
  give(uid: string, container: string, resources: ResourceRequirements): void;
  giveToPod(uid: string, resources: ResourceRequirements | undefined): void;
  forget(uid: string): void;
  /** Resolves when all of it is on disk. */
  written(): Promise<void>;
}

interface Page {
  allocated: PodAllocation;
  given: PodAllocation;
}

/** Reads the book at `path`; one that is missing or was not written to its end is empty. */
export async function openAllocationBook(path: string, logger: Logger): Promise<AllocationBook> {
  const pages = await read(path, logger);
  let writing: Promise<void> | undefined;
  let isDirty = false;

  async function write(): Promise<void> {
    while (isDirty) {
      isDirty = false;
      try {
        await writeFile(`${path}.new`, JSON.stringify(Object.fromEntries(pages)), { mode: 0o600 });
        await rename(`${path}.new`, path);
      } catch (err) {
        logger.warn(errorFields(err), 'Allocations of pods cannot be kept on disk');
      }
    }
    writing = undefined;
  }
  function changed(): void {
    isDirty = true;
    writing ??= write();
  }
  const pageOf = (uid: string): Page => {
    let page = pages.get(uid);
    if (!page) pages.set(uid, (page = { allocated: { containers: {} }, given: { containers: {} } }));
    return page;
  };

  return {
    allocated: (uid) => pages.get(uid)?.allocated,
    given: (uid) => pages.get(uid)?.given,
    allocate(uid, allocation) {
      pageOf(uid).allocated = allocation;
      changed();
    },
    give(uid, container, resources) {
      pageOf(uid).given.containers[container] = resources;
      changed();
    },
    giveToPod(uid, resources) {
      const { given } = pageOf(uid);
      if (resources) given.pod = resources;
      else delete given.pod;
      changed();
    },
    forget(uid) {
      if (pages.delete(uid)) changed();
    },
    written: () => writing ?? Promise.resolve(),
  };
}

async function read(path: string, logger: Logger): Promise<Map<string, Page>> {
  try {
    return new Map(Object.entries(JSON.parse(await readFile(path, 'utf8')) as Record<string, Page>));
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code !== 'ENOENT')
      logger.warn(errorFields(err), 'Allocations of pods cannot be read, those that pods ask for are taken');
    return new Map();
  }
}
