import { posix } from 'node:path';
import { jsonProblem, newBadRequest } from '@kubets/apimachinery';

/** Where the next page of a list begins. */
export interface ContinueToken {
  /** All pages show the state at this revision; -1 gives up on that and goes on with the latest. */
  revision: number;
  /** The first key that may be in it, below the list's prefix; empty for the first page. */
  from: string;
}

export function encodeContinue({ revision, from }: ContinueToken): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start: `/${from}` })).toString('base64url');
}

const VERSION = 'meta.k8s.io/v1';

/** @throws StatusError 400 for what this server never gave out, in Kubernetes' words. */
export function parseContinue(text: string): ContinueToken {
  const invalid = (problem: string) => newBadRequest(`invalid continue token: continue key is not valid: ${problem}`);
  const bad = text.search(/[^\w-]/);
  if (bad >= 0 || text.length % 4 === 1)
    throw invalid(`illegal base64 data at input byte ${bad >= 0 ? bad : text.length - 1}`);
  const json = Buffer.from(text, 'base64url').toString();
  const problem = jsonProblem(json);
  if (problem) throw invalid(problem);
  const token = (JSON.parse(json) as unknown) ?? {};
  if (typeof token !== 'object' || Array.isArray(token))
    throw invalid(
      `json: cannot unmarshal ${Array.isArray(token) ? 'array' : typeof token} into Go value of type storage.continueToken`,
    );
  const { v = '', rv = 0, start = '' } = token as { v?: unknown; rv?: unknown; start?: unknown };
  const mismatch = (field: string, value: unknown, type: string) =>
    invalid(
      `json: cannot unmarshal ${typeof value === 'number' ? `number ${value}` : typeof value} into Go struct field continueToken.${field} of type ${type}`,
    );
  if (typeof v !== 'string') throw mismatch('v', v, 'string');
  if (typeof rv !== 'number' || !Number.isInteger(rv) || Math.abs(rv) > 2 ** 63) throw mismatch('rv', rv, 'int64');
  if (typeof start !== 'string') throw mismatch('start', start, 'string');
  if (v !== VERSION) throw invalid(`server does not recognize this encoded version ${v.slice(0, MAX_SHOWN)}`);
  if (rv === 0) throw invalid(`incorrect encoded start resourceVersion (version ${VERSION})`);
  if (start === '') throw invalid(`encoded start key empty (version ${VERSION})`);
  const path = start.startsWith('/') ? start : `/${start}`;
  // What leads out of the list's prefix was never given out.
  if (posix.resolve(path) !== path) throw invalid(start);
  return { revision: rv, from: path.slice(1) };
}

const MAX_SHOWN = 256;
