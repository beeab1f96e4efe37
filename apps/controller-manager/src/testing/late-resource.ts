import type { ControllerEntry } from '../controllers/controller-context';
import type { ResourceKind } from '../resource-kinds';

/** A controller for which one resource is not there until `appear` is called, as one that is installed later. */
export function withLateResource(
  entry: ControllerEntry,
  plural: string,
): { entry: ControllerEntry; appear(signal: AbortSignal): void } {
  const listeners: ((kind: ResourceKind) => void)[] = [];
  let isThere = false;
  let start: (signal: AbortSignal) => void = () => undefined;
  const late: ControllerEntry = {
    name: entry.name,
    create(context) {
      const { resources } = context;
      const followed = () => resources.followed().filter((kind) => isThere || kind.plural !== plural);
      const kind = resources.followed().find((candidate) => candidate.plural === plural)!;
      start = (signal) => {
        listeners.forEach((listener) => listener(kind));
        resources.objects(kind).start(signal);
      };
      return entry.create({
        ...context,
        resources: {
          ...resources,
          followed,
          onResource(listener) {
            listeners.push(listener);
            followed().forEach(listener);
          },
        },
      });
    },
  };
  return {
    entry: late,
    appear(signal) {
      isThere = true;
      start(signal);
    },
  };
}
