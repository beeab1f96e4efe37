import type { Case } from '../../case';
import { changed, condition } from './changed';

export const POLICY_UPDATES: readonly Case[] = [
  changed('PriorityClass', [{ value: 7777 }, { preemptionPolicy: 'Never' }, { description: 'd' }]),
  changed('RuntimeClass', [
    { handler: 'other' },
    { overhead: { podFixed: { cpu: '1' } } },
    { scheduling: { nodeSelector: { a: 'b' } } },
  ]),
  changed('PodDisruptionBudget', [
    { spec: { maxUnavailable: 2 } },
    { spec: { minAvailable: 1 } },
    { spec: { maxUnavailable: null, minAvailable: 1 } },
    { spec: { selector: { matchLabels: { a: 'b' } } } },
  ]),
  changed(
    'PodDisruptionBudget',
    [
      { status: { disruptionsAllowed: -1, currentHealthy: -1, desiredHealthy: -1, expectedPods: -1 } },
      {
        status: { disruptionsAllowed: 1, currentHealthy: 2, desiredHealthy: 1, expectedPods: 2, observedGeneration: 1 },
      },
      { status: { conditions: [condition('A')] } },
      { status: { conditions: [{ type: '', status: 'x' }] } },
    ],
    {},
    '/status',
  ),
  changed('LimitRange', [{ spec: { limits: [{ type: 'x' }] } }, { spec: { limits: [] } }]),
  changed('ResourceQuota', [
    { spec: { hard: { pods: '1' } } },
    { spec: { hard: { pods: '-1' } } },
    { spec: { scopes: ['BestEffort'] } },
  ]),
  changed(
    'ResourceQuota',
    [{ status: { hard: { pods: '1' }, used: { pods: '0' } } }, { status: { used: { pods: '-1', 'a b': '1' } } }],
    {},
    '/status',
  ),
  ...['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'].map((kind) =>
    changed(kind, [
      { webhooks: [] },
      { webhooks: [{ name: 'a' }] },
      { metadata: { labels: { a: 'b' } } },
      { metadata: { generation: 5 } },
    ]),
  ),
  changed('ValidatingAdmissionPolicy', [
    { spec: { validations: [] } },
    { spec: { validations: [{ expression: 'x' }] } },
    { spec: { failurePolicy: 'Ignore' } },
    { spec: { variables: [] } },
  ]),
  changed(
    'ValidatingAdmissionPolicy',
    [
      { status: { observedGeneration: 1, conditions: [condition('A')] } },
      { status: { typeChecking: { expressionWarnings: [{ fieldRef: '', warning: '' }] } } },
      { status: { conditions: [{ type: 'A' }] } },
    ],
    {},
    '/status',
  ),
  changed('ValidatingAdmissionPolicyBinding', [
    { spec: { policyName: 'other' } },
    { spec: { validationActions: ['Warn'] } },
    { spec: { paramRef: { name: 'a' } } },
  ]),
];
