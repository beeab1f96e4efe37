import { ServerCredentials, type Server } from '@grpc/grpc-js';

/** Resolves when a plugin's server answers on its socket. */
export const listenOnSocket = (server: Server, path: string): Promise<void> =>
  new Promise((resolve, reject) =>
    server.bindAsync(`unix://${path}`, ServerCredentials.createInsecure(), (error) =>
      error ? reject(error) : resolve(),
    ),
  );
