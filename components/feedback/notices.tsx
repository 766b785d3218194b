'use client';

import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { IconButton } from '#components/ui/button.tsx';

interface Notice {
  id: number;
  tone: 'good' | 'bad';
  text: string;
}

type Notify = (tone: Notice['tone'], text: string) => void;

const NoticeContext = createContext<Notify>(() => undefined);
const GOOD_NEWS_MS = 6000;
const NOTICES_MAX = 4;

/** Short messages in the corner: good news goes by itself, bad news stays until it is closed. */
export function NoticeProvider({ children }: { children: ReactNode }) {
  const t = useTranslations('common');
  const [notices, setNotices] = useState<Notice[]>([]);
  const lastId = useRef(0);
  const drop = useCallback((id: number) => setNotices((all) => all.filter((notice) => notice.id !== id)), []);
  const notify = useMemo<Notify>(
    () => (tone, text) => {
      lastId.current += 1;
      const id = lastId.current;
      setNotices((all) => [...all, { id, tone, text }].slice(-NOTICES_MAX));
      if (tone === 'good') {
        setTimeout(() => drop(id), GOOD_NEWS_MS);
      }
    },
    [drop],
  );
  return (
    <NoticeContext value={notify}>
      {children}
      <section
        aria-live="polite"
        aria-label={t('notices')}
        className="pointer-events-none fixed right-3 bottom-3 z-50 grid w-[min(380px,calc(100vw-24px))] gap-2"
      >
        {notices.map((notice) => (
          <div
            key={notice.id}
            className="raised-in pointer-events-auto flex items-start gap-2.5 rounded-md border border-line bg-surface px-3 py-2.5 shadow-raised"
          >
            {notice.tone === 'good' ? (
              <CircleCheck size={16} className="mt-0.5 flex-none text-good" aria-hidden />
            ) : (
              <CircleAlert size={16} className="mt-0.5 flex-none text-bad" aria-hidden />
            )}
            <div className="min-w-0 flex-1 wrap-anywhere">{notice.text}</div>
            <IconButton label={t('close')} onClick={() => drop(notice.id)} className="-my-0.5">
              <X size={14} aria-hidden />
            </IconButton>
          </div>
        ))}
      </section>
    </NoticeContext>
  );
}

export function useNotify(): Notify {
  return useContext(NoticeContext);
}
