export { createFakeClock } from './fake-clock';
export type { FakeClock } from './fake-clock';
export { createTestLogger } from './test-logger';
export type { TestLogger } from './test-logger';
export { createTestPki } from './test-pki';
export type { TestCertificate, TestPki } from './test-pki';
export { eventually } from './eventually';
export { hostileObject } from './hostile-object';
