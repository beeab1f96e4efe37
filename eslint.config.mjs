import nx from '@nx/eslint-plugin';
import * as regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

const onlyLibs = (...libs) => libs.map((lib) => `lib:${lib}`);
const APP_LIBS = ['why', 'controller', 'client', 'rpc', 'component', 'cel', 'net', 'api', 'apimachinery', 'proto-gen'];
const APPS_IN_KIT = [
  'apiserver/src/config',
  'apiserver/src/serve-store',
  'controller-manager/src/config',
  'controller-manager/src/service',
  'dns/src/config',
  'dns/src/service',
  'scheduler/src/config',
  'scheduler/src/service',
];
const APPS = [
  'scheduler',
  'controller-manager',
  'kubelet-agent',
  'proxy',
  'dns',
  'cloud-lb',
  'ingress',
  'cli',
  'dashboard',
];

const CONSTANT_OF_A_MODULE =
  ':matches(Program, ExportNamedDeclaration) > VariableDeclaration[kind="const"] > VariableDeclarator[id.name=/^[a-z]/]';
const LIKE_THIS = 'A constant of a module is written LIKE_THIS.';

const SYNTAX = [
  {
    selector: 'ExportAllDeclaration',
    message: 'Export by name: `export *` hides what a module offers, and cycles.',
  },
  { selector: `${CONSTANT_OF_A_MODULE}[init.type="Literal"]`, message: LIKE_THIS },
  {
    selector: 'CallExpression[callee.name="it"], CallExpression[callee.object.name="it"]',
    message: 'Tests are called `test`.',
  },
  {
    selector: 'CallExpression[callee.object.name="jest"][callee.property.name="mock"]',
    message: 'No module mocks: pass the collaborator in.',
  },
];

/** Lists and objects of nothing but values; those of tests are their examples, and read as such. */
const WHOLE_CONSTANTS = {
  selector: `${CONSTANT_OF_A_MODULE} > :matches(ArrayExpression:has(> Literal), ObjectExpression:has(> Property > Literal.value), TemplateLiteral, UnaryExpression):not(:has(:function)):not(:has(CallExpression))`,
  message: LIKE_THIS,
};

// Who may import whom, as docs/architecture.md draws it; what `allow` names, whoever it is.
const boundaries = (allow = []) => ({
  allow,
  enforceBuildableLibDependency: false,
  // Some of its files are large and loaded when somebody asks; the others are not.
  checkDynamicDependenciesExceptions: ['@kubets/proto-gen', '@kubets/proto-gen/**'],
  depConstraints: [
    { sourceTag: 'lib:proto-gen', onlyDependOnLibsWithTags: [] },
    { sourceTag: 'lib:apimachinery', onlyDependOnLibsWithTags: onlyLibs('proto-gen') },
    { sourceTag: 'lib:api', onlyDependOnLibsWithTags: onlyLibs('apimachinery', 'proto-gen') },
    { sourceTag: 'lib:net', onlyDependOnLibsWithTags: onlyLibs('apimachinery', 'proto-gen') },
    { sourceTag: 'lib:cel', onlyDependOnLibsWithTags: onlyLibs('net', 'apimachinery', 'proto-gen') },
    { sourceTag: 'lib:component', onlyDependOnLibsWithTags: onlyLibs('api', 'apimachinery', 'proto-gen') },
    { sourceTag: 'lib:rpc', onlyDependOnLibsWithTags: onlyLibs('component', 'apimachinery', 'proto-gen') },
    { sourceTag: 'lib:store', onlyDependOnLibsWithTags: onlyLibs('rpc', 'component', 'apimachinery', 'proto-gen') },
    {
      sourceTag: 'lib:client',
      onlyDependOnLibsWithTags: onlyLibs('rpc', 'component', 'api', 'apimachinery', 'proto-gen'),
    },
    { sourceTag: 'lib:why', onlyDependOnLibsWithTags: onlyLibs('rpc', 'api', 'net', 'apimachinery', 'proto-gen') },
    {
      sourceTag: 'lib:controller',
      onlyDependOnLibsWithTags: onlyLibs('client', 'component', 'api', 'apimachinery', 'proto-gen'),
    },
    { sourceTag: 'app:apiserver', onlyDependOnLibsWithTags: onlyLibs(...APP_LIBS, 'store') },
    { sourceTag: 'app:testing', onlyDependOnLibsWithTags: onlyLibs(...APP_LIBS, 'store') },
    ...APPS.map((app) => ({ sourceTag: `app:${app}`, onlyDependOnLibsWithTags: onlyLibs(...APP_LIBS) })),
  ],
});

export default [
  { ignores: ['**/dist/**', '**/node_modules/**', '.nx/**', 'libs/proto-gen/src/gen/**'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parser: tseslint.parser },
    plugins: { '@nx': nx, '@typescript-eslint': tseslint.plugin },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'no-console': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { disallowTypeAnnotations: false, fixStyle: 'inline-type-imports' },
      ],
      'max-lines': ['error', { max: 500, skipBlankLines: true, skipComments: true }],
      'no-restricted-exports': [
        'error',
        {
          restrictDefaultExports: {
            direct: true,
            named: true,
            defaultFrom: true,
            namedFrom: true,
            namespaceFrom: true,
          },
        },
      ],
      'no-restricted-syntax': ['error', ...SYNTAX, WHOLE_CONSTANTS],
      '@nx/enforce-module-boundaries': ['error', boundaries()],
    },
  },
  {
    // Time has to grow with the length of a text and no faster, whoever wrote it.
    files: ['**/*.ts', '**/*.mjs', '**/*.cjs'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential' }],
      'regexp/no-misleading-capturing-group': 'error',
      'regexp/optimal-quantifier-concatenation': 'error',
      'regexp/no-dupe-disjunctions': 'error',
      'regexp/no-contradiction-with-assertion': 'error',
    },
  },
  // The kit runs services in its own process: it imports how they are put together, and nothing else of them.
  {
    files: ['packages/testing/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': ['error', boundaries(APPS_IN_KIT.map((path) => `@kubets/apps/${path}`))],
    },
  },
  // The doors are two ways into one pipeline: what both need is in there.
  {
    files: ['apps/apiserver/src/grpc/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['**/rest/*'], message: 'Put what both doors need into pipeline/.' }] },
      ],
    },
  },
  {
    files: ['apps/apiserver/src/rest/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['**/grpc/*'], message: 'Put what both doors need into pipeline/.' }] },
      ],
    },
  },
  {
    files: ['apps/apiserver/src/pipeline/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['**/rest/*', '**/grpc/*'], message: 'The pipeline knows no door.' }] },
      ],
    },
  },
  { files: ['apps/cli/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.test.ts', 'test/**/*.ts', '**/testing/**/*.ts', '**/testdata/**/*.ts'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'off',
      'max-lines': 'off',
      'no-restricted-syntax': ['error', ...SYNTAX],
    },
  },
];
