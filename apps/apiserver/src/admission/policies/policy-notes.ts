import type { ValidatingAdmissionPolicyBinding } from '@kubets/proto-gen/admissionregistration/v1';
import type { AdmissionAttributes } from '../../pipeline/admission';
import type { CompiledBinding } from './compiled-policy';
import type { Denial } from './policy-decisions';

/** What policies note of an operation, for the audit log. */
export interface Notes {
  /** What one key is given several times stands together. */
  add(key: string, value: string): void;
  /** What is broken of a policy, where its binding wants that noted. */
  failure(denial: Denial, policy: string, binding: CompiledBinding<ValidatingAdmissionPolicyBinding>): void;
  tell(attributes: AdmissionAttributes): void;
}

const FAILURE = 'validation.policy.admission.k8s.io/validation_failure';

export function createNotes(): Notes {
  const notes = new Map<string, Set<string>>();
  const failures: object[] = [];
  return {
    add: (key, value) => void notes.set(key, (notes.get(key) ?? new Set()).add(value)),
    failure: ({ message, index = 0 }, policy, { name, binding }) =>
      void failures.push({
        message,
        policy,
        binding: name,
        expressionIndex: index,
        validationActions: binding.spec?.validationActions ?? [],
      }),
    tell(attributes) {
      for (const [key, values] of notes) attributes.annotate(key, [...values].join(', '));
      if (failures.length > 0) attributes.annotate(FAILURE, JSON.stringify(failures));
    },
  };
}
