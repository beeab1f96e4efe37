import { plainScalar, type Scalar } from './plain-scalar';
import { YamlProblem } from './yaml-problem';

const STANDARD = /^(?:!!|!<tag:yaml\.org,2002:)([a-z]+)>?$/;

const FITS: Record<string, (value: Scalar) => boolean> = {
  null: (value) => value === null,
  bool: (value) => typeof value === 'boolean',
  int: (value) => typeof value === 'bigint' || Number.isInteger(value),
  float: (value) => typeof value === 'number' || typeof value === 'bigint',
};

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function binaryText(text: string): string {
  const base64 = text.replace(/[\r\n]/g, '');
  if (!BASE64.test(base64)) throw new YamlProblem('yaml: !!binary value contains invalid base64 data');
  return Buffer.from(base64, 'base64').toString('utf8');
}

/** What a scalar with a tag says; tags that are not YAML's own are overlooked and leave the text. @throws YamlProblem for a text that does not fit. */
export function taggedScalar(text: string, tag: string): Scalar {
  const name = STANDARD.exec(tag)?.[1] ?? '';
  if (name === 'binary') return binaryText(text);
  const fits = Object.hasOwn(FITS, name) ? FITS[name]! : undefined;
  if (!fits) return text;
  const value = plainScalar(text);
  if (!fits(value)) throw new YamlProblem(`yaml: cannot decode !!str \`${text.slice(0, 10)}\` as a !!${name}`);
  return value;
}
