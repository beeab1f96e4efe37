import { RE2JS } from 're2js';

/** As many compiled patterns are kept. */
const MAX_KEPT = 1_000;
const kept = new Map<string, RE2JS>();

/** A regular expression in RE2's language, which takes a time that grows with the text. @throws Error in Go's words for what is none. */
export function compilePattern(pattern: string): RE2JS {
  const known = kept.get(pattern);
  if (known) return known;
  const compiled = RE2JS.compile(pattern);
  if (kept.size >= MAX_KEPT) kept.clear();
  kept.set(pattern, compiled);
  return compiled;
}

/** Whether the pattern occurs anywhere in the text. */
export const matchesPattern = (pattern: string, text: string): boolean => compilePattern(pattern).test(text);

/** What is wrong with a pattern, as Go says it; undefined for a good one. */
export function patternProblem(pattern: string): string | undefined {
  try {
    compilePattern(pattern);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
