/** A value as it was found in one of the sources; YAML may hold more than text. */
export type RawValue = string | number | boolean | readonly unknown[];

/** How an option is written on the command line, in the environment and in the file, and what it becomes. */
export interface OptionValues {
  string: string;
  int: number;
  bool: boolean;
  /** Written `10s`, `1m30s`, `500ms`; the value is in milliseconds, so name the property `…Ms`. */
  duration: number;
  /** Written comma-separated, or the flag several times; in YAML a sequence. */
  list: string[];
  port: number;
}

export type OptionType = keyof OptionValues;

/** One option of a service: the single place where its flag, default and documentation are declared. */
export type OptionSpec = { [T in OptionType]: TypedOptionSpec<T> }[OptionType];

interface TypedOptionSpec<T extends OptionType> {
  /** Kubernetes' own flag name without the dashes. */
  flag: string;
  type: T;
  doc: string;
  /** A duration's default is written as a user would (`10s`). Without one the property may be undefined. */
  default?: T extends 'duration' ? string : T extends 'list' ? readonly string[] : OptionValues[T];
  required?: boolean;
  /** Says what would be right when the value is not, and undefined when it is. */
  validate?(value: OptionValues[T]): string | undefined;
  /** The same, where telling needs more code than `--help` should load: for a value that was given, once all are read. */
  validateLater?(value: OptionValues[T]): Promise<string | undefined>;
}

export type OptionSpecs = Record<string, OptionSpec>;

/** The typed configuration: options with a default or `required: true` are always present. */
export type ConfigOf<O extends OptionSpecs> = {
  readonly [K in keyof O]: O[K] extends { required: true } | { default: {} }
    ? OptionValues[O[K]['type']]
    : OptionValues[O[K]['type']] | undefined;
};

/** What defineConfig returns: a service's whole configuration surface. */
export interface ConfigSchema<O extends OptionSpecs = OptionSpecs> {
  /** The service's name, such as `kube-proxy`. */
  name: string;
  doc: string;
  options: O;
  /** Path of the `--config` file that flags (argv without node and script) or environment name. Throws as parse does. */
  configFile(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): string | undefined;
  /**
   * Reads flags, then environment, then what the `--config` file holds (readConfigFile), then defaults.
   * Throws ConfigError naming every bad value; `--help` and `--version` throw a ConfigError with exitCode 0 and the text.
   */
  parse(
    argv: readonly string[],
    env: Readonly<Record<string, string | undefined>>,
    fromFile?: Record<string, RawValue>,
  ): ConfigOf<O>;
  /** What `validateLater` of its options has to say of a configuration. Throws as parse does. */
  verify(config: ConfigOf<O>): Promise<void>;
  /** The text of `--help`: every option with its environment variable, default and documentation. */
  help(): string;
}
