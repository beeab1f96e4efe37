import { slowStart } from './slow-start';

const cases = [
  { name: 'nothing to do', count: 0, failAt: [], calls: 0, succeeded: 0 },
  { name: 'all succeed', count: 10, failAt: [], calls: 10, succeeded: 10 },
  { name: 'the first fails: one call is all', count: 500, failAt: [1], calls: 1, succeeded: 0 },
  { name: 'a failure ends after its batch', count: 100, failAt: [5], calls: 7, succeeded: 6 },
];

test.each(cases)('slowStart: $name', async ({ count, failAt, calls, succeeded }) => {
  let called = 0;
  const result = await slowStart(Array.from({ length: count }), async () => {
    called += 1;
    if ((failAt as number[]).includes(called)) throw new Error('refused');
  });
  expect(called).toBe(calls);
  expect(result.succeeded).toBe(succeeded);
  expect(result.error !== undefined).toBe(failAt.length > 0);
});
