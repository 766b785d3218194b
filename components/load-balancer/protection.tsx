'use client';

import { Lock } from 'lucide-react';
import { type ComponentProps, createContext, type ReactNode, useContext } from 'react';
import { useTranslations } from 'use-intl';
import { Button, IconButton, LinkButton } from '#components/ui/button.tsx';
import { MenuItem } from '#components/ui/menu.tsx';
import { Callout } from '#components/ui/surface.tsx';
import type { LoadBalancerView } from '#domain/view.ts';

/** Whether the console may change an instance and what belongs to it (console 1.3, 4.4); API calls are not concerned. */
export interface InstanceProtection {
  isReadOnly: boolean;
  /** Why not, and who can lift it: shown on every control that is disabled for it. Undefined while the console may write. */
  hint: string | undefined;
}

type Guarded = Pick<LoadBalancerView, 'status' | 'modificationProtection' | 'lock'>;

/** Of one instance among many, as in a list. */
export function useProtectionOf(): (instance: Guarded | undefined) => InstanceProtection {
  const t = useTranslations('instanceProtection');
  return (instance) => {
    if (instance?.status === 'locked') {
      const { reason = null, by = null } = instance.lock ?? {};
      return {
        isReadOnly: true,
        hint: t('lockedHint', { by: by ?? t('administrator'), hasReason: reason ? 'yes' : 'no', reason: reason ?? '' }),
      };
    }
    if (instance?.modificationProtection.status === 'ConsoleProtection') {
      const { reason } = instance.modificationProtection;
      return { isReadOnly: true, hint: t('readOnlyHint', { hasReason: reason ? 'yes' : 'no', reason: reason ?? '' }) };
    }
    return { isReadOnly: false, hint: undefined };
  };
}

const ProtectionContext = createContext<InstanceProtection>({ isReadOnly: false, hint: undefined });

/** Around the pages of one instance; `instance` is undefined until the first answer. */
export function InstanceProtectionProvider({ instance, children }: { instance: Guarded | undefined; children: ReactNode }) {
  return <ProtectionContext value={useProtectionOf()(instance)}>{children}</ProtectionContext>;
}

/** Of the instance whose page this is: what writes is disabled while `isReadOnly`, and shows `hint`. */
export function useInstanceProtection(): InstanceProtection {
  return useContext(ProtectionContext);
}

type Own<Props> = Props & {
  /** In a list: the instance of the row. Elsewhere it is that of the page. */
  protection?: InstanceProtection;
};

/** The properties of a control that writes: disabled with the hint in read-only mode. */
function useGuard({ disabled, title, protection }: { disabled?: boolean; title?: string; protection?: InstanceProtection }) {
  const ofPage = useInstanceProtection();
  const { isReadOnly, hint } = protection ?? ofPage;
  return { disabled: isReadOnly || disabled, title: hint ?? title };
}

export function WriteButton({ protection, ...rest }: Own<ComponentProps<typeof Button>>) {
  return <Button {...rest} {...useGuard({ ...rest, protection })} />;
}

export function WriteIconButton({ protection, ...rest }: Own<ComponentProps<typeof IconButton>>) {
  const { disabled, title } = useGuard({ ...rest, protection });
  return <IconButton {...rest} disabled={disabled} title={title ?? rest.label} />;
}

export function WriteMenuItem({ protection, ...rest }: Own<ComponentProps<typeof MenuItem>>) {
  return <MenuItem {...rest} {...useGuard({ ...rest, protection })} />;
}

/** A link to a form that writes: a disabled button in read-only mode, since a link cannot be disabled. */
export function WriteLinkButton({ protection, ...rest }: Own<ComponentProps<typeof LinkButton>>) {
  const { disabled, title } = useGuard({ protection });
  return disabled ? (
    <Button variant={rest.variant} className={rest.className} title={title} disabled>
      {rest.children}
    </Button>
  ) : (
    <LinkButton {...rest} />
  );
}

/** Around a form that writes: every control of it is disabled in read-only mode; the note above the page says why. */
export function WriteForm({ children }: { children: ReactNode }) {
  return (
    <fieldset disabled={useInstanceProtection().isReadOnly} className="contents">
      {children}
    </fieldset>
  );
}

/** Above the tabs of an instance that the console cannot change. */
export function ProtectionNote() {
  const t = useTranslations('instanceProtection');
  const { isReadOnly, hint } = useInstanceProtection();
  return isReadOnly ? (
    <Callout tone="warn" title={t('title')}>
      {hint}
    </Callout>
  ) : null;
}

/** Beside a name in a list. */
export function ProtectionMark({ protection }: { protection: InstanceProtection }) {
  return protection.isReadOnly ? (
    <span title={protection.hint} className="inline-flex flex-none text-muted">
      <Lock size={13} role="img" aria-label={protection.hint} />
    </span>
  ) : null;
}
