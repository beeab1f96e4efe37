import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
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

asRoot('what is mounted in the shared directory is mounted for both sides, and nothing else', () => {
  const directory = `${mkdtempSync(join(tmpdir(), 'kubets-shared-'))} 7\\8`;
  const at = (name: string) => join(directory, name);
  // Digits after what is written by its number.
  for (const name of ['shared/inner', 'other', 'content']) mkdirSync(at(name), { recursive: true });
  writeFileSync(at('content/file'), '');
  writeFileSync(at('resolv.conf'), 'nameserver 192.0.2.1\n');
  execFileSync('mount', ['--bind', directory, directory]);
  execFileSync('mount', ['--make-shared', directory]);
  execFileSync('mount', ['--rbind', at('shared'), at('shared')]);
  execFileSync('mount', ['--make-rshared', at('shared')]);
  try {
    const [command, ...args] = commandLineOf({
      ...spec,
      command: 'sh',
      args: [
        '-c',
        'cat /etc/resolv.conf && mount --bind "$1/content" "$1/shared/inner" && mount --bind "$1/content" "$1/other"',
        'sh',
        directory,
      ],
      resolvConf: at('resolv.conf'),
      sharedMount: at('shared'),
    });
    const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'nameserver 192.0.2.1\n' });
    expect(existsSync(at('shared/inner/file'))).toBe(true);
    expect(existsSync(at('other/file'))).toBe(false);
  } finally {
    for (const point of ['shared/inner', 'shared', '']) spawnSync('umount', ['--lazy', at(point)]);
    for (const path of [directory, directory.slice(0, -4)]) rmSync(path, { recursive: true, force: true });
  }
});
