// Before a part that runs alone (npm run proxy, demo, region …): packages and the generated database client,
// and with --build the production build of the console.
import { installPackages, requireNode } from './install.mjs';

requireNode();
try {
  await installPackages(console.error);
  const { register } = await import('tsx/esm/api');
  register();
  const context = { log: console.error, signal: new AbortController().signal };
  const { generateClient } = await import('./supervisor/generate.ts');
  await generateClient(context);
  if (process.argv.includes('--build')) {
    const { buildConsole } = await import('./supervisor/build.ts');
    await buildConsole(context);
  }
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
