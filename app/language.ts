import 'server-only';
import { cookies, headers } from 'next/headers';
import { MESSAGES } from '#messages/index.ts';
import { chooseLanguage, LANGUAGE_COOKIE, type Language } from '#messages/language.ts';

/** The language of the page that is being answered. */
export async function readLanguage(): Promise<Language> {
  return chooseLanguage((await cookies()).get(LANGUAGE_COOKIE)?.value, (await headers()).get('accept-language'));
}

export async function readMessages() {
  return MESSAGES[await readLanguage()];
}
