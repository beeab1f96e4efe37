import { trackSteps, type KubeObject } from '@kubets/apimachinery';
import type { ManagedFieldsEntry } from '@kubets/proto-gen/meta/v1';
import { schemaOf } from '../registry/resource';
import { apiVersionOf, storageVersionOf } from './request-scope';
import type { Target, WriteOptions } from './request';
import { inTurns } from './turns';

/** The outcome of a server-side apply for metadata.managedFields. */
export interface AppliedFields {
  managedFields: ManagedFieldsEntry[];
}

export interface RecordedWrite {
  request: Target & { options: WriteOptions };
  /** As it is going to be stored; its managedFields are set. */
  object: KubeObject;
  old?: KubeObject;
  now: Date;
  applied?: AppliedFields;
}

/** In turns: notes in metadata.managedFields who has set what. An apply has settled that itself. */
export async function recordWrite({ request, object, old, now, applied }: RecordedWrite): Promise<void> {
  const { definition, subresource, options } = request;
  const storage = storageVersionOf(definition);
  const apiVersion = apiVersionOf(definition.group, storage.version);
  const managedFields = applied
    ? applied.managedFields
    : await inTurns(
        trackSteps({
          before: old,
          after: object,
          message: schemaOf(storage),
          manager: {
            manager: options.fieldManager,
            operation: 'Update',
            apiVersion,
            ...(subresource ? { subresource } : {}),
          },
          now,
          ignored: unreachableMembers(request, object),
        }),
      );
  if (managedFields && managedFields.length > 0) object.metadata!.managedFields = managedFields;
  else delete object.metadata!.managedFields;
}

const ALWAYS_REACHABLE = new Set(['apiVersion', 'kind', 'metadata']);

/** Members of the root that a write to this target cannot change. */
export function unreachableMembers({ definition, subresource }: Target, object: KubeObject): string[] {
  if (subresource !== 'status') return definition.status && !subresource ? ['status'] : [];
  return Object.keys(object).filter((member) => member !== 'status' && !ALWAYS_REACHABLE.has(member));
}
