import { global, method, type Library } from '../functions/declaration';
import { byText } from '../functions/sizes';
import { BOOL, INT, opaque, STRING } from '../types/type';
import { EvaluationError, Opaque } from '../values/value';

const TYPE = opaque('kubernetes.Semver');
const FORM =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;

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

/** `v1.2`, `01.2.3` and their like as they are meant. */
function normalized(text: string): string {
  const [core = '', ...rest] = text.replace(/^v/, '').split(/(?=[-+])/);
  const parts = core.split('.').map((part) => part.replace(/^0+(?=\d)/, ''));
  while (parts.length < 3 && rest.length === 0) parts.push('0');
  return parts.join('.') + rest.join('');
}

function parse(text: string, isLoose = false): Semver | undefined {
  const found = text.length > 256 ? null : FORM.exec(isLoose ? normalized(text) : text);
  if (!found) return undefined;
  const before = found[4]?.split('.') ?? [];
  if (before.some((part) => /^0\d+$/.test(part))) return undefined;
  return new Semver([BigInt(found[1]!), BigInt(found[2]!), BigInt(found[3]!)], before);
}

function semver(text: string, isLoose = false): Semver {
  const found = parse(text, isLoose);
  if (!found)
    throw new EvaluationError(
      `semver parse error during conversion from string: ${JSON.stringify(text)} is no version`,
    );
  return found;
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
    global('isSemver', [STRING], BOOL, (text: string) => parse(text) !== undefined, byText),
    global(
      'isSemver',
      [STRING, BOOL],
      BOOL,
      (text: string, isLoose: boolean) => parse(text, isLoose) !== undefined,
      byText,
    ),
    method('major', [TYPE], INT, ({ parts }: Semver) => parts[0]),
    method('minor', [TYPE], INT, ({ parts }: Semver) => parts[1]),
    method('patch', [TYPE], INT, ({ parts }: Semver) => parts[2]),
    method('isGreaterThan', [TYPE, TYPE], BOOL, (a: Semver, b: Semver) => compare(a, b) > 0n),
    method('isLessThan', [TYPE, TYPE], BOOL, (a: Semver, b: Semver) => compare(a, b) < 0n),
    method('compareTo', [TYPE, TYPE], INT, compare),
  ],
};
