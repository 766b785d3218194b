export async function register(): Promise<void> {
  // Compared in place, so that the bundle for the edge runtime leaves the import out.
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { startConsole } = await import('#services/start-console.ts');
    try {
      startConsole();
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(1);
    }
  }
}
