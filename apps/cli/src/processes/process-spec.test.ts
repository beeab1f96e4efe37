import { commandLineOf, type ProcessSpec } from './process-spec';

const spec: ProcessSpec = {
  name: 'web',
  command: '/usr/bin/web',
  args: ['--port=80'],
  health: { kind: 'unix', path: '/nowhere' },
  ours: true,
};
const BIND = 'mount --bind "$0" /etc/resolv.conf && exec "$@"';
const MOUNTED = ['unshare', '--mount', '--propagation', 'slave', '--', 'sh', '-c', BIND, '/run/resolv.conf'];

test.each<[string, Partial<ProcessSpec>, string[]]>([
  ['on the host', {}, []],
  ['in a network namespace', { netns: 'k-1' }, ['nsenter', '--net=/run/netns/k-1', '--']],
  ['with a resolv.conf of its own', { resolvConf: '/run/resolv.conf' }, MOUNTED],
  [
    'with both',
    { netns: 'k-1', resolvConf: '/run/resolv.conf' },
    ['nsenter', '--net=/run/netns/k-1', '--', ...MOUNTED],
  ],
])('a process %s', (_, more, before) => {
  expect(commandLineOf({ ...spec, ...more })).toEqual([...before, '/usr/bin/web', '--port=80']);
});
