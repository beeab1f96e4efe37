import { isDns1123Label, newForbidden } from '@kubets/apimachinery';
import { namespaces as names } from '@kubets/proto-gen/catalogue';
import type { Namespace } from '@kubets/proto-gen/core/v1';
import { defineResource } from '../../registry/define-resource';
import { namespaceColumns } from './columns';
import { defaultNamespace } from './defaulting';
import { validateNamespace, validateNamespaceStatus } from './validation';

const PROTECTED: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public']);

export const namespaces = defineResource<Namespace>(names, {
  versions: { v1: { defaults: defaultNamespace } },
  columns: namespaceColumns,
  validateName: isDns1123Label,
  deletedSingly: true,
  returnsDeletedObject: true,

  prepareForCreate(namespace) {
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
    namespace.status = { ...namespace.status, phase: 'Terminating' };
  },
  validateDelete(namespace) {
    const name = namespace.metadata?.name ?? '';
    if (PROTECTED.has(name)) {
      throw newForbidden({ group: '', resource: 'namespaces' }, name, 'this namespace may not be deleted');
    }
  },
});
