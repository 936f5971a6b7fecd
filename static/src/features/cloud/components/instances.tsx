/*
 * What there is at a cloud, in one region, page after page.  A cloud gives no
 * page numbers and not always a total, so one goes on with "more"; the choice
 * is kept across pages, filters and regions.
 */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Select } from 'antd';
import { useMemo, type ReactElement, type ReactNode } from 'react';
import { Link } from 'react-router';
import { cutMiddle, formatBytes } from '../../../shared/lib/format';
import { common } from '../../../shared/text';
import { CopyText } from '../../../shared/ui/copy-text';
import { ErrorState } from '../../../shared/ui/error-state';
import { FilterBar, type Filter } from '../../../shared/ui/filters';
import { Icon } from '../../../shared/ui/icon';
import { EmptyState, SkeletonLines } from '../../../shared/ui/page';
import { useListParams } from '../../../shared/ui/resource-table';
import type { AllOf } from '../draft';
import { firstRegion, instancesQuery, regionsQuery, type Account, type Instance } from '../queries';
import { cloud } from '../text';
import { InstanceState } from './bits';
import '../cloud.css';

interface Props {
	account: Account;
	picked: readonly Instance[];
	onPick: (next: Instance[]) => void;
	/** Beside the number of the chosen. */
	bulk?: ReactNode;
	/** Takes all that match, also those not loaded. */
	onAll?: (all: AllOf) => void;
	pickable: boolean;
}

const stateChoices = ['running', 'stopped', 'starting', 'stopping'] as const;

function useFilters(): { shown: readonly Filter[]; all: readonly Filter[] } {
	const t = cloud.useT();
	return useMemo(() => {
		const shown: Filter[] = [
			{
				key: 'status', label: t('instance.state'), kind: 'choice',
				choices: stateChoices.map((one) => ({ value: one, label: t(`instance.${one}`) })),
			},
			{ key: 'tag', label: t('tag'), kind: 'text', placeholder: 'env=prod' },
			{ key: 'vpc', label: t('vpc'), kind: 'text', placeholder: 'vpc-…' },
		];
		return { shown, all: [...shown, { key: 'region', label: t('region'), kind: 'text' }] };
	}, [t]);
}

function sizeOf(row: Instance): string {
	return [
		row.cpu > 0 ? `${row.cpu} vCPU` : '',
		row.memory_mb > 0 ? formatBytes(row.memory_mb * 1024 * 1024) : '',
	].filter(Boolean).join(' · ');
}

function Row({ row, picked, onPick, pickable }: {
	row: Instance;
	picked: boolean;
	onPick: (on: boolean) => void;
	pickable: boolean;
}): ReactElement {
	const t = cloud.useT();
	const c = common.useT();
	const tags = row.tags ?? [];
	return (
		<tr className={picked ? 'picked' : undefined}>
			{pickable && (
				<td className="cell-check">
					<Checkbox
						checked={picked} onChange={(event) => onPick(event.target.checked)}
						aria-label={c('select.one', { name: row.name || row.instance_id })}
					/>
				</td>
			)}
			<td data-label={t('name')} className="card-head">
				<span className="cell-main" title={row.name}>{cutMiddle(row.name || row.instance_id, 40)}</span>
				<div className="muted"><CopyText text={row.instance_id} mono max={28} /></div>
			</td>
			<td data-label={t('instance.state')}><InstanceState state={row.status} /></td>
			<td data-label={t('address')} data-empty={row.ip ? undefined : ''}>
				{row.private_ip && <div className="mono">{row.private_ip}</div>}
				{row.public_ip && <div className="muted mono">{row.public_ip}</div>}
			</td>
			<td data-label={t('size')} data-empty={row.instance_type || sizeOf(row) ? undefined : ''}>
				<div className="nowrap">{sizeOf(row)}</div>
				<div className="muted">{row.instance_type}</div>
			</td>
			<td data-label={t('zone')} data-empty={row.zone || row.vpc_id ? undefined : ''}>
				<div className="nowrap">{row.zone}</div>
				<div className="muted nowrap" title={row.vpc_id}>{cutMiddle(row.vpc_id, 16)}</div>
			</td>
			<td data-label={t('tags')} data-empty={tags.length ? undefined : ''}>
				<div className="cloud-tags">
					{tags.slice(0, 2).map((one) => <span key={one} className="tag" title={one}>{cutMiddle(one, 20)}</span>)}
					{tags.length > 2 && <span className="muted" title={tags.slice(2).join('\n')}>{`+${tags.length - 2}`}</span>}
				</div>
			</td>
			<td data-label={t('host')}>
				{row.host_id
					? <Link to={`/hosts/${row.host_id}`} className="nowrap"><Icon name="check" size={14} /> {t('imported')}</Link>
					: <span className="muted nowrap">{t('imported.not')}</span>}
			</td>
		</tr>
	);
}

export function InstanceBrowser(props: Props): ReactElement {
	const { account, picked, onPick, pickable } = props;
	const t = cloud.useT();
	const c = common.useT();
	const filters = useFilters();
	const { values, change } = useListParams(filters.all, false);
	const region = values['region'] || account.region_default || firstRegion[account.provider];
	const regions = useQuery(regionsQuery(account.id));
	const query = useMemo(() => ({
		region, q: values['q'], status: values['status'], tag: values['tag'], vpc: values['vpc'],
	}), [region, values]);
	const result = useInfiniteQuery(instancesQuery(account.id, query));
	/* a machine may move to the next page while one reads this one */
	const rows = useMemo(() => {
		const seen = new Map<string, Instance>();
		for (const page of result.data?.pages ?? [])
			for (const one of page.list ?? []) if (!seen.has(one.instance_id)) seen.set(one.instance_id, one);
		return [...seen.values()];
	}, [result.data]);
	const total = result.data?.pages.at(-1)?.total ?? -1;
	const chosen = useMemo(() => new Set(picked.map((one) => one.instance_id)), [picked]);
	const every = rows.length > 0 && rows.every((one) => chosen.has(one.instance_id));
	const filtered = Boolean(values['q'] || values['status'] || values['tag'] || values['vpc']);

	function pick(list: readonly Instance[], on: boolean): void {
		const ids = new Set(list.map((one) => one.instance_id));
		onPick([...picked.filter((one) => !ids.has(one.instance_id)), ...(on ? list : [])]);
	}

	function body(): ReactElement {
		if (result.isPending) return <div className="cloud-more"><SkeletonLines /></div>;
		if (result.error && !result.data) return <ErrorState error={result.error} retry={() => void result.refetch()} />;
		if (rows.length === 0) {
			return filtered
				? <EmptyState icon="search" title={c('nothing.matches')} text={c('nothing.matches.text')} />
				: <EmptyState icon="cloud" title={t('instances.empty', { region })} text={t('instances.empty.text')} />;
		}
		return (
			<table className="table compact" aria-label={t('instances')} aria-busy={result.isFetching && !result.isFetchingNextPage}>
				<thead>
					<tr>
						{pickable && (
							<th className="cell-check">
								<Checkbox
									checked={every} indeterminate={!every && rows.some((one) => chosen.has(one.instance_id))}
									aria-label={t('select.loaded')} onChange={(event) => pick(rows, event.target.checked)}
								/>
							</th>
						)}
						<th>{t('name')}</th><th>{t('instance.state')}</th><th>{t('address')}</th><th>{t('size')}</th>
						<th>{t('zone')}</th><th>{t('tags')}</th><th>{t('host')}</th>
					</tr>
				</thead>
				<tbody>
					{rows.map((row) => (
						<Row
							key={row.instance_id} row={row} pickable={pickable} picked={chosen.has(row.instance_id)}
							onPick={(on) => pick([row], on)}
						/>
					))}
				</tbody>
			</table>
		);
	}

	const names = new Map((regions.data ?? []).map((one) => [one.id, one.name]));
	const choices = [...new Set([region, ...names.keys()])].sort();
	return (
		<div className="cloud-pick resource">
			<FilterBar
				id="cloud-instances" filters={filters.shown} values={values} onChange={change} searchLabel={t('search.instances')}
			>
				<Select<string>
					className="cloud-region" value={region} aria-label={t('region')} loading={regions.isPending}
					showSearch={{ optionFilterProp: 'label' }} onChange={(next) => change({ region: next })}
					options={choices.map((one) => ({
						value: one, label: names.get(one) && names.get(one) !== one ? `${one} · ${names.get(one)}` : one,
					}))}
				/>
				<button type="button" className="icon-button" title={c('refresh')} onClick={() => void result.refetch()}>
					<span className="hidden-label">{c('refresh')}</span>
					<span className={result.isFetching ? 'turning' : undefined}><Icon name="refresh" /></span>
				</button>
			</FilterBar>
			{pickable && picked.length > 0 && (
				<div className="bulk" role="toolbar" aria-label={c('bulk')}>
					<b className="num">{c('selected', { n: picked.length })}</b>
					{props.bulk}
					<button type="button" className="plain muted right" onClick={() => onPick([])}>
						<Icon name="close" size={14} />{c('select.none')}
					</button>
				</div>
			)}
			<div className="table-box">{body()}</div>
			{rows.length > 0 && (
				<div className="cloud-more">
					<span className="muted num">
						{total >= 0 ? t('shown.of', { n: rows.length, total }) : t('shown', { n: rows.length })}
					</span>
					{result.hasNextPage && (
						<Button loading={result.isFetchingNextPage} onClick={() => void result.fetchNextPage()}>{t('load.more')}</Button>
					)}
					{pickable && props.onAll && (
						<Button
							type="text" onClick={() => props.onAll?.({
								region, total, keyword: values['q'], status: values['status'], tag: values['tag'], vpc: values['vpc'],
							})}
						>
							{total >= 0 ? t('import.all', { n: total }) : t('import.all.unknown')}
						</Button>
					)}
				</div>
			)}
			{result.error && result.data && <p className="muted" role="alert">{result.error.message}</p>}
		</div>
	);
}
