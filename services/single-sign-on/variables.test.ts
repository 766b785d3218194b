import { describe, expect, it } from 'vitest';
import { readSignInWays } from './variables.ts';

const good = {
  OPENSLB_OIDC_ISSUER: 'https://id.example.com/realms/team',
  OPENSLB_OIDC_CLIENT_ID: 'openslb',
  OPENSLB_OIDC_CLIENT_SECRET: 'a secret of the client',
};

describe('the variables of single sign-on', () => {
  it('are none by default: users have passwords', () => {
    expect(readSignInWays({})).toEqual({ singleSignOn: null, hasPasswords: true });
  });

  it('are three at least, and refuse strangers unless they say otherwise', () => {
    expect(readSignInWays(good)).toEqual({
      singleSignOn: {
        issuer: new URL('https://id.example.com/realms/team'),
        clientId: 'openslb',
        clientSecret: 'a secret of the client',
        name: null,
        scope: 'openid email profile',
        createsUsers: false,
        trustsEmails: false,
      },
      hasPasswords: true,
    });
    expect(readSignInWays({ ...good, OPENSLB_PASSWORD_SIGN_IN: '0' }).hasPasswords).toBe(false);
    expect(readSignInWays({ ...good, OPENSLB_OIDC_ISSUER: 'http://127.0.0.1:8080' }).singleSignOn).not.toBe(null);
  });

  it.each([
    [{ ...good, OPENSLB_OIDC_ISSUER: 'id.example.com' }, /^OPENSLB_OIDC_ISSUER "id.example.com" must be an https:\/\/ URL/],
    [{ ...good, OPENSLB_OIDC_ISSUER: 'http://id.example.com' }, /^OPENSLB_OIDC_ISSUER "http:\/\/id.example.com" must be an https/],
    [{ ...good, OPENSLB_OIDC_ISSUER: 'https://id.example.com/?a=b' }, /^OPENSLB_OIDC_ISSUER .* without query/],
    [{ ...good, OPENSLB_OIDC_CLIENT_ID: undefined }, /^OPENSLB_OIDC_CLIENT_ID is missing; with OPENSLB_OIDC_ISSUER it must be set$/],
    [{ OPENSLB_OIDC_NAME: 'Example' }, /^OPENSLB_OIDC_ISSUER is missing; with OPENSLB_OIDC_NAME it must be set$/],
    [{ ...good, OPENSLB_OIDC_CLIENT_SECRET: undefined }, /^OPENSLB_OIDC_CLIENT_SECRET is missing/],
    [{ ...good, OPENSLB_OIDC_CLIENT_SECRET: 's'.repeat(1001) }, /^OPENSLB_OIDC_CLIENT_SECRET must have at most 1000/],
    [{ ...good, OPENSLB_OIDC_NAME: 'n'.repeat(41) }, /^OPENSLB_OIDC_NAME "n+" must have at most 40/],
    [{ ...good, OPENSLB_OIDC_SCOPES: 'email profile' }, /^OPENSLB_OIDC_SCOPES "email profile" must have the scope openid$/],
    [{ ...good, OPENSLB_OIDC_SCOPES: 'openid,email' }, /^OPENSLB_OIDC_SCOPES "openid,email" must have the scope openid$/],
    [{ ...good, OPENSLB_OIDC_SCOPES: 'openid  email' }, /^OPENSLB_OIDC_SCOPES "openid {2}email" must be scopes/],
    [{ ...good, OPENSLB_OIDC_AUTO_CREATE: 'yes' }, /^OPENSLB_OIDC_AUTO_CREATE "yes" must be 0 or 1$/],
    [{ ...good, OPENSLB_OIDC_TRUST_EMAIL: 'true' }, /^OPENSLB_OIDC_TRUST_EMAIL "true" must be 0 or 1$/],
    [{ OPENSLB_PASSWORD_SIGN_IN: '0' }, /^OPENSLB_PASSWORD_SIGN_IN "0" needs OPENSLB_OIDC_ISSUER: nobody could sign in$/],
  ])('%j is refused in one line that names it and shows no secret', (variables, message) => {
    const act = () => readSignInWays(variables);
    expect(act).toThrow(message);
    expect(act).not.toThrow(/sss|a secret/);
  });
});
