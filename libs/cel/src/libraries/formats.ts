import {
  isDns1035Label,
  isDns1123Label,
  isDns1123Subdomain,
  isLabelValue,
  isQualifiedName,
} from '@kubets/apimachinery';
import { global, method, type Library } from '../functions/declaration';
import { byText } from '../functions/sizes';
import { listOf, opaque, optionalOf, STRING } from '../types/type';
import { quoted, requestUriProblem } from '../values/request-uri';
import { isDay } from '../values/time';
import { Items, Opaque, Optional } from '../values/value';

const TYPE = opaque('kubernetes.NamedFormat');

class NamedFormat extends Opaque {
  readonly typeName = 'kubernetes.NamedFormat';
  constructor(
    readonly name: string,
    readonly problems: (text: string) => string[],
  ) {
    super();
  }
  equals(other: Opaque): boolean {
    return other instanceof NamedFormat && other.name === this.name;
  }
}

/** A name that a random end may follow. */
const asPrefix = (check: (text: string) => string[]) => (text: string) => check(text.replace(/-$/, 'a'));

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const ifNot = (holds: (text: string) => boolean, text: string) => (value: string) => (holds(value) ? [] : [text]);

const FORMATS: Record<string, (text: string) => string[]> = {
  dns1123Label: isDns1123Label,
  dns1123Subdomain: isDns1123Subdomain,
  dns1035Label: isDns1035Label,
  qualifiedName: isQualifiedName,
  dns1123LabelPrefix: asPrefix(isDns1123Label),
  dns1123SubdomainPrefix: asPrefix(isDns1123Subdomain),
  dns1035LabelPrefix: asPrefix(isDns1035Label),
  labelValue: isLabelValue,
  uri: (text) => {
    const problem = requestUriProblem(text);
    return problem === undefined ? [] : [`parse ${quoted(text)}: ${problem}`];
  },
  uuid: ifNot((text) => UUID.test(text), 'does not match the UUID format'),
  byte: ifNot((text) => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text), 'invalid base64'),
  date: ifNot((text) => /^\d{4}-\d\d-\d\d$/.test(text) && isDay(text), 'invalid date'),
  datetime: ifNot(
    (text) =>
      /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:?\d\d)$/.test(text) &&
      isDay(text.slice(0, 10)) &&
      !Number.isNaN(Date.parse(text)),
    'invalid datetime',
  ),
};

const formats = new Map(Object.entries(FORMATS).map(([name, problems]) => [name, new NamedFormat(name, problems)]));

function named(name: string): Optional {
  const found = formats.get(name);
  return found ? Optional.of(found) : Optional.none;
}

function validate({ problems }: NamedFormat, text: string): Optional {
  const found = problems(text);
  return found.length === 0 ? Optional.none : Optional.of(new Items(found));
}

/** Kubernetes' named formats. */
export const namedFormats: Library = {
  functions: [
    global('format.named', [STRING], optionalOf(TYPE), named),
    ...[...formats].map(([name, format]) => global(`format.${name}`, [], TYPE, () => format)),
    method('validate', [TYPE, STRING], optionalOf(listOf(STRING)), validate, ([, text]) => byText([text!])),
  ],
};
