import { RE2JS } from 're2js';
import { mostInstructions } from './pattern-size';
import { withKnownProperties } from './property-names';

/** Kubernetes takes 3 million, which is seconds of work and hundreds of megabytes here. */
export const MAX_INSTRUCTIONS = 15_000;
/** So many patterns are kept, and of them no more than so many instructions together. */
const MAX_KEPT = 200;
const MAX_KEPT_INSTRUCTIONS = 200_000;

/** Used last comes last. */
const kept = new Map<string, RE2JS>();
let keptInstructions = 0;

/** A regular expression in RE2's language, which takes a time that grows with the text. @throws Error in Go's words for what is none. */
export function linearPattern(text: string): RE2JS {
  const known = kept.get(text);
  if (known) {
    kept.delete(text);
    kept.set(text, known);
    return known;
  }
  if (mostInstructions(text) > MAX_INSTRUCTIONS) throw new Error('error parsing regexp: expression too large');
  const compiled = RE2JS.compile(withKnownProperties(text));
  keptInstructions += compiled.programSize();
  kept.set(text, compiled);
  for (const [oldest, pattern] of kept) {
    if (kept.size <= MAX_KEPT && keptInstructions <= MAX_KEPT_INSTRUCTIONS) break;
    kept.delete(oldest);
    keptInstructions -= pattern.programSize();
  }
  return compiled;
}
