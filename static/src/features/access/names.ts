/*
 * Names for people.  The server keeps one text of each: permissions have a
 * Chinese name and an English description, and what came with the product is
 * told here in both languages until somebody gives it another name.
 */
import type { Permission, Role } from '../../api/types';
import { useLocale } from '../../shared/lib/i18n';
import { access } from './text';

export function usePermissionName(): (one: Permission) => string {
	const locale = useLocale();
	return (one) => (locale === 'zh' ? one.name || one.description : one.description || one.name);
}

export function useCategoryName(): (category: string) => string {
	const t = access.useT();
	return (category) => {
		const key = `category.${category}`;
		return access.has(key) ? t(key) : category;
	};
}

interface RoleTexts {
	name: string;
	about: string;
}

const seeded: Readonly<Record<string, RoleTexts>> = {
	admin: { name: '管理员', about: 'Passes every check and sees every project' },
	operator: { name: '运维', about: 'Runs hosts, clusters, services and jobs' },
	viewer: { name: '访客', about: 'Looks and changes nothing' },
};

export function useRoleTexts(): (role: Pick<Role, 'code' | 'name' | 'description' | 'builtin'>) => RoleTexts {
	const t = access.useT();
	return (role) => {
		const seed = role.builtin ? seeded[role.code] : undefined;
		const name = `builtin.${role.code}`;
		const about = `builtin.${role.code}.about`;
		return {
			name: seed && role.name === seed.name && access.has(name) ? t(name) : role.name,
			about: seed && role.description === seed.about && access.has(about) ? t(about) : role.description,
		};
	};
}
