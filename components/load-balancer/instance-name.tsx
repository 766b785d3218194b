'use client';

import { useTranslations } from 'use-intl';
import { EditableName } from '#components/feedback/editable-name.tsx';
import { InstanceName as InstanceNameSchema } from '#domain/field.ts';
import { renameLoadBalancer } from './actions.ts';

export function InstanceName({ id, name, className }: { id: string; name: string; className?: string }) {
  const t = useTranslations('instance');
  return (
    <EditableName
      name={name}
      label={t('name')}
      schema={InstanceNameSchema}
      onRename={(next) => renameLoadBalancer(id, next)}
      className={className}
    />
  );
}
