import type { KubeObject } from '@kubets/apimachinery';
import type { BootstrapPolicy } from '../auth/bootstrap/bootstrap-policy';
import { reconcileBinding, reconcileRole, type Reconciled } from '../auth/bootstrap/reconcile-policy';
import { RBAC_GROUP } from '../auth/followed-objects';
import type { ObjectReader } from '../registry/object-reader';
import type { ResourceDefinition } from '../registry/resource';
import type { SystemWriter } from './system-writer';

/** Brings the default roles and bindings up to date, without taking away what administrators added. */
export async function ensureRbacPolicy(
  reader: ObjectReader,
  writer: SystemWriter,
  { clusterRoles, clusterRoleBindings, roles, roleBindings }: BootstrapPolicy,
  definitionOf: (group: string, plural: string) => ResourceDefinition,
): Promise<void> {
  async function bring<T extends KubeObject>(
    plural: string,
    wanted: readonly T[],
    reconcile: (existing: T | undefined, wanted: T) => Reconciled<T>,
  ): Promise<void> {
    const definition = definitionOf(RBAC_GROUP, plural);
    await Promise.all(
      wanted.map(async (object) => {
        const existing = reader.get(definition, object.metadata?.namespace ?? '', object.metadata?.name ?? '') as
          T | undefined;
        const result = reconcile(existing, object);
        if (result.action === 'none') return;
        if (result.action === 'recreate') await writer.remove(definition, result.object);
        await writer[result.action === 'update' ? 'replace' : 'ensure'](definition, result.object);
      }),
    );
  }

  await Promise.all([bring('clusterroles', clusterRoles, reconcileRole), bring('roles', roles, reconcileRole)]);
  await Promise.all([
    bring('clusterrolebindings', clusterRoleBindings, reconcileBinding),
    bring('rolebindings', roleBindings, reconcileBinding),
  ]);
}
