import { moduleAround, type GoMod, type PublishedModule } from './go-module';

const KUBERNETES: PublishedModule = { path: 'k8s.io/kubernetes', version: '1.37.2', inDirectories: '0.37.2' };
const REQUIRED: GoMod = {
  Go: '1.26.0',
  Require: [
    { Path: 'github.com/onsi/ginkgo/v2', Version: 'v2.28.1' },
    { Path: 'k8s.io/api', Version: 'v0.0.0' },
  ],
  Replace: null,
};

test.each<[string, PublishedModule, GoMod['Replace'], { require: string[]; replace: string[] }]>([
  [
    'what the repository keeps in directories comes in its published version, all else as the module pins it',
    KUBERNETES,
    [{ Old: { Path: 'k8s.io/api' }, New: { Path: './staging/src/k8s.io/api' } }],
    {
      require: ['k8s.io/kubernetes v1.37.2', 'github.com/onsi/ginkgo/v2 v2.28.1', 'k8s.io/api v0.37.2'],
      replace: ['k8s.io/api => k8s.io/api v0.37.2'],
    },
  ],
  [
    'what is replaced by another version stays so',
    { path: 'example.com/it', version: '1.0.0' },
    [
      {
        Old: { Path: 'k8s.io/api', Version: 'v0.0.0' },
        New: { Path: 'example.com/api', Version: 'v0.1.0' },
      },
    ],
    {
      require: ['example.com/it v1.0.0', 'github.com/onsi/ginkgo/v2 v2.28.1', 'k8s.io/api v0.0.0'],
      replace: ['k8s.io/api v0.0.0 => example.com/api v0.1.0'],
    },
  ],
])('%s', (_name, module, replaced, { require, replace }) => {
  const block = (name: string, lines: string[]) => `${name} (\n${lines.map((line) => `\t${line}\n`).join('')})\n`;
  expect(moduleAround({ ...REQUIRED, Replace: replaced }, module)).toBe(
    `module kubets.test/upstream\n\ngo 1.26.0\n\n${block('require', require)}\n${block('replace', replace)}`,
  );
});

test('a module with directories whose version is not known is refused', () => {
  const replaced = [{ Old: { Path: 'example.com/it/api' }, New: { Path: './api' } }];
  expect(() => moduleAround({ ...REQUIRED, Replace: replaced }, { path: 'example.com/it', version: '1.0.0' })).toThrow(
    'example.com/it v1.0.0 has example.com/it/api in directories: their published version is wanted',
  );
});
