import 'server-only';
import { cookies, headers } from 'next/headers';
import { recall } from '#components/shell/cookie.ts';
import { MESSAGES } from '#messages/index.ts';
import { chooseLanguage, LANGUAGE_COOKIE, type Language } from '#messages/language.ts';

/** The language of the page that is being answered. */
export async function readLanguage(): Promise<Language> {
  const kept = await cookies();
  const chosen = recall(LANGUAGE_COOKIE, (name) => kept.get(name)?.value);
  return chooseLanguage(chosen, (await headers()).get('accept-language'));
}

export async function readMessages() {
  return MESSAGES[await readLanguage()];
}
