/** Configuration could not be used (exitCode 2), or the user asked for help or the version (exitCode 0). */
export class ConfigError extends Error {
  constructor(
    message: string,
    readonly exitCode: 0 | 2,
  ) {
    super(message);
    this.name = 'ConfigError';
  }
}
