/* One family of 16 px stroke icons, drawn here so that only these are shipped. */
import type { ReactElement } from 'react';

const paths = {
	home: 'M2.5 7.5 8 3l5.5 4.5M4 6.5V13h8V6.5',
	server: 'M2.5 3h11v4h-11zM2.5 9h11v4h-11zM5 5h.01M5 11h.01',
	key: 'M9.5 6.5a3 3 0 1 1-6 0 3 3 0 0 1 6 0ZM9 8.2l4.5 4.3M11.5 10.6 10 12',
	check: 'm3 8.5 3.2 3.2L13 5',
	approve: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM5.5 8.2l1.8 1.8 3.2-3.6',
	policy: 'M8 2 3 4v4c0 3 2.1 5 5 6 2.9-1 5-3 5-6V4L8 2Z',
	tasks: 'M6.5 4H13.5M6.5 8H13.5M6.5 12H13.5M2.5 4h1M2.5 8h1M2.5 12h1',
	clock: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 4.8V8l2.2 1.5',
	audit: 'M4 2h6l3 3v9H4zM10 2v3h3M6.5 8h4M6.5 11h4',
	users: 'M6 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM1.8 13.5c.3-2.6 2-4 4.2-4s3.9 1.4 4.2 4M11 7.2a2.2 2.2 0 0 0-.3-4.4M14.2 13c-.2-1.9-1.1-3.1-2.5-3.6',
	user: 'M8 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM3 13.5c.4-2.6 2.3-4 5-4s4.6 1.4 5 4',
	role: 'M2.5 3.5h11v9h-11zM5 10.5c.2-1.2.9-1.8 2-1.8s1.8.6 2 1.8M7 7.4a1.1 1.1 0 1 0 0-2.2 1.1 1.1 0 0 0 0 2.2M11 6.5h.5M11 9h.5',
	lock: 'M4 7.5h8V13H4zM5.5 7.5V5.2a2.5 2.5 0 0 1 5 0v2.3',
	who: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM10.6 10.6 14 14M5.8 5.8a1.3 1.3 0 1 1 1.8 1.2c-.4.2-.6.4-.6.9M7 9.4h.01',
	team: 'M5 6.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM11 6.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM8 11a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM4.5 14c.3-1.5 1.6-2.2 3.5-2.2s3.2.7 3.5 2.2M1.5 9.8c.3-1 .9-1.5 2-1.8M14.5 9.8c-.3-1-.9-1.5-2-1.8',
	project: 'M2.5 4h4l1.5 1.5h5.5V13h-11z',
	api: 'M5.5 4 1.8 8l3.7 4M10.5 4l3.7 4-3.7 4',
	search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM10.6 10.6 14 14',
	bell: 'M4 11.5V7a4 4 0 0 1 8 0v4.5M2.5 11.5h11M6.8 13.8h2.4',
	sun: 'M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6ZM8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9',
	moon: 'M13.5 9.5A5.8 5.8 0 0 1 6.5 2.5a5.8 5.8 0 1 0 7 7Z',
	screen: 'M2 3h12v8H2zM6 14h4M8 11v3',
	cloud: 'M4.6 12.5a2.9 2.9 0 0 1-.4-5.8 4 4 0 0 1 7.7.5 2.7 2.7 0 0 1-.4 5.3z',
	menu: 'M2.5 4h11M2.5 8h11M2.5 12h11',
	close: 'm4 4 8 8M12 4l-8 8',
	down: 'm4 6 4 4 4-4',
	right: 'm6 4 4 4-4 4',
	left: 'm10 4-4 4 4 4',
	up: 'm4 10 4-4 4 4',
	more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
	plus: 'M8 3v10M3 8h10',
	copy: 'M6 6h7.5v7.5H6zM10 6V2.5H2.5V10H6',
	refresh: 'M13 8a5 5 0 1 1-1.6-3.7M13 2v3h-3',
	columns: 'M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10',
	filter: 'M2.5 3.5h11L9.5 8.5V13l-3-1.5v-3z',
	download: 'M8 2.5v7M5 7l3 3 3-3M3 13h10',
	upload: 'M8 9.5v-7M5 5.5l3-3 3 3M3 13h10',
	trash: 'M3 4.5h10M6 4.5V3h4v1.5M4.5 4.5 5 13h6l.5-8.5',
	edit: 'M10.5 3 13 5.5 6 12.5l-3 .5.5-3z',
	play: 'M5 3.5 12 8l-7 4.5z',
	stop: 'M4.5 4.5h7v7h-7z',
	retry: 'M3 8a5 5 0 1 0 1.6-3.7M3 2v3h3',
	warn: 'M8 2.5 14 13H2zM8 6.5v3M8 11.3h.01',
	info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 7.5V11M8 5.2h.01',
	error: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM6 6l4 4M10 6l-4 4',
	unknown: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM6.5 6.4A1.5 1.5 0 1 1 8.6 7.8c-.4.2-.6.5-.6 1M8 11.2h.01',
	logout: 'M6.5 13.5H3v-11h3.5M10 5l3 3-3 3M6 8h7',
	link: 'M6.5 9.5l3-3M7 4.5l1-1a3 3 0 0 1 4.2 4.2l-1 1M9 11.5l-1 1a3 3 0 0 1-4.2-4.2l1-1',
	wrap: 'M2.5 3.5h11M2.5 8h9a2.2 2.2 0 1 1 0 4.5H8M9.8 10.7 8 12.5l1.8 1.8M2.5 12.5h2',
	terminal: 'M2 3h12v10H2zM4.5 6 6.5 8l-2 2M8 10.5h3.5',
	tag: 'M2.5 2.5h5l6 6-5 5-6-6zM5.2 5.2h.01',
	bookmark: 'M4.5 2.5h7v11L8 11l-3.5 2.5z',
	eye: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8ZM8 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6Z',
	globe: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM2 8h12M8 2c2 1.8 2.8 3.8 2.8 6S10 12.2 8 14c-2-1.8-2.8-3.8-2.8-6S6 3.8 8 2Z',
	dot: 'M8 9.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3Z',
	follow: 'M8 2.5v8M4.5 7.5 8 11l3.5-3.5M3.5 13.5h9',
	expand: 'M9.5 2.5h4v4M6.5 13.5h-4v-4M13 3 9.5 6.5M3 13l3.5-3.5',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }): ReactElement {
	return (
		<svg
			width={size} height={size} viewBox="0 0 16 16" fill="none" stroke="currentColor"
			strokeWidth={name === 'more' ? 2 : 1.4} strokeLinecap="round" strokeLinejoin="round"
			aria-hidden="true" focusable="false"
		>
			<path d={paths[name]} />
		</svg>
	);
}

export function Spinner({ size = 16 }: { size?: number }): ReactElement {
	return (
		<svg
			width={size} height={size} viewBox="0 0 16 16" fill="none" stroke="currentColor"
			strokeWidth="1.6" strokeLinecap="round" aria-hidden="true"
			style={{ animation: 'turn .9s linear infinite' }}
		>
			<path d="M8 2a6 6 0 1 1-5.6 3.9" />
		</svg>
	);
}

export function Mark(): ReactElement {
	return (
		<svg viewBox="0 0 32 32" aria-hidden="true">
			<rect width="32" height="32" rx="7" fill="#2f57c9" />
			<path
				d="M9 8v16M9 17l8-7M12.5 14.2 18 24M21 8h2v16h-2" fill="none" stroke="#fff"
				strokeWidth="2.6" strokeLinecap="round" strokeLinejoin="round"
			/>
		</svg>
	);
}
