import { schema } from '@kubets/proto-gen/schema';
import type { Steps } from '../steps/steps';
import { defaultSteps } from './default-by-schema';
import { validationSteps } from './validate-by-schema';

const POD = schema.of('kubets.core.v1.Pod');
const CONTAINERS = 40;

/** Of more values than one step looks at, all of them wrong in the same ways. */
const pod = (variables: number) => ({
  metadata: { name: 'p' },
  spec: {
    containers: Array.from({ length: CONTAINERS }, (_, index) => ({
      name: `c${index}`,
      image: 'i',
      ports: Array.from({ length: 12 }, () => ({ containerPort: 0, name: 'p' })),
      env: Array.from({ length: variables }, (_value, number) => ({ name: number === 1 ? '' : `E${number}` })),
    })),
  },
});

function inSteps<T>(steps: Steps<T>): { value: T; taken: number } {
  for (let taken = 0; ; taken++) {
    const { done, value } = steps.next();
    if (done) return { value, taken };
  }
}

test('what is wrong with many items is told in their order, as of few', () => {
  const { value: errors, taken } = inSteps(validationSteps(pod(300), POD));
  expect(taken).toBeGreaterThan(40);
  const fields = errors.map(({ field }) => field);
  const place = (field: string) => Number(/containers\[(\d+)\]/.exec(field)?.[1] ?? -1);
  const places = fields.map(place).filter((index) => index >= 0);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  const few = inSteps(validationSteps({ ...pod(2), spec: { containers: pod(2).spec.containers.slice(0, 1) } }, POD));
  expect(few.taken).toBeLessThan(4);
  const ofFirst = (list: typeof errors) => list.filter(({ field }) => place(field) === 0);
  expect(ofFirst(few.value).length).toBeGreaterThan(12);
  expect(ofFirst(errors)).toEqual(ofFirst(few.value));
  // Of several of one name all but the first are told of.
  expect(errors.filter(({ type }) => type === 'duplicate').map(({ field }) => field)).toContain(
    `spec.containers[${CONTAINERS - 1}].ports[1].name`,
  );
});

test('many items are defaulted like few', () => {
  const many = pod(300);
  const few = pod(300);
  expect(inSteps(defaultSteps(many, POD)).taken).toBeGreaterThan(0);
  for (const container of few.spec.containers) {
    const alone = { metadata: {}, spec: { containers: [container] } };
    inSteps(defaultSteps(alone, POD));
  }
  expect(many.spec.containers).toEqual(few.spec.containers);
  expect(JSON.stringify(many)).toContain('"protocol":"TCP"');
});
