import type { Logger } from '@kubets/component';
import { readFile } from 'node:fs/promises';
import { errorFields } from '../system/error-fields';
import { writeDurably } from '../system/write-durably';
import { repositoryOf } from './image-reference';
import type { PullSecret } from './pull-secrets';
import { asksForProof, mayUse, type AccessPolicy, type PullRecord } from './access-policy';

/**
 * Who may use the images of a node: one that was pulled with a pod's credentials is not there for pods that have none.
 * https://kubernetes.io/docs/concepts/containers/images/#ensureimagepullcredentialverification
 */
export interface ImageAccess {
  /** Whether a pod with these secrets may use an image on the node without having it pulled again. */
  mayUse(image: string, imageId: string, secrets: readonly PullSecret[]): Promise<boolean>;
  /** Before a pull: from here on the image is not taken for one that somebody put there, whatever becomes of the agent. */
  pulling(image: string): Promise<void>;
  /** With a secret, or by anybody. */
  pulled(image: string, imageId: string, secret: PullSecret | undefined): Promise<void>;
  failed(image: string): Promise<void>;
  /** These are all images that are left. */
  keepOnly(imageIds: ReadonlySet<string>): Promise<void>;
}

const MOST_SECRETS = 100;

interface Book {
  /** Images that are, or were when the agent ended, being pulled. */
  pulling: string[];
  /** By the image's ID. */
  pulled: Record<string, PullRecord>;
}

/** Reads what is kept at `path`. What cannot be read is forgotten: then images count as pulled by nobody that is known. */
export async function openImageAccess(path: string, policy: AccessPolicy, logger: Logger): Promise<ImageAccess> {
  const book = await read(path, logger);
  /** How many pulls of each image go on. */
  const underWay = new Map<string, number>();
  let writing: Promise<void> = Promise.resolve();

  function save(): Promise<void> {
    const write = () => writeDurably(path, JSON.stringify(book));
    return (writing = writing.then(write, write));
  }

  function end(image: string): void {
    const left = (underWay.get(image) ?? 1) - 1;
    if (left > 0) return void underWay.set(image, left);
    underWay.delete(image);
    book.pulling = book.pulling.filter((one) => one !== image);
  }

  /** Whether something was added. */
  function allow(image: string, imageId: string, secret: PullSecret | undefined): boolean {
    const { repositories } = (book.pulled[imageId] ??= { repositories: {} });
    const access = (repositories[repositoryOf(image)] ??= { secrets: [] });
    if (access.everybody) return false;
    if (!secret) return Object.assign(access, { everybody: true, secrets: [] }).everybody;
    const isSame = (one: PullSecret) => one.uid === secret.uid && one.name === secret.name;
    if (access.secrets.some((one) => isSame(one) && one.hash === secret.hash)) return false;
    access.secrets = [...access.secrets.filter((one) => !isSame(one)), secret].slice(-MOST_SECRETS);
    return true;
  }

  return {
    async mayUse(image, imageId, secrets) {
      const record = book.pulled[imageId];
      const isPulledHere = record !== undefined || book.pulling.includes(image);
      if (!asksForProof(policy, image, isPulledHere)) return true;
      const access = record?.repositories[repositoryOf(image)];
      const proof = mayUse(access, secrets);
      // The secret may be used by its new name, or with its new content, from now on.
      if (proof.secret && allow(image, imageId, proof.secret)) await save();
      return proof.isAllowed;
    },
    async pulling(image) {
      underWay.set(image, (underWay.get(image) ?? 0) + 1);
      if (book.pulling.includes(image)) return;
      book.pulling.push(image);
      await save();
    },
    async pulled(image, imageId, secret) {
      allow(image, imageId, secret);
      end(image);
      await save();
    },
    async failed(image) {
      end(image);
      await save();
    },
    async keepOnly(imageIds) {
      const gone = Object.keys(book.pulled).filter((id) => !imageIds.has(id));
      if (gone.length === 0) return;
      for (const id of gone) delete book.pulled[id];
      await save();
    },
  };
}

async function read(path: string, logger: Logger): Promise<Book> {
  try {
    const { pulling = [], pulled = {} } = JSON.parse(await readFile(path, 'utf8')) as Partial<Book>;
    return { pulling, pulled };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      logger.warn(errorFields(error), 'Who has pulled the images of the node is not known');
    return { pulling: [], pulled: {} };
  }
}
