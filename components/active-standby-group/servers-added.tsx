'use client';

import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { FieldIssue } from '#components/server-group/draft-server.ts';
import { FieldError, NumberInput, Radio } from '#components/ui/field.tsx';
import { Cell, HeaderCell, HeaderRow, Row, Table, TableBody } from '#components/ui/table.tsx';
import { Id, Mono, Truncated } from '#components/ui/text.tsx';
import type { DraftMember, GroupDraft } from './group-draft.ts';

interface ServersAddedProps {
  draft: GroupDraft;
  issues: FieldIssue[];
  onPort: (key: string, port: string) => void;
  onActive: (key: string) => void;
}

/** console 7.4, step 6.4: a port for each server, and which of the two is the active one. */
export function ServersAdded({ draft, issues, onPort, onActive }: ServersAddedProps) {
  const t = useTranslations('groupForm');
  const groupName = useId();
  return (
    <Table label={t('serversAdded')} className="max-sm:[&_thead]:sr-only">
      <HeaderRow>
        <HeaderCell>{t('column.idName')}</HeaderCell>
        <HeaderCell className="max-sm:hidden">{t('column.address')}</HeaderCell>
        <HeaderCell>{t('column.port')}</HeaderCell>
        <HeaderCell>{t('column.server')}</HeaderCell>
      </HeaderRow>
      <TableBody>
        {draft.members.map((member, index) => (
          <MemberRow
            key={member.key}
            member={member}
            role={draft.activeKey === null ? null : draft.activeKey === member.key ? 'active' : 'standby'}
            radioName={groupName}
            issues={issues.filter((issue) => issue.path.startsWith(`servers.${index.toString()}.`))}
            onPort={(port) => onPort(member.key, port)}
            onActive={() => onActive(member.key)}
          />
        ))}
      </TableBody>
    </Table>
  );
}

interface MemberRowProps {
  member: DraftMember;
  role: 'active' | 'standby' | null;
  radioName: string;
  issues: FieldIssue[];
  onPort: (port: string) => void;
  onActive: () => void;
}

function MemberRow({ member, role, radioName, issues, onPort, onActive }: MemberRowProps) {
  const t = useTranslations('groupForm');
  const tRole = useTranslations('role');
  const id = useId();
  const [isTouched, setIsTouched] = useState(false);
  const { server, port } = member;
  const portIssue = isTouched || port !== '' ? issues.find((issue) => issue.path.endsWith('.port')) : undefined;
  const serverIssue = issues.find((issue) => issue.path.endsWith('.serverId'));
  return (
    <Row className="max-sm:grid max-sm:grid-cols-[1fr_auto] max-sm:items-end">
      <Cell className="max-w-64 max-sm:col-span-2 max-sm:max-w-none max-sm:pb-0">
        <Truncated text={server.name} className="font-medium" />
        <Id id={server.id} className="text-muted max-sm:hidden" />
        <Mono className="block text-muted sm:hidden">{server.address}</Mono>
        <FieldError message={serverIssue?.message} />
      </Cell>
      <Cell className="max-sm:hidden">
        <Mono>{server.address}</Mono>
      </Cell>
      <Cell className="max-sm:pt-1">
        <span className="block text-[12.5px] text-muted sm:hidden" aria-hidden>
          {t('column.port')}
        </span>
        <NumberInput
          aria-label={t('portOf', { name: server.name })}
          aria-invalid={portIssue ? true : undefined}
          aria-describedby={portIssue ? `${id}-error` : undefined}
          placeholder="1-65535"
          className="max-w-28 min-w-18"
          value={port}
          onChange={(event) => onPort(event.target.value)}
          onBlur={() => setIsTouched(true)}
        />
        <FieldError id={`${id}-error`} message={portIssue?.message} />
      </Cell>
      <Cell className="whitespace-nowrap max-sm:pt-6 max-sm:self-start">
        <Radio
          name={radioName}
          aria-label={t('activeIs', { name: server.name })}
          label={role === null ? t('chooseActive') : tRole(role)}
          isQuiet={role !== 'active'}
          checked={role === 'active'}
          onChange={onActive}
        />
      </Cell>
    </Row>
  );
}
