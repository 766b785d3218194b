export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each language by its own name, whatever language the page is in. */
export const LANGUAGE_NAMES: Record<Language, string> = { en: 'English', zh: '中文' };

/** BCP 47 tags: of the document, and for dates and numbers. */
export const LOCALES = { en: 'en', zh: 'zh-CN' } as const satisfies Record<Language, string>;

export const LANGUAGE_COOKIE = 'openslb-language';

/** What was chosen in this browser; before that, the first language of `Accept-Language` that there is; else English. */
export function chooseLanguage(cookie: string | undefined, acceptLanguage: string | null): Language {
  return LANGUAGES.find((language) => language === cookie) ?? accepted(acceptLanguage ?? '')[0] ?? 'en';
}

/** By weight, then in the order given (RFC 9110, 12.5.4); a weight of 0 refuses the language. */
function accepted(header: string): Language[] {
  return header
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
      const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
      return { language: LANGUAGES.find((language) => tag === language || tag.startsWith(`${language}-`)), weight: Number(weight) };
    })
    .sort((a, b) => b.weight - a.weight)
    .flatMap(({ language, weight }) => (language && weight > 0 ? [language] : []));
}
