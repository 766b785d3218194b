import type { Page } from '@playwright/test';
import type { Product } from '#test/product.ts';
import { expect, test } from './fixtures.ts';
import { inspect, ONCE_EACH } from './inspect.ts';
import type { Rest } from './rest.ts';

// Many looks at many pages: their time is that of the machine.
test.describe.configure({ timeout: 360_000 });

const PASSWORD = 'a tram through the old town';

/** A user with a password and no role. */
async function signUp(product: Product, rest: Rest, name: string, email: string): Promise<string> {
  const { id, link } = await rest.must<{ id: string; link: { path: string } }>('POST', '/users', { name, email });
  const origin = new URL(product.consoleUrl).origin;
  const response = await fetch(`${origin}/api/link`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ token: new URL(link.path, origin).searchParams.get('token'), password: PASSWORD }),
  });
  expect(response.status).toBe(200);
  return id;
}

async function signIn(page: Page, email: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).not.toHaveURL(/sign-in/);
}

/** What a page that was shut out is told while it is open; and the password that is refused. */
const REFUSED = /Failed to load resource: .*(400|401|403|404)/;

test.describe('an administrator invites somebody', () => {
  test.use({ expectedComplaints: [REFUSED] });

  test('who chooses a password, sees what was granted and nothing else, at once and no longer', async ({
    page,
    stranger,
    rest,
    region,
    otherRegion,
  }) => {
    const name = `Nadia ${region.name}`;
    const email = `nadia-${region.id}@people.test`;
    await page.goto(`/${region.id}/users`);
    await page.getByRole('button', { name: 'Invite User' }).click();
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByLabel('Email address').fill('nadia');
    await page.getByRole('button', { name: 'OK' }).click();
    await expect(page.getByText('Enter an email address.')).toBeVisible();
    await page.getByLabel('Email address').fill(email);
    await page.getByRole('button', { name: 'OK' }).click();
    const link = await page.getByLabel('One-time link').inputValue();
    expect(link).toMatch(/^http:\/\/[^/]+\/invite\?token=[\w-]{43}$/);
    await inspect(page, 'people-invitation-link');

    // Somebody else's browser.
    await stranger.goto(link);
    await expect(stranger.getByRole('heading', { name: 'Welcome to OpenSLB' })).toBeVisible();
    await inspect(stranger, 'people-invite');
    await stranger.getByLabel('Password').fill('password1234');
    await stranger.getByRole('button', { name: 'Set password' }).click();
    await expect(stranger.getByText('This password is among those that are used most')).toBeVisible();
    await stranger.getByLabel('Password').fill(PASSWORD);
    await stranger.getByRole('button', { name: 'Set password' }).click();
    await expect(stranger.getByText('Your password is set')).toBeVisible();
    await stranger.goto(link);
    await expect(stranger.getByText('This link does not work any more')).toBeVisible();
    await inspect(stranger, 'people-invite-closed', ONCE_EACH);
    await stranger.getByRole('link', { name: 'Sign in' }).click();
    await signIn(stranger, email);
    await expect(stranger.getByText('You have no role in any region yet')).toBeVisible();

    // The dialog that showed the link leads on to a role.
    await page.getByRole('link', { name: 'Give a role' }).click();
    const dialog = page.getByRole('dialog', { name: `Add Grant to ${name}` });
    await dialog.getByLabel('Where').selectOption({ label: region.name });
    await dialog.getByLabel('Role').selectOption('Viewer');
    await inspect(page, 'people-grant-dialog', ONCE_EACH);
    await dialog.getByRole('button', { name: 'OK' }).click();
    const held = page.getByRole('table', { name: 'Roles' });
    await expect(held.getByRole('row', { name: `Viewer ${region.name}` })).toBeVisible();
    await inspect(page, 'people-user');

    // The open page goes on by itself, to the one region that there is for it.
    await expect(stranger).toHaveURL(new RegExp(`/${region.id}/instances$`), { timeout: 30_000 });
    const seen = await (await stranger.request.get('/api/v1/regions')).json();
    expect(seen.map(({ id }: { id: string }) => id)).toEqual([region.id]);
    const navigation = stranger.getByRole('navigation', { name: 'Navigation' });
    await expect(stranger.getByRole('link', { name: 'Instances' }).first()).toBeVisible();
    for (const section of ['Users', 'Teams', 'Permissions']) {
      await expect(navigation.getByRole('link', { name: section, exact: true })).toHaveCount(0);
    }
    await stranger.goto(`/${otherRegion.id}/instances`);
    await expect(stranger.getByText(`There is no region ${otherRegion.id}`)).toBeVisible();
    await stranger.goto(`/${region.id}/users`);
    await expect(stranger.getByText('You do not have access to this page')).toBeVisible();
    await inspect(stranger, 'people-forbidden', ONCE_EACH);
    const instance = await rest.createInstance(region.id, `lb-${region.id}`);
    await stranger.goto(`/${region.id}/instances/${instance.id}/listeners`);
    const add = stranger.getByRole('button', { name: 'Add Listener' }).first();
    await expect(add).toBeDisabled();

    // Raised, with effect in the open page.
    await held.getByRole('button', { name: 'Change' }).click();
    await page.getByRole('alertdialog').getByLabel('Role').selectOption('Operator');
    await page.getByRole('button', { name: 'OK' }).click();
    await expect(held.getByRole('row', { name: `Operator ${region.name}` })).toBeVisible();
    await expect(stranger.getByRole('link', { name: 'Add Listener' }).first()).toBeVisible({ timeout: 30_000 });

    // And removed.
    await held.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('button', { name: 'OK' }).click();
    await expect(page.getByText('No role yet')).toBeVisible();
    await expect(stranger.getByText(/There is no region|You have no role/)).toBeVisible({ timeout: 30_000 });

    // A user who is disabled is signed out, and cannot sign in; enabled, they can.
    await page.getByRole('button', { name: 'Disable' }).click();
    await page.getByRole('button', { name: 'OK' }).click();
    await expect(page.getByText('Disabled', { exact: true }).first()).toBeVisible();
    await stranger.goto('/');
    await expect(stranger).toHaveURL(/\/sign-in/);
    await stranger.getByLabel('Email').fill(email);
    await stranger.getByLabel('Password').fill(PASSWORD);
    await stranger.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(stranger.getByRole('alert').first()).toBeVisible();
    await page.getByRole('button', { name: 'Enable' }).click();
    await page.getByRole('button', { name: 'OK' }).click();
    await expect(page.getByRole('button', { name: 'Disable' })).toBeVisible();
    await signIn(stranger, email);

    // And an administrator ends their sessions.
    await page.getByRole('button', { name: 'End all sessions' }).click();
    await page.getByRole('button', { name: 'OK' }).click();
    await expect(page.getByText('Signed in nowhere.')).toBeVisible();
    await stranger.goto('/');
    await expect(stranger).toHaveURL(/\/sign-in/);
  });
});

test.describe('a team', () => {
  test.use({ expectedComplaints: [/Failed to load resource: .*409/] });

  test('is made and given a role, and who has access says by what', async ({ page, product, rest, region }) => {
    const suffix = region.id;
    const people = [`Ines ${suffix}`, `Ömer ${suffix} with a name that is long enough to be cut somewhere`];
    for (const [index, name] of people.entries()) {
      await signUp(product, rest, name, `member-${index}-${suffix}@people.test`);
    }
    await page.goto(`/${region.id}/teams`);
    await page.getByRole('button', { name: 'Create Team' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Create Team' });
    await dialog.getByLabel('Name', { exact: true }).fill(`Night shift ${suffix}`);
    for (const name of people) {
      await dialog.getByLabel('Find a user by name or email').fill(name);
      await dialog.getByLabel(new RegExp(`^${name}`)).check();
    }
    await dialog.getByLabel('Find a user by name or email').fill('');
    await inspect(page, 'people-team-dialog', ONCE_EACH);
    await dialog.getByRole('button', { name: 'OK' }).click();
    await page.getByRole('searchbox', { name: 'Search by name' }).fill(suffix);
    await expect(page.getByRole('row', { name: `Night shift ${suffix}` })).toContainText(`Ines ${suffix}`);

    await page.goto(`/${region.id}/permissions`);
    await page.getByRole('button', { name: 'Add Grant' }).click();
    const grant = page.getByRole('dialog', { name: 'Add Grant' });
    await grant.getByRole('button', { name: 'OK' }).click();
    await expect(grant.getByText('Choose a user or a team.')).toBeVisible();
    await grant.getByLabel('Team', { exact: true }).check();
    await grant.getByLabel('Find a team by name or member').fill(suffix);
    await grant.getByLabel(new RegExp(`^Night shift ${suffix}`)).check();
    await grant.getByLabel('Role').selectOption('Operator');
    await inspect(page, 'people-add-grant', ONCE_EACH);
    await grant.getByRole('button', { name: 'OK' }).click();
    const row = page.getByRole('table', { name: 'Grants' }).getByRole('row', { name: `Night shift ${suffix}` });
    await expect(row).toContainText('2 members');
    await inspect(page, 'people-permissions');

    await page.getByRole('link', { name: 'Who has access' }).click();
    await page.getByRole('searchbox', { name: 'Search by name' }).fill(`Ines ${suffix}`);
    const access = page.getByRole('table', { name: 'Who has access' });
    await expect(access.getByRole('row', { name: `Ines ${suffix}` })).toContainText(`team Night shift ${suffix}`);
    await inspect(page, 'people-access', ONCE_EACH);
    await page.reload();
    await expect(access.getByRole('row', { name: `Ines ${suffix}` })).toBeVisible();

    // The same team has a role there already: the form says so.
    await page.getByRole('button', { name: 'Add Grant' }).click();
    await grant.getByLabel('Team', { exact: true }).check();
    await grant.getByLabel('Find a team by name or member').fill(suffix);
    await grant.getByLabel(new RegExp(`^Night shift ${suffix}`)).check();
    await grant.getByRole('button', { name: 'OK' }).click();
    await expect(grant.getByText('The user or team has a role there already')).toBeVisible();
    await grant.getByRole('button', { name: 'Cancel' }).click();

    await page.goto(`/${region.id}/teams?search=${suffix}`);
    await inspect(page, 'people-teams', ONCE_EACH);
    await page.getByRole('link', { name: `Night shift ${suffix}` }).click();
    await expect(page.getByRole('heading', { name: 'Members (2)' })).toBeVisible();
    await inspect(page, 'people-team');
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'OK' }).click();
    await expect(page).toHaveURL(/\/teams$/);
    await page.goto(`/${region.id}/users?search=${suffix}`);
    await expect(page.getByRole('row', { name: `Ines ${suffix}` })).toContainText('None');
    await inspect(page, 'people-users');
  });
});

test('who administers a region gives roles there, up to their own and nowhere else', async ({
  product,
  stranger,
  rest,
  region,
  otherRegion,
}) => {
  const suffix = region.id;
  const chief = await signUp(product, rest, `Chief ${suffix}`, `chief-${suffix}@people.test`);
  await signUp(product, rest, `Novice ${suffix}`, `novice-${suffix}@people.test`);
  await rest.must('POST', '/grants', { userId: chief, regionId: region.id, role: 'region-admin' });
  await signIn(stranger, `chief-${suffix}@people.test`);
  await stranger.goto(`/${region.id}/permissions`);
  const grants = stranger.getByRole('table', { name: 'Grants' });
  // What holds in all regions is seen, and is for administrators.
  await expect(grants.getByText('Administrators only').first()).toBeVisible();
  await stranger.getByRole('button', { name: 'Add Grant' }).click();
  const dialog = stranger.getByRole('dialog', { name: 'Add Grant' });
  await expect(dialog.getByLabel('Where').getByRole('option')).toHaveText([region.name]);
  await expect(dialog.getByLabel('Role').getByRole('option')).toHaveText(['Viewer', 'Operator', 'Region Admin']);
  await dialog.getByLabel('Find a user by name or email').fill(`Novice ${suffix}`);
  await dialog.getByLabel(new RegExp(`^Novice ${suffix}`)).check();
  await dialog.getByRole('button', { name: 'OK' }).click();
  await expect(grants.getByRole('row', { name: `Novice ${suffix}` })).toContainText('Viewer');
  expect((await stranger.request.get(`/api/v1/regions/${otherRegion.id}/access`)).status()).toBe(404);
});
