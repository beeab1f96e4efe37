import { fieldErrors, FieldPath, newInvalid, type KubeObject } from '@kubets/apimachinery';
import type { Scale } from '@kubets/proto-gen/autoscaling/v1';
import { schema } from '@kubets/proto-gen/schema';
import type { StoredObject } from '@kubets/store';
import { planChange } from '../pipeline/change-object';
import type { Engine, IncomingObject, RequestContext, Target, WriteOptions } from '../pipeline/engine';
import { guaranteedUpdate } from '../pipeline/guaranteed-update';
import { patchValue } from '../pipeline/patch';
import { getObject } from '../pipeline/read';
import type { ResourceDefinition, ScaleStrategy } from '../registry/resource';
import type { ObjectSubresource, SubresourceDescription } from './subresource';
import { decodeSubresourceBody } from './subresource-body';

const MESSAGE = 'kubets.autoscaling.v1.Scale';
const DESCRIPTION: SubresourceDescription = {
  name: 'scale',
  kind: 'Scale',
  group: 'autoscaling',
  version: 'v1',
  verbs: ['get', 'patch', 'update'],
  message: MESSAGE,
};

/** `deployments/scale` and its like: replicas of any resource that has them, as an autoscaling/v1 Scale. */
export function scaleSubresource(definition: ResourceDefinition): ObjectSubresource {
  const strategy = definition.scale as ScaleStrategy<KubeObject>;

  /** `wanted` turns the current Scale into the one that the client wants. */
  async function change(
    engine: Engine,
    target: Target,
    options: WriteOptions,
    context: RequestContext,
    wanted: (current: Scale) => Scale,
  ) {
    const { stored } = await guaranteedUpdate(engine, context, {
      target,
      dryRun: options.dryRun,
      change(old) {
        const scale = wanted(scaleOf(strategy, old));
        const object = old.copy();
        strategy.write(object, scale.spec?.replicas ?? 0);
        object.metadata!.resourceVersion = scale.metadata?.resourceVersion ?? '';
        return planChange(engine, context, {
          target: { ...target, subresource: 'scale' },
          options,
          old,
          wanted: object,
        });
      },
    });
    return { code: 200, object: scaleOf(strategy, stored) };
  }

  return {
    description: DESCRIPTION,
    get: async (engine, target) => ({ code: 200, object: scaleOf(strategy, await getObject(engine, target)) }),
    update: (engine, target, incoming, options, context) =>
      change(engine, target, options, context, () => decodeScale(incoming, target)),
    patch: (engine, target, type, incoming, options, context) =>
      change(engine, target, options, context, (current) =>
        decodeScale({ value: patchValue(type, current, incoming.value, schema.of(MESSAGE)) }, target),
      ),
  };
}

function scaleOf(strategy: ScaleStrategy<KubeObject>, { object }: StoredObject): Scale & KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata ?? {};
  const { specReplicas, statusReplicas, selector } = strategy.read(object);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: specReplicas },
    status: { replicas: statusReplicas, selector },
  };
}

function decodeScale(incoming: IncomingObject, target: Target): Scale {
  const object = decodeSubresourceBody<Scale>(incoming, DESCRIPTION, target);
  const replicas = object.spec?.replicas ?? 0;
  if (replicas < 0) {
    const negative = fieldErrors.invalid(
      FieldPath.of('spec', 'replicas'),
      replicas,
      'must be greater than or equal to 0',
    );
    throw newInvalid({ group: 'autoscaling', kind: 'Scale' }, target.name, [negative]);
  }
  return object;
}
