'use client';

import { Plus, Trash2 } from 'lucide-react';
import { type Dispatch, memo, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { IconButton } from '#components/ui/button.tsx';
import { FieldError, NumberInput } from '#components/ui/field.tsx';
import { Cell, HeaderCell, HeaderRow, Row, Table, TableBody } from '#components/ui/table.tsx';
import { Id, Mono, Truncated } from '#components/ui/text.tsx';
import { BatchMenu } from './batch-menu.tsx';
import type { DraftMember, MemberColumn, MemberIssues, MembersAction } from './member-draft.ts';

interface MembersEditorProps {
  members: DraftMember[];
  columns: readonly MemberColumn[];
  /** By the index of the member. */
  issues: Map<number, MemberIssues>;
  /** Servers can be deleted, and get more ports. */
  canChangeServers?: boolean;
  dispatch: Dispatch<MembersAction>;
}

/** The page Set Weight and Port of console 7.1. */
export function MembersEditor({ members, columns, issues, canChangeServers = false, dispatch }: MembersEditorProps) {
  const t = useTranslations('membersEditor');
  return (
    <Table label={t('title')} className="max-sm:[&_thead]:sr-only">
      <HeaderRow>
        <HeaderCell>{t('column.server')}</HeaderCell>
        <HeaderCell className="max-sm:hidden">{t('column.address')}</HeaderCell>
        {columns.map((column) => (
          <HeaderCell key={column}>{t(`column.${column}`)}</HeaderCell>
        ))}
        {canChangeServers ? (
          <HeaderCell>
            <span className="sr-only">{t('column.actions')}</span>
          </HeaderCell>
        ) : null}
      </HeaderRow>
      <TableBody>
        {members.map((member, index) => (
          <MemberRow
            key={member.key}
            member={member}
            columns={columns}
            portIssue={issues.get(index)?.port}
            weightIssue={issues.get(index)?.weight}
            serverIssue={issues.get(index)?.server}
            hasOthers={members.length > 1}
            canChangeServers={canChangeServers}
            dispatch={dispatch}
          />
        ))}
      </TableBody>
    </Table>
  );
}

interface MemberRowProps {
  member: DraftMember;
  columns: readonly MemberColumn[];
  portIssue: string | undefined;
  weightIssue: string | undefined;
  serverIssue: string | undefined;
  hasOthers: boolean;
  canChangeServers: boolean;
  dispatch: Dispatch<MembersAction>;
}

/** Two hundred of them stay quick to type in: a key draws one row, not all. */
const MemberRow = memo(function MemberRow(props: MemberRowProps) {
  const { member, columns, portIssue, weightIssue, serverIssue, hasOthers, canChangeServers, dispatch } = props;
  const t = useTranslations('membersEditor');
  const { server } = member;
  return (
    <Row className="max-sm:grid max-sm:grid-cols-2 max-sm:items-start">
      <Cell className="max-w-64 max-sm:max-w-none max-sm:pb-0">
        <Truncated text={server.name} className="font-medium" />
        <Id id={server.id} className="text-muted max-sm:hidden" />
        <Mono className="block text-muted sm:hidden">{server.address}</Mono>
        <FieldError message={serverIssue} />
      </Cell>
      <Cell className="max-sm:hidden">
        <Mono>{server.address}</Mono>
      </Cell>
      {columns.map((column) => (
        <NumberCell
          key={column}
          member={member}
          column={column}
          issue={column === 'port' ? portIssue : weightIssue}
          hasOthers={hasOthers}
          dispatch={dispatch}
        />
      ))}
      {canChangeServers ? (
        <Cell className="w-px whitespace-nowrap max-sm:col-start-2 max-sm:row-start-1 max-sm:w-auto max-sm:justify-self-end">
          <span className="flex gap-1 sm:mt-1">
            <IconButton label={t('addPort', { name: server.name })} onClick={() => dispatch({ type: 'add-port', key: member.key })}>
              <Plus size={15} aria-hidden />
            </IconButton>
            <IconButton label={t('delete', { name: server.name })} onClick={() => dispatch({ type: 'delete', key: member.key })}>
              <Trash2 size={14} aria-hidden />
            </IconButton>
          </span>
        </Cell>
      ) : null}
    </Row>
  );
});

interface NumberCellProps {
  member: DraftMember;
  column: MemberColumn;
  issue: string | undefined;
  hasOthers: boolean;
  dispatch: Dispatch<MembersAction>;
}

function NumberCell({ member: { key, server, ...values }, column, issue, hasOthers, dispatch }: NumberCellProps) {
  const t = useTranslations('membersEditor');
  const id = useId();
  const [isTouched, setIsTouched] = useState(false);
  const value = values[column];
  const shown = isTouched || value !== '' ? issue : undefined;
  const label = t(`${column}Of`, { name: server.name });
  return (
    // As wide as its error, which must not move the other columns.
    <Cell className="max-sm:row-start-2 max-sm:pt-1 sm:w-52 sm:min-w-52">
      <span className="block text-[12.5px] text-muted sm:hidden" aria-hidden>
        {t(`column.${column}`)}
      </span>
      <span className="flex items-start gap-1">
        <NumberInput
          aria-label={label}
          aria-invalid={shown ? true : undefined}
          aria-describedby={shown ? `${id}-error` : undefined}
          placeholder={t(`${column}Placeholder`)}
          className="w-24! max-sm:w-20!"
          value={value}
          onChange={(event) => dispatch({ type: 'set', key, column, text: event.target.value })}
          onBlur={() => setIsTouched(true)}
        />
        {hasOthers ? (
          <BatchMenu
            label={t('batch', { value: label })}
            onDuplicate={(reach) => dispatch({ type: 'duplicate', key, column, reach })}
            onClear={() => dispatch({ type: 'clear', column })}
          />
        ) : null}
      </span>
      <FieldError id={`${id}-error`} message={shown} />
    </Cell>
  );
}
