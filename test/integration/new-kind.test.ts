// A kind more, made as CONTRIBUTING says: its message, its folder, its line in the registry. In a copy of the sources, where what is
// generated is made anew and the test of every kind finds it wherever kinds have to be known. KUBETS_NEW_KIND=all checks the types,
// the style and the unit tests of all that is about kinds as well.
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

jest.setTimeout(900_000);

const run = promisify(execFile);
const REPOSITORY = join(__dirname, '../..');
const RESOURCES = 'apps/apiserver/src/resources';
const MESSAGE = 'proto/kubets/scheduling/v1/field_note.proto';
const FOLDER = `${RESOURCES}/fieldnotes/`;
const REGISTRY = `${RESOURCES}/registry.ts`;
const ALL = process.env.KUBETS_NEW_KIND === 'all';

const message = `syntax = "proto3";

package kubets.scheduling.v1;

import "kubets/meta/v1/object_meta.proto";
import "kubets/options/v1/field.proto";
import "kubets/options/v1/message.proto";

// What somebody saw in the field.
message FieldNote {
  option (kubets.options.v1.resource) = {
    plural: "fieldnotes"
    shortNames: "fn"
  };

  // The version of the API that this object is written in, as GROUP/VERSION; v1 for the core group.
  optional string apiVersion = 100;
  // What this object is. The server knows it from the path, and it cannot change.
  optional string kind = 101;
  // Name, namespace, labels, annotations and what the system keeps about the object.
  kubets.meta.v1.ObjectMeta metadata = 1;
  // What was seen.
  optional string text = 2 [(kubets.options.v1.required) = true];
}

// A list of FieldNotes.
message FieldNoteList {
  // The version of the API that this object is written in, as GROUP/VERSION; v1 for the core group.
  optional string apiVersion = 100;
  // What this object is. The server knows it from the path, and it cannot change.
  optional string kind = 101;
  // What the system says of the list: the resourceVersion it was read at and where the next part starts.
  kubets.meta.v1.ListMeta metadata = 1;
  // The objects of the list.
  repeated FieldNote items = 2 [(kubets.options.v1.required) = true];
}
`;

const behaviour = `import { fieldNotes as names } from '@kubets/proto-gen/catalogue';
import type { FieldNote } from '@kubets/proto-gen/scheduling/v1';
import { ageColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';

export const fieldNotes = defineResource<FieldNote>(names, {
  granted: { edit: [''], view: [''] },
  columns: [
    nameColumn,
    textColumn<FieldNote>({ name: 'Text', description: 'What was seen.', value: ({ text }) => text ?? '' }),
    ageColumn,
  ],
});
`;

const example = `import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Text Age |',
  least: () => ({ text: 'a heron' }),
};
`;

let copy: string;
const inCopy = (command: string, args: string[]) =>
  run(command, args, { cwd: copy, maxBuffer: 1 << 28 }).catch(({ message: text, stdout, stderr }) => {
    throw new Error([text, stdout, stderr].join('\n'));
  });
const jestInCopy = (...args: string[]) => inCopy(process.execPath, ['node_modules/jest/bin/jest.js', ...args]);

/** What has changed since it was copied, a new folder as one. */
async function changed(): Promise<string[]> {
  const { stdout } = await inCopy('git', ['status', '--porcelain']);
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => line.slice(3))
    .sort();
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(copy, path)), { recursive: true });
  await writeFile(join(copy, path), text);
}

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'kubets-new-kind-'));
  const { stdout } = await run(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'],
    {
      cwd: REPOSITORY,
      maxBuffer: 1 << 26,
    },
  );
  const files = stdout.split('\0').filter(Boolean);
  for (const folder of new Set(files.map(dirname))) await mkdir(join(copy, folder), { recursive: true });
  // What was removed and is not committed yet is listed, too.
  await Promise.all(files.map((file) => copyFile(join(REPOSITORY, file), join(copy, file)).catch(ignoreMissing)));
  await symlink(join(REPOSITORY, 'node_modules'), join(copy, 'node_modules'));
  await inCopy('git', ['init', '--quiet']);
  await writeFile(join(copy, '.git/info/exclude'), 'node_modules\n');
  await inCopy('git', ['add', '.']);
  await inCopy('git', ['-c', 'user.name=test', '-c', 'user.email=test@localhost', 'commit', '--quiet', '-m', 'Begin']);
});
afterAll(() => copy && rm(copy, { recursive: true, force: true }));

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

test('a kind is three edits', async () => {
  await write(MESSAGE, message);
  await write(`${FOLDER}fieldnotes.ts`, behaviour);
  await write(`${FOLDER}example.ts`, example);
  const registry = await readFile(join(copy, REGISTRY), 'utf8');
  await write(
    REGISTRY,
    registry
      .replace(
        /^import .* from '\.\/flowschemas/m,
        (next) => `import { fieldNotes } from './fieldnotes/fieldnotes';\n${next}`,
      )
      .replace('  definition(priorityClasses),\n', (after) => `  definition(fieldNotes),\n${after}`),
  );
  expect(await changed()).toEqual([FOLDER, REGISTRY, MESSAGE]);
});

test('what is generated follows, and nothing else has to be changed', async () => {
  await inCopy('npm', ['run', 'generate', '--silent']);
  const elsewhere = (await changed()).filter(
    (path) => ![FOLDER, REGISTRY, MESSAGE].includes(path) && !path.startsWith('libs/proto-gen/src/gen/'),
  );
  expect(elsewhere).toEqual(['proto/kubets/scheduling/v1/field_notes_rpc.proto']);
});

test('the kind is known everywhere', async () => {
  const { stderr } = await jestInCopy(
    '--selectProjects',
    'integration',
    '--testNamePattern=fieldnotes|the registry has|nothing of it is left|every object goes',
    '--runTestsByPath',
    'test/integration/every-kind.test.ts',
    '--verbose',
  );
  const passed = stderr.split('\n').filter((line) => line.includes('✓'));
  expect(passed.map((line) => line.replace(/^\s*✓ | \(\d.*$/g, ''))).toEqual([
    'the registry has them all',
    'the fake has fieldnotes',
    'fieldnotes are in discovery and OpenAPI',
    'fieldnotes made over REST are there over gRPC',
    'nothing of it is left when the owner goes',
    'every object goes with it',
    'may do with fieldnotes what its folder grants',
  ]);
});

(ALL ? describe : describe.skip)('all that is about kinds', () => {
  test('the types and the style are right', async () => {
    await inCopy('npm', ['run', 'typecheck', '--silent']);
    await inCopy('node_modules/.bin/prettier', ['--check', FOLDER, REGISTRY]);
    await inCopy(process.execPath, ['tools/generate/generate.mjs', '--check']);
  });

  test('the unit tests pass', () => jestInCopy(RESOURCES, 'libs/client', 'libs/proto-gen', '--selectProjects', 'unit'));
});
