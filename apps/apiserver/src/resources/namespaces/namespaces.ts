import { isDns1123Label, newForbidden, type KubeObject } from '@kubets/apimachinery';
import { namespaces as names } from '@kubets/proto-gen/catalogue';
import type { Namespace } from '@kubets/proto-gen/core/v1';
import { ageColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import type { TableColumn } from '../../registry/table-column';
import { validateNamespace, validateNamespaceStatus } from './validation';

/** Every namespace can be selected by its name, and is active unless it is said to be something else. */
function defaultNamespace(object: KubeObject): void {
  const namespace = object as Namespace;
  if (namespace.status && !namespace.status.phase) namespace.status.phase = 'Active';
  const name = namespace.metadata?.name;
  if (!name || !namespace.metadata) return;
  namespace.metadata.labels = { ...namespace.metadata.labels, 'kubernetes.io/metadata.name': name };
}

const namespaceColumns: TableColumn<Namespace>[] = [
  nameColumn,
  textColumn<Namespace>({
    name: 'Status',
    description: 'Active, or Terminating while its contents are being deleted.',
    value: (namespace) => namespace.status?.phase ?? '',
  }),
  ageColumn,
];

const PROTECTED: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public']);

export const namespaces = defineResource<Namespace>(names, {
  granted: { view: ['', 'status'] },
  versions: { v1: { defaults: defaultNamespace } },
  columns: namespaceColumns,
  validateName: isDns1123Label,
  deletedSingly: true,
  ownPreconditions: true,
  returnsDeletedObject: true,

  prepareForCreate(namespace) {
    // Of a generated name the defaults knew nothing.
    defaultNamespace(namespace);
    namespace.status = { phase: 'Active' };
    // The namespace controller takes it away when nothing is left inside.
    const finalizers = namespace.spec?.finalizers ?? [];
    namespace.spec = { finalizers: finalizers.includes('kubernetes') ? finalizers : [...finalizers, 'kubernetes'] };
  },
  prepareForUpdate(namespace, old) {
    namespace.spec = { ...namespace.spec, finalizers: old.spec?.finalizers };
  },
  validateCreate: validateNamespace,
  status: { validateUpdate: validateNamespaceStatus },
  fieldSelectors: { 'status.phase': (namespace) => namespace.status?.phase ?? '' },
  extraFinalizers: (namespace) => namespace.spec?.finalizers ?? [],
  beginDelete(namespace) {
    delete namespace.metadata?.deletionGracePeriodSeconds;
    namespace.status = { ...namespace.status, phase: 'Terminating' };
  },
  validateDelete(namespace) {
    const name = namespace.metadata?.name ?? '';
    if (PROTECTED.has(name)) {
      throw newForbidden({ group: '', resource: 'namespaces' }, name, 'this namespace may not be deleted');
    }
  },
});
