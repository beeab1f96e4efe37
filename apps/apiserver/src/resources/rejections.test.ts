import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeObject } from '@kubets/apimachinery';
import { resources } from './registry';
import { created } from './testing/strategy-harness';

/** An object that was to be created and what kube-apiserver 1.37.2 said was wrong with it. */
interface Case {
  what: string;
  kind: string;
  object: KubeObject;
  errors: string[];
}

const cases = JSON.parse(readFileSync(join(__dirname, 'testdata/rejections.json'), 'utf8')) as Case[];

test.each(cases.map((one) => [`${one.kind} ${one.what}`, one] as const))('%s', (_, { kind, object, errors }) => {
  const definition = resources.find((candidate) => candidate.kind === kind)!;
  // In which order they are told is not the same everywhere.
  expect(created(definition, object).errors.sort()).toEqual([...errors].sort());
});
