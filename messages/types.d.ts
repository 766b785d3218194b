import type { messages } from './en/index.ts';
import type { Language, LOCALES } from './language.ts';

declare module 'use-intl' {
  interface AppConfig {
    Messages: typeof messages;
    Locale: (typeof LOCALES)[Language];
  }
}
