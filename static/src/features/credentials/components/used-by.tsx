/* Which hosts log in with something, beside the list of it. */
import { useQuery, type UseQueryOptions } from '@tanstack/react-query';
import { Drawer } from 'antd';
import type { ReactElement, ReactNode } from 'react';
import { Link } from 'react-router';
import { ErrorState } from '../../../shared/ui/error-state';
import { EmptyState, SkeletonLines } from '../../../shared/ui/page';
import { StatusTag } from '../../../shared/ui/status-tag';
import { TimeAgo } from '../../../shared/ui/time-ago';
import type { CredentialUse } from '../queries';
import { credentials } from '../text';
import '../credentials.css';

type Options = Pick<UseQueryOptions<CredentialUse[]>, 'queryKey' | 'queryFn'>;

export function UsedBy({ title, options, extra, onClose }: {
	title: string;
	options: unknown;
	extra?: ReactNode;
	onClose: () => void;
}): ReactElement {
	const t = credentials.useT();
	const { data, error, isPending, refetch } = useQuery<CredentialUse[]>(options as Options);
	return (
		<Drawer open title={title} size={520} onClose={onClose} styles={{ wrapper: { maxWidth: '100vw' } }}>
			{isPending && <SkeletonLines />}
			{error && data === undefined && <ErrorState error={error} retry={() => void refetch()} />}
			{data?.length === 0 && <EmptyState icon="server" title={t('used.none')} />}
			{(data ?? []).map((host) => (
				<div key={host.host_id} className="cred-use">
					<div className="grow">
						<Link to={`/hosts/${host.host_id}`}>{host.host_name}</Link>
						<div className="muted mono">{`${host.ssh_user}@${host.ip}:${host.port}`}</div>
					</div>
					<div className="cred-right">
						<StatusTag status={host.status} />
						<div className="muted"><TimeAgo at={host.last_check_at} /></div>
					</div>
				</div>
			))}
			{extra}
		</Drawer>
	);
}
