import type { SecuritySettings } from '#domain/security-settings.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { loadSecuritySettings } from './internal.ts';

export async function getSecuritySettings(context: Context): Promise<SecuritySettings> {
  return read(context, { in: place.everywhere, needs: 'administrator' }, loadSecuritySettings);
}
