/* What happened, what to do now, and the request id to hand on. */
import { Button } from 'antd';
import type { ReactElement } from 'react';
import { ApiError } from '../../api/client';
import { common } from '../text';
import { CopyText } from './copy-text';
import { Icon, type IconName } from './icon';

interface Advice {
	icon: IconName;
	title: string;
	advice: string;
}

function useAdvice(error: unknown): Advice {
	const t = common.useT();
	if (!(error instanceof ApiError))
		return { icon: 'error', title: t('error.page'), advice: t('error.page.advice') };
	if (error.offline) return { icon: 'warn', title: t('error.offline'), advice: t('error.offline.advice') };
	if (error.status === 403) return { icon: 'lock', title: t('error.403'), advice: t('error.403.advice') };
	if (error.status === 404) return { icon: 'search', title: t('error.404'), advice: t('error.404.advice') };
	if (error.status === 429) return { icon: 'clock', title: t('error.429'), advice: t('error.429.advice') };
	if (error.status === 502 && error.code === 3003)
		return { icon: 'warn', title: t('error.upstream'), advice: t('error.upstream.advice') };
	if (error.status === 504) return { icon: 'clock', title: t('error.504'), advice: t('error.504.advice') };
	if (error.status >= 500) return { icon: 'error', title: t('error.500'), advice: t('error.500.advice') };
	return { icon: 'error', title: t('error.4xx'), advice: t('error.4xx.advice') };
}

export function ErrorState({ error, retry }: {
	error: unknown;
	retry?: () => void;
}): ReactElement {
	const t = common.useT();
	const { icon, title, advice } = useAdvice(error);
	const text = error instanceof Error ? error.message : String(error);
	const requestId = error instanceof ApiError ? error.requestId : '';
	return (
		<div className="state" role="alert">
			<span className="state-icon bad"><Icon name={icon} size={24} /></span>
			<h2>{title}</h2>
			{text && text !== title && <p>{text}</p>}
			<p className="muted">{advice}</p>
			{requestId && (
				<p className="muted">{t('error.request')} <CopyText text={requestId} mono /></p>
			)}
			{retry && <Button onClick={retry} icon={<Icon name="refresh" />}>{t('retry')}</Button>}
		</div>
	);
}

/** The same in one line, inside of forms and drawers. */
export function ErrorNote({ error }: { error: unknown }): ReactElement | null {
	const t = common.useT();
	if (!error) return null;
	const requestId = error instanceof ApiError ? error.requestId : '';
	return (
		<div className="notice bad" role="alert">
			<Icon name="error" />
			<div className="grow">
				{error instanceof Error ? error.message : String(error)}
				{requestId && (
					<div className="muted">{t('error.request')} <CopyText text={requestId} mono /></div>
				)}
			</div>
		</div>
	);
}
