import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { circles, folderGraph, siblingImports, type FolderGraph } from './import-circles';

const ROOT = join(__dirname, '../..');
const graph = (edges: Record<string, string[]>): FolderGraph =>
  new Map(Object.entries(edges).map(([folder, targets]) => [folder, new Set(targets)]));

test.each([
  { name: 'one way', edges: { a: ['b'] }, expected: [] },
  { name: 'both ways', edges: { a: ['b'], b: ['a'] }, expected: ['a <-> b'] },
  { name: 'a registry and its entry', edges: { a: ['a/b'], 'a/b': ['a'] }, expected: [] },
  { name: 'the root and a folder', edges: { '.': ['a'], a: ['.'] }, expected: [] },
  { name: 'folders whose names begin alike', edges: { a: ['ab'], ab: ['a'] }, expected: ['a <-> ab'] },
])('circles: $name', ({ edges, expected }) =>
  expect(circles(graph(edges as unknown as Record<string, string[]>))).toEqual(expected),
);

test.each([
  { name: 'entries that know each other', edges: { 'r/a': ['r/b'] }, expected: ['r/a -> r/b'] },
  { name: 'deep within', edges: { 'r/a/x': ['r/b/y'] }, expected: ['r/a/x -> r/b/y'] },
  { name: 'within one entry', edges: { 'r/a': ['r/a/x'] }, expected: [] },
  { name: 'the contract beside them', edges: { 'r/a': ['r', 'other'] }, expected: [] },
])('siblingImports: $name', ({ edges, expected }) =>
  expect(siblingImports(graph(edges as unknown as Record<string, string[]>), 'r')).toEqual(expected),
);

const projects = ['apps', 'libs', 'packages'].flatMap((kind) =>
  readdirSync(join(ROOT, kind)).map((name) => `${kind}/${name}`),
);
test.each(projects)('no two folders of %s import from each other', (project) => {
  expect(circles(folderGraph(join(ROOT, project, 'src')))).toEqual([]);
});

test.each<[string, string, ...string[]]>([
  ['apps/controller-manager', 'controllers'],
  ['apps/dns', 'plugins'],
  ['apps/proxy', 'backends'],
  ['apps/kubelet-agent', 'volumes', 'payload'],
  ['apps/cloud-lb', 'providers'],
  ['apps/apiserver', 'resources', 'testing', 'testdata'],
  ['apps/scheduler', 'plugins'],
])('in %s/src/%s siblings do not know each other', (project, registry, ...shared) => {
  expect(siblingImports(folderGraph(join(ROOT, project, 'src')), registry, shared)).toEqual([]);
});
