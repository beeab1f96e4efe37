import { newForbidden, newNotFound, StatusError } from '@kubets/apimachinery';
import type { Namespace } from '@kubets/proto-gen/core/v1';
import type { AdmissionAttributes, MutatingPlugin } from '../pipeline/admission';
import { isNamespaces } from './rules';

const NAMESPACES = { group: '', plural: 'namespaces' };
const IMMORTAL = new Set(['default', 'kube-system', 'kube-public']);

/**
 * Things are made only in namespaces that exist and are not being deleted. `catchUp` brings the cache up to date: a
 * namespace that was made a moment ago, perhaps through another apiserver, must be found.
 */
export function createNamespaceLifecycle({ catchUp }: { catchUp(): Promise<void> }): MutatingPlugin {
  async function find({ reader, namespace }: AdmissionAttributes): Promise<Namespace | undefined> {
    const known = reader.get(NAMESPACES, '', namespace);
    if (known) return known as Namespace;
    await catchUp();
    return reader.get(NAMESPACES, '', namespace) as Namespace | undefined;
  }

  return {
    name: 'NamespaceLifecycle',
    handles: ({ namespace, operation, resource }) =>
      operation !== 'CONNECT' && (namespace !== '' || (operation === 'DELETE' && isNamespaces(resource))),
    // Refuses as the first of the mutating plugins, before another waits for what such a namespace will never have.
    async admit(attributes) {
      const { operation, resource, name, namespace } = attributes;
      if (isNamespaces(resource)) {
        if (operation === 'DELETE' && IMMORTAL.has(name))
          throw newForbidden(resource, name, 'this namespace may not be deleted');
        return;
      }
      // What a namespace has left behind can be changed, so that it can go.
      if (operation !== 'CREATE') return;
      const found = await find(attributes);
      if (!found) throw newNotFound({ group: '', resource: 'namespaces' }, namespace);
      if (found.metadata?.deletionTimestamp || found.status?.phase === 'Terminating') throw terminating(attributes);
    },
  };
}

function terminating({ resource, name, namespace }: AdmissionAttributes): StatusError {
  const { status } = newForbidden(
    resource,
    name,
    `unable to create new content in namespace ${namespace} because it is being terminated`,
  );
  const causes = [
    {
      reason: 'NamespaceTerminating',
      message: `namespace ${namespace} is being terminated`,
      field: 'metadata.namespace',
    },
  ];
  return new StatusError({ ...status, details: { ...status.details, causes } });
}
