import { isDeepStrictEqual } from 'node:util';
import { FINALIZERS } from '@kubets/api';
import type { CustomResourceDefinition } from '@kubets/proto-gen/apiextensions/v1';
import type { ResourceKey } from '../registry/object-reader';
import type { ResourceDefinition } from '../registry/resource';
import { inTurns } from '../pipeline/turns';
import { jsonEqual } from '../structural/json-equal';
import { noteApproval } from './api-approval';
import { conditionOf, isTrue, setCondition } from './conditions';
import { customResourceOf, type CustomResourceOptions } from './custom-definition';
import { acceptNames, usedNames } from './naming';
import type { StatusWriter } from './status-writer';

/** Where the kinds of definitions are served. */
export interface ServedKinds {
  /** Serves a kind, or what has become of it. `anew`: what is stored is read again, and watches end. */
  put(definition: ResourceDefinition, anew: boolean): Promise<void>;
  remove(resource: ResourceKey): void;
  /** Whether the server has a resource of that name without any definition. */
  isBuiltIn(resource: ResourceKey): boolean;
  /** Deletes all objects of a kind; resolves when they are gone. */
  deleteInstances(definition: ResourceDefinition): Promise<void>;
}

export interface DefinitionControllerOptions {
  definitions(): CustomResourceDefinition[];
  kinds: ServedKinds;
  writer: StatusWriter;
  now(): Date;
  conversionBy: NonNullable<CustomResourceOptions['conversionBy']>;
  /** Told of a definition that has to be looked at once more, as its objects could not be deleted. */
  retry(name: string, error: Error): void;
}

/** What a definition was served as. */
interface Served {
  uid: string | undefined;
  spec: CustomResourceDefinition['spec'];
  names: unknown;
  isTerminating: boolean;
  definition: ResourceDefinition;
}

export interface DefinitionController {
  /** Does what is to be done for a definition as it is now, or is no more. Answers the names of others that may be concerned. */
  reconcile(name: string): Promise<string[]>;
}

/** Makes kinds of definitions: gives them names, serves them, and takes them away with all their objects. */
export function createDefinitionController({
  definitions,
  kinds,
  writer,
  now,
  conversionBy,
  retry,
}: DefinitionControllerOptions): DefinitionController {
  const served = new Map<string, Served>();
  const cleaning = new Set<string>();
  const nameOf = ({ metadata }: CustomResourceDefinition) => metadata?.name ?? '';

  const othersInGroup = (name: string): string[] => {
    const group = name.slice(name.indexOf('.') + 1);
    return definitions()
      .filter((one) => one.spec?.group === group && nameOf(one) !== name)
      .map(nameOf);
  };

  /** Serves what is there under its accepted names, as it is now. */
  async function serve(name: string, found: CustomResourceDefinition): Promise<void> {
    const { spec, status, metadata } = found;
    const isNamed = isTrue(found, 'NamesAccepted') || isTrue(found, 'Established');
    const resource = { group: spec?.group ?? '', plural: spec?.names?.plural ?? '' };
    if (!isNamed || kinds.isBuiltIn(resource)) return withdraw(name);
    const isTerminating = metadata?.deletionTimestamp !== undefined || isTrue(found, 'Terminating');
    const before = served.get(name);
    const names = status?.acceptedNames;
    const isSame =
      before?.uid === metadata?.uid &&
      isDeepStrictEqual(before?.names, names) &&
      (await inTurns(jsonEqual(before?.spec, spec)));
    if (before && isSame && before.isTerminating === isTerminating) return;
    const definition = customResourceOf(found, { isTerminating, conversionBy });
    await kinds.put(definition, !isSame);
    served.set(name, { uid: metadata?.uid, spec, names, isTerminating, definition });
  }

  function withdraw(name: string): void {
    const before = served.get(name);
    if (!before) return;
    served.delete(name);
    kinds.remove(before.definition);
  }

  /** Not waited for: other definitions go on meanwhile. */
  async function clean(name: string, found: CustomResourceDefinition): Promise<void> {
    if (cleaning.has(name)) return;
    cleaning.add(name);
    try {
      await writer.update(name, (definition) => setTerminating(definition, IN_PROGRESS));
      const definition = served.get(name)?.definition;
      const isThere = definition && isTrue(found, 'Established');
      if (isThere) await kinds.deleteInstances(definition);
      await writer.finish(
        name,
        FINALIZERS.customResourceDefinition,
        (one) => void setTerminating(one, isThere ? COMPLETED : NEVER),
      );
    } catch (error) {
      const message = `could not issue all deletes: ${(error as Error).message}`;
      await writer.update(name, (one) => setTerminating(one, { ...FAILED, message }));
      throw error;
    } finally {
      cleaning.delete(name);
    }
  }

  function setTerminating(definition: CustomResourceDefinition, condition: Terminating): boolean {
    if (conditionOf(definition, 'Terminating')?.reason === condition.reason) return false;
    setCondition(definition, { type: 'Terminating', ...condition }, now());
    return true;
  }

  return {
    async reconcile(name) {
      const found = definitions().find((one) => nameOf(one) === name);
      if (!found) {
        withdraw(name);
        return othersInGroup(name);
      }
      const used = usedNames(found.spec?.group ?? '', definitions());
      const hasNamed = await writer.update(name, (one) => acceptNames(one, used, now()));
      if (hasNamed) return othersInGroup(name);
      await writer.update(name, (one) => noteApproval(one, now()));
      await serve(name, found);
      if (found.metadata?.deletionTimestamp) {
        if (found.metadata.finalizers?.includes(FINALIZERS.customResourceDefinition))
          clean(name, found).catch((error: Error) => retry(name, error));
        return [];
      }
      if (isTrue(found, 'NamesAccepted') && !isTrue(found, 'Established'))
        await writer.update(name, (one) => {
          if (!isTrue(one, 'NamesAccepted') || isTrue(one, 'Established')) return false;
          setCondition(one, ESTABLISHED, now());
          return true;
        });
      return [];
    },
  };
}

const ESTABLISHED = {
  type: 'Established',
  status: 'True',
  reason: 'InitialNamesAccepted',
  message: 'the initial names have been accepted',
};

interface Terminating {
  status: string;
  reason: string;
  message: string;
}

const IN_PROGRESS: Terminating = {
  status: 'True',
  reason: 'InstanceDeletionInProgress',
  message: 'CustomResource deletion is in progress',
};
const COMPLETED: Terminating = {
  status: 'False',
  reason: 'InstanceDeletionCompleted',
  message: 'removed all instances',
};
const NEVER: Terminating = {
  status: 'False',
  reason: 'NeverEstablished',
  message: 'resource was never established',
};
const FAILED: Omit<Terminating, 'message'> = { status: 'True', reason: 'InstanceDeletionFailed' };
