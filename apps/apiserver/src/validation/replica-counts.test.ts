import { fieldErrorText } from '@kubets/apimachinery';
import { replicaCountErrors } from './replica-counts';

test.each<[object | undefined, string[]]>([
  [undefined, []],
  [{ replicas: 3, fullyLabeledReplicas: 3, readyReplicas: 2, availableReplicas: 1, observedGeneration: '4' }, []],
  [{ terminatingReplicas: -1 }, ['status.terminatingReplicas: Invalid value: -1: must be greater than or equal to 0']],
  [{ observedGeneration: -1 }, ['status.observedGeneration: Invalid value: -1: must be greater than or equal to 0']],
  [
    { replicas: 1, fullyLabeledReplicas: 2, readyReplicas: 2 },
    [
      'status.fullyLabeledReplicas: Invalid value: 2: cannot be greater than status.replicas',
      'status.readyReplicas: Invalid value: 2: cannot be greater than status.replicas',
    ],
  ],
  [
    { replicas: 3, readyReplicas: 1, availableReplicas: 2 },
    ['status.availableReplicas: Invalid value: 2: cannot be greater than readyReplicas'],
  ],
])('%j', (status, errors) => {
  expect(replicaCountErrors({ ...(status && { status }) }).map(fieldErrorText)).toEqual(errors);
});
