import type { Backend, Endpoint } from '../model/routing';
import type { ServerState } from './runtime-api';
import { serverChanges } from './server-changes';

const backend = (protocol: Backend['protocol'] = 'http'): Backend => ({
  name: 'b',
  namespace: 'n',
  service: 's',
  portName: '',
  protocol,
});
const one: Endpoint = { address: '10.0.0.1', port: 80 };
const two: Endpoint = { address: 'fd00::2', port: 80 };

test.each<[string, Record<string, ServerState>, Endpoint[], string[], boolean]>([
  ['as it is', { '10.0.0.1-80': 'ready' }, [one], [], false],
  ['a new one', {}, [one], ['add server b/10.0.0.1-80 10.0.0.1:80', 'set server b/10.0.0.1-80 state ready'], false],
  [
    'one for another: the new one first',
    { '10.0.0.1-80': 'ready' },
    [two],
    [
      'add server b/fd00::2-80 [fd00::2]:80',
      'set server b/fd00::2-80 state ready',
      'set server b/10.0.0.1-80 state maint',
    ],
    true,
  ],
  ['one that has no requests any more', { '10.0.0.1-80': 'maint' }, [], ['del server b/10.0.0.1-80'], true],
  ['one that comes back', { '10.0.0.1-80': 'maint' }, [one], ['set server b/10.0.0.1-80 state ready'], false],
])('%s', (_, present, endpoints, commands, isUnfinished) => {
  const current = new Map([['b', new Map(Object.entries(present))]]);
  expect(serverChanges(current, [backend()], () => endpoints)).toEqual({ commands, isUnfinished });
});

test('pods are spoken to as their port says', () => {
  const [add] = serverChanges(new Map(), [backend('h2c')], () => [one]).commands;
  expect(add).toBe('add server b/10.0.0.1-80 10.0.0.1:80 proto h2');
});
