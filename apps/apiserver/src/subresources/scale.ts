import { fieldErrors, FieldPath, newInvalid, newNotFound, type KubeObject } from '@kubets/apimachinery';
import type { Scale } from '@kubets/proto-gen/autoscaling/v1';
import { schema } from '@kubets/proto-gen/schema';
import type { StoredObject } from '@kubets/store';
import { ageColumn, countColumn, nameColumn } from '../columns/standard-columns';
import { admissionAttributes, writeOperation } from '../pipeline/admit';
import { beforeUpdate } from '../pipeline/before-update';
import { assertName } from '../pipeline/decode-incoming';
import { groupResourceOf, type RequestScope } from '../pipeline/request-scope';
import { guaranteedUpdate } from '../pipeline/guaranteed-update';
import { decodeResult, patchValue, shownResult } from '../pipeline/patch';
import { getObject } from '../pipeline/read';
import type { ResourceRequest, WriteRequest } from '../pipeline/request';
import { isCustom } from '../registry/custom-version';
import type { ScaleStrategy } from '../registry/resource';
import type { TableColumn } from '../registry/table-column';
import type { ObjectSubresource, SubresourceDescription } from '../pipeline/subresource';
import { inTurns } from '../pipeline/turns';
import { scaleApplier } from './apply-scale';
import { decodeSubresourceBody, kindOf } from './subresource-body';

const MESSAGE = 'kubets.autoscaling.v1.Scale';
const DESCRIPTION: SubresourceDescription = {
  name: 'scale',
  kind: 'Scale',
  group: 'autoscaling',
  version: 'v1',
  verbs: ['get', 'patch', 'update'],
  message: MESSAGE,
};

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
  /** `wanted` turns the current Scale into the one that the client wants. */
  async function change(scope: RequestScope, request: WriteRequest, wanted: (current: Scale) => Promise<Scale>) {
    const strategy = strategyOf(request);
    await request.definition.loadRules?.();
    const { stored } = await guaranteedUpdate(scope, request, {
      dryRun: request.options.dryRun,
      async tryUpdate(old) {
        const oldObject = scaleOf(strategy, old);
        const admitted = await admitScale(scope, request, await wanted(oldObject), oldObject);
        const scale = admitted.object as Scale;
        const object = old.copy();
        strategy.write(object, scale.spec?.replicas ?? 0);
        // Of a custom kind a scale without a revision is of the object as it is.
        const whatever = isCustom(request.definition) ? String(old.revision) : '';
        object.metadata!.resourceVersion = scale.metadata?.resourceVersion || whatever;
        return beforeUpdate(scope, request, { old, wanted: object, admitted });
      },
    });
    return { code: 200, object: scaleOf(strategy, stored) };
  }

  return {
    description: DESCRIPTION,
    columns: COLUMNS as TableColumn[],
    customColumns: CUSTOM_COLUMNS as TableColumn[],
    async get(scope, request) {
      const strategy = strategyOf(request);
      const stored = await getObject(scope, request);
      strategy.assertThere?.(stored.object);
      return { code: 200, object: scaleOf(strategy, stored) };
    },
    async apply(scope, request) {
      const strategy = strategyOf(request);
      await request.definition.loadRules?.();
      const merge = await scaleApplier(request, strategy);
      const { stored } = await guaranteedUpdate(scope, request, {
        dryRun: request.options.dryRun,
        isApply: true,
        async tryUpdate(old) {
          const { wanted, applied } = await merge(old, scope.now());
          const { specReplicas } = strategy.read(wanted);
          const proposed = checkedScale(withReplicas(scaleOf(strategy, old), specReplicas), request);
          const admitted = await admitScale(scope, request, proposed, scaleOf(strategy, old));
          const replicas = (admitted.object as Scale).spec?.replicas ?? 0;
          if (replicas !== specReplicas) strategy.write(wanted, replicas);
          return beforeUpdate(scope, request, { old, wanted, admitted, applied });
        },
      });
      return { code: 200, object: scaleOf(strategy, stored) };
    },
    update: (scope, request) =>
      change(scope, request, async () =>
        checkedScale(await inTurns(decodeSubresourceBody<Scale>(request, DESCRIPTION)), request),
      ),
    patch: (scope, request) =>
      change(scope, request, async (current) => {
        const value = patchValue(request.patchType, current, request.body.value, schema.of(MESSAGE));
        const decoded = decodeSubresourceBody<Scale>({ ...request, body: { value } }, DESCRIPTION);
        const shown = () => shownResult(request.patchType, request.body.value, value, schema.of(MESSAGE));
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

const withReplicas = (scale: Scale, replicas: number): Scale => ({ ...scale, spec: replicas ? { replicas } : {} });

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
