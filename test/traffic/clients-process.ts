import { serveRemote } from '../remote.ts';
import { clients } from './clients.ts';

serveRemote(clients());
