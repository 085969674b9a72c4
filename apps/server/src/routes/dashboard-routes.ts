import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import { ProbityError } from '@probity/domain';
import type { FastifyInstance } from 'fastify';
import { isApiPath } from '../http/api-path.js';

const PUBLIC_PAGE = { config: { isPublic: true }, schema: { hide: true } };
const NOT_BUILT =
  'Probity serves its API here (see /docs). Its dashboard is not built: run `npm run build`, then start again.\n';

/** The folder of the built dashboard; undefined when it was not built. */
export function findDashboardFolder(): string | undefined {
  const folder = join(dirname(createRequire(import.meta.url).resolve('@probity/dashboard/package.json')), 'dist');
  return existsSync(join(folder, 'index.html')) ? folder : undefined;
}

/**
 * Serves the dashboard at `/`: its files as they stand at the start, and its page for every other path that a browser
 * navigates to, since the page finds its own way from there. Compressed copies that lie beside them are preferred.
 *
 * @param folder undefined: `/` says that the dashboard is not built
 */
export async function addDashboardRoutes(app: FastifyInstance, folder: string | undefined): Promise<void> {
  if (folder === undefined) {
    app.get('/', PUBLIC_PAGE, (_request, reply) => reply.type('text/plain; charset=utf-8').send(NOT_BUILT));
    return;
  }
  await app.register(fastifyStatic, { root: folder, serve: false, cacheControl: false, preCompressed: true });
  const files = listFiles(folder);
  app.get('/*', PUBLIC_PAGE, (request, reply) => {
    const path = (request.params as { '*': string })['*'];
    if (files.has(path) && path !== 'index.html') {
      // Built assets carry the hash of their content in their name.
      const age = path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'public, max-age=3600';
      return reply.header('cache-control', age).sendFile(path);
    }
    const isPage = path === '' || path === 'index.html' || (request.headers.accept ?? '').includes('text/html');
    if (!isPage || isApiPath(`/${path}`)) throw new ProbityError('ROUTE_NOT_FOUND', 'there is nothing at this path');
    return reply.header('cache-control', 'no-cache').sendFile('index.html');
  });
}

function listFiles(folder: string): ReadonlySet<string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Set(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')),
  );
}
