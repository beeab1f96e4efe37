import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ImageConfig } from './oci-image';
import type { RootfsRecipe } from './rootfs';

/** An image that the documents' manifests name, made of the shared root file system and a few files of its own. */
export interface CatalogImage {
  /** Repository as a registry mirror is asked for it, without the registry's host. */
  repository: string;
  tags: string[];
  /** False: the image holds its own files and a static busybox, nothing else. */
  full: boolean;
  files: Record<string, string>;
  config: ImageConfig;
}

/** nginx, curl, dig, openssl and a busybox shell: what the full images stand on. */
export const ROOTFS: RootfsRecipe = {
  packages: ['nginx-light', 'curl', 'busybox-static', 'bind9-dnsutils', 'coreutils', 'openssl'],
  leftOut: /^(debconf|gcc-12-base|perl|python3|adduser|passwd|iproute2|media-types)/,
  links: {},
};

const NGINX_CONF = `user www-data;
worker_processes 1;
pid /run/nginx.pid;
error_log /dev/stderr notice;
events { worker_connections 256; }
http {
  include /etc/nginx/mime.types;
  access_log /dev/stdout;
  include /etc/nginx/conf.d/*.conf;
}
`;

const WELCOME = `<!DOCTYPE html>
<html>
<head><title>Welcome to nginx!</title></head>
<body><h1>Welcome to nginx!</h1></body>
</html>
`;

export const PLAIN_SERVER = `server {
  listen 80 default_server;
  root /usr/share/nginx/html;
  index index.html;
}
`;

const HTTPS_SERVER = `server {
  listen 80 default_server;
  listen 443 ssl default_server;
  root /usr/share/nginx/html;
  index index.html;
  ssl_certificate /etc/nginx/ssl/nginx.crt;
  ssl_certificate_key /etc/nginx/ssl/nginx.key;
}
`;

const bootcampServer = (version: number) => `server {
  listen 8080 default_server;
  default_type text/plain;
  location / { return 200 "Hello Kubernetes bootcamp! | Running on: $hostname | v=${version}\\n"; }
}
`;

export const nginx = (repository: string, tags: string[], server: string, port: number): CatalogImage => ({
  repository,
  tags,
  full: true,
  files: {
    'etc/nginx/nginx.conf': NGINX_CONF,
    'etc/nginx/conf.d/default.conf': server,
    'usr/share/nginx/html/index.html': WELCOME,
  },
  config: { Entrypoint: ['nginx', '-g', 'daemon off;'], ExposedPorts: { [`${port}/tcp`]: {} }, StopSignal: 'SIGQUIT' },
});

/** Holds a pod's namespaces. */
export const pause: CatalogImage = {
  repository: 'pause',
  tags: ['3.10', '3.10.2'],
  full: false,
  files: {},
  config: {
    Entrypoint: [
      '/bin/busybox',
      'sh',
      '-c',
      'trap "exit 0" TERM INT; while :; do /bin/busybox sleep 3600 & wait $!; done',
    ],
  },
};

export const CATALOG: CatalogImage[] = [
  nginx('library/nginx', ['latest', 'stable', '1.27'], PLAIN_SERVER, 80),
  nginx('bprashanth/nginxhttps', ['1.0'], HTTPS_SERVER, 443),
  nginx('google-samples/kubernetes-bootcamp', ['v1'], bootcampServer(1), 8080),
  nginx('google-samples/kubernetes-bootcamp', ['v2'], bootcampServer(2), 8080),
  { repository: 'radial/busyboxplus', tags: ['curl'], full: true, files: {}, config: { Cmd: ['/bin/sh'] } },
  { repository: 'library/busybox', tags: ['1.37', 'latest'], full: true, files: {}, config: { Cmd: ['sh'] } },
  pause,
];

/** Writes an image's own files below `dir`. */
export async function writeFiles(image: CatalogImage, dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  for (const [path, content] of Object.entries(image.files)) {
    await mkdir(join(dir, dirname(path)), { recursive: true });
    await writeFile(join(dir, path), content);
  }
}
