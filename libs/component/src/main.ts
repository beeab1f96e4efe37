// What main.ts and config.ts of a service need, `@kubets/component/main`: nothing here loads what only a running service needs.
export { runMain } from './run-main';
export { defineConfig } from './config/define-config';
export type { ConfigOf, OptionSpecs } from './config/option';
export {
  CERTIFICATE_OPTIONS,
  CLIENT_OPTIONS,
  leaderElectionOptions,
  logOptions,
  servingOptions,
} from './component-flags';
export { version } from './version';
