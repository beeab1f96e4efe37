import { enabledControllers } from './enabled-controllers';
import { controllers } from './registry';

const all = [{ name: 'deployment-controller' }, { name: 'replicaset-controller' }, { name: 'namespace-controller' }];

test.each([
  {
    names: ['bogus'],
    error:
      '--controllers: "bogus" is not in the list of known controllers: deployment-controller, replicaset-controller, namespace-controller',
  },
  { names: ['*', '-bogus'], error: '"bogus" is not in the list' },
])('$names is refused', ({ names, error }) => expect(() => enabledControllers(all, names)).toThrow(error));

test.each([
  { names: ['*'], expected: ['deployment-controller', 'replicaset-controller', 'namespace-controller'] },
  { names: ['*', '-replicaset-controller'], expected: ['deployment-controller', 'namespace-controller'] },
  { names: ['namespace-controller'], expected: ['namespace-controller'] },
  { names: ['deployment', '-namespace'], expected: ['deployment-controller'] },
  { names: [], expected: [] },
])('$names enables $expected', ({ names, expected }) =>
  expect(enabledControllers(all, names).map(({ name }) => name)).toEqual(expected),
);

test('every name is there once', () =>
  expect(new Set(controllers.map(({ name }) => name)).size).toBe(controllers.length));
