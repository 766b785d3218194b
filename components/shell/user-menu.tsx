'use client';

import { CircleUserRound, KeyRound, LogOut, UserCog } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { signOut } from '#components/session/auth-client.ts';
import { Menu, MenuChoice, MenuItem, MenuLine } from '#components/ui/menu.tsx';
import { LANGUAGE_NAMES, LANGUAGES, LOCALES } from '#messages/language.ts';
import { remember, THEME_COOKIE } from './cookie.ts';
import { useLanguage } from './use-language.ts';

export type Theme = 'light' | 'dark' | 'system';

export interface SignedInUser {
  name: string;
  email: string;
}

export function UserMenu({ user }: { user: SignedInUser }) {
  const t = useTranslations('shell');
  const router = useRouter();
  const [language, setLanguage] = useLanguage();
  const [theme, setTheme] = useState<string>(currentTheme);
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={t('userMenu', { name: user.name })}
          className="flex h-8 items-center gap-2 rounded px-2 text-bar-text hover:bg-bar-hover data-[state=open]:bg-bar-hover"
        >
          <CircleUserRound size={18} strokeWidth={1.6} aria-hidden />
          <span className="hidden max-w-40 truncate sm:inline">{user.name}</span>
        </button>
      }
    >
      <div className="max-w-64 px-2.5 py-1.5">
        <div className="truncate font-medium">{user.name}</div>
        <div className="truncate text-[12.5px] text-muted">{user.email}</div>
      </div>
      <MenuLine />
      <MenuChoice
        label={t('language')}
        value={language}
        onChange={setLanguage}
        options={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value], language: LOCALES[value] }))}
      />
      <MenuLine />
      <MenuChoice
        label={t('theme')}
        value={theme}
        onChange={(value) => {
          setTheme(value);
          applyTheme(value);
        }}
        options={[
          { value: 'light', label: t('themeLight') },
          { value: 'dark', label: t('themeDark') },
          { value: 'system', label: t('themeSystem') },
        ]}
      />
      <MenuLine />
      <MenuItem onSelect={() => router.push('/account')}>
        <UserCog size={14} aria-hidden />
        {t('account')}
      </MenuItem>
      <MenuItem onSelect={() => router.push('/account/credentials')}>
        <KeyRound size={14} aria-hidden />
        {t('credentials')}
      </MenuItem>
      <MenuItem onSelect={() => void signOut()}>
        <LogOut size={14} aria-hidden />
        {t('signOut')}
      </MenuItem>
    </Menu>
  );
}

function currentTheme(): string {
  return typeof document === 'undefined' ? 'system' : (document.documentElement.dataset.theme ?? 'system');
}

function applyTheme(theme: string): void {
  if (theme === 'system') {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = theme;
  }
  remember(THEME_COOKIE, theme);
}
