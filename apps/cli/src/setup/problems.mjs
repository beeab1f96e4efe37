// @ts-check
/** Why a command cannot do what it was asked for: everything at once, for the user to mend. */
export class ProblemsError extends Error {
  /** @param {readonly string[]} problems */
  constructor(problems) {
    super(problems.length === 1 ? problems[0] : ['this is in the way:', ...problems].join('\n  - '));
    this.name = 'ProblemsError';
  }
}
