import { objectKey, StatusError } from '@kubets/apimachinery';
import type { Namespace, ServiceAccount } from '@kubets/proto-gen/core/v1';
import { startControllers, type RunningControllers } from '../../testing/start-controllers';
import { serviceAccountController } from './serviceaccount-controller';

let running: RunningControllers;
afterEach(() => running.stop());

const namespace = (name: string, deletionTimestamp?: string): Namespace => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, deletionTimestamp, finalizers: ['test'] },
});
const accounts = (): string[] => running.cluster.objects<ServiceAccount>('serviceaccounts').map(objectKey);

test('every namespace has a default account, new ones too, and again when it is deleted', async () => {
  running = startControllers([serviceAccountController], {
    objects: [namespace('a'), namespace('going', '2026-01-01T00:00:00Z')],
  });
  await running.settle();
  expect(accounts()).toEqual(['a/default']);
  running.cluster.seed(namespace('b'));
  await running.cluster.serviceAccounts.delete({ namespace: 'a', name: 'default' });
  await running.settle();
  expect(accounts()).toEqual(['a/default', 'b/default']);
});

test('a namespace that starts to go just then is no failure', async () => {
  running = startControllers([serviceAccountController]);
  running.cluster.failNext(
    { verb: 'create', resource: 'serviceaccounts' },
    new StatusError({
      reason: 'Forbidden',
      code: 403,
      message: 'no',
      details: { causes: [{ reason: 'NamespaceTerminating' }] },
    }),
  );
  running.cluster.seed(namespace('a'));
  await running.settle();
  expect(running.logger.lines.filter(({ level }) => Number(level) >= 40)).toEqual([]);
});
