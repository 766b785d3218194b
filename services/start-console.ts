import { readEnvironment } from './environment.ts';
import { closeStreams } from './events/open-streams.ts';

/** Once per console process, before it answers: refuses a wrong environment, and makes an orderly end possible. */
export function startConsole(): void {
  readEnvironment();
  process.once('SIGTERM', closeStreams);
  process.once('SIGINT', closeStreams);
}
