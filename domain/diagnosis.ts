import type { DropReason } from './drop-reason.ts';
import type { UsingListener } from './view.ts';

/**
 * The report of console 15.1. There are no certificates before Layer 7, and nobody is billed. `protection` tells of the
 * ceilings that keep one instance from harming others: this product scrubs no attacks, so it says nothing of them.
 */
export const DIAGNOSIS_AREAS = ['server-health', 'redundancy', 'protection', 'access-control', 'idle'] as const;
export type DiagnosisArea = (typeof DIAGNOSIS_AREAS)[number];

export const DIAGNOSIS_CODES = [
  // server-health
  'server-unhealthy',
  'server-unknown',
  'check-off',
  'no-server-to-serve',
  'no-answer',
  // redundancy
  'no-node',
  'one-node',
  'not-in-force',
  'no-redundancy',
  // protection
  'dropped',
  // access-control
  'access-control-empty',
  // idle
  'stopped',
  'no-listener',
  'listeners-stopped',
  'no-server',
  'no-traffic',
] as const;
export type DiagnosisCode = (typeof DIAGNOSIS_CODES)[number];

export interface DiagnosisItem {
  code: DiagnosisCode;
  /** `info` leaves its area normal. */
  severity: 'bad' | 'warn' | 'info';
  listener: Pick<UsingListener, 'id' | 'protocol' | 'port' | 'name'> | null;
  server: { memberId: string; serverId: string; serverName: string; address: string; port: number } | null;
  nodeId: string | null;
  /** The reason as the worker gives it. */
  detail: string | null;
  since: string | null;
  /** Of `dropped`: why. */
  dropReason: DropReason | null;
  /** Of `dropped` and `no-answer`: how many. */
  count: number | null;
}

export interface DiagnosisAreaView {
  area: DiagnosisArea;
  /** `unknown`: no worker of the region reports. */
  state: 'normal' | 'warning' | 'abnormal' | 'unknown';
  items: DiagnosisItem[];
}

export interface DiagnosisView {
  loadBalancerId: string;
  at: string;
  areas: DiagnosisAreaView[];
}
