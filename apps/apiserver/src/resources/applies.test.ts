import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { atOnce, type KubeObject, type StatusError } from '@kubets/apimachinery';
import { appliedObject } from '../pipeline/applied-object';
import { checkedConfig } from '../pipeline/apply-config';
import type { ApplyRequest } from '../pipeline/request';
import { resources } from './registry';
import { deepFreeze, strategyContext } from './testing/strategy-harness';

/** What kube-apiserver 1.37.2 made of an apply. `live` and `after` lack what a server keeps of its own (uid, generation, …). */
interface Case {
  what: string;
  kind: string;
  manager: string;
  force?: boolean;
  sub?: string;
  /** The body. */
  config: KubeObject;
  /** What was there; absent when the apply created. */
  live?: KubeObject;
  /** What is there then; the time of entries that are new or changed is `now`. Absent for a refusal. */
  after?: KubeObject & { status?: unknown };
  code?: number;
  message?: string;
  causes?: string[];
}

const cases = JSON.parse(readFileSync(join(__dirname, 'testdata/applies.json'), 'utf8')) as Case[];
const now = new Date('2026-12-01T00:00:00Z');

function outcome({ kind, manager, force = false, sub = '', config, live }: Case) {
  const definition = resources.find((candidate) => candidate.kind === kind)!;
  const request: ApplyRequest = {
    definition,
    version: definition.versions[0],
    namespace: definition.namespaced ? 'default' : '',
    name: 'x',
    subresource: sub,
    verb: 'patch',
    body: { value: config },
    options: { dryRun: false, fieldManager: manager, fieldValidation: 'Strict' as const, force },
    user: { username: 'tester', groups: [], extra: {} },
    signal: new AbortController().signal,
    warn: () => undefined,
    authorize: () => Promise.resolve(),
  };
  const frozen = deepFreeze(live);
  const applied = atOnce(appliedObject(request, { config: atOnce(checkedConfig(request)), live: frozen, now }));
  if (frozen && !sub) definition.prepareForUpdate?.(applied.object, frozen, strategyContext({ now }));
  return applied;
}

/** What of an object an apply is judged by: of one to the status, that and metadata. Times that are null are not there. */
function compared({ sub }: Case, object: KubeObject): unknown {
  const { status, metadata = {}, ...rest } = object as KubeObject & { status?: unknown };
  const { managedFields: _, ...others } = { namespace: 'default', ...metadata };
  return withoutNulls({ metadata: others, ...(sub ? { status } : rest) });
}

const withoutNulls = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_key, part: unknown) => part ?? undefined)) as unknown;

function refusalOf(one: Case): StatusError {
  try {
    outcome(one);
  } catch (error) {
    return error as StatusError;
  }
  throw new Error('not refused');
}

const accepted = cases.filter(({ after }) => after);
const refused = cases.filter(({ after }) => !after);

test.each(accepted.map((one): [string, Case] => [one.what, one]))('%s: applied as by Kubernetes', (_what, one) => {
  const { object, managedFields } = outcome(one);
  expect(compared(one, object)).toEqual(compared(one, one.after!));
  const entries = one.after!.metadata?.managedFields ?? [];
  expect(managedFields).toEqual(
    entries.map((entry) => (entry.time === 'now' ? { ...entry, time: '2026-12-01T00:00:00Z' } : entry)),
  );
});

test.each(refused.map((one): [string, Case] => [one.what, one]))('%s: refused as by Kubernetes', (_what, one) => {
  const { code, message, details } = refusalOf(one).status;
  // What the client got wrong is no failure of the server.
  expect({ code, message }).toEqual({ code: one.code === 500 ? 400 : one.code, message: one.message });
  const causes = (details?.causes ?? []).map((cause) => `${cause.message ?? ''} ${cause.field ?? ''}`).sort();
  expect(causes).toEqual(one.causes);
});
