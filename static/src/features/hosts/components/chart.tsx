/* Lines over time; the library comes with the page that shows the first of them. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef, type ReactElement } from 'react';
import { formatTime } from '../../../shared/lib/format';
import { useTheme } from '../../../shared/lib/theme';

export interface Line {
	label: string;
	values: readonly (number | null)[];
	/** A colour of the theme: 'accent', 'ok-dot', … */
	tone: 'accent' | 'ok-dot' | 'wait-dot' | 'bad-dot' | 'muted';
	dashed?: boolean;
}

interface Props {
	label: string;
	timeLabel: string;
	/** Seconds since 1970. */
	times: readonly number[];
	lines: readonly Line[];
	format: (value: number) => string;
	/** The scale ends there; without it where the values do. */
	top?: number;
	/** The pointer is shown on all charts of one group. */
	group: string;
	/** A range was drawn with the pointer: in seconds. */
	onRange?: (from: number, to: number) => void;
	height?: number;
}

const hatch = [4, 4];

const two = (value: number): string => String(value).padStart(2, '0');

/* Days where a tick is a day, else the clock. */
function clock(seconds: number, step: number): string {
	const at = new Date(seconds * 1000);
	if (step >= 86_400 || (at.getHours() === 0 && at.getMinutes() === 0)) return `${two(at.getMonth() + 1)}-${two(at.getDate())}`;
	return `${two(at.getHours())}:${two(at.getMinutes())}${step < 60 ? `:${two(at.getSeconds())}` : ''}`;
}

export function Chart({ label, timeLabel, times, lines, format, top, group, onRange, height = 168 }: Props): ReactElement {
	const box = useRef<HTMLDivElement>(null);
	const plot = useRef<uPlot | null>(null);
	const theme = useTheme();
	const range = useRef(onRange);
	range.current = onRange;
	const shape = lines.map((line) => `${line.label} ${line.tone} ${line.dashed ?? false}`).join('|');
	const data = [times, ...lines.map((line) => line.values)] as uPlot.AlignedData;
	const latest = useRef(data);
	latest.current = data;

	useEffect(() => {
		const at = box.current;
		if (!at) return undefined;
		const style = getComputedStyle(at);
		const color = (name: string): string => style.getPropertyValue(`--${name}`).trim() || style.color;
		const axis = {
			stroke: color('muted'), grid: { stroke: color('line'), width: 1 }, ticks: { show: false },
			font: `11px ${style.fontFamily}`,
		};
		const made = new uPlot({
			width: Math.max(200, at.clientWidth), height,
			cursor: { sync: { key: group }, drag: { x: range.current !== undefined, y: false, setScale: false }, points: { size: 6 } },
			legend: { live: true },
			scales: { y: { range: (_, __, most) => [0, top ?? Math.max(most * 1.1, 1)] } },
			axes: [
				{ ...axis, space: 64, values: (_, ticks, __, ___, step) => ticks.map((tick) => clock(tick, step)) },
				{ ...axis, size: 64, space: 32, values: (_, ticks) => ticks.map((tick) => format(tick)) },
			],
			series: [
				{ label: timeLabel, value: (_, seconds) => (seconds == null ? '–' : formatTime(new Date(seconds * 1000).toISOString())) },
				...lines.map((line) => ({
					label: line.label, stroke: color(line.tone), width: 1.5, spanGaps: false,
					...(line.dashed ? { dash: hatch } : {}),
					points: { show: false },
					value: (_: uPlot, value: number | null) => (value == null ? '–' : format(value)),
				})),
			],
			hooks: {
				setSelect: [(u) => {
					if (u.select.width < 8) return;
					range.current?.(u.posToVal(u.select.left, 'x'), u.posToVal(u.select.left + u.select.width, 'x'));
					u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
				}],
			},
		}, latest.current, at);
		plot.current = made;
		const watch = new ResizeObserver(() => made.setSize({ width: Math.max(200, at.clientWidth), height }));
		watch.observe(at);
		return () => {
			watch.disconnect();
			made.destroy();
			plot.current = null;
		};
		// eslint-disable-next-line react-hooks/exhaustive-deps
	}, [shape, timeLabel, theme, group, height, top]);

	useEffect(() => {
		plot.current?.setData(data);
		// eslint-disable-next-line react-hooks/exhaustive-deps
	}, [times, lines]);

	return (
		<figure className="chart">
			<figcaption>{label}</figcaption>
			<div ref={box} role="img" aria-label={label} />
		</figure>
	);
}
