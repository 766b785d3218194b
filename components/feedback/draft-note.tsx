'use client';

import { useTranslations } from 'use-intl';
import { Button } from '#components/ui/button.tsx';
import { Callout } from '#components/ui/surface.tsx';

/** Above a form that began with what was left in it (`useDraft`). */
export function DraftNote({ onDiscard }: { onDiscard: () => void }) {
  const t = useTranslations('draft');
  return (
    <Callout role="status" title={t('title')} action={<Button onClick={onDiscard}>{t('discard')}</Button>}>
      {t('text')}
    </Callout>
  );
}
