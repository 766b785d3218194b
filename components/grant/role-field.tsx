'use client';

import { useTranslations } from 'use-intl';
import { Field, Select } from '#components/ui/field.tsx';
import { ROLES, type Role } from '#domain/role.ts';

/** An administrator is one in all regions. */
export function RoleField({ isEverywhere, value, onChange }: { isEverywhere: boolean; value: Role; onChange: (role: Role) => void }) {
  const t = useTranslations('permissions');
  const tRole = useTranslations('userRole');
  return (
    <Field label={t('role')} hint={tRole(`does.${value}`)}>
      {(control) => (
        <Select {...control} value={value} onChange={(event) => onChange(event.target.value as Role)}>
          {ROLES.filter((role) => isEverywhere || role !== 'administrator').map((role) => (
            <option key={role} value={role}>
              {tRole(`name.${role}`)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
