import { foldedLine } from './folded-line';
import { plainScalar } from './plain-scalar';

/** Breaks and characters that no reader takes as they are, or that readers take for different things. */
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/;
const UNPRINTABLES = new RegExp(UNPRINTABLE, 'g');

/** Signs that mean something at the start of a plain text, or anywhere within it. */
const INDICATOR = /^(?:[-?:](?: |$)|[,[\]{}#&*!|>'"%@`]|---|\.\.\.)|^ | $|: |:$| #|\t/;

/** What some reader of YAML takes for something other than text, though Go's does not. */
const OTHERWISE_READ = /^(?:<<|=|[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?|\d{4}-\d\d?-\d.*)$/;

/** Where a value begins. */
export interface Place {
  /** That of the line of its key or dash. */
  indent: string;
  /** Characters that stand before it on its line. */
  column: number;
}

/** A text as a value of YAML behind its key or dash, without the line's end; several lines are a block below it. */
export function yamlScalar(value: unknown, { indent, column }: Place): string {
  if (typeof value !== 'string') return value === undefined ? 'null' : String(value);
  const isBlock = value.includes('\n') && !UNPRINTABLE.test(value) && !/ (?:\n|$)/.test(value);
  return isBlock ? block(value, indent) : foldedLine(yamlLine(value), { indent: `${indent}  `, column });
}

/** A text on one line, as a key has to be. */
export function yamlLine(text: string): string {
  if (text.includes('\n') || UNPRINTABLE.test(text)) return doubleQuoted(text);
  if (INDICATOR.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return isText(text) ? text : `"${text}"`;
}

/** Whether the text as it stands is read as a text. */
function isText(text: string): boolean {
  if (OTHERWISE_READ.test(text)) return false;
  try {
    return plainScalar(text) === text;
  } catch {
    return false;
  }
}

const doubleQuoted = (text: string): string =>
  JSON.stringify(text).replaceAll(
    UNPRINTABLES,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** Of lines that end in nothing but their break. */
function block(text: string, indent: string): string {
  const hint = /^[ \n]/.test(text) ? '2' : '';
  const chomping = !text.endsWith('\n') ? '-' : /(?:^|\n)\n$/.test(text) ? '+' : '';
  const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).replaceAll(/^(?!$)/gm, `${indent}  `);
  return `|${hint}${chomping}\n${lines}`;
}
