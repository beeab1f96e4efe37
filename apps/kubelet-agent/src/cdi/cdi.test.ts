import { createTestLogger } from '@kubets/component/testing';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directoriesToRead } from '../runtimes/cri/cdi-devices';
import { withEdits } from './apply-edits';
import { cdiEdits } from './cdi-specs';
import { parseCdiSpec, type ContainerEdits } from './cdi-spec';

let root: string;
let directories: string[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cdi-'));
  directories = ['low', 'high'].map((name) => join(root, name));
  directories.forEach((directory) => mkdirSync(directory));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const spec = (names: string[], edits: object = {}, value = 'low') =>
  JSON.stringify({
    cdiVersion: '0.6.0',
    kind: 'v.example/gpu',
    containerEdits: edits,
    devices: names.map((name) => ({ name, containerEdits: { env: [`${name}=${value}`] } })),
  });
const write = (index: number, name: string, text: string) => writeFileSync(join(directories[index]!, name), text);
const envOf = async (...names: string[]) =>
  (await cdiEdits(names, directories, createTestLogger())).flatMap(({ env = [] }) => env);

test('devices are found in files of both forms, with what all of a file have once', async () => {
  write(0, 'a.json', spec(['g0', 'g1'], { env: ['ALL=1'] }));
  write(0, 'b.yaml', 'cdiVersion: 0.6.0\nkind: w.example/nic\ndevices:\n- name: eth\n  containerEdits: {env: [E=1]}\n');
  write(0, 'note.txt', 'nothing');
  write(0, 'broken.json', '{');
  expect(await envOf('v.example/gpu=g1', 'w.example/nic=eth', 'v.example/gpu=g0')).toEqual([
    'ALL=1',
    'g1=low',
    'E=1',
    'g0=low',
  ]);
});

test('of two directories the last counts', async () => {
  write(0, 'a.json', spec(['g0']));
  write(1, 'a.json', spec(['g0'], {}, 'high'));
  expect(await envOf('v.example/gpu=g0')).toEqual(['g0=high']);
});

test('devices that nobody describes, or two do, are not had', async () => {
  write(0, 'a.json', spec(['g0']));
  write(0, 'b.json', spec(['g0']));
  await expect(envOf('v.example/gpu=g0')).rejects.toThrow('conflicting device "v.example/gpu=g0"');
  await expect(envOf('v.example/gpu=g9', 'w/x=y', 'nonsense')).rejects.toThrow(
    'unresolvable CDI devices v.example/gpu=g9, w/x=y, nonsense',
  );
});

test.each<[string, object, string]>([
  ['no kind', { devices: [] }, 'kind has to be VENDOR/CLASS'],
  ['devices without names', { kind: 'a/b', devices: [{}] }, 'devices has to be a list, each with a name'],
  ['variables without values', { kind: 'a/b', devices: [], containerEdits: { env: ['A'] } }, 'NAME=VALUE'],
  ['nodes without paths', { kind: 'a/b', devices: [], containerEdits: { deviceNodes: [{}] } }, 'needs a path'],
  [
    'mounts of nothing',
    { kind: 'a/b', devices: [], containerEdits: { mounts: [{ hostPath: '/a' }] } },
    'needs a hostPath',
  ],
])('no specification: %s', (_, value, message) =>
  expect(() => parseCdiSpec('/f', JSON.stringify(value))).toThrow(message),
);

const before = {
  env: [{ name: 'A', value: '1' }],
  mounts: [{ containerPath: '/m', hostPath: '/old', readOnly: false }],
  devices: [],
};

test('variables, devices and mounts are the container’s', () => {
  const edits: ContainerEdits = {
    env: ['A=2', 'B=x=y'],
    deviceNodes: [{ path: '/dev/g' }, { path: '/dev/h', hostPath: '/dev/host', permissions: 'r' }],
    mounts: [{ hostPath: '/new', containerPath: '/m', options: ['ro', 'rbind', 'rslave'] }],
  };
  expect(withEdits(before, [edits])).toEqual({
    env: [
      { name: 'A', value: '2' },
      { name: 'B', value: 'x=y' },
    ],
    mounts: [{ hostPath: '/new', containerPath: '/m', readOnly: true, propagation: 'HostToContainer' }],
    devices: [
      { containerPath: '/dev/g', hostPath: '/dev/g', permissions: 'rwm' },
      { containerPath: '/dev/h', hostPath: '/dev/host', permissions: 'r' },
    ],
  });
});

test.each<[string, object]>([
  ['hooks', { hooks: [{ hookName: 'createContainer', path: '/x' }] }],
  ['additionalGids', { additionalGids: [5] }],
  ['the mount option nosuid', { mounts: [{ hostPath: '/a', containerPath: '/a', options: ['nosuid'] }] }],
  ['a mount of type tmpfs', { mounts: [{ hostPath: 'tmpfs', containerPath: '/a', type: 'tmpfs' }] }],
  ['an owner or a mode of a device', { deviceNodes: [{ path: '/dev/g', uid: 5 }] }],
])('what only the runtime can do is refused: %s', (what, edits) =>
  expect(() => withEdits(before, [edits as ContainerEdits])).toThrow(
    `its devices need ${what}, for which containerd 1.7 or later with enable_cdi is needed`,
  ),
);

test.each<[string, string | undefined, string[] | undefined]>([
  ['containerd 1.6', '{"sandboxImage": "pause"}', ['/etc/cdi', '/var/run/cdi']],
  ['containerd 1.7 as it comes', '{"enableCDI": false, "cdiSpecDirs": ["/d"]}', ['/d']],
  ['containerd 1.7 that was told to', '{"enableCDI": true, "cdiSpecDirs": ["/d"]}', undefined],
  ['containerd 2', '{"cdiSpecDirs": ["/d"]}', undefined],
  ['another runtime', undefined, undefined],
])('who reads specifications: %s', (_, config, expected) => expect(directoriesToRead(config)).toEqual(expected));
