import type { PodStatus } from '@kubets/proto-gen/core/v1';
import { keepObservedGenerations } from './observed-generation';

const condition = (type: string, observedGeneration?: number) => ({ type, status: 'True', observedGeneration });

test.each<[string, PodStatus, PodStatus | undefined, PodStatus]>([
  ['nothing before', { phase: 'Running' }, undefined, { phase: 'Running' }],
  ['left out', {}, { observedGeneration: 3 }, { observedGeneration: 3 }],
  ['zero is left out', { observedGeneration: 0 }, { observedGeneration: 3 }, { observedGeneration: 3 }],
  ['told', { observedGeneration: 2 }, { observedGeneration: 3 }, { observedGeneration: 2 }],
  [
    'conditions, by their type and order',
    { conditions: [condition('A'), condition('B', 5), condition('A'), condition('C')] },
    { conditions: [condition('B', 1), condition('A', 2), condition('A', 3)] },
    { conditions: [condition('A', 2), condition('B', 5), condition('A', 3), condition('C')] },
  ],
])('%s', (_what, status, old, expected) => {
  keepObservedGenerations(status, old);
  expect(status).toEqual(expected);
});
