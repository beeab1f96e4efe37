import { step } from '../setup/moving-line.mjs';

/** What a person is told of a command while it works. */
export interface Narration {
  say(text: string): void;
  /** A line when work begins, completed with its time when it has ended. */
  step<T>(title: string, work: () => Promise<T>): Promise<T>;
}

/** On standard output, or on standard error where a program reads the result (`-o json`) from the former. */
export function createNarration(output?: string): Narration {
  const out = output === undefined ? process.stdout : process.stderr;
  return {
    say: (text) => void out.write(`${text}\n`),
    step: (title, work) => step(title, work, { out }),
  };
}

/** The result of a command for programs: the only thing on its standard output. */
export const printJson = (value: unknown): void => console.log(JSON.stringify(value, undefined, 2));
