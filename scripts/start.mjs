import { installPackages, requireNode } from './install.mjs';

requireNode();
try {
  await installPackages();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const { register } = await import('tsx/esm/api');
register();
const { main } = await import('./supervisor/main.ts');
await main(process.argv.slice(2));
