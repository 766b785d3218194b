import { z } from 'zod';
import { Id } from './field.ts';

export const OverviewQuery = z.object({ regionId: Id });
