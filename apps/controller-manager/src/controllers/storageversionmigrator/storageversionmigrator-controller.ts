import { isComparableResourceVersion, isNotFound, nameOf, notComparable, uidOf } from '@kubets/apimachinery';
import type { DynamicCluster, ServedResource } from '@kubets/client';
import { createController } from '@kubets/controller';
import type { CustomResourceDefinition, CustomResourceDefinitionStatus } from '@kubets/proto-gen/apiextensions/v1';
import type { StorageVersionMigration } from '@kubets/proto-gen/storagemigration/v1';
import type { ControllerEntry } from '../controller-context';
import { migrated, migrating } from './definition-status';
import { latestResourceVersion, migrateObjects } from './migrate-objects';
import { hasSucceeded, isOver, isRunning, migratedResourceOf, planOf } from './migration-plan';
import { ended, failed, failedAt, running, succeeded } from './migration-status';

const NEEDED_VERBS = ['update', 'patch', 'list'];
/** A kind that has just been made may not be served yet. */
const WAIT_FOR_KIND_MS = 60_000;
const LOOK_AGAIN_MS = 5_000;

/** Has objects that lie in the store in an old version, or encrypted with an old key, written anew: one migration of a resource at a time. */
export const storageVersionMigratorController: ControllerEntry = {
  name: 'storage-version-migrator-controller',
  create({ client, cluster, informers, clock, loop }) {
    const { storageVersionMigrations: migrations } = informers;
    const { storageVersionMigrations, customResourceDefinitions } = client;

    const write = (migration: StorageVersionMigration) => storageVersionMigrations.updateStatus(migration);

    /** As it is now: the cache may lag behind what was written here. Undefined when it is gone. */
    async function fresh(cached: StorageVersionMigration): Promise<StorageVersionMigration | undefined> {
      const found = await foundOr404(storageVersionMigrations.get({ name: nameOf(cached) }));
      return found && uidOf(found) === uidOf(cached) ? found : undefined;
    }

    /** Of a custom resource its definition tells, too. */
    async function tellDefinition(
      { spec }: StorageVersionMigration,
      statusOf: (definition: CustomResourceDefinition) => CustomResourceDefinitionStatus,
    ): Promise<void> {
      const { group, resource } = spec?.resource ?? {};
      if (!group) return;
      const name = `${resource}.${group}`;
      const definition = await foundOr404(customResourceDefinitions.get({ name }));
      if (!definition) return;
      const metadata = { resourceVersion: definition.metadata?.resourceVersion };
      const body = { metadata, status: statusOf(definition) };
      await customResourceDefinitions.patch({ name }, { type: 'merge', subresource: 'status', body });
    }

    async function begin(migration: StorageVersionMigration): Promise<StorageVersionMigration> {
      await tellDefinition(migration, (definition) => migrating(definition, nameOf(migration), clock.now()));
      return write(running(migration, clock.now()));
    }

    async function finish(migration: StorageVersionMigration): Promise<void> {
      await tellDefinition(migration, (definition) => migrated(definition, hasSucceeded(migration), clock.now()));
      await write(ended(migration, clock.now()));
    }

    async function migrate(
      migration: StorageVersionMigration,
      kind: ServedResource,
      signal: AbortSignal,
    ): Promise<StorageVersionMigration> {
      const objects = cluster.metadata(kind);
      let begun = migration;
      if (!begun.status?.resourceVersion) {
        const resourceVersion = await latestResourceVersion(objects, signal);
        if (!isComparableResourceVersion(resourceVersion)) {
          const message = `latest resourceVersion for ${shown(kind)} is not valid: ${notComparable(resourceVersion)}`;
          return write(failed(begun, clock.now(), message));
        }
        begun = await write({ ...begun, status: { ...begun.status, resourceVersion } });
      }
      const { progress, error, isPassing } = await migrateObjects(
        objects,
        kind,
        begun.status?.resourceVersion ?? '',
        signal,
      );
      if (!error) return write(succeeded(begun, clock.now(), progress));
      if (!isPassing) return write(failedAt(begun, clock.now(), { progress, error }));
      await write(running(begun, clock.now(), progress, error));
      throw error;
    }

    async function reconcile(key: string, signal: AbortSignal): Promise<void | { requeueAfterMs: number }> {
      const plan = planOf(migrations.lister.list().filter((one) => migratedResourceOf(one) === key));
      for (const cached of plan.ended) {
        const over = await fresh(cached);
        if (over && isRunning(over)) await finish(over);
      }
      const current = plan.current && (await fresh(plan.current));
      if (!current || isOver(current)) return;
      const begun = isRunning(current) ? current : await begin(current);
      const kind = await servedResource(cluster, key, signal);
      if (!kind) {
        const createdMs = Date.parse(begun.metadata?.creationTimestamp ?? '') || 0;
        const leftMs = createdMs + WAIT_FOR_KIND_MS - clock.now().getTime();
        if (leftMs > 0) return { requeueAfterMs: Math.min(leftMs, LOOK_AGAIN_MS) };
        await finish(await write(failed(begun, clock.now(), 'resource does not exist in discovery')));
        return;
      }
      if (!NEEDED_VERBS.every((verb) => kind.verbs.includes(verb))) {
        const message = `resource "${shown(kind)}" does not support discovery operations: [${NEEDED_VERBS.join(' ')}]`;
        await finish(await write(failed(begun, clock.now(), message)));
        return;
      }
      const over = await migrate(begun, kind, signal);
      await finish(over);
    }

    const setup = (enqueue: (key: string) => void): void => {
      const changed = (migration: StorageVersionMigration): void => enqueue(migratedResourceOf(migration));
      migrations.addEventHandler({
        onAdd: changed,
        onUpdate: (_old, migration) => changed(migration),
        onDelete: changed,
      });
    };
    return [createController({ name: 'storageversionmigrator', informers: [migrations], setup, reconcile, ...loop })];
  },
};

const foundOr404 = <T>(asked: Promise<T>): Promise<T | undefined> =>
  asked.catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    throw error;
  });

/** As Kubernetes names a resource in one version. */
const shown = ({ group, version, resource }: ServedResource): string => `${group}/${version}, Resource=${resource}`;

/** The resource in the version that its group prefers; undefined when there is none. `key`: as {@link migratedResourceOf}. */
async function servedResource(
  cluster: Pick<DynamicCluster, 'watchResources'>,
  key: string,
  signal: AbortSignal,
): Promise<ServedResource | undefined> {
  const stop = new AbortController();
  try {
    for await (const resources of cluster.watchResources(AbortSignal.any([signal, stop.signal])))
      return resources.find(({ group, resource }) => `${resource}.${group}` === key);
  } finally {
    stop.abort();
  }
  throw new Error('stopped before it was known which resources there are');
}
