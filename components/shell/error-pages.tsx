'use client';

import { Compass, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/surface.tsx';

export function NotFoundPage() {
  const t = useTranslations('errorPage');
  return (
    <main className="pt-[12vh]">
      <EmptyState icon={Compass} title={t('notFound')} action={<LinkButton href="/">{t('home')}</LinkButton>}>
        {t('notFoundText')}
      </EmptyState>
    </main>
  );
}

export function ErrorPage({ digest, onRetry }: { digest: string | undefined; onRetry: () => void }) {
  const t = useTranslations('errorPage');
  return (
    <main className="pt-[12vh]">
      <EmptyState
        icon={TriangleAlert}
        title={t('failed')}
        action={
          <>
            <Button variant="primary" onClick={onRetry}>
              {t('retry')}
            </Button>
            <LinkButton href="/">{t('home')}</LinkButton>
          </>
        }
      >
        {t('failedText')}
        {digest ? <div className="mt-1">{t('digest', { digest })}</div> : null}
      </EmptyState>
    </main>
  );
}
