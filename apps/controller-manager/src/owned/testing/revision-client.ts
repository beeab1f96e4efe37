import { nameOf, newAlreadyExists, newNotFound } from '@kubets/apimachinery';
import type { ResourceClient } from '@kubets/client';
import type { ControllerRevision } from '@kubets/proto-gen/apps/v1';

const RESOURCE = { group: 'apps', resource: 'controllerrevisions' };

/** ControllerRevisions of one namespace in memory, as far as a history needs them. */
export function revisionClient(
  seeded: readonly ControllerRevision[] = [],
): Pick<ResourceClient<ControllerRevision>, 'create' | 'get' | 'update' | 'delete'> & { all(): ControllerRevision[] } {
  const stored = new Map(seeded.map((revision) => [nameOf(revision), revision]));
  const known = (name: string): ControllerRevision => {
    const revision = stored.get(name);
    if (!revision) throw newNotFound(RESOURCE, name);
    return revision;
  };
  return {
    all: () => [...stored.values()],
    async create(revision) {
      if (stored.has(nameOf(revision))) throw newAlreadyExists(RESOURCE, nameOf(revision));
      stored.set(nameOf(revision), revision);
      return revision;
    },
    get: async ({ name }) => known(name),
    async update(revision) {
      known(nameOf(revision));
      stored.set(nameOf(revision), revision);
      return revision;
    },
    async delete({ name }) {
      const revision = known(name);
      stored.delete(name);
      return revision;
    },
  };
}
