import { z } from 'zod';

/** What moves the bytes of a listener: processes of the worker, or the kernel, which the worker only programs. */
export const EngineName = z.enum(['userspace', 'nftables']);
export type EngineName = z.infer<typeof EngineName>;
