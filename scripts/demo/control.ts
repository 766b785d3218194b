import { z } from 'zod';

/** One request per connection to the demo process, one answer, both a line of JSON. */
export const DemoRequest = z.discriminatedUnion('action', [
  z.object({ action: z.literal('list') }),
  z.object({ action: z.literal('stop'), name: z.string() }),
  z.object({ action: z.literal('start'), name: z.string() }),
]);
export type DemoRequest = z.infer<typeof DemoRequest>;

export const DemoAnswer = z.union([
  z.object({ servers: z.array(z.object({ name: z.string(), regionName: z.string(), address: z.string(), isRunning: z.boolean() })) }),
  z.object({ error: z.string() }),
]);
export type DemoAnswer = z.infer<typeof DemoAnswer>;

/** In the data directory. Used by its bare name from there: the system allows socket paths of 107 bytes only. */
export const CONTROL_SOCKET = 'demo.sock';
