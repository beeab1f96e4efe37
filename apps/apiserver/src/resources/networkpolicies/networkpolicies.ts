import { selectorFromLabelSelector } from '@kubets/apimachinery';
import { networkPolicies as names } from '@kubets/proto-gen/catalogue';
import type { NetworkPolicy } from '@kubets/proto-gen/networking/v1';
import { ageColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import { addressWarnings } from '../../validation/strict-addresses';
import { policyRanges } from './ranges';
import { validateNetworkPolicy } from './validation';

/** Egress only where there are rules for it: a policy that lets nothing out has to say so. */
function defaultPolicyTypes({ spec }: NetworkPolicy): void {
  if (!spec || spec.policyTypes?.length) return;
  spec.policyTypes = spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'];
}

export const networkPolicies = defineResource<NetworkPolicy>(names, {
  granted: { edit: [''], view: [''] },
  versions: { v1: { defaults: defaultPolicyTypes } },
  columns: [
    nameColumn,
    textColumn<NetworkPolicy>({
      name: 'Pod-Selector',
      description: 'The pods that the policy is for.',
      value: ({ spec }) => selectorFromLabelSelector(spec?.podSelector).toString() || '<none>',
    }),
    ageColumn,
  ],
  validateCreate: (policy) => validateNetworkPolicy(policy),
  validateUpdate: validateNetworkPolicy,
  warnings: (policy) => addressWarnings(policyRanges(policy)),
  hasGeneration: true,
});
