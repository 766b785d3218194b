import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isRunning } from '#test/supervised-product.ts';
import { Cluster } from './cluster.ts';

let directory: string;
let opened: Cluster[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'openslb-cluster-'));
  opened = [];
});

afterEach(async () => {
  await Promise.all(opened.map((cluster) => cluster.stop()));
  rmSync(directory, { recursive: true, force: true });
});

async function open(name = 'data', isDurable = false): Promise<Cluster> {
  const cluster = await Cluster.open({ directory: join(directory, name), isDurable });
  opened.push(cluster);
  return cluster;
}

async function ask(cluster: Cluster, sql: string): Promise<pg.QueryResultRow[]> {
  const client = new pg.Client({ connectionString: cluster.url('postgres') });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test('text is UTF-8 and passwords are needed, whatever the machine is set to', async () => {
  const cluster = await open();
  await cluster.start();
  expect(await ask(cluster, 'SHOW server_encoding')).toEqual([{ server_encoding: 'UTF8' }]);
  expect(await ask(cluster, 'SELECT DISTINCT auth_method FROM pg_hba_file_rules')).toEqual([{ auth_method: 'scram-sha-256' }]);
  expect(await ask(cluster, 'SHOW unix_socket_directories')).toEqual([{ unix_socket_directories: '' }]);
});

test('two clusters find ports of their own', async () => {
  const [first, second] = [await open('one', true), await open('two', true)];
  await Promise.all([first.start(), second.start()]);
  expect(first.url('x')).not.toBe(second.url('x'));
  expect(await ask(first, 'SELECT 1 AS one')).toEqual(await ask(second, 'SELECT 1 AS one'));
});

test('a server that an earlier process left behind is ended, and its data served on', async () => {
  const first = await open();
  const left = await first.start();
  await ask(first, 'CREATE TABLE kept (id int)');
  const second = await open();
  await second.start();
  expect(isRunning(Number(left.pid))).toBe(false);
  expect(await ask(second, 'SELECT * FROM kept')).toEqual([]);
});

test('after kill -9 it starts again on the same port with what was committed', async () => {
  const cluster = await open('data', true);
  const child = await cluster.start();
  const url = cluster.url('postgres');
  await ask(cluster, 'CREATE TABLE kept (id int)');
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exited;
  await cluster.start();
  expect(cluster.url('postgres')).toBe(url);
  expect(await ask(cluster, 'SELECT * FROM kept')).toEqual([]);
});

test('a lock file whose process number belongs to another program does not block the start', async () => {
  const first = await open();
  await first.start();
  await first.stop();
  writeFileSync(join(directory, 'data', 'postgres', 'postmaster.pid'), `${process.pid}\n${directory}\n0\n15432\n\n127.0.0.1\n\nready\n`);
  const second = await open();
  await second.start();
  expect(isRunning(process.pid)).toBe(true);
});

test('a lost password is told at once', async () => {
  const first = await open();
  await first.start();
  await first.stop();
  writeFileSync(join(directory, 'data', 'postgres-password'), 'another');
  await expect((await open()).start()).rejects.toThrow(/does not know the password in .*postgres-password/);
});
