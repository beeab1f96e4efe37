import { FieldPath, type FieldError, type Steps } from '@kubets/apimachinery';
import { cpuMs } from '@kubets/apimachinery/testing';
import type { PodSpec } from '@kubets/proto-gen/core/v1';
import { validatePodAnnotations } from './validate-annotations';
import { validatePodSpec } from './validate-pod-spec';

const many = <T>(make: (index: number) => T): T[] => Array.from({ length: 20_000 }, (_, index) => make(index));
const list = (value: string) => Object.fromEntries(many((index) => [`example.com/r${index}`, value]));
const container = { name: 'c', image: 'i' };

const walked = (spec: PodSpec) => taken(validatePodSpec(spec, FieldPath.of('spec')));

function taken(steps: Steps<FieldError[]>): { errors: FieldError[]; steps: number } {
  for (let taken = 0; ; taken++) {
    const { done, value } = steps.next();
    if (done) return { errors: value, steps: taken };
  }
}

test.each<[string, PodSpec]>([
  ['sysctls', { securityContext: { sysctls: many((index) => ({ name: `a.b${index}`, value: '1' })) } }],
  ['spread constraints', { topologySpreadConstraints: many((index) => ({ topologyKey: `k${index}`, maxSkew: 1 })) }],
  ['tolerations', { tolerations: many((index) => ({ key: `k${index}`, operator: 'Exists' })) }],
  ['selected labels', { nodeSelector: Object.fromEntries(many((index) => [`k${index}`, 'v'])) }],
  ['resources', { containers: [{ ...container, resources: { limits: list('1'), requests: list('1') } }] }],
  ['resources of all containers together', { resources: { requests: list('1') } }],
  ['claims', { containers: [{ ...container, resources: { claims: many((index) => ({ name: `c${index}` })) } }] }],
  ['containers', { containers: many((index) => ({ ...container, name: `c${index}` })) }],
  [
    'ports of the node',
    { containers: [{ ...container, ports: many((index) => ({ containerPort: 80, hostPort: index + 1 })) }] },
  ],
  ['variables', { containers: [{ ...container, env: many((index) => ({ name: `E${index}`, value: 'v' })) }] }],
])('%s of a pod are looked at in many steps', (_, spec) => {
  expect(walked(spec).steps).toBeGreaterThan(70);
});

test('annotations that name containers are each looked up once among all of them', () => {
  const annotations = Object.fromEntries(
    many((index) => [`container.apparmor.security.beta.kubernetes.io/c${index}`, 'unconfined']),
  );
  const containers = many((index) => ({ ...container, name: `c${index}` }));
  const looked = () => taken(validatePodAnnotations(annotations, { containers }, FieldPath.of('metadata')));
  expect(cpuMs(() => expect(looked()).toEqual({ errors: [], steps: expect.any(Number) }))).toBeLessThan(2000);
  expect(looked().steps).toBeGreaterThan(70);
});
