import { isConflict, isNotFound } from '@kubets/apimachinery';
import type { ValidatingAdmissionPolicy } from '@kubets/proto-gen/admissionregistration/v1';
import type { SystemWriter } from '../bootstrap/system-writer';
import { inTurns } from '../pipeline/turns';
import type { ApiRegistry } from '../registry/api-registry';
import type { ObjectReader } from '../registry/object-reader';
import type { ResourceDefinition } from '../registry/resource';
import { expressionWarnings } from './expression-warnings';
import { kindsOf, typeOfParams } from './kind-types';

export interface PolicyStatusOptions {
  definition: ResourceDefinition;
  reader: ObjectReader;
  registry(): ApiRegistry;
  writer: SystemWriter;
}

/**
 * Writes into the status of policies what checking the types of their expressions has found, once for each generation.
 * @see https://github.com/kubernetes/kubernetes (pkg/controller/validatingadmissionpolicystatus)
 */
export function createPolicyStatus({ definition, reader, registry, writer }: PolicyStatusOptions) {
  const resource = { group: definition.group, plural: definition.plural };
  return {
    /** Answers the names of other policies that are concerned: none. */
    async reconcile(name: string): Promise<string[]> {
      const policy = reader.get(resource, '', name) as ValidatingAdmissionPolicy | undefined;
      const generation = Number(policy?.metadata?.generation ?? 0);
      if (!policy || generation <= Number(policy.status?.observedGeneration ?? 0)) return [];
      const { spec = {}, status } = policy;
      const served = { registry: registry(), reader };
      const kinds = kindsOf(spec.matchConstraints?.resourceRules ?? [], served);
      const params = spec.paramKind && typeOfParams(spec.paramKind, served);
      const found = await inTurns(expressionWarnings(spec, { kinds, params }));
      const typeChecking = found.length > 0 ? { expressionWarnings: found } : {};
      try {
        const changed = {
          ...structuredClone(policy),
          status: { ...status, observedGeneration: generation, typeChecking },
        };
        await writer.updateStatus(definition, changed);
      } catch (error) {
        // Whoever was faster is told of in the next change that is seen.
        if (!isNotFound(error) && !isConflict(error)) throw error;
      }
      return [];
    },
  };
}
