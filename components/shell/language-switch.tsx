'use client';

import { useTranslations } from 'use-intl';
import { classNames } from '#components/ui/class-names.ts';
import { LANGUAGE_NAMES, LANGUAGES, LOCALES } from '#messages/language.ts';
import { useLanguage } from './use-language.ts';

/** For the pages without a user menu; stands on the colour of the top bar. */
export function LanguageSwitch() {
  const t = useTranslations('shell');
  const [current, change] = useLanguage();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would have a border and a legend for two words.
    <div role="group" aria-label={t('language')} className="mt-4 flex gap-1">
      {LANGUAGES.map((language) => (
        <button
          key={language}
          type="button"
          lang={LOCALES[language]}
          aria-pressed={language === current}
          onClick={() => change(language)}
          className={classNames(
            'h-8 rounded px-3 hover:bg-bar-hover',
            language === current ? 'font-medium text-bar-text' : 'text-bar-muted',
          )}
        >
          {LANGUAGE_NAMES[language]}
        </button>
      ))}
    </div>
  );
}
