'use client';

import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ApiError } from '#components/api/api-error.ts';
import { asApiError, issuesOf } from '#components/api/form-errors.ts';
import { useWrite } from '#components/api/use-write.ts';
import { SubmitError } from '#components/feedback/load-error.tsx';
import { useNotify } from '#components/feedback/notices.tsx';
import { WriteButton } from '#components/session/write-guard.tsx';
import { FieldError, Switch } from '#components/ui/field.tsx';
import { Card } from '#components/ui/surface.tsx';
import { Mono } from '#components/ui/text.tsx';
import { importConfiguration } from './actions.ts';
import { ImportPreview } from './import-preview.tsx';

const ISSUES_SHOWN = 10;

interface Chosen {
  name: string;
  /** Undefined: it is no JSON. */
  content: unknown;
}

/** File, preview, import: what was not previewed as it is cannot be imported. */
export function ImportCard({ regionId }: { regionId: string }) {
  const t = useTranslations('backup');
  const notify = useNotify();
  const fileId = useId();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [removeOthers, setRemoveOthers] = useState(false);
  const run = useWrite((isPreview: boolean) => importConfiguration(regionId, { file: chosen?.content, removeOthers, isPreview }));
  const preview = run.data?.isPreview ? run.data : null;
  const choose = async (file: File | undefined) => {
    run.reset();
    setChosen(file ? { name: file.name, content: parse(await file.text()) } : null);
  };
  const apply = () =>
    run.mutate(false, {
      onSuccess: ({ changes }) => {
        notify('good', t('imported', { count: changes.length }));
        run.reset();
      },
    });
  const isNoJson = chosen !== null && chosen.content === undefined;
  return (
    <Card title={t('importTitle')}>
      <div className="grid gap-4">
        <p className="max-w-prose text-muted">{t('importText')}</p>
        <div className="grid gap-1">
          <label htmlFor={fileId} className="font-medium">
            {t('file')}
          </label>
          <input
            id={fileId}
            type="file"
            accept="application/json,.json"
            aria-invalid={isNoJson || undefined}
            className="max-w-full text-[13.5px] file:mr-3 file:h-8 file:cursor-pointer file:rounded-[5px] file:border file:border-line-strong file:bg-surface file:px-3.5 file:font-medium file:text-text hover:file:bg-surface-hover"
            onChange={(event) => void choose(event.target.files?.[0])}
          />
          {isNoJson ? <FieldError message={t('noJson', { name: chosen.name })} /> : null}
        </div>
        <Switch
          label={t('removeOthers')}
          hint={t('removeOthersHint')}
          checked={removeOthers}
          onChange={(event) => {
            setRemoveOthers(event.target.checked);
            run.reset();
          }}
        />
        <div>
          <WriteButton
            variant={preview ? 'secondary' : 'primary'}
            disabled={!chosen || isNoJson}
            busy={run.isPending && run.variables}
            onClick={() => run.mutate(true)}
          >
            {t('preview')}
          </WriteButton>
        </div>
        {run.error ? <ImportError error={asApiError(run.error)} /> : null}
        {preview ? <ImportPreview preview={preview} /> : null}
        {preview && preview.changes.length > 0 ? (
          <div>
            <WriteButton variant="primary" busy={run.isPending} onClick={apply}>
              {t('import', { count: preview.changes.length })}
            </WriteButton>
          </div>
        ) : null}
      </div>
    </Card>
  );
}

/** Where in the file each thing is wrong. */
function ImportError({ error }: { error: ApiError }) {
  const issues = issuesOf(error);
  if (issues.length === 0) {
    return <SubmitError error={error} />;
  }
  return (
    <ul role="alert" className="grid gap-1 text-bad">
      {issues.slice(0, ISSUES_SHOWN).map(({ path, message }) => (
        <li key={`${path} ${message}`} className="wrap-anywhere">
          <Mono className="whitespace-normal!">{path}</Mono>: {message}
        </li>
      ))}
    </ul>
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
