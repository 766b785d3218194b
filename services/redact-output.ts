import { createRedactor } from '#domain/redact.ts';

/**
 * From now on, nothing that this process prints shows a secret: not our log, and not what Next.js and libraries say of an error,
 * which brings along what it was about.
 */
export function redactOutput(): void {
  const redact = createRedactor(process.env);
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream);
    // The overloads of write differ in what follows the text, which is passed on as it is.
    stream.write = ((chunk: unknown, ...rest: []) =>
      write(typeof chunk === 'string' ? redact(chunk) : (chunk as Uint8Array), ...rest)) as typeof stream.write;
  }
}
