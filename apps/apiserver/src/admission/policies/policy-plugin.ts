import type { ValidatingPlugin } from '../../pipeline/admission';
import { configuresAdmission } from '../rules';
import { BINDINGS } from './policy-kinds';
import type { PolicyOptions } from './validating-policies';

/** Enforces ValidatingAdmissionPolicies. What evaluates them is loaded with the first request after the first binding. */
export const createValidatingPolicies = (options: PolicyOptions): ValidatingPlugin => ({
  name: 'ValidatingAdmissionPolicy',
  handles: (attributes) => !configuresAdmission(attributes) && attributes.reader.list(BINDINGS).length > 0,
  async validate(attributes) {
    const { enforcePolicies } = await import('./validating-policies');
    return enforcePolicies(options, attributes);
  },
});
