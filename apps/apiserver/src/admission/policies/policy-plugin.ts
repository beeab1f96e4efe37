import type { MutatingPlugin, ValidatingPlugin } from '../../pipeline/admission';
import { configuresAdmission } from '../rules';
import { BINDINGS, MUTATING_BINDINGS } from './policy-kinds';
import type { PolicyOptions } from './relevant-policies';

/** Enforces ValidatingAdmissionPolicies. What evaluates them is loaded with the first request after the first binding. */
export const createValidatingPolicies = (options: PolicyOptions): ValidatingPlugin => ({
  name: 'ValidatingAdmissionPolicy',
  handles: (attributes) => !configuresAdmission(attributes) && attributes.reader.list(BINDINGS).length > 0,
  async validate(attributes) {
    const { enforcePolicies } = await import('./validating-policies');
    return enforcePolicies(options, attributes);
  },
});

/** The same of MutatingAdmissionPolicies, which change objects. */
export const createMutatingPolicies = (options: PolicyOptions): MutatingPlugin => ({
  name: 'MutatingAdmissionPolicy',
  handles: (attributes) => !configuresAdmission(attributes) && attributes.reader.list(MUTATING_BINDINGS).length > 0,
  async admit(attributes, round) {
    const { applyMutatingPolicies } = await import('./mutating-policies');
    return applyMutatingPolicies(options, attributes, round);
  },
});
