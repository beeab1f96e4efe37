import { isAlreadyExists, nameOf, namespaceOf } from '@kubets/apimachinery';
import { createController } from '@kubets/controller';
import { isNamespaceTerminating } from '../../namespace-terminating';
import type { ControllerEntry } from '../controller-context';

const DEFAULT = 'default';

/** Sees to it that every namespace has the ServiceAccount `default`. */
export const serviceAccountController: ControllerEntry = {
  name: 'serviceaccount-controller',
  create(context) {
    const { client, informers, config, loop } = context;
    const { namespaces, serviceAccounts } = informers;

    function setup(enqueue: (key: string) => void): void {
      namespaces.addEventHandler({
        onAdd: (namespace) => enqueue(nameOf(namespace)),
        onUpdate: (_previous, namespace) => enqueue(nameOf(namespace)),
      });
      serviceAccounts.addEventHandler({
        onDelete: (account) => (nameOf(account) === DEFAULT ? enqueue(namespaceOf(account)) : undefined),
      });
    }

    async function reconcile(key: string): Promise<void> {
      const namespace = namespaces.lister.get(key);
      if (!namespace || namespace.metadata?.deletionTimestamp !== undefined) return;
      if (serviceAccounts.lister.get(`${key}/${DEFAULT}`)) return;
      try {
        await client.serviceAccounts.create({
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: { namespace: key, name: DEFAULT },
        });
      } catch (error) {
        if (!isAlreadyExists(error) && !isNamespaceTerminating(error)) throw error;
      }
    }

    return [
      createController({
        name: 'serviceaccount',
        informers: [namespaces, serviceAccounts],
        setup,
        reconcile,
        ...loop,
        workers: config.concurrentServiceaccountSyncs,
      }),
    ];
  },
};
