import type { FieldRules, FieldSchema } from '@kubets/proto-gen/schema';
import { NON_NEGATIVE_TEXT } from '../validation/object-meta';
import { fieldErrors } from '../validation/field-error';
import { rangeText } from '../validation/names';
import { formatOf, type Report } from './formats';

/** One rule that a value by itself keeps or breaks. */
export type ValueCheck = (value: unknown, report: Report) => void;

type Comparable = number | bigint;

/** The rules of one value of the field: of the only one, of each item or of each entry. */
export function valueChecks(field: FieldSchema): ValueCheck[] {
  const { rules = {} } = field;
  return [
    ...closed(field),
    ...bounds(rules),
    ...lengths(rules),
    ...(rules.format ? [formatOf(rules.format) as ValueCheck] : []),
  ];
}

function closed({ rules, enum: values = [] }: FieldSchema): ValueCheck[] {
  if (!rules?.closed) return [];
  const valid = new Set<unknown>(values);
  const shown = rules.inOrder ? [...values] : [...values].sort();
  return [
    (value, report) => {
      if (!valid.has(value)) report((path) => fieldErrors.notSupported(path, value, shown));
    },
  ];
}

function bounds({ minimum, maximum, above, range }: FieldRules): ValueCheck[] {
  return [
    ...(minimum === undefined
      ? []
      : [
          unless(
            (value: Comparable) => value >= minimum,
            minimum === 0 ? NON_NEGATIVE_TEXT : `must be greater than or equal to ${minimum}`,
          ),
        ]),
    ...(maximum === undefined
      ? []
      : [unless((value: Comparable) => value <= maximum, `must be less than or equal to ${maximum}`)]),
    ...(above === undefined ? [] : [unless((value: Comparable) => value > above, `must be greater than ${above}`)]),
    ...(range === undefined
      ? []
      : [
          unless(
            (value: Comparable) => value >= range.low && value <= range.high,
            range.says ?? rangeText(range.low, range.high),
          ),
        ]),
  ];
}

function unless(isRight: (value: Comparable) => boolean, detail: string): ValueCheck {
  return (value, report) => {
    if (!isRight(value as Comparable)) report((path) => fieldErrors.invalid(path, value, detail));
  };
}

function lengths({ minLength = 0, maxLength = Infinity, maxBytes = Infinity }: FieldRules): ValueCheck[] {
  const check = (text: string, report: Report): void => {
    if (text.length < minLength * 2 && characters(text) < minLength)
      report((path) => fieldErrors.tooShort(path, text, minLength));
    if (text.length > maxLength && characters(text) > maxLength)
      report((path) => fieldErrors.tooLongCharacters(path, maxLength));
    if (text.length * 3 > maxBytes && Buffer.byteLength(text) > maxBytes)
      report((path) => fieldErrors.tooLong(path, '', maxBytes));
  };
  return minLength > 0 || maxLength < Infinity || maxBytes < Infinity ? [check as ValueCheck] : [];
}

const characters = (text: string): number => [...text].length;

/** The check of the map's keys; the error stands at the entry. */
export function keyCheck({ rules }: FieldSchema): ValueCheck | undefined {
  return rules?.keyFormat === undefined ? undefined : (formatOf(rules.keyFormat) as ValueCheck);
}
