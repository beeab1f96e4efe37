import { global, method, type Library } from '../functions/declaration';
import { byText } from '../functions/sizes';
import { BOOL, INT, opaque, STRING } from '../types/type';
import { EvaluationError, Opaque } from '../values/value';

const TYPE = opaque('kubernetes.Semver');
class Semver extends Opaque {
  readonly typeName = 'kubernetes.Semver';
  constructor(
    readonly parts: readonly [bigint, bigint, bigint],
    readonly before: readonly string[],
  ) {
    super();
  }
  equals(other: Opaque): boolean {
    return other instanceof Semver && compare(this, other) === 0n;
  }
}

/** `v1.2`, `01.2.3` and their like as they are meant. @throws EvaluationError. */
function normalized(text: string): string {
  const parts = threeOf(text.replace(/^v/, '')).map((part) => {
    if (part.length <= 1) return part;
    const rest = part.replace(/^0+/, '');
    return /^\d/.test(rest) ? rest : `0${rest}`;
  });
  if (parts.length < 3 && /[+-]/.test(parts.at(-1)!)) bad('short version cannot contain PreRelease/Build meta data');
  while (parts.length < 3) parts.push('0');
  return parts.join('.');
}

/** Up to the second point, and what is left. */
function threeOf(text: string): string[] {
  const [major = '', minor, ...rest] = text.split('.');
  return [major, ...(minor === undefined ? [] : [minor]), ...(rest.length > 0 ? [rest.join('.')] : [])];
}

function bad(problem: string): never {
  throw new EvaluationError(problem);
}

function numberOf(text: string, what: string): bigint {
  if (!/^\d*$/.test(text)) bad(`Invalid character(s) found in ${what} number ${JSON.stringify(text)}`);
  if (/^0\d/.test(text))
    bad(`${what.charAt(0).toUpperCase()}${what.slice(1)} number must not contain leading zeroes "${text}"`);
  if (text === '') bad('strconv.ParseUint: parsing "": invalid syntax');
  const value = BigInt(text);
  if (value >= 1n << 64n) bad(`strconv.ParseUint: parsing "${text}": value out of range`);
  return value;
}

function checkPart(text: string, isBuild: boolean): void {
  if (text === '') bad(isBuild ? 'Build meta data is empty' : 'Prerelease is empty');
  if (!/^[0-9A-Za-z-]+$/.test(text))
    bad(`Invalid character(s) found in ${isBuild ? 'build meta data' : 'prerelease'} ${JSON.stringify(text)}`);
  if (!isBuild && /^0\d+$/.test(text)) bad(`Numeric PreRelease version must not contain leading zeroes "${text}"`);
}

/** A version as a value. @throws EvaluationError for a text that is none. */
export function semver(given: string, isLoose = false): Semver {
  const text = isLoose ? normalized(given) : given;
  if (text === '') bad('Version string empty');
  const parts = threeOf(text);
  if (parts.length !== 3) bad('No Major.Minor.Patch elements found');
  const [major, minor, rest] = parts as [string, string, string];
  const [numbers, build] = cut(rest, '+');
  const [patch, before] = cut(numbers, '-');
  const found: [bigint, bigint, bigint] = [
    numberOf(major, 'major'),
    numberOf(minor, 'minor'),
    numberOf(patch, 'patch'),
  ];
  const steps = before?.split('.') ?? [];
  for (const step of steps) checkPart(step, false);
  for (const step of build?.split('.') ?? []) checkPart(step, true);
  return new Semver(found, steps);
}

function cut(text: string, at: string): [string, string | undefined] {
  const index = text.indexOf(at);
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)];
}

function isSemver(text: string, isLoose = false): boolean {
  try {
    semver(text, isLoose);
    return true;
  } catch {
    return false;
  }
}

function compare(a: Semver, b: Semver): bigint {
  for (const index of [0, 1, 2] as const)
    if (a.parts[index] !== b.parts[index]) return a.parts[index] < b.parts[index] ? -1n : 1n;
  if (a.before.length === 0 || b.before.length === 0) return BigInt(Math.sign(b.before.length - a.before.length));
  for (const [index, left] of a.before.entries()) {
    const right = b.before[index];
    if (right === undefined) return 1n;
    if (left === right) continue;
    const [x, y] = [/^\d+$/.test(left), /^\d+$/.test(right)];
    if (x && y) return BigInt(left) < BigInt(right) ? -1n : 1n;
    if (x !== y) return x ? -1n : 1n;
    return left < right ? -1n : 1n;
  }
  return a.before.length < b.before.length ? -1n : 0n;
}

/** Kubernetes' functions of versions. */
export const semvers: Library = {
  functions: [
    global('semver', [STRING], TYPE, (text: string) => semver(text), byText),
    global('semver', [STRING, BOOL], TYPE, semver, byText),
    global('isSemver', [STRING], BOOL, (text: string) => isSemver(text), byText),
    global('isSemver', [STRING, BOOL], BOOL, isSemver, byText),
    method('major', [TYPE], INT, ({ parts }: Semver) => parts[0]),
    method('minor', [TYPE], INT, ({ parts }: Semver) => parts[1]),
    method('patch', [TYPE], INT, ({ parts }: Semver) => parts[2]),
    method('isGreaterThan', [TYPE, TYPE], BOOL, (a: Semver, b: Semver) => compare(a, b) > 0n),
    method('isLessThan', [TYPE, TYPE], BOOL, (a: Semver, b: Semver) => compare(a, b) < 0n),
    method('compareTo', [TYPE, TYPE], INT, compare),
  ],
};
