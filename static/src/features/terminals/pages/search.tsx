import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactElement } from 'react';
import { Link } from 'react-router';
import { common } from '../../../shared/text';
import { ErrorState } from '../../../shared/ui/error-state';
import { FilterBar, type Filter } from '../../../shared/ui/filters';
import { Icon } from '../../../shared/ui/icon';
import { EmptyState, PageHead, SkeletonLines } from '../../../shared/ui/page';
import { useListParams } from '../../../shared/ui/resource-table';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { useSearchParams } from 'react-router';
import { clock } from '../cast';
import { Marked } from '../components/marked';
import { useSessionFilters } from '../components/session-table';
import { searchLines, terminalsKey, type TerminalHit } from '../queries';
import { terminals } from '../text';
import '../terminals.css';

const pageSize = 20;
const used = new Set(['host_id', 'user_id']);

export function Component(): ReactElement {
	const t = terminals.useT();
	const c = common.useT();
	const [search] = useSearchParams();
	const filters: Filter[] = [
		{
			key: 'kind', label: t('kind'), kind: 'choice',
			choices: [{ value: 'i', label: t('kind.i') }, { value: 'o', label: t('kind.o') }],
		},
		...useSessionFilters(search).filter((one) => used.has(one.key)),
	];
	const { values, change } = useListParams(filters, false);
	const q = (values['q'] ?? '').trim();
	const hits = useInfiniteQuery({
		queryKey: [...terminalsKey, 'search', values],
		queryFn: ({ pageParam, signal }) => searchLines({ ...values, page_size: pageSize, before: pageParam }, signal),
		initialPageParam: undefined as number | undefined,
		getNextPageParam: (last) => (last.length < pageSize ? undefined : last.at(-1)?.id),
		enabled: q.length > 0, retry: false,
	});
	const list = hits.data?.pages.flat() ?? [];
	return (
		<div className="page">
			<PageHead
				title={t('search')} crumbs={[{ label: t('sessions'), to: '/terminal-sessions' }]} about={t('search.about')}
			/>
			<FilterBar id="terminal-search" filters={filters} values={values} onChange={change} searchLabel={t('search.words')} />
			{!q && <EmptyState icon="search" title={t('search.start')} text={t('search.start.text')} />}
			{q && hits.isPending && <SkeletonLines lines={8} />}
			{hits.error && <ErrorState error={hits.error} retry={() => void hits.refetch()} />}
			{q && hits.data && list.length === 0 && <EmptyState icon="search" title={c('nothing.found')} text={t('search.none.text')} />}
			{list.length > 0 && (
				<ol className="hits" aria-label={t('hits')}>
					{list.map((hit) => <Hit key={hit.id} hit={hit} q={q} />)}
				</ol>
			)}
			{hits.hasNextPage && (
				<div className="hits-more">
					<Button loading={hits.isFetchingNextPage} onClick={() => void hits.fetchNextPage()}>{t('search.more')}</Button>
				</div>
			)}
		</div>
	);
}

function Hit({ hit, q }: { hit: TerminalHit; q: string }): ReactElement {
	const t = terminals.useT();
	const to = `/terminal-sessions/${hit.session_id}?at=${hit.ms + 20}&q=${encodeURIComponent(q)}`;
	return (
		<li className="hit">
			<div className="hit-head">
				<Icon name={hit.kind === 'i' ? 'edit' : 'terminal'} size={14} />
				<Link to={to} className="cell-main">{hit.host_name}</Link>
				<span>{hit.username}</span>
				<span className="muted">{hit.kind === 'i' ? t('kind.i') : t('kind.o')}</span>
				<span className="muted right"><TimeAgo at={hit.started_at} /></span>
				<Link to={to} className="hit-jump" aria-label={t('jump.to', { at: clock(hit.ms) })}><Icon name="play" size={12} />{clock(hit.ms)}</Link>
			</div>
			<pre className="hit-text">
				{(hit.before ?? []).map((line, i) => <span key={`b${i}`} className="muted">{`${line.slice(0, 400)}\n`}</span>)}
				<b><Marked text={hit.text} q={q} /></b>{'\n'}
				{(hit.after ?? []).map((line, i) => <span key={`a${i}`} className="muted">{`${line.slice(0, 400)}\n`}</span>)}
			</pre>
		</li>
	);
}
