import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from './config-error';
import { readConfigFile } from './config-file';
import { defineConfig } from './define-config';

const schema = defineConfig({
  name: 'kube-example',
  doc: 'An example.',
  options: {
    kubeconfig: { flag: 'kubeconfig', type: 'string', required: true, doc: 'Path of the kubeconfig.' },
    port: { flag: 'secure-port', type: 'port', default: 10257, doc: 'The port.' },
    periodMs: { flag: 'sync-period', type: 'duration', default: '30s', doc: 'How often.' },
    elect: { flag: 'leader-elect', type: 'bool', default: true, doc: 'Whether.' },
    cidrs: { flag: 'cidrs', type: 'list', default: [], doc: 'Which.' },
    workers: {
      flag: 'workers',
      type: 'int',
      default: 5,
      doc: 'How many.',
      validate: (n: number) => (n > 0 ? undefined : 'at least 1'),
    },
    note: { flag: 'note', type: 'string', doc: 'Optional.' },
  },
});

const required = ['--kubeconfig=/k'];
/** As runMain does. */
function parse(argv: readonly string[], env: Record<string, string>) {
  const path = schema.configFile(argv, env);
  return schema.parse(argv, env, path ? readConfigFile(path) : {});
}
const directory = mkdtempSync(join(tmpdir(), 'kubets-config-'));
const file = (text: string) => {
  const path = join(directory, 'config.yaml');
  writeFileSync(path, text);
  return `--config=${path}`;
};
afterAll(() => rmSync(directory, { recursive: true }));

describe('what is refused', () => {
  test.each<[string, string[], Record<string, string>, RegExp]>([
    ['a missing required option', [], {}, /--kubeconfig is required: Path of the kubeconfig/],
    [
      'a port that is none',
      [...required, '--secure-port=70000'],
      {},
      /--secure-port: invalid value "70000": must be a port from 0 to 65535/,
    ],
    [
      'a bad duration',
      [...required, '--sync-period', '10'],
      {},
      /--sync-period: invalid value "10": must be a duration such as/,
    ],
    [
      'a bad boolean',
      [...required, '--leader-elect=maybe'],
      {},
      /--leader-elect: invalid value "maybe": must be true or false/,
    ],
    [
      'a value the option itself refuses',
      [...required, '--workers=0'],
      {},
      /--workers: invalid value "0": must be at least 1/,
    ],
    [
      'a bad variable, naming it',
      required,
      { KUBETS_WORKERS: 'x' },
      /KUBETS_WORKERS \(--workers\): invalid value "x": must be a whole number/,
    ],
    ['an unknown flag', [...required, '--wrokers=1'], {}, /unknown option '--wrokers=1'[^]*kube-example --help/],
    ['a flag with one dash', [...required, '-v'], {}, /unknown option '-v'/],
    ['a word that all objects know', [...required, '--constructor=x'], {}, /unknown option '--constructor=x'/],
    ['a positional argument', [...required, 'serve'], {}, /too many arguments: "serve" is no flag/],
    ['what follows two dashes', [...required, '--', '--workers=1'], {}, /unknown option '--'/],
    ['a flag without its value', ['--kubeconfig'], {}, /option '--kubeconfig <string>' argument missing/],
    ['a missing file', [...required, '--config=/nowhere.yaml'], {}, /--config: cannot read "\/nowhere.yaml"/],
    [
      'an unknown key in the file',
      [...required, file('wrokers: 1')],
      {},
      /wrokers in the configuration file: no such option; known are cidrs,/,
    ],
  ])('%s', (_, argv, env, message) => {
    // The table's file() calls share one path, so the one case that reads it writes it again.
    if (argv.some((arg) => arg.includes('config.yaml'))) file('wrokers: 1');
    expect(() => parse(argv, env)).toThrow(ConfigError);
    expect(() => parse(argv, env)).toThrow(message);
  });

  test('all problems are told at once', () => {
    expect(() => schema.parse(['--workers=0', '--secure-port=x'], {})).toThrow(
      /kubeconfig is required[^]*secure-port[^]*workers/,
    );
  });
});

describe('what wins', () => {
  test('defaults', () => {
    expect(schema.parse(required, {})).toEqual({
      kubeconfig: '/k',
      port: 10257,
      periodMs: 30_000,
      elect: true,
      cidrs: [],
      workers: 5,
      note: undefined,
    });
  });

  test('flag over environment over file over default', () => {
    const config = file(
      'workers: 7\nsecure-port: 8\nsync-period: 2m\ncidrs: [10.0.0.0/8, 1.2.3.4/32]\nleader-elect: false',
    );
    const env = { KUBETS_SECURE_PORT: '9', KUBETS_SYNC_PERIOD: '1m', KUBETS_NOTE: '' };
    expect(parse([...required, config, '--sync-period=10s'], env)).toEqual({
      kubeconfig: '/k',
      workers: 7,
      port: 9,
      periodMs: 10_000,
      cidrs: ['10.0.0.0/8', '1.2.3.4/32'],
      elect: false,
      note: undefined,
    });
  });

  test.each<[string[], boolean]>([
    [['--leader-elect'], true],
    [['--leader-elect=false'], false],
    [['--leader-elect', '--workers=1'], true],
    [['--leader-elect', 'false'], false],
    [['--leader-elect=false', '--leader-elect'], true],
  ])('%j', (argv, expected) => expect(schema.parse([...required, ...argv], {}).elect).toBe(expected));

  test.each<[string[], string]>([
    [['--note='], ''],
    [['--note=a=b'], 'a=b'],
    [['--note', '--workers=1'], '--workers=1'],
    [['--note=a', '--note', 'b'], 'b'],
  ])('%j is %j', (argv, expected) => expect(schema.parse([...required, ...argv], {}).note).toBe(expected));

  test('a list may be written with commas or as several flags', () => {
    expect(schema.parse([...required, '--cidrs=a,b', '--cidrs', 'c'], {}).cidrs).toEqual(['a', 'b', 'c']);
  });
});

describe('help', () => {
  test('shows every option with its variable and default', () => {
    const text = schema.help();
    for (const part of [
      'An example.',
      '--secure-port <port>',
      'KUBETS_SECURE_PORT',
      '10257',
      '"30s"',
      'required',
      '--config <file>',
      '--version',
    ])
      expect(text).toContain(part);
  });

  test('breaks lines between words, each below the one before', () => {
    const text = defineConfig({
      name: 'kube-wordy',
      doc: 'Wordy.',
      options: { note: { flag: 'note', type: 'string', doc: 'word '.repeat(60).trim() } },
    }).help();
    const lines = text.split('\n').slice(text.split('\n').findIndex((line) => line.includes('--note')));
    expect(lines.length).toBeGreaterThan(3);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(140);
    expect(lines[1]).toMatch(/^ {19}word/);
  });

  test.each([
    ['--help', /Usage: kube-example/],
    ['--version', /Kubernetes v1\.37\.2/],
  ])('%s ends with code 0', (flag, text) => {
    expect(() => schema.parse([flag], {})).toThrow(
      expect.objectContaining({ exitCode: 0, message: expect.stringMatching(text) }),
    );
  });
});
