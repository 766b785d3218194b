'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { ConfirmDialog } from './confirm-dialog.tsx';

interface LeaveGuardProps {
  isDirty: boolean;
  /** The user has confirmed that what was entered may go. */
  onLeave?: () => void;
}

/**
 * Asks before what was entered is lost: by a dialog when a link of the console is followed, by the browser's
 * own question when the page is closed or loaded again.
 */
export function LeaveGuard({ isDirty, onLeave }: LeaveGuardProps) {
  const t = useTranslations('leave');
  const router = useRouter();
  const [href, setHref] = useState<string | null>(null);
  useEffect(() => {
    if (!isDirty) {
      return;
    }
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    // Seen on its way down, before the link itself hears of it.
    const onClick = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a') : null;
      if (link && staysInTab(event, link)) {
        event.preventDefault();
        event.stopImmediatePropagation();
        setHref(`${link.pathname}${link.search}`);
      }
    };
    window.addEventListener('beforeunload', onUnload);
    window.addEventListener('click', onClick, { capture: true });
    return () => {
      window.removeEventListener('beforeunload', onUnload);
      window.removeEventListener('click', onClick, { capture: true });
    };
  }, [isDirty]);
  if (href === null) {
    return null;
  }
  const leave = async () => {
    onLeave?.();
    router.push(href);
  };
  return (
    <ConfirmDialog title={t('title')} onConfirm={leave} onClose={() => setHref(null)}>
      {t('text')}
    </ConfirmDialog>
  );
}

/** A plain click on a link that leads to another page of the console. */
function staysInTab(event: MouseEvent, link: HTMLAnchorElement): boolean {
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  return isPlain && link.origin === window.location.origin && link.target === '' && link.pathname !== window.location.pathname;
}
