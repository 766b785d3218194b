import pg from 'pg';
import type { Product } from '#test/product.ts';
import { expect, test } from './fixtures.ts';
import { inspect, ONCE_EACH } from './inspect.ts';

test('a region is created, changed, put in order and retired', async ({ page, region }) => {
  await page.goto(`/${region.id}/regions`);
  await expect(page.getByRole('row', { name: new RegExp(region.id) })).toContainText('1 alive');
  await inspect(page, 'regions');
  await page.getByRole('button', { name: 'Create Region' }).click();
  const create = page.getByRole('dialog', { name: 'Create Region' });
  await create.getByLabel('Region ID').fill('lab-1');
  await create.getByLabel('Name', { exact: true }).fill('Lab <b>1</b> مختبر 🧪');
  await create.getByRole('button', { name: 'Add Zone' }).click();
  await create.getByLabel('ID of zone 1').fill('lab-1-a');
  await create.getByLabel('Name of zone 1').fill('Rack A');
  await create.getByLabel('Address pools').fill('10.99.0.0/24\n10.99.1.7/24');
  await create.getByRole('button', { name: 'OK' }).click();
  await expect(create.getByText('Line 2: This has host bits; the network is 10.99.1.0/24.')).toBeVisible();
  await inspect(page, 'region-create');
  await create.getByLabel('Address pools').fill('10.99.0.0/24\nFD00:99::/120');
  const sourceNat = create.getByRole('switch', { name: 'Source NAT' });
  await expect(sourceNat).not.toBeChecked();
  await expect(sourceNat).toHaveAccessibleDescription(/Servers see the address of the client.*route their answers back/);
  await create.getByRole('button', { name: 'OK' }).click();
  const row = page.getByRole('row', { name: /lab-1/ });
  await expect(row).toContainText('Lab <b>1</b> مختبر 🧪');
  await expect(row).toContainText('fd00:99::/120');
  await expect(row.getByRole('cell', { name: 'Off', exact: true })).toBeVisible();

  await row.getByRole('button', { name: /up$/ }).click();
  await expect(page.getByRole('row').nth(-2)).toContainText('lab-1');

  await row.getByRole('button', { name: 'Edit' }).click();
  const edit = page.getByRole('dialog', { name: 'Edit Region lab-1' });
  await edit.getByLabel('Address pools').fill('10.99.0.0/25');
  await expect(edit.getByText('Connections that are open stay as they are')).toHaveCount(0);
  await edit.getByRole('switch', { name: 'Source NAT' }).check();
  await expect(edit.getByText('Connections that are open stay as they are')).toBeVisible();
  await expect(edit.getByText('Servers see the balancer as their client')).toBeVisible();
  await inspect(page, 'region-edit');
  await edit.getByRole('button', { name: 'OK' }).click();
  await expect(row).toContainText('10.99.0.0/25');
  await expect(row.getByRole('cell', { name: 'On', exact: true })).toBeVisible();

  await row.getByRole('button', { name: 'Retire' }).click();
  const retire = page.getByRole('alertdialog', { name: 'Retire Region' });
  await expect(retire.getByRole('button', { name: 'OK' })).toBeDisabled();
  await retire.getByLabel('Type lab-1 to confirm').fill('lab-1');
  await retire.getByRole('button', { name: 'OK' }).click();
  await expect(row).toHaveCount(0);
});

test.describe('what is in use', () => {
  test.use({ expectedComplaints: [/status of 409/] });

  test('a region with an instance stays, and so does the pool of its address', async ({ page, region, rest }) => {
    await rest.createInstance(region.id, 'resident');
    await page.goto(`/${region.id}/regions`);
    const row = page.getByRole('row', { name: new RegExp(region.id) });
    await row.getByRole('button', { name: 'Retire' }).click();
    await expect(page.getByRole('alertdialog', { name: 'This region is in use' })).toContainText('instance');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Close' }).last().click();
    await row.getByRole('button', { name: 'Edit' }).click();
    const edit = page.getByRole('dialog', { name: /Edit Region/ });
    await edit.getByLabel('Address pools').fill('10.98.0.0/24');
    await edit.getByRole('button', { name: 'OK' }).click();
    await expect(edit.getByText(/which no pool would have any more/)).toBeVisible();
  });
});

test('nodes and receipts: who is alive, with which engine, and what became of a change', async ({
  page,
  region,
  rest,
  backend,
  product,
}) => {
  const [one, two] = [await backend('receipt-one'), await backend('receipt-two')];
  const instance = await rest.createInstance(region.id, 'receipts');
  const group = await rest.createGroup(instance.id, 'pair', { serverId: one.serverId, port: 9000 }, { serverId: two.serverId, port: 9000 });
  const listener = await rest.createListener(instance.id, group.id, 8650);
  await page.goto(`/${region.id}/nodes`);
  await expect(page.getByRole('row').nth(1)).toContainText('Alive');
  await expect(page.getByRole('row').nth(1)).toContainText('is up to date');
  await inspect(page, 'nodes');
  await page.goto(`/${region.id}/changes`);
  const change = page.getByRole('row', { name: /Listener created/ }).first();
  await expect(change).toContainText(/On 1 node, [\d,]+ ms after the change/);
  await expect(change).toContainText('0 cut');
  await inspect(page, 'changes');

  const other = await addKernelNode(product, { regionId: region.id, listenerId: listener.id });
  await page.goto(`/${region.id}/nodes`);
  const node = page.getByRole('row', { name: other.id });
  await expect(node).toContainText('Kernel (nftables)');
  await expect(node.getByText(HINTS[0])).toBeHidden();
  await node.getByText('2 hints for the kernel engine').click();
  for (const hint of HINTS) {
    await expect(node.getByText(hint)).toBeVisible();
  }
  await inspect(page, 'nodes-hints');

  await page.goto(`/${region.id}/instances/${instance.id}/listeners`);
  const served = page.getByRole('row', { name: /8650/ });
  await expect(served).toContainText(`${other.id}Engine: Kernel (nftables)`);
  await expect(served).toContainText('Engine: Userspace');
  await inspect(page, 'listener-engines');

  await page.goto(`/${region.id}/instances/${instance.id}/monitoring?listener=${listener.id}`);
  await expect(page.getByText('its bytes are those of whole IP packets, headers included')).toBeVisible();
  await inspect(page, 'monitoring-kernel', ONCE_EACH);
  await page.getByLabel('Listener', { exact: true }).selectOption({ label: 'Whole instance' });
  await expect(page.getByText('The kernel serves some of these listeners')).toBeVisible();

  await page.goto(`/${region.id}/instances/${instance.id}/listeners`);
  await other.query(`UPDATE listener_status SET engine = 'userspace', engine_reason = $2 WHERE node_id = $1`, [other.id, REASON]);
  await page.reload();
  await expect(served).toContainText(`Engine: Userspace${REASON}`);
  await other.remove();
  await page.reload();
  await expect(served).not.toContainText(other.id);
  await expect(served).toContainText('Engine: Userspace');
  await expect(served).not.toContainText(REASON);
});

const REASON = 'Retry on the standby is on, which the kernel cannot do.';
const HINTS = [
  'The kernel does not forward IPv4: servers on other hosts are served by userspace. Run: sysctl -w net.ipv4.ip_forward=1',
  'A hint <b>in full</b>, in one word that is too long for a phone: net.ipv4.conf.a-rather-long-interface-name-of-somebody.rp_filter=0',
] as const;

/** A second node, as its worker would report it, that serves the listener by the kernel; its heartbeat stays young for the test. */
async function addKernelNode(product: Product, { regionId, listenerId }: { regionId: string; listenerId: string }) {
  const client = new pg.Client({ connectionString: product.databaseUrl });
  await client.connect();
  const id = 'zz-kernel-node';
  await client.query(
    `INSERT INTO proxy_node (id, engine, version, started_at, heartbeat_at, hints) VALUES ($1, 'nftables', '1.0.0', now(), now() + '1 hour', $2)`,
    [id, HINTS],
  );
  await client.query(
    `INSERT INTO node_region (node_id, region_id, applied_revision, applied_at) SELECT $1, id, revision, now() FROM region WHERE id = $2`,
    [id, regionId],
  );
  await client.query(
    `INSERT INTO listener_status (node_id, listener_id, revision, state, applied_at, delay_ms, serving, serving_since, serving_reason, engine)
      SELECT $1, id, revision, 'in_force', now(), 38, 'active', now(), 'test', 'nftables' FROM listener WHERE id = $2`,
    [id, listenerId],
  );
  await client.query(
    `INSERT INTO traffic_minute (node_id, listener_id, minute, connections_new, bytes_in, bytes_out)
      VALUES ($1, $2, date_trunc('minute', now()), 5, 4200, 98000)`,
    [id, listenerId],
  );
  return {
    id,
    query: (text: string, values: unknown[]) => client.query(text, values),
    async remove() {
      await client.query('DELETE FROM proxy_node WHERE id = $1', [id]);
      await client.end();
    },
  };
}
