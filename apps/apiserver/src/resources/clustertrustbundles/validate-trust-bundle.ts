import { X509Certificate } from 'node:crypto';
import { pemBlocks, type PemBlock } from '@kubets/api';
import { fieldErrors, type FieldError, type FieldPath, type Steps } from '@kubets/apimachinery';

const MAX_BYTES = 1024 * 1024;
const OMITTED = '<value omitted>';

/** Certificates of authorities, each once. */
export function* validateTrustBundle(text: string, path: FieldPath): Steps<FieldError[]> {
  if (Buffer.byteLength(text) > MAX_BYTES) return [fieldErrors.tooLong(path, '', MAX_BYTES)];
  const invalid = (detail: string): FieldError => fieldErrors.invalid(path, OMITTED, detail);
  const problems: FieldError[] = [];
  const places = new Map<string, number[]>();
  let index = -1;
  for (const block of pemBlocks(text)) {
    yield;
    index++;
    const problem = problemOf(block);
    const key = block.bytes.toString('base64');
    if (problem) problems.push(invalid(`entry ${index} ${problem}`));
    else places.set(key, [...(places.get(key) ?? []), index]);
  }
  if (problems.length > 0) return problems;
  if (places.size === 0) return [invalid('at least one trust anchor must be provided')];
  return [...places.values()]
    .filter(({ length }) => length > 1)
    .map((indices) => invalid(`duplicate trust anchor (indices [${indices.join(' ')}])`));
}

function problemOf({ type, hasHeaders, bytes }: PemBlock): string | undefined {
  if (type !== 'CERTIFICATE') return `has bad block type: ${type}`;
  if (hasHeaders) return 'has PEM block headers';
  try {
    return new X509Certificate(bytes).ca ? undefined : 'does not have the CA bit set';
  } catch {
    return 'does not parse as X.509';
  }
}
