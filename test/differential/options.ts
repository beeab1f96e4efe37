import { parseArgs } from 'node:util';

export interface DifferentialOptions {
  /** Regular expression of the topics that are asked. */
  topic: RegExp;
  /** Of the generated requests. */
  seed: number;
  count: number;
  /** Programs that are there; built where undefined. */
  kubeApiserver: string | undefined;
  etcd: string | undefined;
  output: string;
}

export const DEFAULT_SEED = 1;
export const DEFAULT_COUNT = 300;

export const USAGE = `usage: npm run differential -- [--topic REGEX] [--seed N] [--count N] [--output FILE]
                             [--kube-apiserver FILE] [--etcd FILE]

  --topic REGEX          only topics whose names match (default: all)
  --seed N               of the requests made from the schemas (default: ${DEFAULT_SEED})
  --count N              how many of those (default: ${DEFAULT_COUNT})
  --output FILE          where everything that differs is written (default: dist/differential/report.txt)
  --kube-apiserver FILE  Kubernetes' own, 1.37; without it, it is built from Go modules
  --etcd FILE            for both servers; without it, it is built as well

More: docs/differential.md`;

/**
 * Reads the command line; undefined where it asks for help.
 * @throws Error that names the argument and what would be right.
 */
export function differentialOptions(args: string[]): DifferentialOptions | undefined {
  const { values } = parseArgs({
    args,
    options: {
      topic: { type: 'string', default: '' },
      seed: { type: 'string', default: String(DEFAULT_SEED) },
      count: { type: 'string', default: String(DEFAULT_COUNT) },
      output: { type: 'string', default: 'dist/differential/report.txt' },
      'kube-apiserver': { type: 'string' },
      etcd: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return undefined;
  return {
    topic: regexOf(values.topic),
    seed: wholeNumber('--seed', values.seed),
    count: wholeNumber('--count', values.count),
    kubeApiserver: values['kube-apiserver'],
    etcd: values.etcd,
    output: values.output,
  };
}

function regexOf(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch {
    throw new Error(`--topic ${JSON.stringify(text)}: a regular expression is wanted, such as ^watch`);
  }
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number))
    throw new Error(`${name} ${JSON.stringify(text)}: a whole number is wanted`);
  return number;
}
