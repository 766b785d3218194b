'use client';

import { useMemo } from 'react';
import { useFormatter, useTranslations } from 'use-intl';

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const;
const BIT_UNITS = ['bit', 'kbit', 'Mbit', 'Gbit', 'Tbit', 'Pbit'] as const;

/** Thousands, not 1024: as network devices are measured. */
function scaled(value: number): { value: number; power: number } {
  const power = value < 1000 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(value) / 3 + 1e-9));
  return { value: value / 1000 ** power, power };
}

/** Numbers with their units, in the reader's language. */
export function useUnits() {
  const t = useTranslations('monitoring');
  const format = useFormatter();
  return useMemo(() => {
    const short = (value: number) => format.number(value, value < 1000 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 });
    return {
      count: (value: number) => format.number(value, { maximumFractionDigits: 2 }),
      perSecond: (value: number) => t('perSecond', { value: short(value) }),
      milliseconds: (value: number) => t('milliseconds', { value: short(value) }),
      bitsPerSecond: (bits: number) => {
        const { value, power } = scaled(bits);
        return t('bitsPerSecond', { value: short(value), unit: BIT_UNITS[power] ?? 'bit' });
      },
      bytes: (bytes: number) => {
        const { value, power } = scaled(bytes);
        return format.number(value, { style: 'unit', unit: BYTE_UNITS[power], unitDisplay: 'short', maximumSignificantDigits: 4 });
      },
    };
  }, [t, format]);
}
