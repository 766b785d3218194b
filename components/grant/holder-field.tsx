'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useTeams } from '#components/team/queries.ts';
import { Radio } from '#components/ui/field.tsx';
import { PickList, type PickOption } from '#components/ui/pick-list.tsx';
import { useSettled } from '#components/ui/use-settled.ts';
import { useUsers } from '#components/user/queries.ts';
import type { TeamView, UserView } from '#domain/view.ts';

export interface Holder {
  kind: 'user' | 'team';
  id: string;
  name: string;
}

interface HolderFieldProps {
  value: { kind: Holder['kind']; id: string };
  onChange: (value: { kind: Holder['kind']; id: string }) => void;
  error: string | undefined;
}

/** To whom a role is given: a user or a team, found by name. */
export function HolderField({ value, onChange, error }: HolderFieldProps) {
  const t = useTranslations('permissions');
  const [text, setText] = useState('');
  const search = useSettled(text.trim());
  const users = useUsers({ search }, value.kind === 'user');
  const teams = useTeams({ search }, value.kind === 'team');
  const found = value.kind === 'user' ? users.data : teams.data;
  return (
    <div className="grid gap-2">
      <div className="flex gap-5" role="radiogroup" aria-label={t('holderKind')}>
        {(['user', 'team'] as const).map((kind) => (
          <Radio key={kind} label={t(`kind.${kind}`)} checked={value.kind === kind} onChange={() => onChange({ kind, id: '' })} />
        ))}
      </div>
      <PickList
        label={t(`kind.${value.kind}`)}
        searchLabel={t(`find.${value.kind}`)}
        search={text}
        onSearch={setText}
        options={found?.items.map(optionOf)}
        totalCount={found?.totalCount ?? 0}
        isChosen={(id) => id === value.id}
        onChoose={({ id }) => onChange({ kind: value.kind, id })}
        error={error}
      />
    </div>
  );
}

function optionOf(one: UserView | TeamView): PickOption {
  const sub = 'email' in one ? one.email : one.members.map(({ name }) => name).join(', ');
  return { id: one.id, label: one.name, sub };
}
