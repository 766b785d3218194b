import { once } from 'node:events';
import { createServer, get } from 'node:http';
import { expect, test } from './fixtures.ts';

/** A web server whose own page always works, and which says at `/up` how it feels. */
async function startWeb(name: string, address: string) {
  const web = { name, address, status: 200 };
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/up' ? web.status : 200, { connection: 'close' }).end(name);
  });
  server.listen(9000, address);
  await once(server, 'listening');
  return Object.assign(web, {
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  });
}

/** Name of the web server that a new connection reaches. */
function whoAnswers(host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host, port, agent: false }, async (response) => {
      resolve(Buffer.concat(await response.toArray()).toString());
    }).on('error', reject);
  });
}

test('an HTTP health check: fill it in, watch HTTP 503 move the traffic and HTTP 200 bring it back', async ({ page, rest, region }) => {
  test.slow();
  const blue = await startWeb('web-blue', region.nextServerAddress());
  const green = await startWeb('web-green', region.nextServerAddress());
  const member = async ({ name, address }: { name: string; address: string }) => ({
    serverId: (await rest.registerServer({ regionId: region.id, name, address })).id,
    port: 9000,
  });
  const instance = await rest.createInstance(region.id, 'http-check');
  const group = await rest.createGroup(instance.id, 'webs', await member(blue), await member(green));
  const base = `/${region.id}/instances/${instance.id}`;

  await test.step('the wizard asks for method, path, domain and status codes', async () => {
    await page.goto(`${base}/listeners/create`);
    await page.getByLabel('Listening Port').fill('8700');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByLabel('Server Group', { exact: true }).selectOption(group.id);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('button', { name: 'Modify' }).click();
    await expect(page.getByLabel('Health Check Protocol').getByRole('option')).toHaveText(['TCP', 'HTTP']);
    await page.getByLabel('Health Check Protocol').selectOption('HTTP');
    await expect(page.getByLabel('Health Check Method')).toHaveValue('GET');
    await expect(page.getByRole('checkbox', { name: 'http_2xx' })).toBeChecked();
    await expect(page.getByRole('checkbox', { name: 'http_3xx' })).toBeChecked();
    await expect(page.getByRole('checkbox', { name: 'http_4xx' })).not.toBeChecked();
    await page.getByLabel('Response Timeout').fill('1');
    await page.getByLabel('Health Check Interval').fill('1');
    await page.getByLabel('Healthy Threshold', { exact: true }).fill('2');
    await page.getByLabel('Unhealthy Threshold').fill('2');
  });

  await test.step('what is wrong is said at its field', async () => {
    await page.getByLabel('Health Check Path').fill('up');
    await page.getByLabel('Health Check Domain Name (Optional)').fill('not a name');
    await page.getByRole('checkbox', { name: 'http_2xx' }).uncheck();
    await page.getByRole('checkbox', { name: 'http_3xx' }).uncheck();
    await page.getByRole('button', { name: 'Next' }).click();
    await expect(page.getByText(/A path has 1 to 80 characters, starts with/)).toBeVisible();
    await expect(page.getByText('A domain name has 1 to 80 letters')).toBeVisible();
    await expect(page.getByText('Choose at least one Normal Status Code.')).toBeVisible();
    await page.getByLabel('Health Check Path').fill('/up');
    await page.getByLabel('Health Check Domain Name (Optional)').fill('www.example.org');
    await page.getByRole('checkbox', { name: 'http_2xx' }).check();
    await expect(page.getByText('Choose at least one Normal Status Code.')).toHaveCount(0);
  });

  await test.step('Submit shows the check once more, and it comes into force', async () => {
    await page.getByRole('button', { name: 'Next' }).click();
    const summary = page.getByRole('region', { name: 'Health Check' });
    for (const fact of ['HTTP', 'GET', '/up', 'www.example.org', 'http_2xx']) {
      await expect(summary.getByText(fact, { exact: true })).toBeVisible();
    }
    await page.getByRole('button', { name: 'Submit' }).click();
    await expect(page.getByText(/In force on 1 of 1 node/)).toBeVisible();
  });

  await page.goto(`${base}/active-standby-server-groups`);
  const row = page.getByRole('row', { name: /webs/ });
  const serving = row.getByRole('cell').nth(4);
  const answer = () => whoAnswers(instance.address, 8700);

  await test.step('HTTP 503: the standby takes over, and the page says why', async () => {
    await expect(row.getByRole('cell').nth(2)).toContainText('Normal');
    expect(await answer()).toBe('web-blue');
    blue.status = 503;
    await expect(serving).toContainText('Standby');
    await expect(serving).toContainText('HTTP 503');
    expect(await answer()).toBe('web-green');
  });

  await test.step('HTTP 200: the active serves again', async () => {
    blue.status = 200;
    await expect.poll(answer).toBe('web-blue');
    await expect(serving).not.toContainText('Standby');
    await expect(serving).not.toContainText('HTTP 503');
    await page.goto(`${base}/details`);
    await expect(page.getByRole('table', { name: 'Failover history' })).toContainText('HTTP 503');
  });

  await test.step('the listener can be modified: the form holds what was chosen', async () => {
    await page.goto(`${base}/listeners`);
    await page
      .getByRole('row', { name: /tcp_8700/ })
      .getByRole('link', { name: 'Modify' })
      .click();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('button', { name: 'Modify' }).click();
    await expect(page.getByLabel('Health Check Path')).toHaveValue('/up');
    await expect(page.getByRole('checkbox', { name: 'http_2xx' })).toBeChecked();
    await expect(page.getByRole('checkbox', { name: 'http_3xx' })).not.toBeChecked();
    await page.getByLabel('Health Check Method').selectOption('HEAD');
    await page.getByLabel('Health Check Path').fill('');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('button', { name: 'Submit' }).click();
    await expect(page.getByText('Configuration Successful')).toBeVisible();
    const { items } = (await rest.call<{ items: { id: string }[] }>('GET', `/load-balancers/${instance.id}/listeners`)).body;
    const { healthCheck } = await rest.getListener(items[0]?.id ?? '');
    expect(healthCheck).toMatchObject({ type: 'http', method: 'HEAD', path: null, domain: 'www.example.org', statusClasses: ['http_2xx'] });
  });
  blue.stop();
  green.stop();
});
