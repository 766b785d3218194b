'use client';

import { type ComponentProps, createContext, type ReactNode, useContext } from 'react';
import { useTranslations } from 'use-intl';
import { Button, IconButton, LinkButton } from '#components/ui/button.tsx';
import { MenuItem } from '#components/ui/menu.tsx';
import type { Role } from '#domain/role.ts';
import { type RoleScope, useHasRole } from './use-me.tsx';

/** Whether this user may change something from here; the API judges for itself. */
export interface WriteGuard {
  isReadOnly: boolean;
  /** Why not, and who can help: shown on every control that is disabled for it. Undefined while one may write. */
  hint: string | undefined;
}

export function useRoleGuard(needs: Role, where: RoleScope = 'here'): WriteGuard {
  const t = useTranslations('userRole');
  const hasRole = useHasRole(needs, where);
  return hasRole
    ? { isReadOnly: false, hint: undefined }
    : { isReadOnly: true, hint: t('missing', { role: t(`name.${needs}`), where: where === 'everywhere' ? 'everywhere' : 'region' }) };
}

const GuardContext = createContext<WriteGuard | null>(null);

/** Around what another guard than "operators of this region" decides about. */
export function WriteGuardProvider({ guard, children }: { guard: WriteGuard; children: ReactNode }) {
  return <GuardContext value={guard}>{children}</GuardContext>;
}

/** Around what takes another role than operator. */
export function NeedsRole({ needed, where, children }: { needed: Role; where?: RoleScope; children: ReactNode }) {
  return <WriteGuardProvider guard={useRoleGuard(needed, where)}>{children}</WriteGuardProvider>;
}

/** Of this part of the page: what writes is disabled while `isReadOnly`, and shows `hint`. */
export function useWriteGuard(): WriteGuard {
  const usual = useRoleGuard('operator');
  return useContext(GuardContext) ?? usual;
}

type Own<Props> = Props & {
  /** Of what this control is about, where that is not what the page is about, such as a row of a list. */
  guard?: WriteGuard;
};

/** The properties of a control that writes: disabled with the hint while one may not. */
function useGuarded({ disabled, title, guard }: { disabled?: boolean; title?: string; guard?: WriteGuard }) {
  const ofPage = useWriteGuard();
  const { isReadOnly, hint } = guard ?? ofPage;
  return { disabled: isReadOnly || disabled, title: hint ?? title };
}

export function WriteButton({ guard, ...rest }: Own<ComponentProps<typeof Button>>) {
  return <Button {...rest} {...useGuarded({ ...rest, guard })} />;
}

export function WriteIconButton({ guard, ...rest }: Own<ComponentProps<typeof IconButton>>) {
  const { disabled, title } = useGuarded({ ...rest, guard });
  return <IconButton {...rest} disabled={disabled} title={title ?? rest.label} />;
}

export function WriteMenuItem({ guard, ...rest }: Own<ComponentProps<typeof MenuItem>>) {
  return <MenuItem {...rest} {...useGuarded({ ...rest, guard })} />;
}

/** A link to a form that writes: a disabled button while one may not, since a link cannot be disabled. */
export function WriteLinkButton({ guard, ...rest }: Own<ComponentProps<typeof LinkButton>>) {
  const { disabled, title } = useGuarded({ guard });
  return disabled ? (
    <Button variant={rest.variant} className={rest.className} title={title} disabled>
      {rest.children}
    </Button>
  ) : (
    <LinkButton {...rest} />
  );
}

/** Around a form that writes: every control of it is disabled while one may not; a note above the page says why. */
export function WriteForm({ children }: { children: ReactNode }) {
  return (
    <fieldset disabled={useWriteGuard().isReadOnly} className="contents">
      {children}
    </fieldset>
  );
}
