import { applySteps, copySteps, equalSteps, type Applied, type KubeObject, type Steps } from '@kubets/apimachinery';
import type { ManagedFieldsEntry } from '@kubets/proto-gen/meta/v1';
import { schemaOf, type ServedVersion } from '../registry/resource';
import { decodeInVersion } from './decode-version';
import { defaultObject } from './default-object';
import { unreachableMembers } from './field-ownership';
import type { ApplyRequest } from './request';
import { apiVersionIn } from './request-scope';

/**
 * In steps: the configuration merged into what is there, both in the version of the request, decoded and defaulted, and who
 * owns what then.
 * @param config as sent, checked
 * @param live absent when the apply creates
 * @throws StatusError 409 for a conflict
 */
export function* appliedObject(
  request: Pick<ApplyRequest, 'definition' | 'version' | 'namespace' | 'name' | 'subresource' | 'options'>,
  { config, live, now }: { config: KubeObject; live: KubeObject | undefined; now: Date },
): Steps<Applied<KubeObject>> {
  const { definition, version, subresource, options } = request;
  const { object, managedFields } = yield* applySteps({
    live,
    config,
    message: schemaOf(version),
    manager: {
      manager: options.fieldManager,
      apiVersion: apiVersionIn(definition, version),
      ...(subresource ? { subresource } : {}),
    },
    force: options.force,
    now,
    ignored: unreachableMembers(request, { ...live, ...config }),
  });
  yield;
  const merged = yield* decodedCopy(object, version);
  yield* defaultObject(merged, version);
  const kept = live && (yield* withKeptTimes(managedFields, merged, live));
  return { object: merged, managedFields: kept ?? managedFields };
}

/** What an apply has made, as any other object is decoded. */
function* decodedCopy(object: KubeObject, version: ServedVersion): Steps<KubeObject> {
  const { object: decoded } = yield* decodeInVersion(object, version, { unknownFields: 'ignore' });
  yield;
  return yield* copySteps(decoded);
}

/**
 * In steps: the stored entries where the object is as it was and they differ in nothing but times, as in Kubernetes: who
 * applies the same again writes nothing.
 */
function* withKeptTimes(
  managedFields: ManagedFieldsEntry[],
  merged: KubeObject,
  live: KubeObject,
): Steps<ManagedFieldsEntry[] | undefined> {
  const stored = live.metadata?.managedFields ?? [];
  const timeless = (entries: ManagedFieldsEntry[]) => entries.map(({ time: _, ...entry }) => entry);
  if (!(yield* equalSteps(timeless(managedFields), timeless(stored)))) return undefined;
  return (yield* equalSteps(merged, live)) ? stored : undefined;
}
