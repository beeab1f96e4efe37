/** What is said of the tests that failed, after a second try of their files. Each of them stays a failure, whatever came of that. */
export function toldOf(part, first, second) {
  const stillFailing = new Set(second.failedTests.map(({ name }) => name));
  return first.failedTests.map(
    ({ name, why }) =>
      `!!! ${part}: ${stillFailing.has(name) ? 'failed twice' : 'failed, then passed'}: ${name}\n${why}`,
  );
}
