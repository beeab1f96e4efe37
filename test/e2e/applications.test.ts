// Manifests of the kinds that people really install, each used after it was installed, upgraded, scaled, while a node is emptied, and
// gone in the end.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { lifecycleOf } from './applications/lifecycle';
import { applicationNames, selectedApplications } from './applications/registry';
import { publishToolsImage } from './applications/tools-image';
import { kubectls } from './cluster/kubectl';

jest.setTimeout(400_000);

const kubectl = kubectls().at(-1)!;

beforeAll(() => publishToolsImage(kubectl.path));

test('every manifest is known', () => {
  const files = readdirSync(join(__dirname, '../../examples/applications')).map((file) => file.replace('.yaml', ''));
  expect([...applicationNames].sort()).toEqual(files.sort());
});

describe.each(selectedApplications)('$name', (application) => {
  const life = lifecycleOf(application, kubectl);
  afterAll(() => life.cleanUp());

  test('is installed, and used', () => life.install());
  test('is upgraded', () => life.upgrade());
  test('is scaled', () => life.scale());
  test('is used while a node is emptied', () => life.drain());
  test('goes, and nothing of it stays', () => life.remove());
});
