'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ApiError } from '#components/api/api-error.ts';
import { asApiError } from '#components/api/form-errors.ts';
import { SubmitError } from '#components/feedback/load-error.tsx';
import { usePlan } from '#components/inspector/plans.ts';
import { Button } from '#components/ui/button.tsx';
import { Checkbox } from '#components/ui/field.tsx';
import { Cell, HeaderCell, HeaderRow, Row, Table, TableBody } from '#components/ui/table.tsx';
import { Endpoint, Truncated } from '#components/ui/text.tsx';
import type { HealthCheckSettings } from '#domain/health-check.ts';
import { PROBES_PER_CALL_MAX } from '#domain/limits.ts';
import type { AskProbesInput } from '#domain/probe.ts';
import type { ProbeView } from '#domain/view.ts';
import { askProbes } from './actions.ts';
import { ProbeResult } from './probe-result.tsx';

export interface CheckedServer {
  /** Of the membership: a server may be there with several ports. */
  memberId: string;
  serverId: string;
  serverName: string;
  address: string;
  port: number;
}

export interface ServerCheck {
  id: string;
  label: string;
  settings: HealthCheckSettings;
}

interface ServerChecksProps {
  regionId: string;
  label: string;
  servers: CheckedServer[];
  /** Each is made of every server that is chosen; empty while the settings do not hold. */
  checks: ServerCheck[];
  /** What the buttons for one row and for the chosen ones say. */
  verbs: { one: string; chosen: string };
}

/** Servers of which one, or a few at once, can be probed, and what came of it. */
export function ServerChecks({ regionId, label, servers, checks, verbs }: ServerChecksProps) {
  const t = useTranslations('probe');
  const [chosen, setChosen] = useState(() => new Set(servers.slice(0, PROBES_PER_CALL_MAX).map((server) => server.memberId)));
  const { ask, asked, busy, error } = useServerChecks(regionId, checks);
  const isFull = chosen.size >= PROBES_PER_CALL_MAX;
  const toggle = (memberId: string) => setChosen((before) => symmetric(before, memberId));
  const picked = servers.filter((server) => chosen.has(server.memberId));
  usePlan(
    () => {
      const [first] = checks;
      return first && picked.length > 0 ? () => askProbes(inputOf(regionId, first, picked)) : null;
    },
    { isDialogOnly: true },
  );
  return (
    <div className="grid gap-3">
      <Table stacks label={label}>
        <HeaderRow>
          <HeaderCell>{t('server')}</HeaderCell>
          {checks.map((check) => (
            <HeaderCell key={check.id}>{check.label}</HeaderCell>
          ))}
          <HeaderCell>{t('actions')}</HeaderCell>
        </HeaderRow>
        <TableBody>
          {servers.map((server) => {
            const isChosen = chosen.has(server.memberId);
            return (
              <Row key={server.memberId}>
                <Cell className="max-w-56">
                  <span className="flex items-start gap-3">
                    <Checkbox
                      className="mt-0.5"
                      aria-label={t('chooseServer', { name: server.serverName })}
                      checked={isChosen}
                      disabled={!isChosen && isFull}
                      onChange={() => toggle(server.memberId)}
                    />
                    <span className="min-w-0">
                      <Truncated text={server.serverName} className="font-medium" />
                      <Endpoint address={server.address} port={server.port} className="block text-muted" />
                    </span>
                  </span>
                </Cell>
                {checks.map((check) => {
                  const probe = asked.get(keyOf(server, check));
                  return (
                    <Cell key={check.id} label={check.label} className="min-w-40">
                      {probe ? <ProbeResult key={probe.id} asked={probe} /> : <span className="text-muted">{t('notYet')}</span>}
                    </Cell>
                  );
                })}
                <Cell className="w-px whitespace-nowrap">
                  <Button
                    variant="link"
                    disabled={busy || checks.length === 0}
                    aria-label={t('oneOf', { verb: verbs.one, name: server.serverName })}
                    onClick={() => void ask([server])}
                  >
                    {verbs.one}
                  </Button>
                </Cell>
              </Row>
            );
          })}
        </TableBody>
      </Table>
      <SubmitError error={error} message={error?.message} />
      <div className="flex flex-wrap items-center gap-3">
        <Button variant="primary" busy={busy} disabled={picked.length === 0 || checks.length === 0} onClick={() => void ask(picked)}>
          {verbs.chosen}
        </Button>
        <span className="text-muted">{t('chosen', { count: chosen.size, max: PROBES_PER_CALL_MAX })}</span>
      </div>
    </div>
  );
}

function inputOf(regionId: string, { settings }: ServerCheck, servers: CheckedServer[]): AskProbesInput {
  return { regionId, settings, targets: servers.map(({ serverId, port }) => ({ serverId, port })) };
}

const keyOf = (server: CheckedServer, check: ServerCheck) => `${server.memberId} ${check.id}`;

function symmetric(before: ReadonlySet<string>, one: string): Set<string> {
  const after = new Set(before);
  if (!after.delete(one)) {
    after.add(one);
  }
  return after;
}

/** One call for each check; what was asked before the first refusal is shown all the same. */
function useServerChecks(regionId: string, checks: ServerCheck[]) {
  const [asked, setAsked] = useState<ReadonlyMap<string, ProbeView>>(new Map());
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const ask = async (servers: CheckedServer[]) => {
    setBusy(true);
    setError(null);
    try {
      for (const check of checks) {
        const probes = await askProbes(inputOf(regionId, check, servers));
        const found = servers.flatMap((server, index) => {
          const probe = probes[index];
          return probe ? [[keyOf(server, check), probe] as const] : [];
        });
        setAsked((before) => new Map([...before, ...found]));
      }
    } catch (thrown) {
      setError(asApiError(thrown));
    } finally {
      setBusy(false);
    }
  };
  return { ask, asked, busy, error };
}
