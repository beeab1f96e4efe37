import { newBadRequest } from '@kubets/apimachinery';

const MAX_INT64 = 2n ** 63n - 1n;
const MIN_INT64 = -(2n ** 63n);
const MAX_UINT64 = 2n ** 64n - 1n;

/** More digits than any number of 64 bits has, leading zeros apart. */
const MAX_DIGITS = 20;

type Parsed = { value: bigint } | { problem: string };

function parsed(text: string, form: RegExp, parser: string, low: bigint, high: bigint): Parsed {
  const problem = (what: string) => ({ problem: `strconv.${parser}: parsing ${JSON.stringify(text)}: ${what}` });
  const digits = form.exec(text)?.[1];
  if (digits === undefined) return problem('invalid syntax');
  const significant = digits.replace(/^0+/, '');
  if (significant.length > MAX_DIGITS) return problem('value out of range');
  const size = BigInt(significant || '0');
  const value = text.startsWith('-') ? -size : size;
  return value < low || value > high ? problem('value out of range') : { value };
}

/** A query parameter that is an int64; beyond what a number holds exactly, the nearest. @throws StatusError 400 in Go's words. */
export function parseInt64(text: string): number {
  const result = parsed(text, /^[+-]?(\d+)$/, 'ParseInt', MIN_INT64, MAX_INT64);
  if ('problem' in result) throw newBadRequest(result.problem);
  return Number(result.value);
}

/** What is wrong with a resourceVersion; undefined for a good one, and for none. */
export function resourceVersionProblem(text: string): string | undefined {
  const problem = revisionProblem(text);
  return problem && `resourceVersion: Invalid value: ${JSON.stringify(text)}: ${problem}`;
}

/** The same in Go's words alone, as of the resourceVersion of an object. */
export function revisionProblem(text: string): string | undefined {
  if (text === '') return undefined;
  const result = parsed(text, /^(\d+)$/, 'ParseUint', 0n, MAX_UINT64);
  return 'problem' in result ? result.problem : undefined;
}
