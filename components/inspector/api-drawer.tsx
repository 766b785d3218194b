'use client';

import { Braces, X } from 'lucide-react';
import Link from 'next/link';
import { Dialog as Drawer } from 'radix-ui';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { isRead } from '#components/api/call.ts';
import { forgetCalls, useRecordedCalls } from '#components/api/call-log.ts';
import { Button, IconButton } from '#components/ui/button.tsx';
import { Checkbox } from '#components/ui/field.tsx';
import { RecordedCalls } from './call-list.tsx';
import { PlannedCalls } from './planned-calls.tsx';
import { PAGE, useHasPlan } from './plans.ts';

const LINK = 'text-accent-text underline underline-offset-2';

/** console 1.2: the API calls behind what was done here, each ready to be made by a program. */
export function ApiDrawer() {
  const t = useTranslations('apiInspector');
  return (
    <Drawer.Root>
      <Drawer.Trigger
        title={t('open')}
        className="flex h-8 items-center gap-1.5 rounded px-2 font-medium text-bar-text hover:bg-bar-hover data-[state=open]:bg-bar-hover"
      >
        <Braces size={16} aria-hidden />
        {t('api')}
      </Drawer.Trigger>
      <Drawer.Portal>
        <Drawer.Overlay className="fixed inset-0 z-40 bg-black/45" />
        <Drawer.Content
          aria-describedby={undefined}
          className="fixed inset-y-0 right-0 z-50 flex w-[min(720px,100vw)] flex-col border-l border-line bg-surface shadow-raised"
        >
          <header className="flex h-12 flex-none items-center justify-between border-b border-line px-5">
            <Drawer.Title className="text-[15px] font-semibold">{t('title')}</Drawer.Title>
            <CloseButton />
          </header>
          <DrawerBody />
        </Drawer.Content>
      </Drawer.Portal>
    </Drawer.Root>
  );
}

function CloseButton() {
  const t = useTranslations('common');
  return (
    <Drawer.Close asChild>
      <IconButton label={t('close')}>
        <X size={16} aria-hidden />
      </IconButton>
    </Drawer.Close>
  );
}

function DrawerBody() {
  const t = useTranslations('apiInspector');
  const hideId = useId();
  const [hidesReads, setHidesReads] = useState(true);
  const all = useRecordedCalls();
  const calls = hidesReads ? all.filter((call) => !isRead(call)) : all;
  const hasPlan = useHasPlan(PAGE);
  return (
    <div className="grid min-h-0 flex-1 content-start gap-5 overflow-y-auto px-5 py-4">
      <p className="text-[12.5px] text-muted">
        {t.rich('authentication', {
          code: (chunks) => <code className="font-mono text-text">{chunks}</code>,
          link: (chunks) => (
            <Link href="/account/credentials" className={LINK}>
              {chunks}
            </Link>
          ),
        })}{' '}
        <a href="/api/v1/openapi.json" target="_blank" rel="noreferrer" className={LINK}>
          {t('description')}
        </a>
      </p>
      {hasPlan ? (
        <section className="grid gap-2" aria-label={t('planned')}>
          <h3 className="font-semibold">{t('planned')}</h3>
          <PlannedCalls owner={PAGE} />
        </section>
      ) : null}
      <section className="grid min-w-0 gap-2" aria-label={t('made')}>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <h3 className="mr-auto font-semibold">{t('made')}</h3>
          <span className="flex items-center gap-2">
            <Checkbox id={hideId} checked={hidesReads} onChange={(event) => setHidesReads(event.target.checked)} />
            <label htmlFor={hideId}>{t('hideReads')}</label>
          </span>
          <Button variant="link" disabled={all.length === 0} onClick={forgetCalls}>
            {t('clear')}
          </Button>
        </div>
        {calls.length > 0 ? (
          <RecordedCalls calls={calls} />
        ) : (
          <p className="text-muted">{hidesReads && all.length > 0 ? t('readsOnly', { count: all.length }) : t('none')}</p>
        )}
      </section>
    </div>
  );
}
