import type { KubeObject } from '@kubets/apimachinery';
import type { DeleteOptions } from '@kubets/proto-gen/meta/v1';
import type { AdmissionAttributes, AdmissionOperation, GroupVersionKind, OperationOptions } from './admission';
import { groupIn, storageVersionOf, type RequestScope } from './request-scope';
import type { ResourceRequest, WriteOptions } from './request';

/** What a request turns out to do. */
export interface AdmittedOperation {
  operation: AdmissionOperation;
  object?: KubeObject;
  oldObject?: KubeObject;
  options?: OperationOptions;
  dryRun?: boolean;
  /** Of a subresource whose body is not the object itself: Binding, Eviction, Scale, PodExecOptions. */
  kind?: GroupVersionKind;
}

export function admissionAttributes(
  scope: RequestScope,
  request: ResourceRequest,
  { operation, object, oldObject, options, dryRun = false, kind }: AdmittedOperation,
): AdmissionAttributes {
  const { definition, version, namespace, name, subresource, user, signal } = request;
  const { group, plural: resource } = definition;
  const storage = storageVersionOf(definition);
  return {
    operation,
    kind: kind ?? { group, version: storage.version, kind: definition.kind },
    resource: { group, version: storage.version, resource },
    subresource,
    requestKind: kind ?? { group: groupIn(definition, version), version: version.version, kind: definition.kind },
    requestResource: { group: groupIn(definition, version), version: version.version, resource },
    definition,
    namespace,
    name: name || object?.metadata?.name || '',
    userInfo: user,
    dryRun,
    // Always there, so that all that looks at them is compiled for one shape.
    object,
    oldObject,
    options,
    reader: scope.cache,
    signal,
    warn: (text) => request.warn(text),
    annotate: (key, value) => request.annotate?.(key, value),
  };
}

/** Both halves of admission, for what nothing else validates: a subresource's body, a connection, a delete. */
export async function admit(
  scope: RequestScope,
  request: ResourceRequest,
  operation: AdmittedOperation,
): Promise<AdmissionAttributes> {
  const admitted = await scope.admission.admit(admissionAttributes(scope, request, operation));
  await scope.admission.validate(admitted);
  return admitted;
}

const META = 'meta.k8s.io/v1';

/** How a write is recorded for admission. */
export function writeOperation(
  operation: 'CREATE' | 'UPDATE',
  { dryRun, fieldManager, fieldValidation }: WriteOptions,
): Pick<AdmittedOperation, 'operation' | 'options' | 'dryRun'> {
  const options: OperationOptions = {
    kind: operation === 'CREATE' ? 'CreateOptions' : 'UpdateOptions',
    apiVersion: META,
    ...(dryRun ? { dryRun: ['All'] } : {}),
    ...(fieldManager ? { fieldManager } : {}),
    fieldValidation,
  };
  return { operation, options, dryRun };
}

export function deleteOperation(options: DeleteOptions): Pick<AdmittedOperation, 'operation' | 'options' | 'dryRun'> {
  return {
    operation: 'DELETE',
    options: { ...options, kind: 'DeleteOptions', apiVersion: META },
    dryRun: (options.dryRun?.length ?? 0) > 0,
  };
}
