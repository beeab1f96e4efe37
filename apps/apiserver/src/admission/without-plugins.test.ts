import type { AdmissionPlugins } from '../pipeline/admission';
import { withoutPlugins } from './without-plugins';

const named = (name: string) => ({ name, handles: () => true, admit: () => undefined, validate: () => undefined });
const PLUGINS = {
  mutating: ['ServiceAccount', 'Priority'].map(named),
  validating: ['Priority', 'ResourceQuota'].map(named),
} as unknown as AdmissionPlugins;

test.each<[string[], string[][]]>([
  [
    [],
    [
      ['ServiceAccount', 'Priority'],
      ['Priority', 'ResourceQuota'],
    ],
  ],
  [['ServiceAccount'], [['Priority'], ['Priority', 'ResourceQuota']]],
  [
    ['Priority', 'ResourceQuota'],
    [['ServiceAccount'], []],
  ],
])('without %j', (names, expected) => {
  const { mutating, validating } = withoutPlugins(names, PLUGINS);
  expect([mutating, validating].map((plugins) => plugins.map(({ name }) => name))).toEqual(expected);
});

test('a plugin that there is not is named, and so are those that there are', () => {
  expect(() => withoutPlugins(['Priority', 'AlwaysDeny'], PLUGINS)).toThrow(
    '--disable-admission-plugins: there is no plugin AlwaysDeny; there are: Priority, ResourceQuota, ServiceAccount',
  );
});
