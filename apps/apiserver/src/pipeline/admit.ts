import type { KubeObject } from '@kubets/apimachinery';
import type { AdmissionAttributes, AdmissionOperation } from './admission';
import type { Engine, RequestContext, Target } from './engine';

export interface AdmissionChange {
  operation: AdmissionOperation;
  object?: KubeObject;
  oldObject?: KubeObject;
  dryRun: boolean;
  /** For a subresource whose body is of another kind (Binding, Eviction, PodExecOptions). */
  kind?: string;
}

export function admissionAttributes(
  engine: Engine,
  target: Target,
  context: RequestContext,
  change: AdmissionChange,
): AdmissionAttributes {
  const { definition, version, namespace, name, subresource } = target;
  const { object, oldObject, operation, dryRun } = change;
  return {
    operation,
    group: definition.group,
    version: version.version,
    kind: change.kind ?? definition.kind,
    resource: definition.plural,
    subresource,
    namespace,
    name: name || object?.metadata?.name || '',
    user: context.user,
    dryRun,
    ...(object ? { object } : {}),
    ...(oldObject ? { oldObject } : {}),
    reader: engine.cache,
    warn: (text) => context.warn(text),
  };
}

/** Lets every plugin change the object. */
export async function admitMutating(engine: Engine, attributes: AdmissionAttributes): Promise<void> {
  for (const plugin of engine.admission)
    if (plugin.mutate && plugin.handles(attributes)) await plugin.mutate(attributes);
}

/** Lets every plugin refuse. */
export async function admitValidating(engine: Engine, attributes: AdmissionAttributes): Promise<void> {
  for (const plugin of engine.admission)
    if (plugin.validate && plugin.handles(attributes)) await plugin.validate(attributes);
}

/** Both, for what is not stored as an object of its own: a subresource's body, a connection, a delete. */
export async function admit(
  engine: Engine,
  target: Target,
  context: RequestContext,
  change: AdmissionChange,
): Promise<void> {
  const attributes = admissionAttributes(engine, target, context, change);
  await admitMutating(engine, attributes);
  await admitValidating(engine, attributes);
}
