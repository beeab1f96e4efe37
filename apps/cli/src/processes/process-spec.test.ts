import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { commandLineOf, type ProcessSpec } from './process-spec';

const spec: ProcessSpec = {
  name: 'web',
  command: '/usr/bin/web',
  args: ['--port=80'],
  health: { kind: 'unix', path: '/nowhere' },
  ours: true,
};
const MOUNTED = (names: string[]) => [
  ...['unshare', '--mount', '--propagation', 'slave', '--', 'sh', '-c'],
  ...['mount --bind "$1" /etc/resolv.conf && shift && exec "$@"', 'sh', ...names],
];

test.each<[string, Partial<ProcessSpec>, string[]]>([
  ['on the host', {}, []],
  ['in a network namespace', { netns: 'k-1' }, ['nsenter', '--net=/run/netns/k-1', '--']],
  ['with a resolv.conf of its own', { resolvConf: '/run/resolv.conf' }, MOUNTED(['/run/resolv.conf'])],
  [
    'with both',
    { netns: 'k-1', resolvConf: '/run/resolv.conf' },
    ['nsenter', '--net=/run/netns/k-1', '--', ...MOUNTED(['/run/resolv.conf'])],
  ],
  [
    'with a host name and a resolv.conf of its own',
    { hostname: 'node-1', resolvConf: '/run/resolv.conf' },
    [
      ...['unshare', '--uts', '--mount', '--propagation', 'slave', '--', 'sh', '-c'],
      'echo "$1" > /proc/sys/kernel/hostname && shift && mount --bind "$1" /etc/resolv.conf && shift && exec "$@"',
      ...['sh', 'node-1', '/run/resolv.conf'],
    ],
  ],
])('a process %s', (_, more, before) => {
  expect(commandLineOf({ ...spec, ...more })).toEqual([...before, '/usr/bin/web', '--port=80']);
});

const asRoot = process.getuid?.() === 0 ? test : test.skip;

asRoot("a host name of its own is not the host's", () => {
  const [command, ...args] = commandLineOf({
    ...spec,
    command: 'cat',
    args: ['/proc/sys/kernel/hostname'],
    hostname: 'node-9',
  });
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'node-9\n', stderr: '' });
  expect(hostname()).not.toBe('node-9');
});
