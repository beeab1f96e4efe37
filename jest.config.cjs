// One configuration for every kind of test; the kinds are separate projects, so that each can be run alone:
// `npx jest --selectProjects unit`.
const base = {
  // One cache of what has been transformed, for all kinds.
  id: 'kubets',
  rootDir: __dirname,
  testEnvironment: 'node',
  transform: {
    '^.+\\.(m?js|ts)$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  moduleNameMapper: {
    '^@kubets/proto-gen/(schema|docs|descriptors)$': '<rootDir>/libs/proto-gen/src/$1.ts',
    '^@kubets/proto-gen/(int64|struct|timestamp)$': '<rootDir>/libs/proto-gen/src/wire/$1.ts',
    '^@kubets/proto-gen/(.*)$': '<rootDir>/libs/proto-gen/src/gen/kubets/$1',
    '^@kubets/component/main$': '<rootDir>/libs/component/src/main.ts',
    '^@kubets/apps/(.*)$': '<rootDir>/apps/$1.ts',
    '^@kubets/([a-z-]+)/testing$': '<rootDir>/libs/$1/src/testing/index.ts',
    '^@kubets/([a-z-]+)$': '<rootDir>/libs/$1/src/index.ts',
  },
  // These are ECMAScript modules only, which jest loads when they have been made CommonJS.
  transformIgnorePatterns: ['/node_modules/(?!(jose|parse5|parse5-html-rewriting-stream|parse5-sax-parser|entities)/)'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.nx/'],
};

module.exports = {
  // What takes longer does not come to an end: the machine may be slow, and busy with other tests.
  testTimeout: 30_000,
  testSequencer: '<rootDir>/tools/test/long-files-first.cjs',
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/{apps,libs,packages,tools,test/upstream,test/differential}/**/*.test.ts',
        '<rootDir>/test/software/*.test.ts',
      ],
      testPathIgnorePatterns: ['/node_modules/', '\\.timing\\.test\\.ts$'],
    },
    // Where the time itself is the promise: nothing may run beside it.
    { ...base, displayName: 'timing', testMatch: ['<rootDir>/{apps,libs,packages}/**/*.timing.test.ts'] },
    {
      ...base,
      displayName: 'integration',
      testMatch: ['<rootDir>/test/{integration,clients}/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '\\.timing\\.test\\.ts$'],
    },
    // The same for what processes do with time and memory.
    {
      ...base,
      displayName: 'integration-timing',
      testMatch: ['<rootDir>/test/integration/**/*.timing.test.ts'],
    },
    {
      ...base,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/{e2e,faults,conformance}/**/*.test.ts'],
      globalSetup: '<rootDir>/test/e2e/global-setup.ts',
      globalTeardown: '<rootDir>/test/e2e/global-teardown.ts',
    },
    // What is not ours, in a cluster of its own: `npm run software` builds it first.
    {
      ...base,
      displayName: 'software',
      testMatch: ['<rootDir>/test/software/*/*.test.ts'],
      globalSetup: '<rootDir>/test/e2e/global-setup.ts',
      globalTeardown: '<rootDir>/test/e2e/global-teardown.ts',
    },
    {
      ...base,
      displayName: 'fuzz',
      testMatch: ['<rootDir>/test/fuzz/**/*.test.ts'],
      // Minutes of waiting, so only when asked for.
      testPathIgnorePatterns: ['/node_modules/', ...(process.env.KUBETS_FUZZ_SLOW_CLIENTS ? [] : ['slow-clients'])],
      globalSetup: '<rootDir>/test/fuzz/global-setup.ts',
      globalTeardown: '<rootDir>/test/fuzz/global-teardown.ts',
    },
    {
      ...base,
      displayName: 'compose',
      testMatch: ['<rootDir>/test/compose/**/*.test.ts'],
      globalSetup: '<rootDir>/test/compose/global-setup.ts',
      globalTeardown: '<rootDir>/test/compose/global-teardown.ts',
    },
  ],
};
