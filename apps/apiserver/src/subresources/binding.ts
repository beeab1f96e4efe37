import { withPodCondition } from '@kubets/api';
import {
  aggregateText,
  fieldErrors,
  FieldPath,
  isDns1123Subdomain,
  newBadRequest,
  newConflict,
} from '@kubets/apimachinery';
import type { Binding, Pod } from '@kubets/proto-gen/core/v1';
import type { StoredObject } from '@kubets/store';
import { admit, writeOperation } from '../pipeline/admit';
import { CREATED } from '../pipeline/create-virtual';
import type { GroupVersionKind } from '../pipeline/admission';
import { invalidObject } from '../pipeline/invalid-object';
import type { RequestScope } from '../pipeline/request-scope';
import { guaranteedUpdate } from '../pipeline/guaranteed-update';
import type { ResourceRequest, Target, WriteRequest } from '../pipeline/request';
import type { ObjectSubresource, SubresourceDescription } from '../pipeline/subresource';
import { inTurns } from '../pipeline/turns';
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
    return { code: 201, object: CREATED };
  },
};

async function bindPod(scope: RequestScope, request: WriteRequest): Promise<void> {
  const object = await inTurns(decodeSubresourceBody<Binding>(request, DESCRIPTION));
  await admitBinding(scope, request, object, request, kindOf(DESCRIPTION));
}

/**
 * Lets a binding in by a request, which need not be about the pod, and gives the pod its node.
 * @throws StatusError
 */
export async function admitBinding(
  scope: RequestScope,
  request: WriteRequest,
  object: Binding,
  pod: ResourceRequest,
  kind?: GroupVersionKind,
): Promise<void> {
  const { options } = request;
  assertBinding(object, pod);
  const operation = { ...writeOperation('CREATE', options), ...(kind && { kind }), object };
  const binding = (await admit(scope, request, operation)).object as Binding;
  await guaranteedUpdate(scope, pod, {
    dryRun: options.dryRun,
    tryUpdate: (old) => ({ object: boundPod(old, binding, pod, scope.now()) }),
  });
}

/** @throws StatusError 400. */
export function assertBinding({ metadata, target }: Binding, { name }: Target): void {
  if ((metadata?.name ?? '') !== name) throw newBadRequest('name in URL does not match name in Binding object');
  const { kind = '', name: node = '' } = target ?? {};
  const path = FieldPath.of('target');
  const errors = [];
  if (kind !== '' && kind !== 'Node')
    errors.push(fieldErrors.notSupported(path.child('kind'), kind, ['Node', '<empty>']));
  if (node === '') errors.push(fieldErrors.required(path.child('name')));
  else errors.push(...isDns1123Subdomain(node).map((text) => fieldErrors.invalid(path.child('name'), node, text)));
  if (errors.length > 0) throw newBadRequest(aggregateText(errors));
}

/** @throws StatusError 409 when the pod has a node, is being deleted, or is another one than the scheduler saw. */
export function boundPod(old: StoredObject, binding: Binding, { definition, name }: Target, now: Date): Pod {
  const pod: Pod = old.copy();
  const conflict = (detail: string) => newConflict({ group: '', resource: 'pods/binding' }, name, detail);
  const { uid, resourceVersion } = binding.metadata ?? {};
  if (uid && uid !== pod.metadata?.uid)
    throw invalidObject(
      definition,
      old,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${pod.metadata?.uid}`,
    );
  if (resourceVersion && resourceVersion !== pod.metadata?.resourceVersion)
    throw invalidObject(
      definition,
      old,
      `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${pod.metadata?.resourceVersion}`,
    );
  if (pod.metadata?.deletionTimestamp) throw conflict(`pod ${name} is being deleted, cannot be assigned to a host`);
  if (pod.spec?.nodeName) throw conflict(`pod ${name} is already assigned to node "${pod.spec.nodeName}"`);
  if ((pod.spec?.schedulingGates?.length ?? 0) > 0) throw conflict(`pod ${name} has non-empty .spec.schedulingGates`);
  const { annotations, labels } = binding.metadata ?? {};
  const { nominatedNodeName: _, ...status } = pod.status ?? {};
  const conditions = withPodCondition(pod, { type: 'PodScheduled', status: 'True' }, now) ?? pod.status?.conditions;
  // Who binds a pod has looked at no generation of it.
  const bound = conditions?.map(({ observedGeneration, ...condition }) =>
    condition.type === 'PodScheduled' ? condition : { ...condition, observedGeneration },
  );
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      annotations: merged(pod.metadata?.annotations, annotations),
      labels: merged(pod.metadata?.labels, labels),
    },
    spec: { ...pod.spec, nodeName: binding.target!.name },
    status: { ...status, conditions: bound },
  };
}

function merged(
  old: Record<string, string> | undefined,
  added: Record<string, string> | undefined,
): Record<string, string> | undefined {
  return added ? { ...old, ...added } : old;
}
