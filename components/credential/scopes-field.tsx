'use client';

import { useId } from 'react';
import { useTranslations } from 'use-intl';
import { useMe } from '#components/session/use-me.tsx';
import { Select } from '#components/ui/field.tsx';
import type { CredentialScope } from '#domain/credential.ts';
import type { Role } from '#domain/role.ts';
import { type ScopeChoice, scopeChoices, withScope } from './scope-choices.ts';
import { useRegionName } from './scope-list.tsx';

interface ScopesFieldProps {
  value: readonly CredentialScope[];
  onChange: (scopes: CredentialScope[]) => void;
}

/** A role, or none, for each place in which the user has one. */
export function ScopesField({ value, onChange }: ScopesFieldProps) {
  const t = useTranslations('credentials');
  const hintId = useId();
  const choices = scopeChoices(useMe());
  return (
    <fieldset aria-describedby={hintId}>
      <legend className="font-medium">{t('scopes')}</legend>
      <p id={hintId} className="mb-1.5 text-[12.5px] leading-[18px] text-muted">
        {t('scopesHint')}
      </p>
      <ul className="max-h-64 overflow-y-auto rounded-md border border-line">
        {choices.map((choice) => (
          <ScopeLine
            key={choice.regionId ?? ''}
            choice={choice}
            role={value.find(({ regionId }) => regionId === choice.regionId)?.role ?? null}
            onChange={(role) => onChange(withScope(value, choice.regionId, role))}
          />
        ))}
      </ul>
    </fieldset>
  );
}

function ScopeLine({ choice, role, onChange }: { choice: ScopeChoice; role: Role | null; onChange: (role: Role | null) => void }) {
  const t = useTranslations('credentials');
  const tRole = useTranslations('userRole');
  const name = useRegionName()(choice.regionId);
  return (
    <li className="flex items-center justify-between gap-3 border-b border-line px-3 py-1.5 last:border-b-0">
      <span className="min-w-0">
        <span dir="auto" title={name} className="block truncate">
          {name}
        </span>
        {choice.regionId === null ? <span className="block text-[12.5px] text-muted">{t('allRegionsText')}</span> : null}
      </span>
      <Select
        aria-label={t('roleIn', { region: name })}
        className="max-w-44 flex-none"
        value={role ?? ''}
        onChange={(event) => onChange(choice.roles.find((one) => one === event.target.value) ?? null)}
      >
        <option value="">{t('noRole')}</option>
        {choice.roles.map((one) => (
          <option key={one} value={one}>
            {tRole(`name.${one}`)}
          </option>
        ))}
      </Select>
    </li>
  );
}
