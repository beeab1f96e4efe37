import { chownSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { giveToOwner } from './give-to-owner.mjs';

const OWNER = 65534;
const FILES = [
  'dist/apps/cli/main.js',
  'dist/packages/testing/index.js',
  'dist/.built',
  'dist/e2e/kubeconfig',
  'node_modules/a/index.js',
  'sources.ts',
];

const isRoot = process.getuid?.() === 0;
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kubets-owner-'));
  for (const file of FILES) {
    mkdirSync(join(root, file, '..'), { recursive: true });
    writeFileSync(join(root, file), '');
  }
});
afterEach(() => rmSync(root, { recursive: true }));

const owned = () => ['dist', ...FILES].filter((file) => statSync(join(root, file)).uid === OWNER);

(isRoot ? test : test.skip)("what set-up has made is the owner's, and nothing else", () => {
  chownSync(root, OWNER, OWNER);
  giveToOwner(root);
  expect(owned()).toEqual([
    'dist',
    'dist/apps/cli/main.js',
    'dist/packages/testing/index.js',
    'dist/.built',
    'node_modules/a/index.js',
  ]);
  giveToOwner(root);
});

test("a clone of one's own stays as it is, also an empty one", () => {
  giveToOwner(root);
  expect(owned()).toEqual([]);
  rmSync(join(root, 'dist'), { recursive: true });
  giveToOwner(root);
});
