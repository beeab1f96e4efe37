import { growthOf, type Growth, type GrowthOptions } from './growth-of';
import { moreSubjects } from './more-subjects';
import { objectSubjects } from './object-subjects';
import { ruleSubjects } from './rule-subjects';
import type { Subject } from './subject';
import type { TextFunction } from './text-functions';
import { textSubjects } from './text-subjects';

/** Ten times the input may cost this much more per byte: caches fill and memory is collected, but nothing is looked at again and again. */
export const MOST_RATIO = 4;

export interface Measured extends Growth {
  subject: Subject;
}

export const isGrowing = ({ ratio }: Growth): boolean => ratio > MOST_RATIO;

export function allSubjects(
  found: readonly TextFunction[],
  load: (file: string) => Record<string, unknown>,
): Subject[] {
  return [...textSubjects(found, load), ...moreSubjects, ...ruleSubjects, ...objectSubjects()];
}

export interface MeasureOptions {
  sizes: Record<Subject['unit'], readonly number[]>;
  rounds: number;
  floorMs: number;
}

/** One that seems to grow is measured again: the machine may have been busy with something else. */
export function measure(subject: Subject, { sizes, ...o }: MeasureOptions): Measured {
  const options: GrowthOptions = { ...o, sizes: sizes[subject.unit] };
  let growth = growthOf(subject, options);
  for (let again = 0; again < 2 && isGrowing(growth); again++) {
    const next = growthOf(subject, { ...options, rounds: 2 * options.rounds });
    if (next.ratio < growth.ratio) growth = next;
  }
  return { subject, ...growth };
}
