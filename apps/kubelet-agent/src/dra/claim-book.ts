import { readFile } from 'node:fs/promises';
import { writeDurably } from '../system/write-durably';

/** A device that a driver has made ready. */
export interface PreparedDevice {
  pool: string;
  device: string;
  /** The requests of the claim that it is for; all when empty. */
  requests: string[];
  cdiIds: string[];
  shareId?: string;
}

/** A claim that drivers were, or are about to be, asked to make ready. */
export interface BookedClaim {
  namespace: string;
  name: string;
  uid: string;
  /** Of the pods here that use it. */
  podUids: string[];
  /** By driver; also of those that have nothing to give. */
  drivers: Record<string, PreparedDevice[]>;
}

/** Which claims drivers have to be told to take back: kept on disk, for after a crash nobody else knows. */
export interface ClaimBook {
  get(namespace: string, name: string): BookedClaim | undefined;
  ofPod(podUid: string): BookedClaim[];
  all(): BookedClaim[];
  put(claim: BookedClaim): void;
  remove(claim: BookedClaim): void;
  /** Resolves when all of it is on disk, whatever becomes of the machine. */
  save(): Promise<void>;
}

/**
 * Reads the book at `path`; one that is missing is empty.
 * @throws Error for one that cannot be read: what it says of devices must not be forgotten.
 */
export async function openClaimBook(path: string): Promise<ClaimBook> {
  const claims = await read(path);
  let writing: Promise<void> = Promise.resolve();

  const write = () => writeDurably(path, JSON.stringify({ version: 1, claims: [...claims.values()] }));

  return {
    get: (namespace, name) => claims.get(`${namespace}/${name}`),
    ofPod: (podUid) => [...claims.values()].filter(({ podUids }) => podUids.includes(podUid)),
    all: () => [...claims.values()],
    put: (claim) => void claims.set(`${claim.namespace}/${claim.name}`, claim),
    remove: (claim) => void claims.delete(`${claim.namespace}/${claim.name}`),
    save: () => (writing = writing.then(write, write)),
  };
}

async function read(path: string): Promise<Map<string, BookedClaim>> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return new Map();
  try {
    const { version, claims } = JSON.parse(text) as { version: number; claims: BookedClaim[] };
    if (version !== 1) throw new Error(`its version is ${version}, not 1`);
    return new Map(claims.map((claim) => [`${claim.namespace}/${claim.name}`, claim]));
  } catch (error) {
    const why = (error as Error).message;
    throw new Error(`${path} cannot be read (${why}): drain the node and remove the file`, { cause: error });
  }
}
