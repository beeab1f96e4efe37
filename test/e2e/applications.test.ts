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
  const files = readdirSync(join(__dirname, '../../examples/applications')).filter((file) => file.endsWith('.yaml'));
  expect([...applicationNames].sort()).toEqual(files.map((file) => file.replace('.yaml', '')).sort());
});

describe.each(selectedApplications)('$name', (application) => {
  const life = lifecycleOf(application, kubectl);
  afterAll(() => life.cleanUp());

  /** What has failed; what comes after that shows nothing. */
  let failed: string | undefined;
  const step = (name: string, work: () => Promise<void>) =>
    test(name, async () => {
      if (failed) throw new Error(`not tried, for it failed that it ${failed}`);
      failed = name;
      await work();
      failed = undefined;
    });

  step('is installed, and used', () => life.install());
  step('is upgraded', () => life.upgrade());
  step('is scaled', () => life.scale());
  step('is used while a node is emptied', () => life.drain());
  test('goes, and nothing of it stays', () => life.remove());
});
