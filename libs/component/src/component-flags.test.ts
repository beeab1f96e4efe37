import { logOptions } from './component-flags';
import { defineConfig } from './config/define-config';

const config = defineConfig({ name: 'x', doc: 'x', options: logOptions });

test.each(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])('--log-level=%s', (level) => {
  expect(config.parse([`--log-level=${level}`], {}).logLevel).toBe(level);
});

test.each(['nonsense', 'INFO', ''])('--log-level=%s is refused, with those that there are', (level) => {
  expect(() => config.parse([`--log-level=${level}`], {})).toThrow(
    /log-level.*trace, debug, info, warn, error, fatal, silent/,
  );
});
