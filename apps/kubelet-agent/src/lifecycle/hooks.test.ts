import { realClock } from '@kubets/component';
import { createFakeRuntime } from '../runtimes/testing/fake-runtime';
import { createHooks, HookError } from './hooks';

const hooks = createHooks({ runtime: createFakeRuntime(), clock: realClock });
const target = { container: { name: 'c' }, containerId: 'id', podIp: '127.0.0.1' };

test.each([
  ['a port that has no such name', 'web'],
  ['a port that is none', 99_999],
  ['nobody listens', 1],
])('an HTTP hook that can’t be asked fails as a hook: %s', async (_, port) => {
  await expect(hooks.run({ httpGet: { port, path: '/' } }, target, 1000)).rejects.toThrow(HookError);
});
