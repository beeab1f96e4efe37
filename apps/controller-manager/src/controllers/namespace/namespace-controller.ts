import { isNotFound, nameOf, namespaceOf } from '@kubets/apimachinery';
import { createController } from '@kubets/controller';
import type { Namespace } from '@kubets/proto-gen/core/v1';
import type { ControllerEntry } from '../controller-context';
import { deletionConditions } from './content-report';
import { deleteContent } from './delete-content';

/** The finalizer in spec.finalizers that this controller takes away when the namespace is empty. */
const FINALIZER = 'kubernetes';

const isTerminating = (namespace: Namespace | undefined): namespace is Namespace =>
  namespace?.metadata?.deletionTimestamp !== undefined;

/** Empties namespaces that are being deleted, and lets them go. */
export const namespaceController: ControllerEntry = {
  name: 'namespace-controller',
  create(context) {
    const { client, informers, resources, clock, config, loop } = context;
    const { namespaces } = informers;

    function setup(enqueue: (key: string) => void): void {
      const changed = (namespace: Namespace): void => {
        if (isTerminating(namespace)) enqueue(nameOf(namespace));
      };
      namespaces.addEventHandler({ onAdd: changed, onUpdate: (_previous, namespace) => changed(namespace) });
      resources.onResource((kind) => {
        if (!kind.namespaced) return;
        const { lister, addEventHandler } = resources.objects(kind);
        addEventHandler({
          onDelete(object) {
            const name = namespaceOf(object);
            if (isTerminating(namespaces.lister.get(name)) && lister.list(name).length === 0) enqueue(name);
          },
        });
      });
    }

    async function reconcile(key: string): Promise<void | { requeueAfterMs: number }> {
      const cached = namespaces.lister.get(key);
      if (!isTerminating(cached) || !cached.spec?.finalizers?.includes(FINALIZER)) return;
      // The cache may lag behind a round that has just been written.
      const namespace = await client.namespaces.get({ name: key }).catch((error: unknown) => {
        if (isNotFound(error)) return undefined;
        throw error;
      });
      if (
        !isTerminating(namespace) ||
        namespace.metadata?.uid !== cached.metadata?.uid ||
        !namespace.spec?.finalizers?.includes(FINALIZER)
      )
        return;

      const report = await deleteContent(resources, key);
      const done = report.remaining.size === 0 && report.failures.length === 0;
      const current = done ? namespace : await writeStatus(namespace, report);
      if (done) {
        const finalizers = (current.spec?.finalizers ?? []).filter((finalizer) => finalizer !== FINALIZER);
        await client.namespaces.finalize({ ...current, spec: { ...current.spec, finalizers } });
        return;
      }
      if (report.failures.length > 0)
        throw new Error(`deleting the content of namespace ${key}: ${report.failures.join('; ')}`);
      // Deletions wake this up at once; the time is for what no informer follows.
      return { requeueAfterMs: (report.graceSeconds / 2 + 1) * 1000 };
    }

    async function writeStatus(
      namespace: Namespace,
      report: Parameters<typeof deletionConditions>[1],
    ): Promise<Namespace> {
      const conditions = deletionConditions(namespace.status?.conditions, report, clock.now());
      if (!conditions && namespace.status?.phase === 'Terminating') return namespace;
      const status = {
        ...namespace.status,
        phase: 'Terminating',
        conditions: conditions ?? namespace.status?.conditions,
      };
      return client.namespaces.updateStatus({ ...namespace, status });
    }

    return [
      createController({
        name: 'namespace',
        informers: [namespaces, resources],
        setup,
        reconcile,
        workers: config.concurrentNamespaceSyncs,
        ...loop,
      }),
    ];
  },
};
