import { defineConfig } from 'vitest/config';

// Tests run on the sources: the condition makes `@probity/…` resolve to src instead of dist.
export default defineConfig({
  resolve: { conditions: ['probity-source'] },
  ssr: { resolve: { conditions: ['probity-source', 'node', 'default'] } },
  test: {
    include: ['{packages,apps}/*/test/**/*.test.{ts,tsx}', 'checks/**/*.test.ts'],
    setupFiles: ['checks/seed-properties.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
    server: { deps: { inline: [/^@probity\//] } },
  },
});
