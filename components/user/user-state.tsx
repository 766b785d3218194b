'use client';

import { useTranslations } from 'use-intl';
import { StatusIndicator, type Tone } from '#components/ui/status-indicator.tsx';
import type { UserStatus } from '#domain/user.ts';

const TONES: Record<UserStatus, Tone> = { active: 'good', invited: 'unchecked', disabled: 'off' };

export function UserState({ status }: { status: UserStatus }) {
  const t = useTranslations('users');
  return <StatusIndicator tone={TONES[status]}>{t(`status.${status}`)}</StatusIndicator>;
}
