import type { ReactElement, ReactNode } from 'react';
import { useCan, useMe } from '../api/session';
import type { AppRoute } from '../shared/lib/routes';
import { EmptyState } from '../shared/ui/page';
import { app } from './text';

/** The page, or which permission it needs. The server decides in any case. */
export function Guard({ perm, children }: {
	perm: AppRoute['perm'];
	children: ReactNode;
}): ReactElement {
	const t = app.useT();
	const can = useCan();
	const me = useMe();

	if (!me || can(perm)) return <>{children}</>;
	return (
		<EmptyState
			icon="lock" title={t('403.title')}
			text={t('403.text', { perm: ([] as string[]).concat(perm ?? []).join(', ') })}
		/>
	);
}
