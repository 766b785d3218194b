import { serveRemote } from '../remote.ts';
import { servers } from './servers.ts';

serveRemote(servers());
