/** The way from the root of an object to one of its messages; written out only when something is wrong there. */
export interface Trail {
  readonly parent: Trail | undefined;
  readonly name: string;
  /** Position in a list. */
  readonly index?: number;
}

function join(trail: Trail | undefined, withIndices: boolean): string {
  if (!trail) return '';
  const before = join(trail.parent, withIndices);
  const step = withIndices && trail.index !== undefined ? `${trail.name}[${trail.index}]` : trail.name;
  return before === '' ? step : `${before}.${step}`;
}

/** `spec.ports[0].port` */
export const indexedPath = (trail: Trail | undefined, name: string): string => join({ parent: trail, name }, true);

/** `spec.ports.port`, as in the errors of Kubernetes' decoder. */
export const plainPath = (trail: Trail | undefined, name: string): string => join({ parent: trail, name }, false);
