/* Metrics over time; the range is in the URL, so that a link shows the same. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Segmented } from 'antd';
import { useMemo, type ReactElement } from 'react';
import { useSearchParams } from 'react-router';
import { formatBytes, formatDuration, formatTime } from '../../../shared/lib/format';
import { common } from '../../../shared/text';
import { ErrorState } from '../../../shared/ui/error-state';
import { EmptyState, SkeletonLines } from '../../../shared/ui/page';
import { Chart, type Line } from '../components/chart';
import { hostMonitorQuery, hostSeriesQuery } from '../queries';
import type { HostTabProps } from '../tabs';
import { hosts } from '../text';

const ranges = { '1h': 3600, '6h': 21_600, '24h': 86_400, '7d': 604_800, '30d': 2_592_000 } as const;
type Range = keyof typeof ranges;
type Key = 'cpu' | 'cpu_max' | 'load1' | 'mem' | 'mem_max' | 'swap' | 'disk' | 'inode' | 'rx' | 'tx' | 'latency_ms';

const percent = (value: number): string => `${Math.round(value)}%`;
const rate = (value: number): string => `${formatBytes(value)}/s`;
const plain = (value: number): string => (value < 10 ? value.toFixed(1) : String(Math.round(value)));
const time = (value: number): string => `${Math.round(value)} ms`;

function useRange(): {
	range: Range | null;
	from: string | null;
	to: string | null;
	change: (next: Record<string, string>) => void;
} {
	const [params, setParams] = useSearchParams();
	const from = params.get('from');
	const to = params.get('to');
	const named = params.get('range');
	const change = (next: Record<string, string>): void => setParams((old) => {
		const all = new URLSearchParams(old);
		for (const key of ['range', 'from', 'to']) all.delete(key);
		for (const [key, value] of Object.entries(next)) all.set(key, value);
		return all;
	}, { replace: true });
	return {
		range: from && to ? null : named && named in ranges ? named as Range : '1h', from, to, change,
	};
}

export function Component({ host }: HostTabProps): ReactElement {
	const t = hosts.useT();
	const c = common.useT();
	const { range, from, to, change } = useRange();
	const query = useQuery({
		...hostSeriesQuery(host.id, range ? { seconds: ranges[range] } : { from: from ?? '', to: to ?? '' }),
		placeholderData: keepPreviousData, refetchInterval: range === '1h' || range === '6h' ? 30_000 : false,
	});
	const monitor = useQuery(hostMonitorQuery(host.id)).data;
	const points = query.data?.points;
	const step = query.data?.step ?? 60;

	/* A gap in the measurements is a gap in the line. */
	const { times, at } = useMemo(() => {
		const all: (NonNullable<typeof points>[number] | null)[] = [];
		const seconds: number[] = [];
		for (const point of points ?? []) {
			const now = Date.parse(point.at) / 1000;
			const last = seconds.at(-1);
			if (last !== undefined && now - last > step * 2.5) {
				seconds.push(last + step);
				all.push(null);
			}
			seconds.push(now);
			all.push(point);
		}
		return { times: seconds, at: all };
	}, [points, step]);

	const charts = useMemo(() => {
		const line = (key: Key, tone: Line['tone'], dashed = false): Line => ({
			label: t(`metric.${key}`), tone, dashed, values: at.map((point) => point?.[key] ?? null),
		});
		return [
			{ key: 'cpu', top: 100, format: percent, lines: [line('cpu', 'accent'), line('cpu_max', 'muted', true)] },
			{ key: 'mem', top: 100, format: percent, lines: [line('mem', 'accent'), line('swap', 'wait-dot')] },
			{ key: 'load', format: plain, lines: [line('load1', 'accent')] },
			{ key: 'disk', top: 100, format: percent, lines: [line('disk', 'accent'), line('inode', 'wait-dot')] },
			{ key: 'net', format: rate, lines: [line('rx', 'ok-dot'), line('tx', 'accent')] },
			{ key: 'latency', format: time, lines: [line('latency_ms', 'muted')] },
		] as const;
		// eslint-disable-next-line react-hooks/exhaustive-deps
	}, [at, t]);

	return (
		<div className="stack">
			<div className="chart-bar">
				<Segmented<string>
					value={range ?? ''} aria-label={t('range')} onChange={(next) => change({ range: next })}
					options={(Object.keys(ranges) as Range[]).map((one) => ({ value: one, label: t(`range.${one}`) }))}
				/>
				{!range && (
					<span className="nowrap">
						{`${formatTime(from)} – ${formatTime(to)} `}
						<Button size="small" type="text" onClick={() => change({ range: '1h' })}>{c('back')}</Button>
					</span>
				)}
				<span className="muted">{query.data && t('metrics.step', { step: formatDuration(step * 1000) })}</span>
			</div>
			{query.isPending && <SkeletonLines />}
			{!query.data && query.error && <ErrorState error={query.error} retry={() => void query.refetch()} />}
			{query.data && times.length === 0 && (
				<EmptyState
					icon="info" title={t('metrics.empty')}
					text={monitor?.every_s === 0 ? t('metrics.off') : t('metrics.empty.text')}
				/>
			)}
			{times.length > 0 && (
				<div className="charts">
					{charts.map((chart) => (
						<Chart
							key={chart.key} label={t(`chart.${chart.key}`)} timeLabel={t('time')} times={times} lines={chart.lines} format={chart.format}
							{...('top' in chart ? { top: chart.top } : {})} group={`host-${host.id}`}
							onRange={(a, b) => change({ from: new Date(a * 1000).toISOString(), to: new Date(b * 1000).toISOString() })}
						/>
					))}
				</div>
			)}
		</div>
	);
}
