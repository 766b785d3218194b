import { describe, expect, it } from 'vitest';
import { DomainError } from '#domain/domain-error.ts';
import { createPrismaClient } from '#prisma/client.ts';
import { isRetryable, toDomainError } from './database-error.ts';
import { checkDatabase } from './health.ts';

const known = (code: string, cause: object) => Object.assign(new Error('failed'), { code, meta: { driverAdapterError: { cause } } });
const bare = (cause: object) => Object.assign(new Error('DriverAdapterError'), { cause });

describe('what the database threw becomes a domain error', () => {
  it.each([
    ['unique key', known('P2002', { originalCode: '23505', constraint: { index: 'listener_port_unique' } }), 'ListenerAlreadyExists'],
    ['foreign key', known('P2003', { originalCode: '23503', constraint: { index: 'server_zone_fk' } }), 'InvalidZoneId.NotFound'],
    [
      'CHECK',
      known('P2039', { originalCode: '23514', message: 'new row for relation "listener" violates check constraint "listener_port_range"' }),
      'InvalidParameter',
    ],
    ['RAISE', known('P2039', { originalCode: '23514', message: 'AddressNotInPool: 10.0.0.1 is in no address pool' }), 'AddressNotInPool'],
    [
      'deferred RAISE, at commit',
      bare({ kind: 'postgres', message: 'BACKEND_SERVERS_NUM_MUST_BE_TWO: group x has 1' }),
      'BACKEND_SERVERS_NUM_MUST_BE_TWO',
    ],
    ['no connection', known('P1001', { kind: 'DatabaseNotReachable' }), 'ServiceUnavailable'],
    [
      'connection cut',
      bare({ originalCode: '57P01', kind: 'postgres', message: 'terminating connection due to administrator command' }),
      'ServiceUnavailable',
    ],
    ['connection refused by the driver', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'ServiceUnavailable'],
    ['pool exhausted', Object.assign(new Error('timeout exceeded when trying to connect'), {}), 'ServiceUnavailable'],
    ['transaction not started in time', Object.assign(new Error('x'), { code: 'P2028' }), 'ServiceUnavailable'],
    [
      'lock not got in time',
      known('P2039', { originalCode: '55P03', message: 'canceling statement due to lock timeout' }),
      'ServiceUnavailable',
    ],
  ])('%s', (_, error, code) => {
    const mapped = toDomainError(error);
    expect(mapped).toBeInstanceOf(DomainError);
    expect(mapped).toMatchObject({ code, cause: error });
  });

  it('what is not recognized stays what it is', () => {
    const error = known('P2039', { originalCode: '42703', message: 'column "x" does not exist' });
    expect(toDomainError(error)).toBe(error);
    expect(toDomainError('odd')).toBe('odd');
    expect(toDomainError(null)).toBe(null);
  });

  it('a domain error passes through', () => {
    const error = new DomainError('NotFound', 'gone');
    expect(toDomainError(error)).toBe(error);
  });

  it('only serialization failures and deadlocks are worth another try', () => {
    expect(isRetryable(Object.assign(new Error('x'), { code: 'P2034' }))).toBe(true);
    expect(isRetryable(bare({ kind: 'TransactionWriteConflict', originalCode: '40P01' }))).toBe(true);
    expect(isRetryable(known('P2002', { kind: 'UniqueConstraintViolation' }))).toBe(false);
  });
});

it('a database that is not there is said to be unavailable', async () => {
  const prisma = createPrismaClient('postgres://nobody@127.0.0.1:1/nothing');
  await expect(checkDatabase(prisma)).rejects.toMatchObject({ code: 'ServiceUnavailable' });
  await prisma.$disconnect();
});
