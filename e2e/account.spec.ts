import type { Browser, BrowserContext, Page } from '@playwright/test';
import type { RegionRole } from '#domain/role.ts';
import { createPrismaClient, type PrismaClient } from '#prisma/client.ts';
import { totpCode, totpStep } from '#services/auth/totp.ts';
import type { Product } from '#test/product.ts';
import { addUser, type Person } from '#test/users.ts';
import { expect, test, watchComplaints } from './fixtures.ts';
import { inspect } from './inspect.ts';
import { Rest } from './rest.ts';

let prisma: PrismaClient;
test.beforeAll(({ product }) => {
  prisma = createPrismaClient(product.databaseUrl);
});
test.afterAll(() => prisma.$disconnect());

/** Steps that were used already: each is taken once, so a test that is quick looks one ahead, as far as a clock may be off. */
const lastSteps = new Map<string, number>();
function nextCode(secret: string): string {
  const step = Math.max(totpStep(Date.now()), (lastSteps.get(secret) ?? 0) + 1);
  lastSteps.set(secret, step);
  return totpCode(secret, step);
}

async function enter(page: Page, person: Person): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('Email').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

const contexts: BrowserContext[] = [];
test.afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
});

async function newBrowser(browser: Browser, product: Product): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ baseURL: product.consoleUrl, storageState: { cookies: [], origins: [] } });
  contexts.push(context);
  return { page: await context.newPage(), complaints: watchComplaints(context) };
}

/** From the page with the account; returns the secret and the recovery codes. */
async function setUpTwoFactor(page: Page, name: string): Promise<{ secret: string; codes: string[] }> {
  await page.getByRole('button', { name: 'Set up' }).click();
  const dialog = page.getByRole('dialog', { name: 'Set up two-factor sign-in' });
  await expect(dialog.getByRole('img', { name: 'QR code' })).toBeVisible();
  await inspect(page, `${name}-set-up`);
  const secret = (await dialog.getByText(/^([A-Z2-7]{4} ?){8}$/).innerText()).replaceAll(' ', '');
  await dialog.getByLabel('Code of the app').fill(nextCode(secret));
  await dialog.getByRole('button', { name: 'Switch on' }).click();
  const shown = page.getByRole('alertdialog', { name: 'Recovery codes' });
  await expect(shown.getByRole('listitem')).toHaveCount(10);
  await inspect(page, `${name}-codes`);
  const codes = await shown.getByRole('listitem').allInnerTexts();
  await expect(shown.getByRole('button', { name: 'Done' })).toBeDisabled();
  await shown.getByLabel('I have kept these codes').check();
  await shown.getByRole('button', { name: 'Done' }).click();
  return { secret, codes };
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /User menu/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/sign-in/);
}

// Several pictures of several pages each, on a machine that may have other work.
test.describe.configure({ timeout: 300_000 });

const administrator: RegionRole[] = [{ regionId: null, role: 'administrator' }];

test.describe('a second factor', () => {
  test.use({ expectedComplaints: [/status of (400|401)/] });

  test('is set up on the account page and asked for at the next sign-in; a recovery code lets in once', async ({ region, stranger }) => {
    const person = await addUser(prisma, 'Tora Totp', [{ regionId: region.id, role: 'viewer' }]);
    await enter(stranger, person);
    await expect(stranger).toHaveURL(new RegExp(`/${region.id}/instances$`));
    await stranger.getByRole('button', { name: /User menu/ }).click();
    await stranger.getByRole('menuitem', { name: 'Account' }).click();
    await expect(stranger.getByRole('heading', { name: 'Account' })).toBeVisible();
    await inspect(stranger, 'account');
    const { secret, codes } = await setUpTwoFactor(stranger, 'two-factor');
    await expect(stranger.getByText('10 recovery codes are left.')).toBeVisible();
    await signOut(stranger);

    await enter(stranger, person);
    await expect(stranger.getByRole('heading', { name: 'Two-factor sign-in' })).toBeVisible();
    await inspect(stranger, 'sign-in-code');
    await stranger.goto(`/${region.id}/instances`);
    await expect(stranger, 'the password alone opens nothing').toHaveURL(/\/sign-in/);
    await enter(stranger, person);
    await stranger.getByLabel('Code').fill('000000');
    await stranger.getByRole('button', { name: 'Sign in' }).click();
    await expect(stranger.getByText(/The code is not right/)).toBeVisible();
    await stranger.getByLabel('Code').fill(nextCode(secret));
    await stranger.getByRole('button', { name: 'Sign in' }).click();
    await expect(stranger).toHaveURL(new RegExp(`/${region.id}/instances$`));
    await signOut(stranger);

    const [recovery = ''] = codes;
    await enter(stranger, person);
    await stranger.getByRole('button', { name: 'Use a recovery code' }).click();
    await stranger.getByLabel('Recovery code').fill(recovery.toLowerCase());
    await stranger.getByRole('button', { name: 'Sign in' }).click();
    await expect(stranger).toHaveURL(new RegExp(`/${region.id}/instances$`));
    await stranger.goto('/account');
    await expect(stranger.getByText('9 recovery codes are left.')).toBeVisible();
    await signOut(stranger);
    await enter(stranger, person);
    await stranger.getByRole('button', { name: 'Use a recovery code' }).click();
    await stranger.getByLabel('Recovery code').fill(recovery);
    await stranger.getByRole('button', { name: 'Sign in' }).click();
    await expect(stranger.getByText(/The code is not right/), 'a second time').toBeVisible();
  });
});

test.describe('a role that takes a second factor', () => {
  test.use({ expectedComplaints: [/status of 403/] });

  test('holds its users back until they have one, and warns the administrator who decides it', async ({ browser, product, region }) => {
    // A role of this test alone: everybody else here is an administrator, or has no session.
    const decider = await addUser(prisma, 'Dora Decider', administrator);
    const operator = await addUser(prisma, 'Otto Operator', [{ regionId: region.id, role: 'operator' }]);
    const [one, two] = [await newBrowser(browser, product), await newBrowser(browser, product)];
    await enter(two.page, operator);
    await expect(two.page).toHaveURL(new RegExp(`/${region.id}/instances$`));
    await enter(one.page, decider);
    await one.page.waitForURL(/\/instances$/);
    await one.page.goto(`/${region.id}/security-settings`);
    await expect(one.page.getByRole('heading', { name: 'Sign-In and Log Settings' })).toBeVisible();
    await one.page.getByLabel('Administrator').check();
    await expect(one.page.getByText('This includes you')).toBeVisible();
    await inspect(one.page, 'security-settings');
    await one.page.getByLabel('Administrator').uncheck();
    await one.page.getByLabel('Operator').check();
    await one.page.getByRole('button', { name: 'Save' }).click();
    await expect(one.page.getByText('It holds from now on.')).toBeVisible();
    try {
      // Without a click: what the page polls is refused, and it leads to where the way out is.
      await expect(two.page).toHaveURL(/\/account$/, { timeout: 60_000 });
      await expect(two.page.getByText('Your role takes a second factor')).toBeVisible();
      await inspect(two.page, 'account-held-back');
      await two.page.goto(`/${region.id}/instances`);
      await expect(two.page).toHaveURL(/\/account$/);
      await setUpTwoFactor(two.page, 'held-back');
      await expect(two.page.getByText('Your role takes a second factor')).toBeHidden();
      await two.page.goto(`/${region.id}/instances`);
      await expect(two.page.getByRole('heading', { name: 'Server Load Balancer' })).toBeVisible();
    } finally {
      await prisma.$executeRaw`UPDATE security_settings SET two_factor_roles = '{}'`;
    }
    expect(one.complaints).toEqual([]);
  });
});

test.describe('sessions', () => {
  test.use({ expectedComplaints: [/status of 401/] });

  test('are listed, and one that is ended is signed out in its browser', async ({ browser, product, region, stranger }) => {
    const person = await addUser(prisma, 'Sara Sessions', [{ regionId: region.id, role: 'viewer' }]);
    const { page: other } = await newBrowser(browser, product);
    await enter(other, person);
    await expect(other).toHaveURL(new RegExp(`/${region.id}/instances$`));
    await enter(stranger, person);
    await stranger.waitForURL(/\/instances$/);
    await stranger.goto('/account');
    const rows = stranger.getByRole('table', { name: 'Sessions' }).getByRole('row');
    await expect(rows).toHaveCount(3);
    await expect(rows.filter({ hasText: 'This session' })).toHaveCount(1);
    await rows.filter({ hasNotText: 'This session' }).getByRole('button', { name: 'End' }).click();
    const dialog = stranger.getByRole('alertdialog', { name: 'End this session?' });
    await dialog.getByRole('button', { name: 'OK' }).click();
    await expect(rows).toHaveCount(2);
    await expect(other).toHaveURL(/\/sign-in/, { timeout: 60_000 });
  });
});

test.describe('an old session', () => {
  // 401: what was under way while the session got another token, and is asked once more.
  test.use({ expectedComplaints: [/status of (400|401|403)/] });

  test('is asked for a proof before a release, which then goes on', async ({ region, rest, stranger }) => {
    const person = await addUser(prisma, 'Rita Release', [{ regionId: region.id, role: 'operator' }]);
    const instance = await rest.createInstance(region.id, 'to-go');
    await enter(stranger, person);
    await stranger.waitForURL(/\/instances$/);
    await prisma.session.updateMany({ where: { userId: person.id }, data: { authenticatedAt: new Date(0) } });
    const before = await stranger.context().cookies();
    await stranger
      .getByRole('row', { name: new RegExp(instance.id) })
      .getByRole('button', { name: 'More' })
      .click();
    await stranger.getByRole('menuitem', { name: 'Release' }).click();
    const release = stranger.getByRole('alertdialog');
    await release.getByRole('button', { name: 'Next' }).click();
    await release.getByLabel(`Type ${instance.id} to confirm`).fill(instance.id);
    await release.getByRole('button', { name: 'OK' }).click();
    const proof = stranger.getByRole('dialog', { name: 'Prove that it is you' });
    await expect(proof).toBeVisible();
    await inspect(stranger, 'reauthentication');
    await proof.getByLabel('Password').fill('not the password');
    await proof.getByRole('button', { name: 'Continue' }).click();
    await expect(proof.getByText('The password is not right.')).toBeVisible();
    await proof.getByLabel('Password').fill(person.password);
    await proof.getByRole('button', { name: 'Continue' }).click();
    await expect(proof).toBeHidden();
    await expect.poll(async () => (await rest.call('GET', `/load-balancers/${instance.id}`)).status).toBe(404);
    const after = await stranger.context().cookies();
    const token = (cookies: typeof before) => cookies.find(({ name }) => name.endsWith('session_token'))?.value;
    expect(token(after)).not.toBe(token(before));
  });
});

test('the name and the password are changed on the account page', async ({ browser, product, region, stranger }) => {
  const person = await addUser(prisma, 'Pia Password', [{ regionId: region.id, role: 'viewer' }]);
  const elsewhere = await Rest.signIn({ ...product, administrator: person });
  await enter(stranger, person);
  await stranger.waitForURL(/\/instances$/);
  await stranger.goto('/account');
  await stranger.getByLabel('Name').fill('Pia <b>Neu</b>');
  await stranger.getByRole('button', { name: 'Save' }).click();
  await expect(stranger.getByText('Saved.')).toBeVisible();
  await stranger.getByLabel('Current password').fill(person.password);
  await stranger.getByLabel('New password').fill('a wall of seven lamps');
  await stranger.getByRole('button', { name: 'Change password' }).click();
  await expect(stranger.getByText('The password was changed.')).toBeVisible();
  expect((await elsewhere.call('GET', '/me')).status).toBe(401);
  const { page } = await newBrowser(browser, product);
  await enter(page, { ...person, password: 'a wall of seven lamps' });
  await page.waitForURL(/\/instances$/);
});
