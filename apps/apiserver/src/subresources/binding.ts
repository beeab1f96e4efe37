import { fieldErrors, FieldPath, newConflict, newInvalid, rfc3339 } from '@kubets/apimachinery';
import type { Binding, Pod } from '@kubets/proto-gen/core/v1';
import type { Status } from '@kubets/proto-gen/meta/v1';
import { admit, writeOperation } from '../pipeline/admit';
import { groupResourceOf, type RequestScope } from '../pipeline/request-scope';
import { guaranteedUpdate } from '../pipeline/guaranteed-update';
import type { Target, WriteRequest } from '../pipeline/request';
import type { ObjectSubresource, SubresourceDescription } from '../pipeline/subresource';
import { decodeSubresourceBody, kindOf } from './subresource-body';

const DESCRIPTION: SubresourceDescription = {
  name: 'binding',
  kind: 'Binding',
  group: '',
  version: 'v1',
  verbs: ['create'],
  message: 'kubets.core.v1.Binding',
};

/** `pods/binding`: gives a pod its node, once. The scheduler's only way to do so. */
export const bindingSubresource: ObjectSubresource = {
  description: DESCRIPTION,
  async create(scope, request) {
    await bindPod(scope, request);
    const status: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
    return { code: 201, object: status as object };
  },
};

async function bindPod(scope: RequestScope, request: WriteRequest): Promise<void> {
  const { options } = request;
  const operation = { ...writeOperation('CREATE', options), kind: kindOf(DESCRIPTION), object: decodeBinding(request) };
  const binding = (await admit(scope, request, operation)).object as Binding;
  await guaranteedUpdate(scope, request, {
    dryRun: options.dryRun,
    tryUpdate: (old) => ({ object: boundPod(old.copy(), binding, request, scope.now()) }),
  });
}

/** @throws StatusError 400 or 422 for what names no node. */
export function decodeBinding(request: Pick<WriteRequest, 'name' | 'namespace' | 'body'>): Binding {
  const object = decodeSubresourceBody<Binding>(request, DESCRIPTION);
  const { kind = '', name: node = '' } = object.target ?? {};
  const path = FieldPath.of('target');
  const errors = [];
  if (kind !== '' && kind !== 'Node')
    errors.push(fieldErrors.notSupported(path.child('kind'), kind, ['Node', '<empty>']));
  if (node === '') errors.push(fieldErrors.required(path.child('name')));
  if (errors.length > 0) throw newInvalid({ group: '', kind: 'Binding' }, request.name, errors);
  return object;
}

/** @throws StatusError 409 when the pod has a node, is being deleted, or is another one than the scheduler saw. */
export function boundPod(
  pod: Pod,
  binding: Binding,
  { definition, name }: Pick<Target, 'definition' | 'name'>,
  now: Date,
): Pod {
  const conflict = (detail: string) => newConflict(groupResourceOf(definition), name, detail);
  const { uid, resourceVersion } = binding.metadata ?? {};
  if (uid && uid !== pod.metadata?.uid)
    throw conflict(`Precondition failed: UID in precondition: ${uid}, UID in object meta: ${pod.metadata?.uid}`);
  if (resourceVersion && resourceVersion !== pod.metadata?.resourceVersion) {
    throw conflict(
      `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${pod.metadata?.resourceVersion}`,
    );
  }
  if (pod.metadata?.deletionTimestamp) throw conflict(`pod ${name} is being deleted, cannot be assigned to a host`);
  if (pod.spec?.nodeName) throw conflict(`pod ${name} is already assigned to node "${pod.spec.nodeName}"`);
  if ((pod.spec?.schedulingGates?.length ?? 0) > 0) throw conflict(`pod ${name} has non-empty .spec.schedulingGates`);
  const conditions = (pod.status?.conditions ?? []).filter(({ type }) => type !== 'PodScheduled');
  return {
    ...pod,
    metadata: { ...pod.metadata, annotations: merged(pod.metadata?.annotations, binding.metadata?.annotations) },
    spec: { ...pod.spec, nodeName: binding.target!.name },
    status: {
      ...pod.status,
      conditions: [...conditions, { type: 'PodScheduled', status: 'True', lastTransitionTime: rfc3339(now) }],
    },
  };
}

function merged(
  old: Record<string, string> | undefined,
  added: Record<string, string> | undefined,
): Record<string, string> | undefined {
  return added ? { ...old, ...added } : old;
}
