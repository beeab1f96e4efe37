import type { ComponentName } from '../cluster/component-names';
import type { FaultsByChance } from './faults-by-chance';
import type { StoreFaults } from './faulty-store';

/** What can go wrong in a cluster. */
export interface ClusterFaults extends StoreFaults {
  /** Ends a component as a crash does, and resolves when it has ended. */
  stop(component: ComponentName): Promise<void>;
  /** Starts one again; does nothing for one that runs. */
  start(component: ComponentName): Promise<void>;
  /**
   * Cuts a component off from the API server, as a network does that drops every packet: nobody is told, what is sent waits, and whoever
   * gives up finds nobody. @throws Error for one that does not run
   */
  cutOff(component: ComponentName): void;
  /** Its network is there again; what has waited comes through. */
  join(component: ComponentName): void;
  /** Kills a node, which one the seed says unless it is given, and tells its name. @throws Error when there is none */
  killNode(name?: string): string;
  /** From now on something goes wrong every so often, what and whom the seed says. @throws RangeError for times that are none */
  byChance(faults: FaultsByChance): void;
  /** What has gone wrong by chance so far, such as `12000 ms: cutOff scheduler`. */
  readonly happened: readonly string[];
  /** Nothing goes wrong any more, networks are whole and components run again that `byChance` has stopped; nodes that died stay dead. */
  heal(): void;
}
