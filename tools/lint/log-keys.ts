/** What every line of a log has already (`createLogger` of `@kubets/component`). A key that is given twice is lost to some readers of JSON. */
const EVERY_LINE = ['level', 'time', 'service', 'pid', 'msg'];

const CALL = /\blog(?:ger)?\.(?:child|trace|debug|info|warn|error|fatal)\(\s*\{([^{}]{0,500})\}/g;

/** The keys that a source gives to lines of its log and that each line has already. */
export function doubledLogKeys(source: string): string[] {
  return [...source.matchAll(CALL)].flatMap(([, properties = '']) => {
    const keys = properties.split(',').map((property) => property.trim().split(':')[0]!);
    return keys.filter((key) => EVERY_LINE.includes(key));
  });
}
