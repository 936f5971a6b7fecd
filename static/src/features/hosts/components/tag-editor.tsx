import { useQueryClient } from '@tanstack/react-query';
import { Input } from 'antd';
import { useState, type ReactElement } from 'react';
import { Link } from 'react-router';
import { useCan } from '../../../api/session';
import type { Host } from '../../../api/types';
import { Icon } from '../../../shared/ui/icon';
import { toast } from '../../../shared/ui/toast';
import { addTag, hostsKey, removeTag } from '../queries';
import { hosts } from '../text';

export function TagEditor({ host }: { host: Host }): ReactElement {
	const t = hosts.useT();
	const can = useCan();
	const client = useQueryClient();
	const [adding, setAdding] = useState(false);
	const [typed, setTyped] = useState('');

	async function act(work: Promise<unknown>): Promise<void> {
		try {
			await work;
		} catch (error) {
			toast.error(error);
		}
		await client.invalidateQueries({ queryKey: hostsKey });
	}

	function add(): void {
		const tag = typed.trim();
		setAdding(false);
		setTyped('');
		if (tag) void act(addTag(host.id, tag));
	}

	const write = can('host:write');
	return (
		<span className="tags">
			{host.tags.map((tag) => (
				<span key={tag} className="tag tag-edit">
					<Link to={`/hosts?tag=${encodeURIComponent(tag)}`}>{tag}</Link>
					{write && (
						<button
							type="button" aria-label={t('tag.remove', { tag })}
							onClick={() => void act(removeTag(host.id, tag))}
						>
							<Icon name="close" size={10} />
						</button>
					)}
				</span>
			))}
			{host.tags.length === 0 && !write && '–'}
			{write && (adding ? (
				<Input
					autoFocus size="small" style={{ width: 120 }} value={typed} aria-label={t('tag.add')} maxLength={64}
					onChange={(event) => setTyped(event.target.value)} onBlur={add} onPressEnter={add}
					onKeyDown={(event) => {
						if (event.key !== 'Escape') return;
						setTyped('');
						setAdding(false);
					}}
				/>
			) : (
				<button type="button" className="plain link" onClick={() => setAdding(true)}>
					<Icon name="plus" size={12} />{t('tag.add')}
				</button>
			))}
		</span>
	);
}
