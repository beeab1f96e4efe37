import { newBadRequest } from '@kubets/apimachinery';

/** Where the next page of a list begins. */
export interface ContinueToken {
  /** All pages show the state at this revision; -1 gives up on that and goes on with the latest. */
  revision: number;
  /** Key of the last object already given; empty for the first page. */
  after: string;
}

export function encodeContinue({ revision, after }: ContinueToken): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start: after })).toString('base64url');
}

/** @throws StatusError 400 for what this server never gave out. */
export function parseContinue(text: string): ContinueToken {
  try {
    const { v, rv, start } = JSON.parse(Buffer.from(text, 'base64url').toString()) as { v?: unknown; rv?: unknown; start?: unknown };
    if (v === 'meta.k8s.io/v1' && typeof rv === 'number' && Number.isInteger(rv) && rv !== 0 && typeof start === 'string') return { revision: rv, after: start };
  } catch {
    // Not JSON: refused below like everything else that is no token.
  }
  throw newBadRequest('continue key is not valid');
}
