/** What an option is to be: what `parse` throws for, or makes nothing of, is not. */
export function mustBe<T>(expected: string, parse: (value: T) => unknown): (value: T) => string | undefined {
  return (value) => {
    try {
      return parse(value) === undefined ? expected : undefined;
    } catch {
      return expected;
    }
  };
}
