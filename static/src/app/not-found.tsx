import type { ReactElement } from 'react';
import { Link } from 'react-router';
import { EmptyState, useTitle } from '../shared/ui/page';
import { app } from './text';

export function Component(): ReactElement {
	const t = app.useT();
	useTitle(t('404.title'));
	return (
		<EmptyState
			icon="search" title={t('404.title')} text={t('404.text')}
			action={<Link to="/">{t('home')}</Link>}
		/>
	);
}
