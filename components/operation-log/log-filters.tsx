'use client';

import { useMessages, useTranslations } from 'use-intl';
import { Select } from '#components/ui/field.tsx';
import { FilterBar, type FilterField } from '#components/ui/filter-bar.tsx';
import { SearchInput } from '#components/ui/search-input.tsx';
import { FILTER_NAMES, type FilterName, isTime, SCOPES, SPANS, type useLogQuery } from './use-log-query.ts';

export function LogFilters({ query }: { query: ReturnType<typeof useLogQuery> }) {
  const t = useTranslations('operationLog');
  const fields = useFilterFields();
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SearchInput label={t('search')} value={query.search} onChange={(search) => query.set({ search })} />
      <Select
        aria-label={t('where')}
        className="w-auto!"
        value={query.scope}
        onChange={(event) => query.set({ scope: event.target.value === 'region' ? undefined : event.target.value })}
      >
        {SCOPES.map((scope) => (
          <option key={scope} value={scope}>
            {t(`scope.${scope}`)}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t('when')}
        className="w-auto!"
        value={query.span}
        onChange={(event) => query.set({ span: event.target.value === 'any' ? undefined : event.target.value })}
      >
        {SPANS.map((span) => (
          <option key={span} value={span}>
            {t(`span.${span}`)}
          </option>
        ))}
      </Select>
      <FilterBar
        fields={fields}
        values={query.filters}
        onChange={(values) => query.set(Object.fromEntries(FILTER_NAMES.map((name) => [name, values[name]])))}
      />
    </div>
  );
}

function useFilterFields(): FilterField<FilterName>[] {
  const t = useTranslations('operationLog');
  const { resource, verb } = useMessages().audit;
  const sorted = (words: Record<string, string>) =>
    Object.entries(words)
      .map(([value, label]) => ({ value, label }))
      .sort((a, b) => a.label.localeCompare(b.label));
  const check = (text: string) => (isTime(text) ? undefined : t('timeRule'));
  return [
    { name: 'resourceType', label: t('filter.resourceType'), options: sorted(resource) },
    { name: 'action', label: t('filter.action'), options: sorted(verb) },
    { name: 'actor', label: t('filter.actor') },
    { name: 'resourceId', label: t('filter.resourceId') },
    { name: 'requestId', label: t('filter.requestId'), hint: t('requestIdHint') },
    { name: 'from', label: t('filter.from'), hint: t('timeRule'), check },
    { name: 'to', label: t('filter.to'), hint: t('timeRule'), check },
  ];
}
