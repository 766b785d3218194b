// The schema engine binary comes from a download host that an air-gapped machine cannot reach.
// `prisma generate` never runs it, but looks for it: any executable satisfies the look.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;
process.env.CHECKPOINT_DISABLE ??= '1';

import { defineConfig } from 'prisma/config';

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
});
