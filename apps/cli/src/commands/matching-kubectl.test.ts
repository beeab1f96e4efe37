import { version as built } from '@kubets/component/main';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { matchingKubectl } from './matching-kubectl';

const OURS = `${built.major}.${built.minor}.0`;
const ONE_BEFORE = `${built.major}.${Number(built.minor) - 1}.9`;

let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'kubets-kubectl-'))));
afterEach(() => rmSync(dir, { recursive: true }));

/** A program that says that it is a kubectl of a version, or nothing. */
function kubectl(path: string, version?: string): void {
  const file = join(dir, path);
  mkdirSync(dirname(file), { recursive: true });
  const answer = version
    ? `cat <<E\n{\n  "clientVersion": {\n    "gitVersion": "v${version}"\n  }\n}\nE\n`
    : 'exit 1\n';
  writeFileSync(file, `#!/bin/sh\n[ "$*" = "version --client -o json" ] || exit 2\n${answer}`);
  chmodSync(file, 0o755);
}

const found = async () => {
  const one = await matchingKubectl(['a', 'b', 'nowhere'].map((name) => join(dir, name)));
  return one?.path.slice(dir.length + 1);
};

test.each<[string, [path: string, version?: string][], string | undefined]>([
  ['none', [], undefined],
  ['the only one, however old', [['a/kubectl', '1.20.2']], 'a/kubectl'],
  [
    'the first in PATH, where it is as new',
    [
      ['a/kubectl', OURS],
      ['b/kubectl', OURS],
    ],
    'a/kubectl',
  ],
  [
    'or one version off',
    [
      ['a/kubectl', ONE_BEFORE],
      ['b/kubectl', OURS],
    ],
    'a/kubectl',
  ],
  [
    'else the one that is nearest',
    [
      ['a/kubectl', '1.20.2'],
      ['b/kubectl', OURS],
    ],
    'b/kubectl',
  ],
  [
    'of the versions beside the first, too',
    [['a/kubectl', '1.32.4'], ['a/kubectl.1.27'], ['a/kubectl.1.33']],
    'a/kubectl.1.33',
  ],
  ['one that does not tell its version is the last choice', [['a/kubectl'], ['b/kubectl', '1.20.2']], 'b/kubectl'],
  [
    'another major version is far',
    [
      ['a/kubectl', '2.37.0'],
      ['b/kubectl', '1.20.2'],
    ],
    'b/kubectl',
  ],
])('%s', async (_, programs, expected) => {
  for (const [path, version] of programs) kubectl(path, version);
  expect(await found()).toBe(expected);
});

test('what a link leads to is looked at beside it', async () => {
  kubectl('tools/kubectl', '1.32.4');
  kubectl('tools/kubectl.1.33');
  for (const name of ['a', 'b']) {
    mkdirSync(join(dir, name));
    symlinkSync('../tools/kubectl', join(dir, name, 'kubectl'));
  }
  expect(await found()).toBe('tools/kubectl.1.33');
});
