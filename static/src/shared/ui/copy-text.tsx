import { useEffect, useState, type ReactElement, type ReactNode } from 'react';
import { common } from '../text';
import { cutMiddle } from '../lib/format';
import { Icon } from './icon';

/* navigator.clipboard exists only with TLS or on localhost. */
export async function copy(text: string): Promise<boolean> {
	try {
		await navigator.clipboard.writeText(text);
		return true;
	} catch {
		const area = document.createElement('textarea');
		area.value = text;
		area.style.position = 'fixed';
		area.style.opacity = '0';
		document.body.append(area);
		area.select();
		const done = document.execCommand('copy');
		area.remove();
		return done;
	}
}

export function CopyButton({ text, label }: { text: string; label?: ReactNode }): ReactElement {
	const t = common.useT();
	const [done, setDone] = useState(false);

	useEffect(() => {
		if (!done) return undefined;
		const timer = setTimeout(() => setDone(false), 1500);
		return () => clearTimeout(timer);
	}, [done]);
	return (
		<button
			type="button" className="plain copy-button" title={done ? t('copied') : t('copy')}
			aria-label={`${t('copy')} ${text.slice(0, 60)}`}
			onClick={(event) => {
				event.stopPropagation();
				event.preventDefault();
				void copy(text).then(setDone);
			}}
		>
			<Icon name={done ? 'check' : 'copy'} size={14} />
			{label}
		</button>
	);
}

interface Props {
	text: string;
	mono?: boolean;
	/** Longer texts are cut in the middle and shown whole on hover. */
	max?: number;
}

export function CopyText({ text, mono, max = 48 }: Props): ReactElement | null {
	if (!text) return null;
	return (
		<span className="copy-text">
			<span className={mono ? 'mono' : undefined} title={text.length > max ? text : undefined}>
				{cutMiddle(text, max)}
			</span>
			<CopyButton text={text} />
		</span>
	);
}

export function MiddleCut({ text, max = 40 }: { text: string; max?: number }): ReactElement {
	return <span title={text.length > max ? text : undefined}>{cutMiddle(text, max)}</span>;
}
