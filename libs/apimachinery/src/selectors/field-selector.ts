import { newBadRequest } from '../errors/new-errors';
import { assertSelectorLength } from './selector-length';

export interface FieldRequirement {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

/** Decides by a few named fields, which each resource lists. */
export interface FieldSelector {
  readonly requirements: readonly FieldRequirement[];
  /** `fields` holds the text of every selectable field; an absent one counts as empty. */
  matches(fields: Readonly<Record<string, string>>): boolean;
  /** The value that `field` must have, if the selector demands one. */
  requiredValue(field: string): string | undefined;
  toString(): string;
  isEmpty(): boolean;
}

function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let current = '';
  for (let index = 0; index < text.length; index++) {
    const character = text[index]!;
    if (character === '\\' && index + 1 < text.length) current += character + text[++index]!;
    else if (character === ',') {
      terms.push(current);
      current = '';
    } else current += character;
  }
  return [...terms, current];
}

/** A backslash stands before what would mean something else; a comma or an equals sign without one is no value. */
function unescape(value: string): string {
  return value.replace(/\\(.?)|[,=]/gsu, (found: string, escaped: string | undefined) => {
    if (escaped === undefined)
      throw newBadRequest(`invalid field selector: unescaped character in value: ${found.charCodeAt(0)}`);
    if (escaped !== '\\' && escaped !== ',' && escaped !== '=')
      throw newBadRequest(`invalid field selector: invalid escape sequence: ${found}`);
    return escaped;
  });
}

const escape = (value: string): string => value.replace(/[\\,=]/g, (character) => `\\${character}`);

function parseTerm(term: string, whole: string): FieldRequirement {
  const match = /^((?:[^!=]|!(?!=))*)(!=|==?)(.*)$/s.exec(term);
  if (!match) throw newBadRequest(`invalid selector: '${whole}'; can't understand '${term}'`);
  const [, field = '', operator, value = ''] = match;
  return { field, operator: operator === '!=' ? '!=' : '=', value: unescape(value) };
}

/** A selector from requirements that are already parsed. */
function fieldSelectorOf(requirements: readonly FieldRequirement[]): FieldSelector {
  return {
    requirements,
    matches: (fields) =>
      requirements.every(({ field, operator, value }) => ((fields[field] ?? '') === value) === (operator === '=')),
    requiredValue: (field) => requirements.find((r) => r.field === field && r.operator === '=')?.value,
    toString: () => requirements.map((r) => `${r.field}${r.operator}${escape(r.value)}`).join(','),
    isEmpty: () => requirements.length === 0,
  };
}

/**
 * Parses `spec.nodeName=node-1,status.phase!=Running`. Which fields exist is the resource's business.
 * @throws StatusError BadRequest with Kubernetes' words.
 */
export function parseFieldSelector(text: string): FieldSelector {
  assertSelectorLength(text);
  const terms = splitTerms(text).filter((term) => term !== '');
  return fieldSelectorOf(terms.map((term) => parseTerm(term, text)));
}
