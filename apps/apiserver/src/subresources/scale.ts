import {
  fieldErrors,
  FieldPath,
  newBadRequest,
  newConflict,
  newInternalError,
  newInvalid,
  newNotFound,
  trackSteps,
  type KubeObject,
  type TrackedUpdate,
} from '@kubets/apimachinery';
import type { Scale } from '@kubets/proto-gen/autoscaling/v1';
import { schema } from '@kubets/proto-gen/schema';
import type { StoredObject } from '@kubets/store';
import { ageColumn, countColumn, nameColumn } from '../columns/standard-columns';
import { admissionAttributes, writeOperation } from '../pipeline/admit';
import { beforeUpdate } from '../pipeline/before-update';
import { assertName } from '../pipeline/decode-incoming';
import { UNKNOWN_MANAGER } from '../pipeline/field-ownership';
import { apiVersionIn, apiVersionOf, groupResourceOf, type RequestScope } from '../pipeline/request-scope';
import { guaranteedUpdate } from '../pipeline/guaranteed-update';
import { decodeResult, patchValue, shownResult } from '../pipeline/patch';
import { invalidObject } from '../pipeline/invalid-object';
import { getObject } from '../pipeline/read';
import type { ResourceRequest, WriteRequest } from '../pipeline/request';
import { isCustom } from '../registry/custom-version';
import type { ScaleStrategy } from '../registry/resource';
import type { TableColumn } from '../registry/table-column';
import type { ObjectSubresource, SubresourceDescription } from '../pipeline/subresource';
import { inTurns } from '../pipeline/turns';
import { SCALE, scaleApplier, type OwnedScale } from './apply-scale';
import { ownersInObject, ownersInScale, replicasPathsOf } from './scale-owners';
import { decodeSubresourceBody, kindOf } from './subresource-body';

const DESCRIPTION: SubresourceDescription = { name: 'scale', ...SCALE, verbs: ['get', 'patch', 'update'] };
const MESSAGE = schema.of(SCALE.message);
/** What a patch finds where an object has no number: what comes out with it has not been told one. */
const NO_REPLICAS = -(2 ** 31);

const COLUMNS: TableColumn<Scale>[] = [
  { ...nameColumn, format: '' },
  countColumn({
    name: 'Desired',
    description: 'How many replicas there are to be.',
    value: ({ spec }) => spec?.replicas ?? 0,
  }),
  countColumn({
    name: 'Available',
    description: 'How many replicas there are.',
    value: ({ status }) => status?.replicas ?? 0,
  }),
  ageColumn,
];

/** As Kubernetes tells them of custom kinds. */
const CUSTOM_COLUMNS: TableColumn<Scale>[] = COLUMNS.map((column) =>
  column.name === 'Name' ? nameColumn : column === ageColumn ? { ...ageColumn, type: 'date' } : column,
);

/** `deployments/scale` and its like: replicas of any resource that has them, as an autoscaling/v1 Scale. */
export function scaleSubresource(): ObjectSubresource {
  /** `wanted` turns the current Scale, whose managedFields say whose its number is, into the one that the client wants. */
  async function write(
    scope: RequestScope,
    request: WriteRequest,
    wanted: (current: Scale & KubeObject, now: Date) => Promise<OwnedScale>,
    isApply = false,
  ) {
    const strategy = strategyOf(request);
    const { definition, version } = request;
    const paths = replicasPathsOf(definition);
    await definition.loadRules?.();
    const { stored } = await guaranteedUpdate(scope, request, {
      dryRun: request.options.dryRun,
      isApply,
      async tryUpdate(old) {
        const oldObject = scaleOf(strategy, old);
        const missing = strategy.missing?.(old.object);
        if (missing !== undefined) oldObject.spec = { replicas: NO_REPLICAS };
        const entries = old.object.metadata?.managedFields;
        const managedFields = await inTurns(ownersInScale(entries, paths));
        const current = { ...oldObject, metadata: { ...oldObject.metadata, managedFields } };
        const { scale: wantedScale, managedFields: owners } = await wanted(current, scope.now());
        checkedScale(wantedScale, request);
        assertUid(request, wantedScale, old);
        const admitted = await admitScale(scope, request, wantedScale, oldObject);
        const scale = admitted.object as Scale;
        const { replicas = 0 } = scale.spec ?? {};
        if (replicas === NO_REPLICAS) throw newBadRequest(`the spec replicas field "${missing}" cannot be empty`);
        const object = old.copy();
        strategy.write(object, replicas);
        // Of a custom kind a scale without a revision is of the object as it is.
        const whatever = isCustom(definition) ? String(old.revision) : '';
        object.metadata!.resourceVersion = scale.metadata?.resourceVersion || whatever;
        const apiVersion = apiVersionIn(definition, version);
        const applied = { managedFields: await inTurns(ownersInObject(entries, owners, { paths, apiVersion })) };
        return beforeUpdate(scope, request, { old, wanted: object, admitted, applied });
      },
    });
    return { code: 200, object: scaleOf(strategy, stored) };
  }

  /** The same of one who says nothing of who owns what. */
  const change = (scope: RequestScope, request: WriteRequest, wanted: (current: Scale) => Promise<Scale>) =>
    write(scope, request, async (current, now) => {
      const { managedFields: _, ...metadata } = current.metadata ?? {};
      const scale = await wanted({ ...current, metadata });
      return { scale, managedFields: await inTurns(trackSteps(updateOf(request, { current, scale, now }))) };
    });

  return {
    description: DESCRIPTION,
    columns: COLUMNS as TableColumn[],
    customColumns: CUSTOM_COLUMNS as TableColumn[],
    async get(scope, request) {
      const strategy = strategyOf(request);
      const stored = await getObject(scope, request);
      const missing = strategy.missing?.(stored.object);
      if (missing !== undefined) throw newInternalError(`the spec replicas field "${missing}" does not exist`);
      return { code: 200, object: scaleOf(strategy, stored) };
    },
    apply: async (scope, request) => write(scope, request, await scaleApplier(request), true),
    update: (scope, request) =>
      change(scope, request, async () =>
        checkedScale(await inTurns(decodeSubresourceBody<Scale>(request, DESCRIPTION)), request),
      ),
    patch: (scope, request) =>
      change(scope, request, async (current) => {
        const value = patchValue(request.patchType, current, request.body.value, MESSAGE);
        const decoded = decodeSubresourceBody<Scale>({ ...request, body: { value } }, DESCRIPTION);
        const shown = () => shownResult(request.patchType, request.body.value, value, MESSAGE);
        return checkedScale(await decodeResult(decoded, shown), request);
      }),
  };
}

const admitScale = (scope: RequestScope, request: WriteRequest, object: Scale, oldObject: Scale) =>
  scope.admission.admit(
    admissionAttributes(scope, request, {
      ...writeOperation('UPDATE', request.options),
      kind: kindOf(DESCRIPTION),
      object: object as KubeObject,
      oldObject: oldObject as KubeObject,
    }),
  );

/** Whoever changes a Scale without applying it owns what they have changed. */
const updateOf = (
  { options }: WriteRequest,
  { current, scale, now }: { current: Scale & KubeObject; scale: Scale; now: Date },
): TrackedUpdate<KubeObject> => ({
  before: current,
  after: scale as KubeObject,
  message: MESSAGE,
  manager: {
    manager: options.fieldManager || UNKNOWN_MANAGER,
    operation: 'Update',
    apiVersion: apiVersionOf(SCALE.group, SCALE.version),
    subresource: DESCRIPTION.name,
  },
  now,
});

/** @throws StatusError 404 for a version that has no scale. */
function strategyOf({ definition, name }: Pick<ResourceRequest, 'definition' | 'name'>): ScaleStrategy<KubeObject> {
  if (!definition.scale) throw newNotFound(groupResourceOf(definition), name);
  return definition.scale;
}

function scaleOf(strategy: ScaleStrategy<KubeObject>, { object }: StoredObject): Scale & KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata ?? {};
  const { specReplicas, statusReplicas, selector } = strategy.read(object);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: specReplicas ? { replicas: specReplicas } : {},
    status: { replicas: statusReplicas, ...(selector ? { selector } : {}) },
  };
}

/** @throws StatusError 409 for a Scale of another object of the name; of a custom kind only where it is put. */
function assertUid({ definition, verb, name }: WriteRequest, { metadata }: Scale, old: StoredObject): void {
  const uid = old.object.metadata?.uid;
  if (!metadata?.uid || metadata.uid === uid) return;
  const detail = `Precondition failed: UID in precondition: ${metadata.uid}, UID in object meta: ${uid}`;
  if (verb === 'update') throw invalidObject(definition, old, detail);
  const { group, plural } = definition;
  if (!isCustom(definition)) throw newConflict({ group, resource: `${plural}/scale` }, name, detail);
}

/** @throws StatusError 400 or 422. */
export function checkedScale(object: Scale, request: WriteRequest): Scale {
  assertName(object, request);
  const replicas = object.spec?.replicas ?? 0;
  // What a custom kind allows its own schema says.
  if (replicas < 0 && !isCustom(request.definition)) {
    const negative = fieldErrors.invalid(
      FieldPath.of('spec', 'replicas'),
      replicas,
      'must be greater than or equal to 0',
    );
    throw newInvalid({ group: 'autoscaling', kind: 'Scale' }, request.name, [negative]);
  }
  return object;
}
