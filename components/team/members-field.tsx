'use client';

import { X } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { PickList } from '#components/ui/pick-list.tsx';
import { useSettled } from '#components/ui/use-settled.ts';
import { useUsers } from '#components/user/queries.ts';

export interface Member {
  id: string;
  name: string;
}

/** Those who are chosen, each to be taken away, and a list to choose from. */
export function MembersField({ value, onChange, error }: { value: Member[]; onChange: (members: Member[]) => void; error?: string }) {
  const t = useTranslations('teams');
  const [text, setText] = useState('');
  const { data } = useUsers({ search: useSettled(text.trim()) });
  const without = (id: string) => value.filter((member) => member.id !== id);
  return (
    <div className="grid gap-2">
      <PickList
        multiple
        label={t('members')}
        searchLabel={t('findMember')}
        search={text}
        onSearch={setText}
        options={data?.items.map(({ id, name, email }) => ({ id, label: name, sub: email }))}
        totalCount={data?.totalCount ?? 0}
        isChosen={(id) => value.some((member) => member.id === id)}
        onChoose={({ id, label }, isChosen) => onChange(isChosen ? [...value, { id, name: label }] : without(id))}
        error={error}
      />
      {value.length > 0 ? (
        <ul aria-label={t('chosen')} className="flex max-h-32 flex-wrap gap-1.5 overflow-y-auto">
          {value.map((member) => (
            <li
              key={member.id}
              className="inline-flex max-w-full items-center rounded border border-line bg-surface-sunk text-[12.5px] leading-[18px]"
            >
              <span dir="auto" title={member.name} className="max-w-48 truncate px-1.5 py-px">
                {member.name}
              </span>
              <button
                type="button"
                aria-label={t('removeMember', { name: member.name })}
                title={t('removeMember', { name: member.name })}
                onClick={() => onChange(without(member.id))}
                className="inline-flex size-6 flex-none items-center justify-center rounded text-muted hover:bg-bad-soft hover:text-bad"
              >
                <X size={13} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
