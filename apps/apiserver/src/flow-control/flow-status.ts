import { isNotFound } from '@kubets/apimachinery';
import type { FlowSchema } from '@kubets/proto-gen/flowcontrol/v1';
import type { FollowedObjects } from '../auth/followed-objects';
import type { ResourceDefinition } from '../registry/resource';
import { LEVELS, SCHEMAS } from './flow-kinds';

const DANGLING = 'Dangling';
/** Who owns the condition. */
const FIELD_MANAGER = 'api-priority-and-fairness-config-consumer-v1';

export interface FlowStatusOptions {
  objects: FollowedObjects;
  writer: {
    applyStatus(definition: ResourceDefinition, configuration: FlowSchema, fieldManager: string): Promise<void>;
  };
  /** Of FlowSchemas. */
  definition: ResourceDefinition;
  signal: AbortSignal;
  now(): Date;
  onError(name: string, error: Error): void;
}

/** Keeps the condition Dangling of every schema: whether its level is there. */
export function keepFlowStatus(options: FlowStatusOptions): void {
  const { objects, signal } = options;
  let isWanted = false;
  let isWorking = false;

  async function work(): Promise<void> {
    isWorking = true;
    while (isWanted && !signal.aborted) {
      isWanted = false;
      await writeAll(options);
    }
    isWorking = false;
  }

  const look = () => {
    isWanted = true;
    if (!isWorking) void work();
  };
  const unfollow = [SCHEMAS, LEVELS].map((resource) =>
    objects.resource(resource).follow({ onChange: look, onReset: look }),
  );
  signal.addEventListener('abort', () => unfollow.forEach((one) => one()), { once: true });
  look();
}

async function writeAll({ objects, writer, definition, now, onError }: FlowStatusOptions): Promise<void> {
  for (const schema of objects.list(SCHEMAS) as FlowSchema[]) {
    const wanted = danglingStatus(schema, (name) => objects.get(LEVELS, '', name) !== undefined, now());
    if (!wanted) continue;
    try {
      await writer.applyStatus(definition, wanted, FIELD_MANAGER);
    } catch (error) {
      if (!isNotFound(error)) onError(schema.metadata?.name ?? '', error as Error);
    }
  }
}

/** What is applied to the schema's status, so that it says whether its level is there; undefined when it does. */
export function danglingStatus(
  { apiVersion, kind, metadata, spec, status }: FlowSchema,
  exists: (level: string) => boolean,
  now: Date,
): FlowSchema | undefined {
  const level = spec?.priorityLevelConfiguration?.name ?? '';
  const references = `This FlowSchema references the PriorityLevelConfiguration object named ${JSON.stringify(level)}`;
  const condition = exists(level)
    ? { type: DANGLING, status: 'False', reason: 'Found', message: `${references} and it exists` }
    : { type: DANGLING, status: 'True', reason: 'NotFound', message: `${references} but there is no such object` };
  const before = status?.conditions?.find(({ type }) => type === DANGLING);
  if (before?.status === condition.status && before.reason === condition.reason && before.message === condition.message)
    return undefined;
  const lastTransitionTime = now.toISOString().replace(/\.\d+/, '');
  return {
    apiVersion,
    kind,
    metadata: { name: metadata?.name },
    status: { conditions: [{ ...condition, lastTransitionTime }] },
  };
}
