/* Detail: name with copy, status with reason, one strip of facts, actions, tabs in the URL. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { cutMiddle } from '../lib/format';
import { CopyButton } from './copy-text';
import { ErrorState } from './error-state';
import { DetailSkeleton, Facts, PageHead, type Crumb, type Fact } from './page';

export interface Tab {
	key: string;
	label: ReactNode;
	body: () => ReactNode;
}

interface Props<T> {
	query: UseQueryResult<T>;
	crumbs: readonly Crumb[];
	name: (row: T) => string;
	copy?: (row: T) => string;
	status?: (row: T) => ReactNode;
	facts?: (row: T) => readonly (Fact | false | null | undefined)[];
	actions?: (row: T) => ReactNode;
	notice?: (row: T) => ReactNode;
	tabs: (row: T) => readonly (Tab | false)[];
}

export function Tabs({ tabs, param = 'tab' }: {
	tabs: readonly Tab[];
	param?: string;
}): ReactElement {
	const [search, setSearch] = useSearchParams();
	const shown = tabs.find((tab) => tab.key === search.get(param)) ?? tabs[0];

	function choose(key: string): void {
		setSearch((old) => {
			const next = new URLSearchParams(param === 'tab' ? {} : old);
			if (key === tabs[0]?.key) next.delete(param);
			else next.set(param, key);
			return next;
		}, { replace: true });
	}

	function onKey(event: React.KeyboardEvent): void {
		const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
		if (!step) return;
		const at = tabs.findIndex((tab) => tab.key === shown?.key);
		const next = tabs[(at + step + tabs.length) % tabs.length];
		if (!next) return;
		choose(next.key);
		document.getElementById(`tab-${next.key}`)?.focus();
	}

	return (
		<>
			<div className="tabs" role="tablist" onKeyDown={onKey}>
				{tabs.map((tab) => (
					<button
						key={tab.key} type="button" role="tab" id={`tab-${tab.key}`}
						aria-selected={tab === shown} aria-controls="tab-panel"
						tabIndex={tab === shown ? 0 : -1} onClick={() => choose(tab.key)}
					>
						{tab.label}
					</button>
				))}
			</div>
			<div id="tab-panel" role="tabpanel" aria-labelledby={`tab-${shown?.key}`}>
				{shown?.body()}
			</div>
		</>
	);
}

export function DetailPage<T>(props: Props<T>): ReactElement {
	const { data, error, isPending, refetch } = props.query;

	if (isPending) return <DetailSkeleton />;
	if (data === undefined)
		return <div className="page"><ErrorState error={error} retry={() => void refetch()} /></div>;
	const name = props.name(data);
	const facts = props.facts?.(data);
	const tabs = props.tabs(data).filter((tab): tab is Tab => tab !== false);
	return (
		<div className="page">
			<PageHead
				title={name} crumbs={props.crumbs} status={props.status?.(data)}
				actions={props.actions?.(data)}
				heading={(
					<>
						<span title={name}>{cutMiddle(name, 56)}</span>
						<CopyButton text={props.copy?.(data) ?? name} />
					</>
				)}
			/>
			{props.notice?.(data)}
			{facts && <Facts facts={facts} />}
			{tabs.length === 1 ? tabs[0]?.body() : <Tabs tabs={tabs} />}
		</div>
	);
}
