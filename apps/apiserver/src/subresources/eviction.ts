import { isPodTerminal, isPodTerminating, withPodCondition } from '@kubets/api';
import {
  fieldErrors,
  FieldPath,
  isConflict,
  nameOf,
  namespaceOf,
  newBadRequest,
  newInvalid,
  StatusError,
  type KubeObject,
} from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { DeleteOptions } from '@kubets/proto-gen/meta/v1';
import type { Eviction, PodDisruptionBudget } from '@kubets/proto-gen/policy/v1';
import { admit, writeOperation } from '../pipeline/admit';
import { assertDeletePreconditions, deleteObject, UNSAFE } from '../pipeline/delete';
import { guaranteedUpdate } from '../pipeline/guaranteed-update';
import type { ResourceRequest } from '../pipeline/request';
import type { RequestScope } from '../pipeline/request-scope';
import type { ObjectSubresource, SubresourceDescription } from '../pipeline/subresource';
import { inTurns } from '../pipeline/turns';
import type { ResourceDefinition } from '../registry/resource';
import { afterDisruption, budgetsOf, mayGoUncounted, tooEarly } from './disruption-budget';
import { decodeSubresourceBody, kindOf } from './subresource-body';

const DESCRIPTION: SubresourceDescription = {
  name: 'eviction',
  kind: 'Eviction',
  group: 'policy',
  version: 'v1',
  earlierVersions: ['v1beta1'],
  verbs: ['create'],
  message: 'kubets.policy.v1.Eviction',
};

/** How often an eviction that lost a race is tried again. */
const ATTEMPTS = 20;

/** `pods/eviction`: a polite delete, as `kubectl drain` asks for, which the pod's disruption budget may refuse. */
export const evictionSubresource = (budgets: ResourceDefinition): ObjectSubresource => ({
  description: DESCRIPTION,
  async create(scope, request) {
    const object = await inTurns(decodeSubresourceBody<Eviction>(request, DESCRIPTION));
    if (object.metadata?.name !== request.name)
      throw newBadRequest('name in URL does not match name in Eviction object');
    assertReadable(object, request.name);
    const operation = { ...writeOperation('CREATE', request.options), kind: kindOf(DESCRIPTION), object };
    const eviction = (await admit(scope, request, operation)).object as Eviction;
    assertOneDryRun(request.options.dryRun, eviction.deleteOptions?.dryRun);
    const options = { ...eviction.deleteOptions, ...(request.options.dryRun ? { dryRun: ['All'] } : {}) };
    await evict(scope, { ...request, subresource: '' }, { options, budgets });
    return {
      code: 201,
      object: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 } as object,
    };
  },
});

/** @throws StatusError 400 where the request and what it is about say otherwise; Kubernetes answers 500. */
function assertOneDryRun(isDry: boolean, given: readonly string[] = []): void {
  if (isDry && given.length > 0 && given.join() !== 'All')
    throw newBadRequest(`Non-matching dry-run options in request and content: [All] and [${given.join(' ')}]`);
}

interface Evicting {
  options: DeleteOptions;
  budgets: ResourceDefinition;
}

async function evict(scope: RequestScope, target: ResourceRequest, { options, budgets }: Evicting): Promise<void> {
  const isPinned = options.preconditions?.resourceVersion !== undefined;
  const remove = async (pod?: KubeObject): Promise<void> => {
    const resourceVersion = pod && !isPinned ? pod.metadata?.resourceVersion : options.preconditions?.resourceVersion;
    const preconditions = { ...options.preconditions, resourceVersion };
    const announcedOptions = await announced(scope, target, { ...options, preconditions });
    // As in Kubernetes, what was admitted is the creation of the Eviction: nobody is asked about a DELETE.
    await deleteObject(scope, { ...target, options: announcedOptions }, { isAdmitted: true });
  };
  for (let attempt = 1; ; attempt++) {
    const pod = await currentPod(scope, target);
    const budget = isPastBudgets(pod) ? undefined : budgetOf(scope, pod, budgets);
    const name = budget && nameOf(budget);
    if (budget && !mayGoUncounted(pod, budget)) {
      await spend(scope, target, { name: name!, options, budgets });
      return remove();
    }
    // A pod that could become ready, and count, is deleted as it was seen; what has ended stays so.
    const isCertain = isPodTerminal(pod) || isPodTerminating(pod) || (!budget && !isPastBudgets(pod));
    try {
      return await remove(isCertain ? undefined : pod);
    } catch (error) {
      if (!isConflict(error) || isPinned) throw error;
      if (name !== undefined) throw tooEarly(name);
      if (attempt === ATTEMPTS) throw error;
      await scope.cache.catchUp();
    }
  }
}

/** @throws StatusError 404 */
async function currentPod(scope: RequestScope, target: ResourceRequest): Promise<Pod> {
  const { stored } = await guaranteedUpdate(scope, target, {
    dryRun: true,
    tryUpdate: (old) => ({ object: old.copy() }),
  });
  return stored.object as Pod;
}

/** Whether a pod is disrupted already, or not in service yet. */
const isPastBudgets = (pod: Pod): boolean =>
  isPodTerminal(pod) || isPodTerminating(pod) || (pod.status?.phase ?? 'Pending') === 'Pending';

/** @throws StatusError 500 for a pod that has several. */
function budgetOf(scope: RequestScope, pod: Pod, definition: ResourceDefinition): PodDisruptionBudget | undefined {
  const all = scope.cache.list(definition, namespaceOf(pod)) as PodDisruptionBudget[];
  const [budget, ...others] = budgetsOf(pod, all);
  if (others.length > 0) {
    const message = 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';
    throw new StatusError({ message, code: 500 });
  }
  return budget;
}

/** Takes one disruption from a budget, which whoever else does so at the same time cannot take. @throws StatusError 429 */
async function spend(
  scope: RequestScope,
  { name: pod, ...request }: ResourceRequest,
  { name, options, budgets }: Evicting & { name: string },
): Promise<void> {
  const target = { ...request, definition: budgets, version: budgets.versions[0], name };
  await guaranteedUpdate(scope, target, {
    dryRun: (options.dryRun?.length ?? 0) > 0,
    tryUpdate: (old) => ({ object: afterDisruption(old.copy(), pod, scope.now()) }),
  });
}

/** @throws StatusError 422 for the option to delete what cannot be read: nobody is polite to that. */
function assertReadable({ deleteOptions }: Eviction, name: string): void {
  if (!deleteOptions?.[UNSAFE]) return;
  const { group, kind } = DESCRIPTION;
  const detail = 'can not be set for pod eviction, try after removing the option';
  throw newInvalid({ group, kind }, name, [fieldErrors.invalid(FieldPath.of('deleteOptions', UNSAFE), true, detail)]);
}

/** Tells in the pod's status who ends it, so that its owner does not count that as a failure; answers the options of the delete. */
async function announced(scope: RequestScope, pod: ResourceRequest, options: DeleteOptions): Promise<DeleteOptions> {
  if (options.dryRun?.length) return options;
  const { stored } = await guaranteedUpdate(scope, pod, {
    dryRun: false,
    tryUpdate(old) {
      assertDeletePreconditions(pod, old, options);
      const wanted: Pod = old.copy();
      const conditions = withPodCondition(ofNoGeneration(wanted), DISRUPTED, scope.now());
      return { object: conditions ? { ...wanted, status: { ...wanted.status, conditions } } : wanted };
    },
  });
  const { preconditions } = options;
  if (preconditions?.resourceVersion === undefined) return options;
  return { ...options, preconditions: { ...preconditions, resourceVersion: String(stored.revision) } };
}

/** Kubernetes does not say of which generation this condition is. */
const ofNoGeneration = (pod: Pod): Pod => ({ ...pod, metadata: { ...pod.metadata, generation: undefined } });

const DISRUPTED = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'EvictionByEvictionAPI',
  message: 'Eviction API: evicting',
};
