import { compilePattern } from '@kubets/cel';

/** What is wrong with a regular expression in RE2's language, as Go says it; undefined for a good one. */
export function patternProblem(pattern: string): string | undefined {
  try {
    compilePattern(pattern);
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    return message.endsWith('`') ? message : `${message}: \`\``;
  }
}
