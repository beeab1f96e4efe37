/** The way from the root of an object to one of its messages; written out only when something is wrong there. */
export interface Trail {
  readonly parent: Trail | undefined;
  readonly name: string;
  /** Position in a list. */
  readonly index?: number;
  /** The structs of Go that hold the field in its message, which JSON does not show: `VolumeSource`. */
  readonly goPath?: string | undefined;
}

function join(trail: Trail | undefined, stepOf: (trail: Trail) => string): string {
  if (!trail) return '';
  const before = join(trail.parent, stepOf);
  return before === '' ? stepOf(trail) : `${before}.${stepOf(trail)}`;
}

/** `spec.volumes[0].secret.optional` */
export const indexedPath = (trail: Trail | undefined, name: string): string =>
  join({ parent: trail, name }, (step) => (step.index === undefined ? step.name : `${step.name}[${step.index}]`));

/** `spec.volumes.VolumeSource.secret.optional`, as in the errors of Kubernetes' decoder. */
export const goPath = (trail: Trail): string =>
  join(trail, ({ name, goPath: structs }) => (structs === undefined ? name : `${structs}.${name}`));
