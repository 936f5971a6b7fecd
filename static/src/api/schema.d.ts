/* Made by "npm run types" from the server's OpenAPI document; not edited by hand. */
export interface paths {
    "/api/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the server answers; no database involved */
        get: operations["system.health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the server can work: database reachable, schema current */
        get: operations["system.ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: operations["system.openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/system/info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Version and domains of this server */
        get: operations["system.info"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log in by user name and password */
        post: operations["auth.login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make an account, where that is open */
        post: operations["auth.register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Exchange a refresh token for new ones */
        post: operations["auth.refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the session */
        post: operations["auth.logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a login page has to know */
        get: operations["auth.config"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller, his roles and permissions */
        get: operations["auth.me"];
        /** Change one's own name and contacts */
        put: operations["auth.update_me"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change one's own password; ends the other sessions */
        post: operations["auth.password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own live sessions */
        get: operations["auth.list_sessions"];
        put?: never;
        post?: never;
        /** End all of one's own sessions but this one */
        delete: operations["auth.end_other_sessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one of one's own sessions */
        delete: operations["auth.end_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own API tokens, values absent */
        get: operations["auth.list_tokens"];
        put?: never;
        /** Make an API token; its value is shown this once */
        post: operations["auth.create_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke one of one's own API tokens */
        delete: operations["auth.remove_token"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a ticket that opens one WebSocket within 30 s */
        post: operations["auth.create_ticket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rbac/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List accounts */
        get: operations["users.list"];
        put?: never;
        /** Make an account */
        post: operations["users.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rbac/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One account */
        get: operations["users.get"];
        /** Change an account, its roles, status or password */
        put: operations["users.update"];
        post?: never;
        /** Delete an account */
        delete: operations["users.remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rbac/users/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Live sessions of an account */
        get: operations["users.list_sessions"];
        put?: never;
        post?: never;
        /** End all sessions of an account */
        delete: operations["users.end_sessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rbac/users/{id}/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lift the lock of an account */
        post: operations["users.unlock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make an account, the older address */
        post: operations["users.create_plain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One account, the older form */
        get: operations["users.card"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rbac/me/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Permission codes of the caller, wildcards included */
        get: operations["rbac.my_permissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rbac/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Whether the caller may do something */
        post: operations["rbac.check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rbac/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List roles with their permissions */
        get: operations["rbac.list_roles"];
        put?: never;
        /** Make a role */
        post: operations["rbac.create_role"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rbac/roles/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One role */
        get: operations["rbac.get_role"];
        /** Change a role's name, description or permissions */
        put: operations["rbac.update_role"];
        post?: never;
        /** Delete a role */
        delete: operations["rbac.remove_role"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rbac/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the permissions there are */
        get: operations["rbac.list_permissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rbac/permissions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One permission */
        get: operations["rbac.get_permission"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rbac/who": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who can do this, and by which way */
        get: operations["rbac.who"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rbac/users/{id}/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a user can do, and why */
        get: operations["rbac.explain"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rbac/migration/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Note what a console reports about moved pages */
        post: operations["rbac.migration_event"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's projects, whichever X-Project-ID chose */
        get: operations["projects.list"];
        put?: never;
        /** Make a project and become its first member */
        post: operations["projects.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One project */
        get: operations["projects.get"];
        /** Change a project */
        put: operations["projects.update"];
        post?: never;
        /** Remove an empty project */
        delete: operations["projects.remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Users and teams in a project, with their roles there */
        get: operations["projects.members"];
        put?: never;
        /** Give a user or a team a role inside a project */
        post: operations["projects.member_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/members/{member_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End a membership */
        delete: operations["projects.member_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Teams that the caller sees */
        get: operations["teams.list"];
        put?: never;
        /** Make a team */
        post: operations["teams.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One team */
        get: operations["teams.get"];
        /** Change a team */
        put: operations["teams.update"];
        post?: never;
        /** Remove a team that is in no project */
        delete: operations["teams.remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Users in a team */
        get: operations["teams.members"];
        put?: never;
        /** Let a user into a team, and so into its projects */
        post: operations["teams.member_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams/{id}/members/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a user from a team */
        delete: operations["teams.member_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the caller asked for and, with approval:read, what others did */
        get: operations["approvals.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approvals/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One approval with its plan, rules and votes */
        get: operations["approvals.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approvals/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approve; the vote that completes it starts the task */
        post: operations["approvals.approve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approvals/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Refuse; one refusal settles it */
        post: operations["approvals.reject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approvals/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Withdraw what the caller asked for himself */
        post: operations["approvals.cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approval-policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which acts need whose approval */
        get: operations["approval_policies.list"];
        put?: never;
        /** Ask for approvals of an act */
        post: operations["approval_policies.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approval-policies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One policy */
        get: operations["approval_policies.get"];
        /** Replace a policy */
        put: operations["approval_policies.update"];
        post?: never;
        /** Remove a policy; what was asked before keeps its rules */
        delete: operations["approval_policies.remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search the audit log, newest first */
        get: operations["audit.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export the audit log as CSV or NDJSON, at most 50,000 rows */
        get: operations["audit.export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One row with its images and hashes */
        get: operations["audit.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Verify the hash chains of the audit log, as a task */
        post: operations["audit.verify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List tasks, newest first */
        get: operations["tasks.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One task with arguments and result */
        get: operations["tasks.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a queued task; ask a running one to stop */
        post: operations["tasks.cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start a failed or cancelled task's work anew, as a new task */
        post: operations["tasks.retry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say how a task of unknown outcome really ended */
        post: operations["tasks.resolve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Follow a task's events (SSE); resumes after Last-Event-ID */
        get: operations["tasks.events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page of a task's events; total is the last number */
        get: operations["tasks.log"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List schedules by name */
        get: operations["schedules.list"];
        put?: never;
        /** Make tasks at fixed times */
        post: operations["schedules.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One schedule */
        get: operations["schedules.get"];
        /** Change a schedule; its tasks run for the caller from now on */
        put: operations["schedules.update"];
        post?: never;
        /** Remove a schedule */
        delete: operations["schedules.remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's notifications, newest first */
        get: operations["notifications.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/unread-count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many are unread */
        get: operations["notifications.count"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/read-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark all as read */
        post: operations["notifications.read_all"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark one as read */
        post: operations["notifications.read"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/{id}/dismiss": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put one away */
        post: operations["notifications.dismiss"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/{id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirm one */
        post: operations["notifications.confirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List hosts, newest first; sort by any column */
        get: operations["hosts.list"];
        put?: never;
        /** Register a host from a probe token, or unseen without one */
        post: operations["hosts.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The hosts that filters find, as CSV or NDJSON */
        get: operations["hosts.export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/probe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look at a machine: login, facts, host key, single-use token */
        post: operations["hosts.probe"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where hosts can come from */
        get: operations["hosts.sources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One host */
        get: operations["hosts.get"];
        /** Change name, state, region, description, tags, role, cluster */
        put: operations["hosts.update"];
        post?: never;
        /** Remove a host; refused while it has unfinished tasks */
        delete: operations["hosts.remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Try new credentials and store them when they work */
        put: operations["hosts.credentials"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/ssh/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log in once; with a fingerprint: confirm and pin the host key */
        post: operations["hosts.check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/ssh/exec": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run a command as a task, or ask for the approval it needs */
        post: operations["hosts.exec"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/facts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Facts as last read */
        get: operations["hosts.facts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/facts/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Read the facts again, as a task */
        post: operations["hosts.facts_refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tags of a host */
        get: operations["hosts.tags"];
        put?: never;
        /** Add a tag; one that is there stays once */
        post: operations["hosts.tag_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/tags/{tag}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a tag, if it is there */
        delete: operations["hosts.tag_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/audits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Last changes of a host */
        get: operations["hosts.audits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Maintenance now or later, online, offline, restart, shutdown */
        post: operations["hosts.action"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** One action on many hosts, on all of them or on none */
        post: operations["hosts.batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/windows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Maintenance windows of a host, planned ones first */
        get: operations["hosts.windows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/windows/{window_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Cancel a maintenance window that has not begun */
        delete: operations["hosts.window_cancel"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/health/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log in, read load, memory and disks, judge, keep the result */
        post: operations["hosts.health_check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Checks and changes of a host's health, newest first */
        get: operations["hosts.health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last 50 samples, newest first */
        get: operations["hosts.metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Metrics of a range in even steps, for charts */
        get: operations["hosts.series"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/monitor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether a host is collected, and its last readings */
        get: operations["hosts.monitor"];
        /** Collect a host's metrics, or do not */
        put: operations["hosts.monitor_set"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Last readings of several hosts, for lists */
        get: operations["hosts.usage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/filters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Saved filters: one's own and those shared in one's projects */
        get: operations["hosts.filters"];
        put?: never;
        /** Keep a filter of the host list; with a project: share it */
        post: operations["hosts.filter_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/filters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Rename a filter of one's own, change it, share it or not */
        put: operations["hosts.filter_update"];
        post?: never;
        /** Forget a filter of one's own */
        delete: operations["hosts.filter_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/node/add": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deprecated: probe and create a host in one step
         * @deprecated
         */
        post: operations["node.add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/ssh_keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List SSH keys, newest first */
        get: operations["ssh_keys.list"];
        put?: never;
        /** Keep a private key, sealed */
        post: operations["ssh_keys.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/ssh_keys/generate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a key here; its private part never leaves */
        post: operations["ssh_keys.generate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/ssh_keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One SSH key, without its private part */
        get: operations["ssh_keys.get"];
        /** Rename a key */
        put: operations["ssh_keys.update"];
        post?: never;
        /** Remove a key that no host uses */
        delete: operations["ssh_keys.remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/ssh_keys/{id}/hosts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Hosts that log in with a key */
        get: operations["ssh_keys.hosts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/ssh_keys/{id}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try a key at an address */
        post: operations["ssh_keys.verify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/passwords": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shared passwords, newest first */
        get: operations["passwords.list"];
        put?: never;
        /** Keep a password, sealed */
        post: operations["passwords.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/passwords/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One shared password, without the password */
        get: operations["passwords.get"];
        /** Change it; hosts that use it follow */
        put: operations["passwords.update"];
        post?: never;
        /** Remove one that no host uses */
        delete: operations["passwords.remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/passwords/{id}/hosts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Hosts that log in with it */
        get: operations["passwords.hosts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/host_keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Keys that hosts were seen with, those to review first */
        get: operations["host_keys.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/host_keys/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pin the keys of a known_hosts for hosts without one */
        post: operations["host_keys.import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/host_keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of them */
        get: operations["host_keys.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/host_keys/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Trust the host by this key from now on */
        post: operations["host_keys.accept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/host_keys/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say that it is not the host's */
        post: operations["host_keys.reject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/ssh_keys/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replace a key by a new one on every host that uses it */
        post: operations["ssh_keys.rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/rotations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Rotations, newest first */
        get: operations["key_rotations.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/rotations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One rotation */
        get: operations["key_rotations.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/rotations/{id}/hosts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far each of its hosts is */
        get: operations["key_rotations.hosts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/rotations/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Go on with the hosts that are not done */
        post: operations["key_rotations.retry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is broken, moving, waiting for the caller, changed */
        get: operations["overview.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dashboard/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Figures, alerts and events of the chosen range */
        get: operations["dashboard.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/virtualization/kvm/hosts/{id}/capabilities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the libvirt of a host offers: size, pools, images, networks */
        get: operations["virt.capabilities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/virtualization/kvm/hosts/{id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What provisioning would do, with its checks; changes nothing */
        post: operations["virt.preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/virtualization/kvm/hosts/{id}/provision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a virtual machine as a task and bring it in as a host */
        post: operations["virt.provision"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/virtualization/tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A provisioning */
        get: operations["virt.task"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/virtualization/kvm/hosts/{id}/machines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Virtual machines of a host */
        get: operations["virt.machines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/virtualization/kvm/hosts/{id}/machines/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One virtual machine with disks, networks and addresses */
        get: operations["virt.machine"];
        put?: never;
        post?: never;
        /** Remove a virtual machine, with the disks made for it */
        delete: operations["virt.remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/virtualization/kvm/hosts/{id}/machines/{name}/console": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The end of its console log */
        get: operations["virt.console"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/virtualization/kvm/hosts/{id}/machines/{name}/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start, shut down, reboot, force off, reset, suspend, resume */
        post: operations["virt.action"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/command-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Rules about dangerous commands */
        get: operations["commands.list"];
        put?: never;
        /** Add a rule */
        post: operations["commands.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/command-rules/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What the rules say of a command; runs nothing */
        post: operations["commands.test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/command-rules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One rule */
        get: operations["commands.get"];
        /** Change a rule */
        put: operations["commands.update"];
        post?: never;
        /** Remove a rule */
        delete: operations["commands.remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/batch/exec": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run a command on these hosts as one task */
        post: operations["batch.exec"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/batch/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Which hosts a batch would ask and what the command rules say; runs nothing */
        post: operations["batch.preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/batch/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Batches, newest first */
        get: operations["batch.list"];
        put?: never;
        /** Run a command or script on many hosts with a strategy */
        post: operations["batch.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/batch/runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One batch */
        get: operations["batch.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/batch/runs/{id}/hosts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Its hosts and how each of them stands */
        get: operations["batch.hosts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/batch/runs/{id}/hosts/{host_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What one host answered */
        get: operations["batch.output"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/batch/runs/{id}/outcomes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Hosts grouped by equal answers, the largest group first */
        get: operations["batch.outcomes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/batch/runs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try the hosts that failed again, as a new batch */
        post: operations["batch.retry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/batch/runs/{id}/continue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Go on after the canaries */
        post: operations["batch.continue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/batch/runs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop it; commands that run are ended */
        post: operations["batch.cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/batch/runs/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Its rows as CSV or NDJSON, with what the hosts answered */
        get: operations["batch.export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Groups of hosts */
        get: operations["host_groups.list"];
        put?: never;
        /** Make a group */
        post: operations["host_groups.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One group */
        get: operations["host_groups.get"];
        /** Change a group */
        put: operations["host_groups.update"];
        post?: never;
        /** Remove a group; its hosts stay */
        delete: operations["host_groups.remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page of a folder */
        get: operations["files.list"];
        put?: never;
        post?: never;
        /** Remove a file, a link or an empty folder */
        delete: operations["files.delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/files/stat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One entry, and the space of its file system */
        get: operations["files.stat"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/files/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A text file of at most 1 MiB */
        get: operations["files.read"];
        /** Write a text file; If-Match refuses when it was changed */
        put: operations["files.save"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/files/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The bytes of a file, all or a range */
        get: operations["files.download"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/files/ticket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A link that downloads one file once, for browsers */
        post: operations["files.ticket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/files/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The file that a ticket is for */
        get: operations["files.fetch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/files/mkdir": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a folder and those above it */
        post: operations["files.mkdir"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/files/rename": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Rename or move */
        post: operations["files.rename"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/files/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set mode and owner */
        post: operations["files.permissions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/files/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Remove files and whole folders as a task */
        post: operations["files.remove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/files/copy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Copy files and whole folders as a task */
        post: operations["files.copy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/files/root": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The folder that files must stay in */
        get: operations["files.root"];
        /** Set the folder that files must stay in */
        put: operations["files.root_set"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/files/upload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put the form's field `file` into a folder */
        post: operations["files.upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/files/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's uploads that are not over */
        get: operations["files.uploads"];
        put?: never;
        /** Begin an upload in pieces */
        post: operations["files.upload_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/files/uploads/{upload}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where an upload goes on */
        get: operations["files.upload_get"];
        put?: never;
        post?: never;
        /** Give an upload up */
        delete: operations["files.upload_abort"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/files/uploads/{upload}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** The next piece of an upload, of any length */
        put: operations["files.upload_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/files/uploads/{upload}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Check size and SHA-256 and put the file in its place */
        post: operations["files.upload_complete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/cloud/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Accounts at clouds, newest first, without their secrets */
        get: operations["cloud.accounts"];
        put?: never;
        /** Keep an account; its secret is sealed */
        post: operations["cloud.account_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/cloud/accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One account */
        get: operations["cloud.account_get"];
        /** Change an account; a secret that is not given stays */
        put: operations["cloud.account_update"];
        post?: never;
        /** Remove an account; its hosts stay */
        delete: operations["cloud.account_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/cloud/accounts/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Call the cloud with an account and say what it answers */
        post: operations["cloud.account_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/cloud/accounts/{id}/regions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Regions that an account may use */
        get: operations["cloud.regions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/cloud/accounts/{id}/instances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page of an account's instances in one region */
        get: operations["cloud.instances"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/cloud/accounts/{id}/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Find new, changed and gone instances, as a task */
        post: operations["cloud.sync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/cloud/providers/{provider}/accounts/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try an account before it is kept */
        post: operations["cloud.test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/cloud/providers/{provider}/instances/query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Instances as an array; X-Total-Count and X-Next-Page */
        post: operations["cloud.query"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/cloud/providers/{provider}/instances/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make hosts of instances, as a task */
        post: operations["cloud.import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/cloud/import_tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Imports and re-syncs, newest first */
        get: operations["cloud.imports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/cloud/import_tasks/{task_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One import or re-sync */
        get: operations["cloud.import_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/cloud/import_tasks/{task_id}/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Its instances, and what became of each */
        get: operations["cloud.import_items"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/cloud/import_tasks/{task_id}/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Apply what a re-sync found, or do the rest of an import */
        post: operations["cloud.import_apply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/terminal/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Open a terminal on a host */
        post: operations["terminals.open"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/terminal/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One terminal of a host */
        get: operations["terminals.get_of_host"];
        put?: never;
        post?: never;
        /** End a terminal of a host */
        delete: operations["terminals.end_of_host"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts/{id}/terminal/sessions/{session_id}/ws": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The terminal's WebSocket, for its owner */
        get: operations["terminals.connect"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/terminal/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Terminal sessions, running and over, newest first */
        get: operations["terminals.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/terminal/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lines that were typed or shown, by words, newest first */
        get: operations["terminals.search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/terminal/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One terminal session */
        get: operations["terminals.get"];
        put?: never;
        post?: never;
        /** End a terminal session */
        delete: operations["terminals.end"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/terminal/sessions/{session_id}/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a ticket that opens one WebSocket within 30 s */
        post: operations["terminals.ticket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/terminal/sessions/{session_id}/recording": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The recording as asciicast v2, some megabytes at a time */
        get: operations["terminals.recording"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/terminal/sessions/{session_id}/typed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The lines that were typed, with their moments */
        get: operations["terminals.typed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Error: {
            code: number;
            message: string;
            field?: string;
            details?: {
                current_version?: number;
            };
            request_id: string;
        };
        /** @description Whether the server answers */
        SystemStatus: {
            /** @description ok or ready */
            readonly status: string;
        };
        /** @description What this server is */
        SystemInfo: {
            /** @description Version */
            readonly version: string;
            /** @description Domains that this server has */
            readonly features: string[];
        };
        /** @description What a login gives */
        Grant: {
            /** @description Bearer token */
            readonly accessToken: string;
            /** @description Good for one refresh; absent where it went into a cookie */
            readonly refreshToken?: string;
            /**
             * Format: int64
             * @description When the access token ends, in seconds since 1970
             */
            readonly expires: number;
            /**
             * Format: int64
             * @description User id
             */
            readonly uid: number;
            /** @description Role codes */
            readonly roles: string[];
            /** @description Permission codes */
            readonly permissions: string[];
            /** @description The caller */
            readonly user: components["schemas"]["Me"];
        };
        /** @description The caller */
        Me: {
            /**
             * Format: int64
             * @description User id
             */
            readonly id: number;
            /** @description Login name */
            readonly username: string;
            /** @description Name for people */
            readonly name: string;
            /** @description E-mail address */
            readonly email: string;
            /** @description Telephone number */
            readonly phone: string;
            /** @description Address of a picture */
            readonly avatar: string;
            /** @description active or disabled */
            readonly status: string;
            /** @description Codes of global roles */
            readonly roles: string[];
            /** @description Permission codes, wildcards included */
            readonly permissions: string[];
            /** @description The password was set by somebody else */
            readonly mustChangePassword: boolean;
            /**
             * Format: date-time
             * @description Last login
             */
            readonly lastLoginAt: string | null;
            /**
             * Format: date-time
             * @description Made at
             */
            readonly createdAt: string;
        };
        /** @description What a refresh gives */
        Regrant: {
            /** @description Bearer token */
            readonly accessToken: string;
            /** @description Good for one refresh; absent where it went into a cookie */
            readonly refreshToken?: string;
            /**
             * Format: int64
             * @description When the access token ends, in seconds since 1970
             */
            readonly expires: number;
            /**
             * Format: int64
             * @description User id
             */
            readonly uid: number;
            /** @description Role codes */
            readonly roles: string[];
            /** @description Permission codes */
            readonly permissions: string[];
        };
        /** @description What a login page has to know */
        AuthConfig: {
            /** @description Whether strangers may register */
            readonly register_enabled: boolean;
            /**
             * Format: int64
             * @description Shortest password in bytes
             */
            readonly password_min: number;
            /** @description Of this product */
            readonly version: string;
        };
        /** @description A login */
        Session: {
            /**
             * Format: int64
             * @description Session id
             */
            readonly id: number;
            /**
             * Format: date-time
             * @description Login
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @description Last refresh
             */
            readonly last_seen_at: string;
            /**
             * Format: date-time
             * @description Ends at the latest
             */
            readonly expires_at: string;
            /** @description Address it was last seen at */
            readonly ip: string;
            /** @description Browser or program */
            readonly user_agent: string;
            /** @description The one that asks */
            readonly current: boolean;
        };
        /** @description A credential for programs */
        ApiToken: {
            /**
             * Format: int64
             * @description Token id
             */
            readonly id: number;
            /** @description What it is for */
            readonly name: string;
            /** @description Its first characters */
            readonly hint: string;
            /** @description What it may do */
            readonly scopes: string[];
            /**
             * Format: int64
             * @description Its only project
             */
            readonly project_id: number | null;
            /**
             * Format: date-time
             * @description Made at
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @description Ends at
             */
            readonly expires_at: string;
            /**
             * Format: date-time
             * @description Last used
             */
            readonly last_used_at: string | null;
            /** @description The token itself, shown this once */
            readonly token?: string;
        };
        /** @description Opens one WebSocket */
        Ticket: {
            /** @description Good for one use */
            readonly ticket: string;
            /**
             * Format: int64
             * @description Seconds that it holds
             */
            readonly expires_in_s: number;
        };
        /** @description An account */
        User: {
            /**
             * Format: int64
             * @description User id
             */
            readonly id: number;
            /** @description Login name */
            readonly username: string;
            /** @description Name for people */
            readonly name: string;
            /** @description E-mail address */
            readonly email: string;
            /** @description Telephone number */
            readonly phone: string;
            /** @description Address of a picture */
            readonly avatar: string;
            /** @description Codes of global roles */
            readonly roles: string[];
            /** @description active or disabled */
            readonly status: string;
            /** @description Locked for wrong passwords; told for single users only */
            readonly locked: boolean;
            /** @description The password was set by somebody else */
            readonly mustChangePassword: boolean;
            /**
             * Format: int64
             * @description Row version for If-Match
             */
            readonly version: number;
            /**
             * Format: date-time
             * @description Last login
             */
            readonly lastLoginAt: string | null;
            /**
             * Format: date-time
             * @description Made at
             */
            readonly createdAt: string;
            /**
             * Format: date-time
             * @description Last changed at
             */
            readonly updatedAt: string;
        };
        /** @description An account, the older form */
        UserCard: {
            /**
             * Format: int64
             * @description User id
             */
            readonly id: number;
            /** @description Login name */
            readonly username: string;
            /** @description E-mail address */
            readonly email: string;
            /** @description Telephone number */
            readonly phone: string;
            /** @description Address of a picture */
            readonly avatar: string;
            /**
             * Format: int64
             * @description 1 active, 0 disabled
             */
            readonly status: number;
            /**
             * Format: int64
             * @description Seconds since 1970
             */
            readonly createTime: number;
            /**
             * Format: int64
             * @description Seconds since 1970
             */
            readonly updateTime: number;
            /**
             * Format: int64
             * @description Seconds since 1970, 0 for never
             */
            readonly lastLoginTime: number;
        };
        /** @description The answer */
        RbacAnswer: {
            /** @description Whether the caller may */
            readonly hasPermission: boolean;
        };
        /** @description A set of permissions */
        Role: {
            /**
             * Format: int64
             * @description Role id
             */
            readonly id: number;
            /** @description Name for people */
            name: string;
            /** @description Stable code */
            readonly code: string;
            /** @description What it is for */
            description: string;
            /** @description Permission codes */
            permissions: string[];
            /** @description Came with the product */
            readonly builtin: boolean;
            /**
             * Format: int64
             * @description Users that hold it globally
             */
            readonly users: number;
            /**
             * Format: int64
             * @description Row version for If-Match
             */
            readonly version: number;
            /**
             * Format: date-time
             * @description Made at
             */
            readonly createdAt: string;
            /**
             * Format: date-time
             * @description Last changed at
             */
            readonly updatedAt: string;
        };
        /** @description Something that a role can allow */
        Permission: {
            /**
             * Format: int64
             * @description Permission id
             */
            readonly id: number;
            /** @description Name for people */
            readonly name: string;
            /** @description Code, "host:read" */
            readonly code: string;
            /** @description What it allows */
            readonly description: string;
            /** @description First part of the code */
            readonly category: string;
            /**
             * Format: date-time
             * @description Known since
             */
            readonly createdAt: string;
        };
        /** @description How somebody comes to a permission */
        RbacWay: {
            /**
             * Format: int64
             * @description User
             */
            readonly user_id: number;
            /** @description Login name */
            readonly username: string;
            /** @description admin, global, project or team */
            readonly way: string;
            /**
             * Format: int64
             * @description By this role
             */
            readonly role_id: number;
            /** @description Its code */
            readonly role_code: string;
            /**
             * Format: int64
             * @description Only inside this project
             */
            readonly project_id: number | null;
            /** @description Its name */
            readonly project_name: string | null;
            /**
             * Format: int64
             * @description By being in this team
             */
            readonly team_id: number | null;
            /** @description Its name */
            readonly team_name: string | null;
            /** @description The code that matched, perhaps a wildcard */
            readonly permission: string;
        };
        /** @description What a user can do, and why */
        RbacExplain: {
            /**
             * Format: int64
             * @description User
             */
            readonly id: number;
            /** @description Login name */
            readonly username: string;
            /** @description active or disabled */
            readonly status: string;
            /** @description Passes every check */
            readonly is_admin: boolean;
            /** @description Global roles */
            readonly roles: string[];
            /** @description What was asked */
            readonly permission: string | null;
            /** @description Whether he may */
            readonly allowed: boolean | null;
            /** @description By which ways */
            readonly ways: components["schemas"]["RbacWay"][];
        };
        /** @description Taken */
        Accepted: {
            /** @description Always true */
            readonly accepted: boolean;
        };
        /** @description A tenant: hosts, clusters, services belong to one */
        Project: {
            /**
             * Format: int64
             * @description Project id
             */
            readonly id: number;
            /** @description Name */
            readonly name: string;
            /** @description Short unique code */
            readonly code: string;
            /** @description The same as code */
            readonly key: string;
            /** @description Description */
            readonly description: string;
            /**
             * @description Which policies apply
             * @enum {string}
             */
            readonly environment: "development" | "staging" | "production";
            /** @description active */
            readonly status: string;
            /**
             * Format: int64
             * @description Team that owns it
             */
            readonly team_id: number | null;
            /** @description Its name */
            readonly team_name: string;
            /**
             * Format: int64
             * @description User who made it
             */
            readonly created_by: number | null;
            /**
             * Format: int64
             * @description The same as created_by
             */
            readonly owner_id: number | null;
            /**
             * Format: int64
             * @description The same as created_by
             */
            readonly owner_user_id: number | null;
            /**
             * Format: int64
             * @description Memberships of users and teams
             */
            readonly members: number;
            /**
             * Format: int64
             * @description Row version for If-Match
             */
            readonly version: number;
            /**
             * Format: date-time
             * @description When it was made
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @description Last change
             */
            readonly updated_at: string;
        };
        /** @description A user or a team with a role inside a project */
        ProjectMember: {
            /**
             * Format: int64
             * @description Membership id
             */
            readonly id: number;
            /**
             * Format: int64
             * @description Project
             */
            readonly project_id: number;
            /**
             * Format: int64
             * @description User, or null
             */
            readonly user_id: number | null;
            /** @description His login name */
            readonly username: string;
            /** @description His name */
            readonly name: string;
            /**
             * Format: int64
             * @description Team, or null
             */
            readonly team_id: number | null;
            /** @description Its name */
            readonly team_name: string;
            /** @description Role's code */
            readonly role: string;
            /** @description Role's name */
            readonly role_name: string;
            /**
             * Format: date-time
             * @description Since when
             */
            readonly created_at: string;
        };
        /** @description A group of users */
        Team: {
            /**
             * Format: int64
             * @description Team id
             */
            readonly id: number;
            /** @description Unique name */
            readonly name: string;
            /** @description Description */
            readonly description: string;
            /**
             * Format: int64
             * @description Users in it
             */
            readonly members: number;
            /**
             * Format: int64
             * @description Projects, of those the caller sees, in which it is a member
             */
            readonly projects: number;
            /**
             * Format: int64
             * @description User who made it
             */
            readonly created_by: number | null;
            /**
             * Format: int64
             * @description Row version for If-Match
             */
            readonly version: number;
            /**
             * Format: date-time
             * @description When it was made
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @description Last change
             */
            readonly updated_at: string;
        };
        /** @description A user in a team */
        TeamMember: {
            /**
             * Format: int64
             * @description User
             */
            readonly user_id: number;
            /** @description Login name */
            readonly username: string;
            /** @description Name */
            readonly name: string;
            /** @description Mail address */
            readonly email: string;
            /**
             * Format: int64
             * @description 1: enabled, 0: disabled
             */
            readonly status: number;
            /**
             * Format: date-time
             * @description Since when
             */
            readonly created_at: string;
        };
        /** @description One line of the approvals */
        ApprovalItem: {
            /**
             * Format: int64
             * @description Approval id
             */
            readonly id: number;
            /**
             * Format: int64
             * @description Project
             */
            readonly project_id: number | null;
            /**
             * @description State
             * @enum {string}
             */
            readonly status: "pending" | "approved" | "rejected" | "cancelled" | "expired";
            /** @description Permission that the act needs */
            readonly action: string;
            /**
             * @description Risk
             * @enum {string}
             */
            readonly risk: "low" | "medium" | "high";
            /** @description What will happen */
            readonly summary: string;
            /** @description Why */
            readonly reason: string;
            /**
             * Format: int64
             * @description Who asked
             */
            readonly requester_id: number;
            /** @description His name */
            readonly requester_name: string;
            /** @description Kind of task */
            readonly kind: string;
            /** @description Title of the task */
            readonly title: string;
            /** @description Kind of object */
            readonly object: string;
            /**
             * Format: int64
             * @description Its id
             */
            readonly object_id: number | null;
            /** @description sha256 of what will run */
            readonly digest: string;
            /**
             * Format: date-time
             * @description Not after this
             */
            readonly expires_at: string;
            /**
             * Format: date-time
             * @description When it was decided
             */
            readonly decided_at: string | null;
            /**
             * Format: int64
             * @description Task that it started
             */
            readonly used_task_id: number | null;
            /**
             * Format: int64
             * @description Row version for If-Match
             */
            readonly version: number;
            /**
             * Format: date-time
             * @description When it was asked
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @description Last change
             */
            readonly updated_at: string;
        };
        /** @description An act that waits for somebody else's yes */
        Approval: {
            /**
             * Format: int64
             * @description Approval id
             */
            readonly id: number;
            /**
             * Format: int64
             * @description Project
             */
            readonly project_id: number | null;
            /**
             * @description State
             * @enum {string}
             */
            readonly status: "pending" | "approved" | "rejected" | "cancelled" | "expired";
            /** @description Permission that the act needs */
            readonly action: string;
            /**
             * @description Risk
             * @enum {string}
             */
            readonly risk: "low" | "medium" | "high";
            /** @description What will happen */
            readonly summary: string;
            /** @description Why */
            readonly reason: string;
            /**
             * Format: int64
             * @description Who asked
             */
            readonly requester_id: number;
            /** @description His name */
            readonly requester_name: string;
            /** @description Kind of task */
            readonly kind: string;
            /** @description Title of the task */
            readonly title: string;
            /** @description Kind of object */
            readonly object: string;
            /**
             * Format: int64
             * @description Its id
             */
            readonly object_id: number | null;
            /** @description sha256 of what will run */
            readonly digest: string;
            /**
             * Format: date-time
             * @description Not after this
             */
            readonly expires_at: string;
            /**
             * Format: date-time
             * @description When it was decided
             */
            readonly decided_at: string | null;
            /**
             * Format: int64
             * @description Task that it started
             */
            readonly used_task_id: number | null;
            /**
             * Format: int64
             * @description Row version for If-Match
             */
            readonly version: number;
            /**
             * Format: date-time
             * @description When it was asked
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @description Last change
             */
            readonly updated_at: string;
            /** @description What the requester must still hold at the end */
            readonly needs: string;
            /** @description Arguments of the task, exactly */
            readonly args: unknown;
            /** @description Plan for people, secrets masked */
            readonly plan: unknown;
            /**
             * Format: int64
             * @description Priority of the task
             */
            readonly priority: number;
            /**
             * Format: int64
             * @description Time limit of the task, 0: the kind's
             */
            readonly timeout_s: number;
            /**
             * Format: date-time
             * @description Not before this time
             */
            readonly run_at: string | null;
            /**
             * Format: int64
             * @description Task that it repeats
             */
            readonly retry_of: number | null;
            /** @description What must be satisfied: all of it */
            readonly rules: components["schemas"]["ApprovalRule"][];
            /** @description Votes so far */
            readonly decisions: components["schemas"]["ApprovalDecision"][];
        };
        /** @description What must be satisfied, as it was when the approval was asked */
        ApprovalRule: {
            /**
             * Format: int64
             * @description Number
             */
            readonly ord: number;
            /**
             * Format: int64
             * @description Policy that asked
             */
            readonly policy_id: number;
            /** @description Its name */
            readonly name: string;
            /** @description Role that an approver needs, or empty */
            readonly approver_role: string;
            /** @description Permission that an approver needs, or empty */
            readonly approver_permission: string;
            /**
             * Format: int64
             * @description Approvals that it needs
             */
            readonly count: number;
            /**
             * Format: int64
             * @description Approvals that it has
             */
            readonly given: number;
            /**
             * Format: int64
             * @description Life of the approval
             */
            readonly expires_minutes?: number;
        };
        /** @description One vote */
        ApprovalDecision: {
            /**
             * Format: int64
             * @description Who decided
             */
            readonly user_id: number;
            /** @description His name */
            readonly username: string;
            /**
             * @description What
             * @enum {string}
             */
            readonly decision: "approve" | "reject";
            /** @description Comment */
            readonly comment: string;
            /** @description Rules that he satisfied */
            readonly rules: number[];
            /**
             * Format: date-time
             * @description When
             */
            readonly created_at: string;
        };
        /** @description Which acts need whose approval */
        ApprovalPolicy: {
            /**
             * Format: int64
             * @description Policy id
             */
            readonly id: number;
            /** @description Name */
            readonly name: string;
            /**
             * Format: int64
             * @description Only in this project; null: in every one
             */
            readonly project_id: number | null;
            /**
             * @description Only in projects of this environment
             * @enum {string|null}
             */
            readonly environment: "development" | "staging" | "production" | null;
            /** @description host:execute, host:* or * */
            readonly action: string;
            /**
             * @description From this risk on; low when absent
             * @enum {string}
             */
            readonly min_risk: "low" | "medium" | "high";
            /** @description Role that an approver needs: this or approver_permission */
            readonly approver_role: string;
            /** @description Permission that an approver needs: this or approver_role */
            readonly approver_permission: string;
            /**
             * Format: int64
             * @description Approvals that it needs
             */
            readonly count: number;
            /**
             * Format: int64
             * @description Life of an approval
             */
            readonly expires_minutes: number;
            /** @description Whether it counts */
            readonly enabled: boolean;
            /**
             * Format: int64
             * @description User who made it
             */
            readonly created_by: number | null;
            /**
             * Format: int64
             * @description Row version for If-Match
             */
            readonly version: number;
            /**
             * Format: date-time
             * @description When it was made
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @description Last change
             */
            readonly updated_at: string;
        };
        /** @description One line of the audit log */
        AuditItem: {
            /**
             * Format: int64
             * @description Row id
             */
            readonly id: number;
            /**
             * Format: date-time
             * @description When it happened
             */
            readonly at: string;
            /**
             * Format: int64
             * @description User who did it; null: nobody or the system
             */
            readonly actor_id: number | null;
            /** @description His name */
            readonly actor_name: string;
            /** @description Client address */
            readonly ip: string;
            /**
             * Format: int64
             * @description Project; null: none
             */
            readonly project_id: number | null;
            /** @description Route or task: hosts.create */
            readonly action: string;
            /** @description Kind of object */
            readonly object: string;
            /**
             * Format: int64
             * @description Its id
             */
            readonly object_id: number | null;
            /** @description Its name */
            readonly object_name: string;
            /**
             * @description How it ended
             * @enum {string}
             */
            readonly outcome: "ok" | "denied" | "failed";
            /**
             * Format: int64
             * @description Wire code
             */
            readonly code: number;
            /** @description Request id */
            readonly request_id: string;
            /** @description Reason given */
            readonly reason: string;
        };
        /** @description One row of the audit log with its images */
        AuditRow: {
            /**
             * Format: int64
             * @description Row id
             */
            readonly id: number;
            /**
             * Format: date-time
             * @description When it happened
             */
            readonly at: string;
            /**
             * Format: int64
             * @description User who did it; null: nobody or the system
             */
            readonly actor_id: number | null;
            /** @description His name */
            readonly actor_name: string;
            /** @description Client address */
            readonly ip: string;
            /**
             * Format: int64
             * @description Project; null: none
             */
            readonly project_id: number | null;
            /** @description Route or task: hosts.create */
            readonly action: string;
            /** @description Kind of object */
            readonly object: string;
            /**
             * Format: int64
             * @description Its id
             */
            readonly object_id: number | null;
            /** @description Its name */
            readonly object_name: string;
            /**
             * @description How it ended
             * @enum {string}
             */
            readonly outcome: "ok" | "denied" | "failed";
            /**
             * Format: int64
             * @description Wire code
             */
            readonly code: number;
            /** @description Request id */
            readonly request_id: string;
            /** @description Reason given */
            readonly reason: string;
            /**
             * Format: int64
             * @description Hash chain: the project's id, or 0
             */
            readonly chain: number;
            /**
             * Format: int64
             * @description Number in the chain, without gaps
             */
            readonly seq: number;
            /**
             * Format: int64
             * @description Login session
             */
            readonly session_id: number | null;
            /**
             * Format: int64
             * @description API token
             */
            readonly token_id: number | null;
            /** @description Client program */
            readonly user_agent: string;
            /** @description The object before, secrets absent */
            readonly before: unknown;
            /** @description The object after, secrets absent */
            readonly after: unknown;
            /** @description Hash of the row before */
            readonly prev_hash: string;
            /** @description HMAC-SHA256 over the previous hash and this row */
            readonly hash: string;
        };
        /** @description A task in a list */
        TaskItem: {
            /**
             * Format: int64
             * @description Task id
             */
            readonly id: number;
            /** @description What it does: room.action */
            readonly kind: string;
            /** @description What it does, for people */
            readonly title: string;
            /**
             * @description State
             * @enum {string}
             */
            readonly status: "queued" | "running" | "succeeded" | "failed" | "cancelled" | "uncertain";
            /**
             * Format: int64
             * @description Project
             */
            readonly project_id: number | null;
            /** @description Kind of the object it works on */
            readonly object: string;
            /**
             * Format: int64
             * @description Its id
             */
            readonly object_id: number | null;
            /**
             * Format: int64
             * @description Who asked for it; null: the system
             */
            readonly actor_id: number | null;
            /** @description His name then */
            readonly actor_name: string;
            /** @description Why it failed */
            readonly error: string;
            /**
             * Format: int64
             * @description Times it was started
             */
            readonly attempt: number;
            /**
             * Format: int64
             * @description Most times
             */
            readonly max_tries: number;
            /**
             * Format: date-time
             * @description When it was asked for
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @description Not before this
             */
            readonly run_at: string;
            /**
             * Format: date-time
             * @description First start
             */
            readonly started_at: string | null;
            /**
             * Format: date-time
             * @description End
             */
            readonly finished_at: string | null;
            /**
             * Format: date-time
             * @description It is stopped then
             */
            readonly deadline_at: string | null;
            /** @description Whether it shall stop */
            readonly cancel_requested: boolean;
            /** @description Process that ran it last */
            readonly worker: string;
            /**
             * Format: int64
             * @description Schedule that made it
             */
            readonly schedule_id: number | null;
            /**
             * Format: int64
             * @description Task that it repeats
             */
            readonly retry_of: number | null;
            /** @description Request that asked for it */
            readonly request_id: string;
            /** @description Pool of processes that runs it: fan, collect, bulk; empty: the ordinary one */
            readonly lane: string;
            /** @description Whether the engine itself ordered it */
            readonly routine: boolean;
            /**
             * Format: int64
             * @description Row version
             */
            readonly version: number;
        };
        /** @description Something long that a worker does */
        Task: {
            /**
             * Format: int64
             * @description Task id
             */
            readonly id: number;
            /** @description What it does: room.action */
            readonly kind: string;
            /** @description What it does, for people */
            readonly title: string;
            /**
             * @description State
             * @enum {string}
             */
            readonly status: "queued" | "running" | "succeeded" | "failed" | "cancelled" | "uncertain";
            /**
             * Format: int64
             * @description Project
             */
            readonly project_id: number | null;
            /** @description Kind of the object it works on */
            readonly object: string;
            /**
             * Format: int64
             * @description Its id
             */
            readonly object_id: number | null;
            /**
             * Format: int64
             * @description Who asked for it; null: the system
             */
            readonly actor_id: number | null;
            /** @description His name then */
            readonly actor_name: string;
            /** @description Why it failed */
            readonly error: string;
            /**
             * Format: int64
             * @description Times it was started
             */
            readonly attempt: number;
            /**
             * Format: int64
             * @description Most times
             */
            readonly max_tries: number;
            /**
             * Format: date-time
             * @description When it was asked for
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @description Not before this
             */
            readonly run_at: string;
            /**
             * Format: date-time
             * @description First start
             */
            readonly started_at: string | null;
            /**
             * Format: date-time
             * @description End
             */
            readonly finished_at: string | null;
            /**
             * Format: date-time
             * @description It is stopped then
             */
            readonly deadline_at: string | null;
            /** @description Whether it shall stop */
            readonly cancel_requested: boolean;
            /** @description Process that ran it last */
            readonly worker: string;
            /**
             * Format: int64
             * @description Schedule that made it
             */
            readonly schedule_id: number | null;
            /**
             * Format: int64
             * @description Task that it repeats
             */
            readonly retry_of: number | null;
            /** @description Request that asked for it */
            readonly request_id: string;
            /** @description Pool of processes that runs it: fan, collect, bulk; empty: the ordinary one */
            readonly lane: string;
            /** @description Whether the engine itself ordered it */
            readonly routine: boolean;
            /**
             * Format: int64
             * @description Row version
             */
            readonly version: number;
            /** @description Arguments, secrets masked */
            readonly args: unknown;
            /** @description What came out */
            readonly result: unknown;
        };
        /** @description One event of a task */
        TaskEvent: {
            /**
             * Format: int64
             * @description Number within the task, from 1
             */
            readonly seq: number;
            /**
             * Format: date-time
             * @description When it was written
             */
            readonly at: string;
            /** @description stdout, stderr, log, progress, step, result or state */
            readonly type: string;
            /** @description Text */
            readonly text: string;
            /** @description Record */
            readonly data: unknown;
        };
        /** @description A row that makes tasks */
        Schedule: {
            /**
             * Format: int64
             * @description Schedule id
             */
            readonly id: number;
            /**
             * Format: int64
             * @description Project
             */
            readonly project_id: number;
            /** @description Unique name in the project */
            readonly name: string;
            /** @description Five fields, @hourly …, or @at TIME */
            readonly cron: string;
            /** @description UTC, +08:00 or Asia/Shanghai */
            readonly timezone: string;
            /** @description Kind of the tasks it makes */
            readonly kind: string;
            /** @description Their arguments */
            readonly args: unknown;
            /** @description Whether it fires */
            readonly enabled: boolean;
            /**
             * Format: date-time
             * @description Next firing
             */
            readonly next_run: string | null;
            /**
             * Format: date-time
             * @description Last firing
             */
            readonly last_run: string | null;
            /**
             * Format: int64
             * @description Its task
             */
            readonly last_task_id: number | null;
            /** @description Why the last firing failed */
            readonly last_error: string;
            /**
             * Format: int64
             * @description User for whom the tasks run
             */
            readonly created_by: number;
            /**
             * Format: date-time
             * @description Created
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @description Last changed
             */
            readonly updated_at: string;
            /**
             * Format: int64
             * @description Row version
             */
            readonly version: number;
        };
        /** @description A message and what one user did with it */
        UserNotification: {
            /**
             * Format: int64
             * @description Id for this user
             */
            readonly id: number;
            /**
             * Format: int64
             * @description User
             */
            readonly user_id: number;
            /**
             * Format: int64
             * @description Notification id
             */
            readonly notification_id: number;
            /**
             * Format: date-time
             * @description When it was read
             */
            readonly read_at: string | null;
            /**
             * Format: date-time
             * @description When it was put away
             */
            readonly dismissed_at: string | null;
            /**
             * Format: date-time
             * @description When it was confirmed
             */
            readonly confirmed_at: string | null;
            /**
             * Format: date-time
             * @description When it came
             */
            readonly created_at: string;
            /** @description The message */
            readonly notification: components["schemas"]["Notification"];
        };
        /** @description A message to users */
        Notification: {
            /**
             * Format: int64
             * @description Notification id
             */
            readonly id: number;
            /**
             * @description What it is about
             * @enum {string}
             */
            readonly type: "alert" | "task" | "system" | "approval";
            /** @description Title */
            readonly title: string;
            /** @description Text */
            readonly content: string;
            /**
             * @description How much it matters
             * @enum {string}
             */
            readonly severity: "critical" | "warning" | "info";
            /** @description Who says it */
            readonly source: string;
            /** @description Object it is about */
            readonly source_id: string;
            /** @description Where the console goes */
            readonly action_url: string;
            /**
             * @description What can be done about it
             * @enum {string}
             */
            readonly action_type: "" | "confirm" | "approve" | "view";
            /**
             * Format: date-time
             * @description When
             */
            readonly created_at: string;
        };
        /** @description How many are unread */
        NotificationCounts: {
            /**
             * Format: int64
             * @description Unread
             */
            readonly total: number;
            /** @description Unread by type */
            readonly by_type: unknown;
            /** @description Unread by severity */
            readonly by_severity: unknown;
        };
        /** @description A machine reached over SSH */
        Host: {
            /**
             * Format: int64
             * @description Host id
             */
            readonly id: number;
            /**
             * Format: int64
             * @description Project
             */
            readonly project_id: number;
            /** @description Name, unique in its project */
            name: string;
            /** @description What the machine says */
            hostname: string;
            /** @description Tags as text that holds a JSON array */
            labels: string;
            /** @description Tags */
            tags: string[];
            /** @description Free text */
            description: string;
            /** @description Address or name */
            ip: string;
            /**
             * Format: int64
             * @description SSH port
             */
            port: number;
            /** @description Login name */
            ssh_user: string;
            /** @description Always empty */
            ssh_password: string;
            /** @description password or key */
            auth_type: string;
            /**
             * Format: int64
             * @description SSH key
             */
            ssh_key_id: number | null;
            /**
             * Format: int64
             * @description Shared password
             */
            password_credential_id: number | null;
            /**
             * Format: int64
             * @description Host through which it is reached
             */
            jump_host_id: number | null;
            /** @description Pinned host key as ssh-keygen -l prints it; empty: not confirmed */
            host_key_fingerprint: string;
            /** @description Operating system */
            os: string;
            /** @description Architecture */
            arch: string;
            /** @description Kernel */
            kernel: string;
            /**
             * Format: int64
             * @description Processors
             */
            cpu_cores: number;
            /**
             * Format: int64
             * @description Memory in MiB
             */
            memory_mb: number;
            /**
             * Format: int64
             * @description Root file system in GiB
             */
            disk_gb: number;
            /**
             * @description State
             * @enum {string}
             */
            status: "online" | "offline" | "maintenance" | "error" | "inactive";
            /** @description Role, free text */
            role: string;
            /** @description Region */
            region: string;
            /**
             * Format: int64
             * @description Cluster, 0: none
             */
            cluster_id: number;
            /**
             * @description How it came here
             * @enum {string}
             */
            source: "manual_ssh" | "cloud_import" | "kvm_provision";
            /** @description alicloud, tencent, kvm */
            provider: string;
            /** @description Id there */
            provider_instance_id: string;
            /**
             * Format: int64
             * @description KVM parent
             */
            parent_host_id: number | null;
            /**
             * @description Health
             * @enum {string}
             */
            health_state: "healthy" | "degraded" | "critical" | "unknown";
            /** @description Why */
            maintenance_reason: string;
            /**
             * Format: int64
             * @description User, 0: none
             */
            maintenance_by: number;
            /**
             * Format: date-time
             * @description Since
             */
            maintenance_started_at: string | null;
            /**
             * Format: date-time
             * @description Until
             */
            maintenance_until: string | null;
            /** @description Why the last look failed */
            last_error: string;
            /**
             * Format: date-time
             * @description When it was last looked at
             */
            last_check_at: string | null;
            /**
             * Format: date-time
             * @description Created
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @description Changed
             */
            readonly updated_at: string;
            /**
             * Format: int64
             * @description For If-Match
             */
            readonly version: number;
        };
        /** @description What a probe found */
        HostProbe: {
            /** @description For one create within ten minutes */
            probe_token: string;
            /** @description Login and facts worked */
            reachable: boolean;
            /**
             * Format: int64
             * @description Duration
             */
            latency_ms: number;
            /** @description Facts */
            facts: components["schemas"]["HostFacts"];
            /** @description Warnings */
            warnings: string[] | null;
            /** @description Kind of failure */
            error_code?: string;
            /** @description What failed */
            message?: string;
            /** @description Key type */
            host_key_type?: string;
            /** @description To be confirmed by a person */
            host_key_fingerprint?: string;
            /**
             * Format: date-time
             * @description End of the token
             */
            expires_at: string | null;
        };
        /** @description What a machine says of itself */
        HostFacts: {
            /** @description Host name */
            hostname: string;
            /** @description Operating system */
            os: string;
            /** @description Architecture */
            arch: string;
            /** @description Kernel */
            kernel: string;
            /**
             * Format: int64
             * @description Processors
             */
            cpu_cores: number;
            /**
             * Format: int64
             * @description Memory in MiB
             */
            memory_mb: number;
            /**
             * Format: int64
             * @description Root file system in GiB
             */
            disk_gb: number;
        };
        /** @description Host and probe */
        HostCredentialsReply: {
            /** @description Host */
            node: components["schemas"]["Host"];
            /** @description Probe without a token */
            probe: components["schemas"]["HostProbe"];
        };
        /** @description What a check found */
        HostCheck: {
            /** @description Login worked */
            reachable: boolean;
            /**
             * Format: int64
             * @description Duration
             */
            latency_ms: number;
            /** @description Kind of failure */
            error_code?: string;
            /** @description What failed */
            message?: string;
            /** @description Key type seen */
            host_key_type?: string;
            /** @description Key seen */
            host_key_fingerprint?: string;
            /** @description Send host_key_fingerprint to pin the key seen */
            needs_confirmation?: boolean;
        };
        /** @description Stored facts of a host */
        HostFactsReply: {
            /** @description Host name */
            hostname: string;
            /** @description Operating system */
            os: string;
            /** @description Architecture */
            arch: string;
            /** @description Kernel */
            kernel: string;
            /**
             * Format: int64
             * @description Processors
             */
            cpu_cores: number;
            /**
             * Format: int64
             * @description Memory in MiB
             */
            memory_mb: number;
            /**
             * Format: int64
             * @description Root file system in GiB
             */
            disk_gb: number;
            /** @description Always node */
            source: string;
            /**
             * Format: date-time
             * @description When they were read
             */
            facts_at: string | null;
        };
        /** @description A change of a host */
        HostAudit: {
            /**
             * Format: int64
             * @description Number in its chain
             */
            id: number;
            /** @description What was done */
            action: string;
            /** @description Who */
            operator: string;
            /** @description How it ended */
            detail: string;
            /**
             * Format: date-time
             * @description When
             */
            created_at: string;
        };
        /** @description What was done */
        HostActionReply: {
            /**
             * Format: int64
             * @description Host
             */
            id: number;
            /** @description As understood */
            action: string;
            /** @description As sent */
            reason: string;
            /**
             * Format: date-time
             * @description As sent
             */
            from: string | null;
            /**
             * Format: date-time
             * @description As sent
             */
            until: string | null;
            /**
             * Format: int64
             * @description The window planned for later
             */
            window_id?: number;
            /**
             * Format: int64
             * @description The task that restarts or shuts down
             */
            task_id?: number;
            /** @description As it is now */
            host: components["schemas"]["Host"];
        };
        /** @description What was done */
        HostBatchReply: {
            /**
             * Format: int64
             * @description Hosts
             */
            affected: number;
        };
        /** @description A maintenance window */
        HostWindow: {
            /**
             * Format: int64
             * @description Window
             */
            readonly id: number;
            /**
             * Format: int64
             * @description Host
             */
            readonly host_id: number;
            /**
             * Format: int64
             * @description Project
             */
            readonly project_id: number;
            /**
             * @description State
             * @enum {string}
             */
            readonly state: "planned" | "active" | "ended" | "cancelled";
            /** @description Why */
            readonly reason: string;
            /**
             * Format: date-time
             * @description Beginning
             */
            readonly starts_at: string;
            /**
             * Format: date-time
             * @description Planned end
             */
            readonly ends_at: string | null;
            /**
             * Format: date-time
             * @description Real end
             */
            readonly ended_at: string | null;
            /**
             * Format: int64
             * @description User
             */
            readonly created_by: number;
            /** @description User's name */
            readonly created_name: string;
            /**
             * Format: date-time
             * @description When it was made
             */
            readonly created_at: string;
        };
        /** @description A health snapshot */
        HostHealth: {
            /**
             * Format: int64
             * @description Snapshot
             */
            id: number;
            /**
             * Format: int64
             * @description Host
             */
            host_id: number;
            /**
             * @description The worst of the three
             * @enum {string}
             */
            state: "healthy" | "degraded" | "critical" | "unknown";
            /**
             * @description SSH
             * @enum {string}
             */
            connectivity_status: "healthy" | "degraded" | "critical" | "unknown";
            /**
             * @description Memory, disks, inodes
             * @enum {string}
             */
            resource_status: "healthy" | "degraded" | "critical" | "unknown";
            /**
             * @description Load
             * @enum {string}
             */
            system_status: "healthy" | "degraded" | "critical" | "unknown";
            /**
             * Format: int64
             * @description Connecting and logging in
             */
            latency_ms: number;
            /** @description Load of one minute */
            cpu_load: number;
            /**
             * Format: int64
             * @description MiB
             */
            memory_used_mb: number;
            /**
             * Format: int64
             * @description MiB
             */
            memory_total_mb: number;
            /** @description Root file system */
            disk_used_pct: number;
            /** @description Root file system */
            inode_used_pct: number;
            /** @description JSON: who, when, and the readings */
            summary_json: string;
            /** @description What failed */
            error_message: string;
            /** @description Who checked; empty: the collector */
            operator: string;
            /**
             * Format: date-time
             * @description When
             */
            checked_at: string;
            /**
             * Format: date-time
             * @description When it was stored
             */
            created_at: string;
        };
        /** @description A sample */
        HostMetric: {
            /**
             * Format: int64
             * @description Of the sample
             */
            id: number;
            /**
             * Format: int64
             * @description Percent
             */
            cpu: number;
            /**
             * Format: int64
             * @description Percent
             */
            memory: number;
            /**
             * Format: int64
             * @description Percent of /
             */
            disk: number;
            /**
             * Format: int64
             * @description Bytes per second, both ways
             */
            network: number;
            /**
             * Format: int64
             * @description Of SSH
             */
            latency_ms: number;
            /**
             * @description State
             * @enum {string}
             */
            health_state: "healthy" | "degraded" | "critical" | "unknown";
            /** @description What failed */
            error_message: string;
            /** @description Other readings */
            summary: unknown;
            /**
             * Format: date-time
             * @description When
             */
            created_at: string;
        };
        /** @description Metrics over time */
        HostSeries: {
            /**
             * Format: date-time
             * @description Beginning
             */
            from: string;
            /**
             * Format: date-time
             * @description End
             */
            to: string;
            /**
             * Format: int64
             * @description Seconds of a point
             */
            step: number;
            /** @description raw, 5m or 1h */
            source: string;
            /** @description Those steps in which something was measured */
            points: components["schemas"]["HostPoint"][];
        };
        /** @description One step of a series */
        HostPoint: {
            /**
             * Format: date-time
             * @description Beginning of the step
             */
            at: string;
            /** @description Percent, mean */
            cpu: number;
            /** @description Percent, most */
            cpu_max: number;
            /** @description Load of one minute, mean */
            load1: number;
            /** @description Percent, mean */
            mem: number;
            /** @description Percent, most */
            mem_max: number;
            /** @description Percent, mean */
            swap: number;
            /** @description Percent of /, most */
            disk: number;
            /** @description Percent of /, most */
            inode: number;
            /** @description Bytes per second received */
            rx: number;
            /** @description Bytes per second sent */
            tx: number;
            /** @description Of SSH, mean */
            latency_ms: number;
            /**
             * Format: int64
             * @description Samples
             */
            n: number;
            /**
             * Format: int64
             * @description Of them, those where the host was not reached
             */
            failed: number;
        };
        /** @description How a host is watched and how it is */
        HostMonitor: {
            /**
             * Format: int64
             * @description Host
             */
            host_id: number;
            /**
             * Format: int64
             * @description Project
             */
            project_id: number;
            /** @description Whether it is collected */
            enabled: boolean;
            /** @description A person said offline; looking does not change that */
            held: boolean;
            /**
             * Format: int64
             * @description Seconds between two looks, 0: never
             */
            every_s: number;
            /**
             * Format: date-time
             * @description Last look
             */
            at: string | null;
            /**
             * Format: date-time
             * @description Not reached since
             */
            failed_since: string | null;
            /**
             * Format: date-time
             * @description Last change of the state
             */
            changed_at: string | null;
            /** @description Why it was not reached */
            error: string;
            /** @description What makes it unhealthy */
            why: string;
            /**
             * Format: int64
             * @description Of the look
             */
            latency_ms: number;
            /** @description Percent */
            cpu: number;
            /** @description Load of 1 minute */
            load1: number;
            /** @description Load of 5 minutes */
            load5: number;
            /** @description Load of 15 minutes */
            load15: number;
            /** @description Percent */
            mem: number;
            /** @description Percent */
            swap: number;
            /** @description Percent of / */
            disk: number;
            /** @description Percent of / */
            inode: number;
            /** @description Bytes per second received */
            rx: number;
            /** @description Bytes per second sent */
            tx: number;
            /**
             * Format: int64
             * @description MiB
             */
            mem_used_mb: number;
            /**
             * Format: int64
             * @description MiB
             */
            mem_total_mb: number;
            /**
             * Format: int64
             * @description Seconds
             */
            uptime_s: number;
            /** @description Goes up and down; changes are told late */
            flapping: boolean;
            /** @description File systems */
            mounts: unknown;
        };
        /** @description A host's use now */
        HostUsage: {
            /**
             * Format: int64
             * @description Host
             */
            id: number;
            /**
             * Format: date-time
             * @description Last look
             */
            at: string | null;
            /** @description Percent */
            cpu: number;
            /** @description Percent */
            mem: number;
            /** @description Percent of / */
            disk: number;
            /** @description Load of one minute */
            load1: number;
            /**
             * Format: int64
             * @description Seconds
             */
            uptime_s: number;
            /** @description Processor in percent over the last two hours, every five minutes; -1: not measured */
            spark: number[];
        };
        /** @description A filter of the host list with a name */
        SavedHostFilter: {
            /**
             * Format: int64
             * @description Filter
             */
            readonly id: number;
            /** @description What it is called; one's own differ without regard to case */
            name: string;
            /** @description As behind the ? of the list; page and page_size do not belong */
            query: string;
            /**
             * Format: int64
             * @description The project it is shared in; 0: nobody else sees it
             */
            project_id: number;
            /**
             * Format: int64
             * @description Its maker
             */
            readonly user_id: number;
            /** @description The maker's login name */
            readonly owner: string;
            /** @description Whether the caller made it */
            readonly mine: boolean;
            /**
             * Format: date-time
             * @description Made
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @description Last changed
             */
            readonly updated_at: string;
        };
        /** @description A host, as /node/add has always shown it */
        Node: {
            /**
             * Format: int64
             * @description Host id
             */
            readonly id: number;
            /**
             * Format: int64
             * @description Project
             */
            readonly project_id: number;
            /** @description Name */
            name: string;
            /** @description What the machine says */
            hostname: string;
            /** @description Free text */
            description: string;
            /** @description Address */
            ip: string;
            /**
             * Format: int64
             * @description SSH port
             */
            port: number;
            /** @description Login name */
            ssh_user: string;
            /**
             * Format: int64
             * @description SSH key
             */
            ssh_key_id: number | null;
            /** @description Operating system */
            os: string;
            /** @description Architecture */
            arch: string;
            /** @description Kernel */
            kernel: string;
            /**
             * Format: int64
             * @description Processors
             */
            cpu_cores: number;
            /**
             * Format: int64
             * @description Memory in MiB
             */
            memory_mb: number;
            /**
             * Format: int64
             * @description Disk in GiB
             */
            disk_gb: number;
            /**
             * @description State
             * @enum {string}
             */
            status: "online" | "offline" | "maintenance" | "error" | "inactive";
            /** @description Role */
            role: string;
            /**
             * Format: int64
             * @description Cluster
             */
            cluster_id: number;
            /** @description Tags as JSON text */
            labels: string;
            /**
             * Format: date-time
             * @description Last look
             */
            last_check_at: string | null;
            /**
             * Format: date-time
             * @description Created
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @description Changed
             */
            readonly updated_at: string;
        };
        /** @description A key for logging in */
        SshKey: {
            /**
             * Format: int64
             * @description Key id
             */
            readonly id: number;
            /**
             * Format: int64
             * @description Project
             */
            readonly project_id: number;
            /** @description Name */
            name: string;
            /** @description authorized_keys line */
            public_key: string;
            /** @description Always empty */
            private_key: string;
            /** @description Always empty */
            passphrase: string;
            /** @description SHA256: and padded base64 */
            fingerprint: string;
            /** @description Key type */
            algorithm: string;
            /** @description Sealed at rest */
            encrypted: boolean;
            /**
             * Format: int64
             * @description Successful verifications
             */
            usage_count: number;
            /**
             * Format: int64
             * @description Hosts that log in with it
             */
            host_count: number;
            /**
             * Format: date-time
             * @description Created
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @description Changed
             */
            readonly updated_at: string;
            /**
             * Format: int64
             * @description Row version
             */
            readonly version: number;
        };
        /** @description Where a credential is used */
        CredentialUse: {
            /**
             * Format: int64
             * @description Host
             */
            host_id: number;
            /** @description Its name */
            host_name: string;
            /** @description Address */
            ip: string;
            /**
             * Format: int64
             * @description Port
             */
            port: number;
            /** @description Account there */
            ssh_user: string;
            /** @description State of the host */
            status: string;
            /**
             * Format: date-time
             * @description Last looked at
             */
            last_check_at: string | null;
        };
        /** @description What the trial gave */
        SshKeyVerify: {
            /** @description Login worked */
            reachable: boolean;
            /** @description Host name */
            hostname?: string;
            /** @description Kind of failure */
            error_code?: string;
            /** @description What failed */
            message?: string;
            /** @description Key that the host showed */
            host_key_fingerprint?: string;
        };
        /** @description A password that hosts share, without the password */
        PasswordCredential: {
            /**
             * Format: int64
             * @description Id
             */
            readonly id: number;
            /**
             * Format: int64
             * @description Project
             */
            project_id: number;
            /** @description Name */
            name: string;
            /** @description Login name */
            username: string;
            /** @description What for */
            description: string;
            /**
             * Format: int64
             * @description Hosts that log in with it
             */
            host_count: number;
            /**
             * Format: date-time
             * @description When the password was last set
             */
            readonly changed_at: string;
            /**
             * Format: int64
             * @description Who added it
             */
            readonly created_by: number;
            /**
             * Format: date-time
             * @description Created
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @description Changed
             */
            readonly updated_at: string;
            /**
             * Format: int64
             * @description Row version
             */
            readonly version: number;
        };
        /** @description Where a shared password is used */
        CredentialHost: {
            /**
             * Format: int64
             * @description Host
             */
            host_id: number;
            /** @description Its name */
            host_name: string;
            /** @description Address */
            ip: string;
            /**
             * Format: int64
             * @description Port
             */
            port: number;
            /** @description Account there */
            ssh_user: string;
            /** @description State of the host */
            status: string;
            /**
             * Format: date-time
             * @description Last looked at
             */
            last_check_at: string | null;
        };
        /** @description A key that a host was seen with */
        HostKey: {
            /**
             * Format: int64
             * @description Id
             */
            readonly id: number;
            /**
             * Format: int64
             * @description Project
             */
            project_id: number;
            /**
             * Format: int64
             * @description Host
             */
            host_id: number;
            /** @description Its name */
            host_name: string;
            /** @description Its address */
            ip: string;
            /**
             * Format: int64
             * @description Its port
             */
            port: number;
            /** @description Of the project */
            environment: string;
            /** @description Kind of key */
            key_type: string;
            /** @description Type and base64 */
            public_key: string;
            /** @description As ssh-keygen -l prints it */
            fingerprint: string;
            /** @description Of the key by which the host is trusted now */
            pinned_fingerprint: string;
            /**
             * @description trusted: pinned; changed: seen instead of it and waiting for a person; rejected; replaced: was trusted once
             * @enum {string}
             */
            status: "trusted" | "changed" | "rejected" | "replaced";
            /** @description Where it was seen */
            seen_at_ip: string;
            /**
             * Format: int64
             * @description How often
             */
            seen_count: number;
            /**
             * Format: date-time
             * @description First seen
             */
            first_seen_at: string | null;
            /**
             * Format: date-time
             * @description Last seen
             */
            last_seen_at: string | null;
            /**
             * Format: int64
             * @description Who decided
             */
            decided_by: number;
            /** @description His name */
            decided_by_name: string;
            /**
             * Format: date-time
             * @description When
             */
            decided_at: string | null;
            /** @description Why */
            reason: string;
        };
        /** @description What an import did */
        KnownHostsReply: {
            /**
             * Format: int64
             * @description Lines with keys
             */
            lines: number;
            /**
             * Format: int64
             * @description Lines that are no such lines, or weak keys
             */
            bad: number;
            /**
             * Format: int64
             * @description Revoked keys and authorities, left alone
             */
            revoked: number;
            /**
             * Format: int64
             * @description Keys of no host here
             */
            unknown: number;
            /**
             * Format: int64
             * @description Hosts that are trusted now
             */
            pinned: number;
            /**
             * Format: int64
             * @description Hosts that were already
             */
            same: number;
            /**
             * Format: int64
             * @description Hosts that another key is pinned of
             */
            differs: number;
            /** @description Each of them */
            hosts: components["schemas"]["KnownHost"][];
        };
        /** @description What a line did for a host */
        KnownHost: {
            /**
             * Format: int64
             * @description Host
             */
            host_id: number;
            /** @description Its name */
            host_name: string;
            /** @description Of the line's key */
            fingerprint: string;
            /** @description pinned; same: was pinned already; differs: another one is pinned */
            result: string;
        };
        /** @description What was ordered */
        KeyRotationStarted: {
            /**
             * Format: int64
             * @description Rotation
             */
            rotation_id: number;
            /**
             * Format: int64
             * @description The task; 0: an approval is needed first
             */
            task_id: number;
            /**
             * Format: int64
             * @description The approval that it waits for; 0: none
             */
            approval_id: number;
        };
        /** @description A key that is replaced on all of its hosts */
        KeyRotation: {
            /**
             * Format: int64
             * @description Id
             */
            readonly id: number;
            /**
             * Format: int64
             * @description Project
             */
            project_id: number;
            /**
             * Format: int64
             * @description Key that goes; 0: deleted
             */
            old_key_id: number;
            /**
             * Format: int64
             * @description Key that comes; 0: not made yet
             */
            new_key_id: number;
            /** @description Its name */
            old_name: string;
            /** @description Its name */
            new_name: string;
            /** @description Of the key that goes */
            old_fingerprint: string;
            /**
             * @description Of the new key
             * @enum {string}
             */
            algorithm: "ed25519" | "rsa";
            /**
             * Format: int64
             * @description Of an RSA key
             */
            bits: number;
            /** @description File on the hosts */
            keys_file: string;
            /** @description Whether the old key is deleted at the end */
            delete_old: boolean;
            /** @description Whether it was */
            old_deleted: boolean;
            /**
             * @description State
             * @enum {string}
             */
            status: "waiting" | "running" | "succeeded" | "failed";
            /**
             * Format: int64
             * @description Hosts
             */
            hosts: number;
            /**
             * Format: int64
             * @description Of which are over
             */
            done: number;
            /**
             * Format: int64
             * @description Of which met an error
             */
            failed: number;
            /**
             * Format: int64
             * @description Task
             */
            task_id: number;
            /**
             * Format: int64
             * @description Approval
             */
            approval_id: number;
            /**
             * Format: int64
             * @description By
             */
            readonly created_by: number;
            /**
             * Format: date-time
             * @description Created
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @description Ended
             */
            ended_at: string | null;
        };
        /** @description How far a host is */
        KeyRotationHost: {
            /**
             * Format: int64
             * @description Host
             */
            host_id: number;
            /** @description Its name */
            host_name: string;
            /** @description Address */
            ip: string;
            /**
             * Format: int64
             * @description Port
             */
            port: number;
            /**
             * @description installed: both keys are there; switched: the new one was verified and is used; done: the old one is gone and the new one was verified again
             * @enum {string}
             */
            step: "waiting" | "installed" | "switched" | "done" | "skipped";
            /** @description What stopped the last try */
            error: string;
            /** @description What to know */
            note: string;
            /**
             * Format: int64
             * @description How often it failed
             */
            tries: number;
            /**
             * Format: date-time
             * @description Last change
             */
            updated_at: string | null;
        };
        /** @description What is broken, moving, waiting, changed */
        Overview: {
            /** @description Hosts that are down, tasks that failed in the last day */
            broken: components["schemas"]["OverviewItem"][];
            /** @description Tasks that run or wait for a worker */
            moving: components["schemas"]["OverviewItem"][];
            /** @description Approvals that wait for the caller */
            waiting: components["schemas"]["OverviewItem"][];
            /** @description Last changes */
            changed: components["schemas"]["OverviewItem"][];
        };
        /** @description One thing to look at */
        OverviewItem: {
            /** @description host, task, approval or audit */
            kind: string;
            /**
             * Format: int64
             * @description Its id
             */
            id: number;
            /** @description Its name */
            title: string;
            /** @description State and reason */
            detail: string;
            /**
             * Format: date-time
             * @description Since
             */
            at: string | null;
            /** @description Page of the console */
            url: string;
        };
        /** @description The contract's dashboard */
        Dashboard: {
            /** @description Hosts */
            hosts: components["schemas"]["DashboardStats"];
            /** @description Clusters */
            clusters: components["schemas"]["DashboardStats"];
            /** @description Services */
            services: components["schemas"]["DashboardStats"];
            /** @description Alerts */
            alerts: components["schemas"]["DashboardAlerts"];
            /** @description Newest events */
            events: components["schemas"]["DashboardEvent"][];
            /** @description Metrics */
            metrics: components["schemas"]["DashboardMetrics"];
            /** @description Assistant */
            ai: components["schemas"]["DashboardAi"];
        };
        /** @description How many are how */
        DashboardStats: {
            /**
             * Format: int64
             * @description All
             */
            total: number;
            /**
             * Format: int64
             * @description Healthy
             */
            healthy: number;
            /**
             * Format: int64
             * @description Degraded
             */
            degraded?: number;
            /**
             * Format: int64
             * @description Unhealthy
             */
            unhealthy?: number;
            /**
             * Format: int64
             * @description Offline
             */
            offline?: number;
        };
        /** @description Firing alerts */
        DashboardAlerts: {
            /**
             * Format: int64
             * @description How many
             */
            firing: number;
            /** @description Newest */
            recent: components["schemas"]["DashboardAlert"][];
        };
        /** @description A firing alert */
        DashboardAlert: {
            /** @description Id */
            id: string;
            /** @description Title */
            title: string;
            /** @description Severity */
            severity: string;
            /** @description Source */
            source: string;
            /**
             * Format: date-time
             * @description When
             */
            createdAt: string;
        };
        /** @description Something that happened */
        DashboardEvent: {
            /** @description node-<task> */
            id: string;
            /** @description How it ended */
            type: string;
            /** @description What it was */
            message: string;
            /**
             * Format: date-time
             * @description When
             */
            createdAt: string;
        };
        /** @description Time series */
        DashboardMetrics: {
            /** @description Processor load */
            cpu_usage: components["schemas"]["DashboardSeries"][];
            /** @description Memory */
            memory_usage: components["schemas"]["DashboardSeries"][];
        };
        /** @description Values of one host */
        DashboardSeries: {
            /**
             * Format: int64
             * @description Host
             */
            hostId: number;
            /** @description Its name */
            hostName: string;
        };
        /** @description The assistant */
        DashboardAi: {
            /** @description Figures */
            stats: components["schemas"]["DashboardAiStats"];
            /** @description Newest */
            sessions: components["schemas"]["DashboardAlert"][];
            /** @description Sessions of each scene */
            byScene: unknown;
        };
        /** @description Of the assistant */
        DashboardAiStats: {
            /**
             * Format: int64
             * @description Sessions
             */
            sessionCount: number;
            /**
             * Format: int64
             * @description Tokens
             */
            tokenCount: number;
            /**
             * Format: int64
             * @description Mean duration
             */
            avgDurationMs: number;
            /** @description Per cent */
            successRate: number;
            /** @description Always empty */
            previousChange: string;
        };
        /** @description What a hypervisor offers */
        VirtCapabilities: {
            /**
             * Format: int64
             * @description Hypervisor
             */
            host_id: number;
            /** @description kvm */
            hypervisor: string;
            /** @description How virsh is called there */
            uri: string;
            /** @description libvirt */
            libvirt_version: string;
            /** @description QEMU */
            hypervisor_version: string;
            /** @description Architecture */
            arch: string;
            /** @description KVM is there; else machines are emulated */
            accelerated: boolean;
            /**
             * Format: int64
             * @description Processors
             */
            cpus: number;
            /**
             * Format: int64
             * @description Memory in MiB
             */
            memory_mb: number;
            /**
             * Format: int64
             * @description MiB available now
             */
            memory_free_mb: number;
            /** @description Storage pools */
            pools: components["schemas"]["VirtPool"][];
            /** @description Volumes */
            images: components["schemas"]["VirtImage"][];
            /** @description Networks */
            networks: components["schemas"]["VirtNetwork"][];
            /** @description Bridges of the host */
            bridges: string[];
            /** @description Names that are taken */
            machines: string[];
        };
        /** @description A storage pool */
        VirtPool: {
            /** @description Pool */
            name: string;
            /** @description running, inactive, … */
            state: string;
            /**
             * Format: int64
             * @description Size in MiB
             */
            capacity_mb: number;
            /**
             * Format: int64
             * @description Free MiB
             */
            available_mb: number;
        };
        /** @description A volume that can be a template */
        VirtImage: {
            /** @description Its pool */
            pool: string;
            /** @description Volume */
            name: string;
            /** @description Where it lies */
            path: string;
            /** @description Its size, for people */
            capacity: string;
        };
        /** @description A network of libvirt's */
        VirtNetwork: {
            /** @description Network */
            name: string;
            /** @description Whether it is started */
            active: boolean;
            /** @description Its bridge */
            bridge: string;
        };
        /** @description What provisioning would do */
        VirtPreview: {
            /**
             * Format: int64
             * @description Hypervisor
             */
            host_id: number;
            /** @description kvm */
            hypervisor: string;
            /** @description No check failed */
            ready: boolean;
            /** @description With defaults filled in */
            preview: components["schemas"]["VirtSpec"];
            /** @description For people */
            message: string;
            /** @description What was checked */
            checks: components["schemas"]["VirtCheck"][];
            /** @description Exactly what would be done */
            plan: unknown;
            /** @description sha256 of it */
            plan_digest: string;
        };
        /** @description What would be made */
        VirtSpec: {
            /** @description Name of the virtual machine */
            name: string;
            /**
             * Format: int64
             * @description Processors
             */
            cpu: number;
            /**
             * Format: int64
             * @description MiB
             */
            memory_mb: number;
            /**
             * Format: int64
             * @description GiB
             */
            disk_gb: number;
            /** @description Network */
            network_bridge: string;
            /** @description Volume that the disk starts from */
            template: string;
            /** @description Storage pool */
            pool: string;
        };
        /** @description One check of a preview */
        VirtCheck: {
            /** @description What was checked */
            name: string;
            /**
             * @description How it is
             * @enum {string}
             */
            state: "ok" | "warning" | "failed";
            /** @description For people */
            message: string;
        };
        /** @description The task that makes the machine */
        VirtProvisionReply: {
            /**
             * Format: int64
             * @description Task
             */
            task_id: number;
            /** @description The same with details */
            task: components["schemas"]["VirtTask"];
        };
        /** @description A provisioning, as the contract has it */
        VirtTask: {
            /**
             * Format: int64
             * @description Task
             */
            id: number;
            /**
             * Format: int64
             * @description Hypervisor
             */
            host_id: number;
            /** @description kvm */
            hypervisor: string;
            /** @description What was asked, without secrets, as JSON text */
            request_json: string;
            /** @description Virtual machine */
            vm_name: string;
            /** @description Its address, once known */
            vm_ip: string;
            /** @description State of the task */
            status: string;
            /** @description Why it failed */
            error_message: string;
            /**
             * Format: int64
             * @description User
             */
            created_by: number;
            /**
             * Format: date-time
             * @description Created
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Last changed
             */
            updated_at: string;
        };
        /** @description A virtual machine */
        VirtMachine: {
            /** @description Domain */
            name: string;
            /** @description Its uuid */
            uuid: string;
            /**
             * @description State
             * @enum {string}
             */
            state: "running" | "paused" | "shutting_down" | "stopped" | "crashed" | "suspended" | "unknown";
            /**
             * Format: int64
             * @description Processors
             */
            cpu: number;
            /**
             * Format: int64
             * @description Memory in MiB
             */
            memory_mb: number;
            /** @description Starts with the hypervisor */
            autostart: boolean;
            /** @description Is still there when it is stopped */
            persistent: boolean;
            /**
             * Format: int64
             * @description The host it is here, 0: none
             */
            host_id: number;
            /** @description That host's name */
            host_name: string;
        };
        /** @description A virtual machine with its parts */
        VirtMachineDetail: {
            /** @description Domain */
            name: string;
            /** @description Its uuid */
            uuid: string;
            /**
             * @description State
             * @enum {string}
             */
            state: "running" | "paused" | "shutting_down" | "stopped" | "crashed" | "suspended" | "unknown";
            /**
             * Format: int64
             * @description Processors
             */
            cpu: number;
            /**
             * Format: int64
             * @description Memory in MiB
             */
            memory_mb: number;
            /** @description Starts with the hypervisor */
            autostart: boolean;
            /** @description Is still there when it is stopped */
            persistent: boolean;
            /**
             * Format: int64
             * @description The host it is here, 0: none
             */
            host_id: number;
            /** @description That host's name */
            host_name: string;
            /** @description Made by provisioning: its disks can be deleted with it */
            made_here: boolean;
            /** @description Keeps a log of its console */
            has_console: boolean;
            /** @description IP addresses */
            addresses: string[];
            /** @description Disks */
            disks: components["schemas"]["VirtDisk"][];
            /** @description Network cards */
            nics: components["schemas"]["VirtNic"][];
        };
        /** @description A disk of a virtual machine */
        VirtDisk: {
            /** @description Device in the guest */
            target: string;
            /** @description Where it lies */
            source: string;
            /**
             * Format: int64
             * @description Size in MiB
             */
            capacity_mb: number;
            /**
             * Format: int64
             * @description MiB used
             */
            allocation_mb: number;
        };
        /** @description A network card of a virtual machine */
        VirtNic: {
            /** @description Hardware address */
            mac: string;
            /** @description network, bridge, … */
            kind: string;
            /** @description Which */
            source: string;
        };
        /** @description A console log's end */
        VirtConsole: {
            /** @description The end of the log */
            text: string;
            /**
             * Format: int64
             * @description Bytes in all
             */
            size: number;
            /** @description More stands before */
            cut: boolean;
        };
        /** @description A rule about commands */
        CommandRule: {
            /**
             * Format: int64
             * @description Id
             */
            readonly id: number;
            /**
             * Format: int64
             * @description Its project, 0: all
             */
            project_id: number;
            /**
             * @description Projects of this environment only; empty: any
             * @enum {string}
             */
            environment: "" | "development" | "staging" | "production";
            /** @description Name */
            name: string;
            /**
             * @description warn, approve (somebody else must agree), refuse
             * @enum {string}
             */
            effect: "warn" | "approve" | "refuse";
            /**
             * @description words: program and arguments; text: occurs anywhere
             * @enum {string}
             */
            kind: "words" | "text";
            /** @description Words, each a comma list of globs; | before it: fed by a pipe; > a file written to */
            pattern: string;
            /** @description Why */
            description: string;
            /** @description Whether it is asked */
            enabled: boolean;
            /**
             * Format: int64
             * @description Who made it
             */
            readonly created_by: number;
            /**
             * Format: date-time
             * @description When
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @description Last change
             */
            readonly updated_at: string;
            /**
             * Format: int64
             * @description For If-Match
             */
            readonly version: number;
        };
        /** @description What the rules say of a command */
        CommandVerdict: {
            /**
             * @description The strictest; empty: nothing
             * @enum {string}
             */
            effect: "" | "warn" | "approve" | "refuse";
            /** @description Rules that were met, the strictest first */
            hits: components["schemas"]["CommandHit"][];
        };
        /** @description A rule that a command met */
        CommandHit: {
            /**
             * Format: int64
             * @description The rule
             */
            rule_id: number;
            /** @description Its name */
            name: string;
            /**
             * @description What it does
             * @enum {string}
             */
            effect: "warn" | "approve" | "refuse";
            /** @description What it looks for */
            pattern: string;
            /** @description Why */
            description: string;
            /** @description The part of the text that met it */
            command: string;
        };
        /** @description A batch was ordered */
        BatchStarted: {
            /**
             * Format: int64
             * @description Its task
             */
            task_id?: number;
            /**
             * Format: int64
             * @description The batch
             */
            batch_id: number;
            /**
             * Format: int64
             * @description It waits for this approval
             */
            approval_id?: number;
            /** @description queued, pending */
            status: string;
            /** @description What the command rules said */
            policy: components["schemas"]["CommandVerdict"];
        };
        /** @description What starting it would mean */
        BatchPreview: {
            /**
             * Format: int64
             * @description Project
             */
            project_id: number;
            /**
             * Format: int64
             * @description Hosts that would be asked
             */
            hosts: number;
            /**
             * Format: int64
             * @description In maintenance, inactive or without a confirmed key
             */
            skipped: number;
            /**
             * Format: int64
             * @description Of them first
             */
            canaries: number;
            /**
             * Format: int64
             * @description Steps
             */
            waves: number;
            /** @description The first */
            names: string[];
            /** @description What the command rules say */
            policy: components["schemas"]["CommandVerdict"];
        };
        /** @description A batch, in a list */
        BatchItem: {
            /**
             * Format: int64
             * @description Id
             */
            id: number;
            /**
             * Format: int64
             * @description Project
             */
            project_id: number;
            /** @description Name */
            name: string;
            /**
             * @description Empty: a command
             * @enum {string}
             */
            interpreter: "" | "sh" | "bash" | "zsh" | "python3" | "perl" | "ruby" | "node";
            /**
             * @description How it stands
             * @enum {string}
             */
            status: "waiting" | "refused" | "queued" | "running" | "paused" | "succeeded" | "failed" | "stopped" | "cancelled";
            /**
             * @description Why it ended before all hosts
             * @enum {string}
             */
            stopped: "" | "paused" | "errors" | "timeout" | "cancelled";
            /**
             * Format: int64
             * @description Run whose failures these are
             */
            retry_of: number;
            /**
             * Format: int64
             * @description Its task
             */
            task_id: number;
            /**
             * Format: int64
             * @description Approval it needed
             */
            approval_id: number;
            /**
             * Format: int64
             * @description Hosts
             */
            hosts: number;
            /**
             * Format: int64
             * @description Not begun
             */
            n_waiting: number;
            /**
             * Format: int64
             * @description At work
             */
            n_running: number;
            /**
             * Format: int64
             * @description Exit status 0
             */
            n_succeeded: number;
            /**
             * Format: int64
             * @description Another exit status
             */
            n_failed: number;
            /**
             * Format: int64
             * @description No login
             */
            n_unreachable: number;
            /**
             * Format: int64
             * @description Too late
             */
            n_timed_out: number;
            /**
             * Format: int64
             * @description Never asked
             */
            n_skipped: number;
            /**
             * Format: int64
             * @description Cancelled
             */
            n_cancelled: number;
            /**
             * Format: int64
             * @description Nobody knows
             */
            n_uncertain: number;
            /**
             * Format: int64
             * @description Who
             */
            created_by: number;
            /** @description His name */
            created_by_name: string;
            /**
             * Format: date-time
             * @description When
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Begin
             */
            started_at: string | null;
            /**
             * Format: date-time
             * @description End
             */
            finished_at: string | null;
        };
        /** @description A command on many hosts */
        BatchRun: {
            /**
             * Format: int64
             * @description Id
             */
            id: number;
            /**
             * Format: int64
             * @description Project
             */
            project_id: number;
            /** @description Name */
            name: string;
            /**
             * @description Empty: a command
             * @enum {string}
             */
            interpreter: "" | "sh" | "bash" | "zsh" | "python3" | "perl" | "ruby" | "node";
            /**
             * @description How it stands
             * @enum {string}
             */
            status: "waiting" | "refused" | "queued" | "running" | "paused" | "succeeded" | "failed" | "stopped" | "cancelled";
            /**
             * @description Why it ended before all hosts
             * @enum {string}
             */
            stopped: "" | "paused" | "errors" | "timeout" | "cancelled";
            /**
             * Format: int64
             * @description Run whose failures these are
             */
            retry_of: number;
            /**
             * Format: int64
             * @description Its task
             */
            task_id: number;
            /**
             * Format: int64
             * @description Approval it needed
             */
            approval_id: number;
            /**
             * Format: int64
             * @description Hosts
             */
            hosts: number;
            /**
             * Format: int64
             * @description Not begun
             */
            n_waiting: number;
            /**
             * Format: int64
             * @description At work
             */
            n_running: number;
            /**
             * Format: int64
             * @description Exit status 0
             */
            n_succeeded: number;
            /**
             * Format: int64
             * @description Another exit status
             */
            n_failed: number;
            /**
             * Format: int64
             * @description No login
             */
            n_unreachable: number;
            /**
             * Format: int64
             * @description Too late
             */
            n_timed_out: number;
            /**
             * Format: int64
             * @description Never asked
             */
            n_skipped: number;
            /**
             * Format: int64
             * @description Cancelled
             */
            n_cancelled: number;
            /**
             * Format: int64
             * @description Nobody knows
             */
            n_uncertain: number;
            /**
             * Format: int64
             * @description Who
             */
            created_by: number;
            /** @description His name */
            created_by_name: string;
            /**
             * Format: date-time
             * @description When
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Begin
             */
            started_at: string | null;
            /**
             * Format: date-time
             * @description End
             */
            finished_at: string | null;
            /** @description Command or script */
            command: string;
            /** @description sha256 of what was ordered */
            digest: string;
            /**
             * Format: int64
             * @description Hosts at once
             */
            concurrency: number;
            /**
             * Format: int64
             * @description Hosts that went first
             */
            canaries: number;
            /** @description Paused after them */
            canary_pause: boolean;
            /** @description Order by tag */
            tiers: string[];
            /**
             * Format: int64
             * @description Budget of errors
             */
            max_errors: number;
            /**
             * Format: int64
             * @description and in percent
             */
            max_error_percent: number;
            /**
             * Format: int64
             * @description For one host
             */
            timeout_s: number;
            /**
             * Format: int64
             * @description For all
             */
            total_timeout_s: number;
            /**
             * Format: int64
             * @description Bytes kept
             */
            output_max: number;
            /** @description May run again after a crash */
            repeatable: boolean;
            /** @description Why */
            reason: string;
            /** @description What the command rules said */
            verdict: string;
            /**
             * Format: int64
             * @description Processes that took it
             */
            epoch: number;
        };
        /** @description A host of a batch */
        BatchHost: {
            /**
             * Format: int64
             * @description Host
             */
            host_id: number;
            /**
             * Format: int64
             * @description 0: canary, then tiers
             */
            wave: number;
            /**
             * Format: int64
             * @description Place in the order
             */
            ord: number;
            /** @description Its name */
            name: string;
            /** @description Its address */
            ip: string;
            /**
             * @description How it stands
             * @enum {string}
             */
            state: "queued" | "connecting" | "running" | "succeeded" | "failed" | "unreachable" | "timed_out" | "skipped" | "cancelled" | "uncertain";
            /**
             * Format: int64
             * @description -1: none
             */
            exit_code: number;
            /** @description Signal that ended it */
            exit_signal: string;
            /** @description timeout_error, auth_error, … */
            fault: string;
            /** @description The fault for people */
            message: string;
            /** @description On a session that was open */
            warm: boolean;
            /**
             * Format: int64
             * @description Until logged in
             */
            connect_ms: number;
            /**
             * Format: int64
             * @description Of the command
             */
            run_ms: number;
            /**
             * Format: int64
             * @description Written to stdout
             */
            out_bytes: number;
            /**
             * Format: int64
             * @description Written to stderr
             */
            err_bytes: number;
            /** @description More came than was kept */
            truncated: boolean;
            /** @description Of exit status and outputs */
            out_sha256: string;
            /**
             * Format: date-time
             * @description The command left
             */
            started_at: string | null;
            /**
             * Format: date-time
             * @description Its end
             */
            finished_at: string | null;
            /** @description What it said first */
            first_line: string | null;
        };
        /** @description A host of a batch with what it said */
        BatchOutput: {
            /**
             * Format: int64
             * @description Host
             */
            host_id: number;
            /**
             * Format: int64
             * @description 0: canary, then tiers
             */
            wave: number;
            /**
             * Format: int64
             * @description Place in the order
             */
            ord: number;
            /** @description Its name */
            name: string;
            /** @description Its address */
            ip: string;
            /**
             * @description How it stands
             * @enum {string}
             */
            state: "queued" | "connecting" | "running" | "succeeded" | "failed" | "unreachable" | "timed_out" | "skipped" | "cancelled" | "uncertain";
            /**
             * Format: int64
             * @description -1: none
             */
            exit_code: number;
            /** @description Signal that ended it */
            exit_signal: string;
            /** @description timeout_error, auth_error, … */
            fault: string;
            /** @description The fault for people */
            message: string;
            /** @description On a session that was open */
            warm: boolean;
            /**
             * Format: int64
             * @description Until logged in
             */
            connect_ms: number;
            /**
             * Format: int64
             * @description Of the command
             */
            run_ms: number;
            /**
             * Format: int64
             * @description Written to stdout
             */
            out_bytes: number;
            /**
             * Format: int64
             * @description Written to stderr
             */
            err_bytes: number;
            /** @description More came than was kept */
            truncated: boolean;
            /** @description Of exit status and outputs */
            out_sha256: string;
            /**
             * Format: date-time
             * @description The command left
             */
            started_at: string | null;
            /**
             * Format: date-time
             * @description Its end
             */
            finished_at: string | null;
            /** @description As far as kept, secrets masked */
            stdout: string | null;
            /** @description As far as kept, secrets masked */
            stderr: string | null;
        };
        /** @description Hosts that answered alike */
        BatchOutcome: {
            /** @description What they have in common */
            out_sha256: string;
            /**
             * @description How they ended
             * @enum {string}
             */
            state: "queued" | "connecting" | "running" | "succeeded" | "failed" | "unreachable" | "timed_out" | "skipped" | "cancelled" | "uncertain";
            /**
             * Format: int64
             * @description -1: none
             */
            exit_code: number;
            /** @description The fault for people */
            message: string;
            /**
             * Format: int64
             * @description How many
             */
            hosts: number;
            /** @description The first of them */
            names: string[];
            /** @description What they all said */
            stdout: string | null;
            /** @description What they all said */
            stderr: string | null;
            /** @description Cut at 64 KB or before */
            truncated: boolean;
        };
        /** @description A group of hosts */
        HostGroup: {
            /**
             * Format: int64
             * @description Id
             */
            readonly id: number;
            /**
             * Format: int64
             * @description Project
             */
            project_id: number;
            /** @description Name */
            name: string;
            /** @description For people */
            description: string;
            /**
             * @description list: these hosts; filter: those that it finds when asked
             * @enum {string}
             */
            kind: "list" | "filter";
            /** @description Hosts of a list */
            host_ids: number[];
            /** @description Hosts that have all of these tags */
            tags: string[];
            /** @description Search text */
            q: string;
            /** @description online, offline, … */
            status: string;
            /** @description healthy, degraded, … */
            health_state: string;
            /** @description manual_ssh, cloud_import, … */
            source: string;
            /** @description Region */
            region: string;
            /**
             * Format: int64
             * @description Who made it
             */
            readonly created_by: number;
            /**
             * Format: date-time
             * @description When
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @description Last change
             */
            readonly updated_at: string;
            /**
             * Format: int64
             * @description For If-Match
             */
            readonly version: number;
        };
        /** @description A page of a folder */
        FileList: {
            /** @description The folder as it was asked for */
            path: string;
            /** @description Its bytes as base64url; absent when the text is exact */
            path_b64?: string;
            /** @description The folder as the host has it */
            real_path: string;
            /** @description Its bytes as base64url; absent when the text is exact */
            real_path_b64?: string;
            /** @description Folders first */
            list: components["schemas"]["File"][];
            /**
             * Format: int64
             * @description Entries that match, over all pages
             */
            total: number;
            /** @description There was no time to see them all */
            truncated: boolean;
            /** @description Cursor of the next page; null at the end */
            next: string | null;
        };
        /** @description An entry of a folder */
        File: {
            /** @description Name, escaped where it is no plain text */
            name: string;
            /** @description Its bytes as base64url; absent when the text is exact */
            name_b64?: string;
            /** @description Folder and name */
            path: string;
            /** @description Its bytes as base64url; absent when the text is exact */
            path_b64?: string;
            /** @description Folder, or a link to one */
            is_dir: boolean;
            /** @description file, dir, link, block, char, fifo, socket */
            type: string;
            /**
             * Format: int64
             * @description Bytes
             */
            size: number;
            /** @description As ls -l has it */
            mode: string;
            /** @description Octal */
            permissions: string;
            /**
             * Format: int64
             * @description Owner's number
             */
            uid: number;
            /**
             * Format: int64
             * @description Group's number
             */
            gid: number;
            /** @description Owner, where the host tells */
            owner: string;
            /** @description Group, where the host tells */
            group: string;
            /**
             * Format: date-time
             * @description Last change
             */
            updated_at: string;
            /** @description What a link names */
            target?: string;
            /** @description Its bytes */
            target_b64?: string;
        };
        /** @description A path */
        FilePath: {
            /** @description Path */
            path: string;
            /** @description The same as base64url of its bytes; wins */
            path_b64: string;
        };
        /** @description An entry and the space around it */
        FileStat: {
            /** @description The entry */
            item: components["schemas"]["File"];
            /** @description Of the file system that it is on */
            usage: components["schemas"]["FileSystemUsage"];
            /** @description Folder that files must stay in, empty: none */
            root: string;
        };
        /** @description Space of a file system */
        FileSystemUsage: {
            /**
             * Format: int64
             * @description Bytes in all
             */
            total: number;
            /**
             * Format: int64
             * @description Bytes that this login may still use
             */
            free: number;
            /**
             * Format: int64
             * @description Inodes in all
             */
            files: number;
            /**
             * Format: int64
             * @description Inodes left
             */
            files_free: number;
            /** @description Mounted read-only */
            read_only: boolean;
            /** @description The host tells */
            known: boolean;
        };
        /** @description A text file */
        FileContent: {
            /** @description Path */
            path: string;
            /** @description Its bytes as base64url; absent when the text is exact */
            path_b64?: string;
            /** @description The whole text */
            content: string;
            /**
             * Format: int64
             * @description Bytes
             */
            size: number;
            /** @description As ls -l has it */
            mode: string;
            /** @description Octal */
            permissions: string;
            /**
             * Format: date-time
             * @description Last change
             */
            updated_at: string;
            /** @description To be sent back as If-Match when it is saved */
            etag: string;
        };
        /** @description What was written */
        FileSaved: {
            /** @description Path */
            path: string;
            /** @description Its bytes as base64url; absent when the text is exact */
            path_b64?: string;
            /**
             * Format: int64
             * @description Bytes written
             */
            size: number;
            /** @description Their SHA-256 */
            sha256: string;
            /** @description For the next time */
            etag: string;
            /** @description There was none */
            created: boolean;
            /** @description Replaced in one step; else written in place */
            atomic: boolean;
        };
        /** @description A link for one download */
        FileTicket: {
            /** @description Where the browser finds the file, once */
            url: string;
            /**
             * Format: int64
             * @description Seconds left
             */
            expires_in_s: number;
        };
        /** @description A new name or place */
        FileRename: {
            /** @description From */
            old_path: string;
            /** @description The same as base64url of its bytes; wins */
            old_path_b64: string;
            /** @description To */
            new_path: string;
            /** @description The same as base64url of its bytes; wins */
            new_path_b64: string;
            /** @description A file that has the new name is replaced */
            overwrite: boolean;
        };
        /** @description The folder that files must stay in */
        FileRoot: {
            /** @description Folder that files must stay in, empty: none */
            root: string;
            /** @description Where that is set: host, project, none */
            scope: string;
        };
        /** @description An upload */
        FileUpload: {
            /**
             * Format: int64
             * @description Upload
             */
            id: number;
            /**
             * Format: int64
             * @description Project
             */
            project_id: number;
            /**
             * Format: int64
             * @description Host
             */
            host_id: number;
            /**
             * Format: int64
             * @description Whose
             */
            user_id: number;
            /**
             * Format: int64
             * @description Bytes in all, -1: not said
             */
            size: number;
            /**
             * Format: int64
             * @description Where it goes on
             */
            offset: number;
            /** @description open, completing, done, aborted, expired */
            status: string;
            /** @description As announced; once done, of what came */
            sha256: string;
            /** @description Replaces what is there */
            overwrite: boolean;
            /**
             * Format: date-time
             * @description Begun
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Something last came
             */
            updated_at: string;
            /**
             * Format: date-time
             * @description Removed when nothing comes until then
             */
            expires_at: string;
            /** @description Where it shall be */
            path: string;
            /** @description Its bytes as base64url; absent when the text is exact */
            path_b64?: string;
        };
        /** @description An account at a cloud, without its secret */
        CloudAccount: {
            /**
             * Format: int64
             * @description Account
             */
            readonly id: number;
            /**
             * Format: int64
             * @description Project
             */
            readonly project_id: number;
            /**
             * @description Cloud
             * @enum {string}
             */
            provider: "alicloud" | "tencent" | "aws";
            /** @description Name */
            account_name: string;
            /** @description Access key id */
            access_key_id: string;
            /** @description Always empty */
            access_key_secret: string;
            /** @description Region looked at first */
            region_default: string;
            /** @description Private endpoint; empty: the public one */
            endpoint: string;
            /** @description active, or error after a failed test */
            status: string;
            /** @description What the last call said */
            last_error: string;
            /**
             * Format: int64
             * @description Hosts imported by it
             */
            hosts: number;
            /**
             * Format: date-time
             * @description Last test
             */
            last_test_at: string | null;
            /**
             * Format: date-time
             * @description Last re-sync
             */
            last_sync_at: string | null;
            /**
             * Format: int64
             * @description Who made it
             */
            created_by: number;
            /**
             * Format: date-time
             * @description Created
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @description Changed
             */
            readonly updated_at: string;
            /**
             * Format: int64
             * @description Row version
             */
            readonly version: number;
        };
        /** @description What a test found */
        CloudTest: {
            /** @description Both calls worked */
            ok: boolean;
            /** @description Cloud */
            provider: string;
            /** @description Kind of failure: bad_key_id, bad_signature, no_permission, clock_skew, throttled, unknown_region, network, tls, timeout, not_allowed, bad_reply, service */
            error_code?: string;
            /** @description What failed */
            message?: string;
            /** @description Region looked at */
            region?: string;
            /**
             * Format: int64
             * @description Regions that there are
             */
            regions: number;
            /**
             * Format: int64
             * @description Instances there, -1: not told
             */
            instances: number;
            /**
             * Format: int64
             * @description Duration
             */
            latency_ms: number;
        };
        /** @description A region of a cloud */
        CloudRegion: {
            /** @description Region */
            id: string;
            /** @description Its name for people */
            name: string;
        };
        /** @description A page of instances */
        CloudInstances: {
            /** @description Instances */
            list: components["schemas"]["CloudInstance"][];
            /**
             * Format: int64
             * @description How many match; -1: not told
             */
            total: number;
            /** @description For the page behind it; empty at the end */
            next: string;
            /** @description Region looked at */
            region: string;
        };
        /** @description A machine at a cloud */
        CloudInstance: {
            /** @description Instance id */
            instance_id: string;
            /** @description Name */
            name: string;
            /** @description Private address, else the public one */
            ip: string;
            /** @description Region */
            region: string;
            /**
             * @description State
             * @enum {string}
             */
            status: "running" | "stopped" | "starting" | "stopping" | "terminated" | "other";
            /** @description Operating system */
            os: string;
            /**
             * Format: int64
             * @description Processors, 0: not told
             */
            cpu: number;
            /**
             * Format: int64
             * @description Memory in MiB, 0: not told
             */
            memory_mb: number;
            /**
             * Format: int64
             * @description Disks in GiB, 0: not told
             */
            disk_gb: number;
            /** @description Private address */
            private_ip: string;
            /** @description Public address */
            public_ip: string;
            /** @description Zone */
            zone: string;
            /** @description Kind of machine */
            instance_type: string;
            /** @description Network */
            vpc_id: string;
            /** @description key=value */
            tags: string[];
            /**
             * Format: int64
             * @description Host that it was imported as
             */
            host_id: number | null;
        };
        /** @description An import that has begun */
        CloudImportReply: {
            /** @description The import */
            task: components["schemas"]["CloudImportTask"];
            /** @description None yet */
            created: components["schemas"]["CloudCreated"][];
        };
        /** @description An import or a re-sync */
        CloudImportTask: {
            /** @description Import or re-sync, a UUID */
            id: string;
            /**
             * Format: int64
             * @description Its number
             */
            run_id: number;
            /**
             * Format: int64
             * @description Project
             */
            project_id: number;
            /**
             * Format: int64
             * @description Account, 0: removed since
             */
            account_id: number;
            /** @description Its name then */
            account_name: string;
            /** @description Cloud */
            provider: string;
            /**
             * @description import or sync
             * @enum {string}
             */
            kind: "import" | "sync";
            /** @description running, ready (to look at), success, failed */
            status: string;
            /** @description What was asked for */
            request_json: string;
            /** @description Counts */
            result_json: string;
            /** @description Why it failed */
            error_message: string;
            /**
             * Format: int64
             * @description Task that does it
             */
            task_id: number;
            /**
             * Format: int64
             * @description Items
             */
            total: number;
            /**
             * Format: int64
             * @description Not done
             */
            pending: number;
            /**
             * Format: int64
             * @description Hosts made
             */
            created: number;
            /**
             * Format: int64
             * @description Hosts changed or marked
             */
            updated: number;
            /**
             * Format: int64
             * @description Left alone
             */
            skipped: number;
            /**
             * Format: int64
             * @description Failed
             */
            failed: number;
            /**
             * Format: int64
             * @description New at the cloud
             */
            n_new: number;
            /**
             * Format: int64
             * @description Changed there
             */
            n_changed: number;
            /**
             * Format: int64
             * @description Gone there
             */
            n_gone: number;
            /**
             * Format: int64
             * @description Who
             */
            created_by: number;
            /**
             * Format: date-time
             * @description Asked for
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Last step
             */
            updated_at: string;
        };
        /** @description A host */
        CloudCreated: {
            /**
             * Format: int64
             * @description Host
             */
            id: number;
        };
        /** @description One instance of an import or re-sync */
        CloudItem: {
            /**
             * Format: int64
             * @description Item
             */
            id: number;
            /** @description Instance */
            instance_id: string;
            /** @description Region */
            region: string;
            /** @description Its name */
            name: string;
            /** @description Its address */
            ip: string;
            /**
             * @description What is to be done
             * @enum {string}
             */
            change: "import" | "new" | "changed" | "gone";
            /**
             * @description How far it is
             * @enum {string}
             */
            state: "pending" | "queued" | "created" | "updated" | "gone" | "skipped" | "failed";
            /** @description Why not: address_taken, name_taken, no_address, not_found, terminated, host_gone, error */
            code?: string;
            /** @description Whose name or address it is, or the error */
            detail?: string;
            /**
             * Format: int64
             * @description Host
             */
            host_id: number | null;
            /** @description Its name */
            host_name?: string;
            /** @description As it was known */
            before: unknown;
            /** @description As the cloud has it */
            after: unknown;
        };
        /** @description A new terminal */
        TerminalOpened: {
            /** @description Session id */
            readonly session_id: string;
            /**
             * @description State
             * @enum {string}
             */
            readonly status: "active" | "closed" | "failed" | "lost";
            /** @description Where its WebSocket is */
            readonly ws_path: string;
            /**
             * Format: date-time
             * @description When it was asked for
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @description When it ends if nobody types
             */
            readonly expires_at: string;
        };
        /** @description A shell on a host, running or over */
        TerminalSession: {
            /** @description Session id */
            readonly session_id: string;
            /**
             * Format: int64
             * @description Number
             */
            readonly id: number;
            /**
             * Format: int64
             * @description Project
             */
            readonly project_id: number;
            /**
             * Format: int64
             * @description Host
             */
            readonly host_id: number | null;
            /** @description Its name then */
            readonly host_name: string;
            /** @description Its address then */
            readonly ip: string;
            /** @description Who it was on the host */
            readonly ssh_user: string;
            /**
             * Format: int64
             * @description Who opened it
             */
            readonly user_id: number;
            /** @description His name */
            readonly username: string;
            /** @description From where */
            readonly client_ip: string;
            /** @description Why */
            readonly reason: string;
            /**
             * @description State
             * @enum {string}
             */
            readonly status: "active" | "closed" | "failed" | "lost";
            /** @description Why it ended */
            readonly end_reason: string;
            /** @description What went wrong */
            readonly error: string;
            /**
             * Format: int64
             * @description Who ended it
             */
            readonly ended_by: number | null;
            /**
             * Format: int64
             * @description Of the shell; -1: none
             */
            readonly exit_code: number;
            /**
             * Format: int64
             * @description Columns at the start
             */
            readonly cols: number;
            /**
             * Format: int64
             * @description Rows at the start
             */
            readonly rows: number;
            /**
             * Format: int64
             * @description How long it lasted
             */
            readonly duration_ms: number;
            /**
             * Format: int64
             * @description Bytes typed
             */
            readonly bytes_in: number;
            /**
             * Format: int64
             * @description Bytes shown
             */
            readonly bytes_out: number;
            /**
             * Format: int64
             * @description Bytes recorded
             */
            readonly recorded_bytes: number;
            /**
             * Format: int64
             * @description Pieces of the recording
             */
            readonly chunks: number;
            /**
             * Format: int64
             * @description Where the recording was cut; -1: it is whole
             */
            readonly cut_at_ms: number;
            /**
             * Format: date-time
             * @description When the shell was there
             */
            readonly connected_at: string | null;
            /**
             * Format: date-time
             * @description When it was asked for
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @description Last change
             */
            readonly updated_at: string;
            /**
             * Format: date-time
             * @description When it ended
             */
            readonly ended_at: string | null;
            /** @description Whether the caller opened it */
            readonly mine: boolean;
            /** @description Whether the caller may watch and replay it */
            readonly can_watch: boolean;
            /** @description Whether the caller may end it */
            readonly can_control: boolean;
        };
        /** @description A terminal that ends */
        TerminalEnded: {
            /** @description Session id */
            readonly session_id: string;
            /**
             * @description State
             * @enum {string}
             */
            readonly status: "active" | "closed" | "failed" | "lost";
        };
        /** @description A line that was found */
        TerminalHit: {
            /**
             * Format: int64
             * @description Of the place, for the next page; several lines of one share it
             */
            readonly id: number;
            /** @description Session */
            readonly session_id: string;
            /**
             * Format: int64
             * @description Host
             */
            readonly host_id: number | null;
            /** @description Its name then */
            readonly host_name: string;
            /**
             * Format: int64
             * @description Whose session
             */
            readonly user_id: number;
            /** @description His name */
            readonly username: string;
            /**
             * @description i: typed, o: shown
             * @enum {string}
             */
            readonly kind: "i" | "o";
            /**
             * Format: int64
             * @description Moment in the recording
             */
            readonly ms: number;
            /**
             * Format: date-time
             * @description When the session began
             */
            readonly started_at: string;
            /** @description The line */
            readonly text: string;
            /** @description Lines before it */
            readonly before: string[];
            /** @description Lines after it */
            readonly after: string[];
        };
        /** @description A ticket for one WebSocket */
        TerminalTicket: {
            /** @description Good for one use; the socket's first message */
            readonly ticket: string;
            /** @description Where to connect with it */
            readonly ws_path: string;
            /**
             * Format: int64
             * @description Seconds that it is good for
             */
            readonly expires_in_s: number;
        };
        /** @description A line of a session */
        TerminalLine: {
            /**
             * Format: int64
             * @description Milliseconds since the start
             */
            readonly ms: number;
            /**
             * @description i: typed, o: shown
             * @enum {string}
             */
            readonly kind: "i" | "o";
            /** @description The line */
            readonly text: string;
        };
        /** @description A login */
        Login: {
            /** @description Login name */
            username: string;
            /** @description Password */
            password: string;
        };
        /** @description A new account */
        Register: {
            /** @description Login name */
            username: string;
            /** @description Password */
            password: string;
            /** @description Name for people */
            name?: string;
            /** @description E-mail address */
            email?: string;
            /** @description Telephone number */
            phone?: string;
            /** @description Address of a picture */
            avatar?: string;
        };
        /** @description A refresh token */
        Refresh: {
            /** @description Refresh token; consoles send it as a cookie instead */
            refreshToken?: string;
        };
        /** @description What to change of oneself; what is left out stays */
        MePatch: {
            /** @description Name for people */
            name?: string;
            /** @description E-mail address */
            email?: string;
            /** @description Telephone number */
            phone?: string;
            /** @description Address of a picture */
            avatar?: string;
        };
        /** @description A new password for oneself */
        PasswordChange: {
            /** @description Present password */
            old_password: string;
            /** @description New password */
            new_password: string;
        };
        /** @description An API token to make */
        ApiTokenNew: {
            /** @description What it is for */
            name: string;
            /** @description Permission codes that the caller holds */
            scopes: string[];
            /**
             * Format: int64
             * @description Life in days
             * @default 90
             */
            expires_in_days: number;
            /**
             * Format: int64
             * @description Limit to one project; 0: all of the caller's
             * @default 0
             */
            project_id: number;
        };
        /** @description A ticket to make */
        TicketNew: {
            /**
             * @description Where it will be shown
             * @enum {string}
             */
            target: "notifications" | "terminal";
        };
        /** @description An account to make */
        UserNew: {
            /** @description Login name */
            username: string;
            /** @description First password */
            password: string;
            /** @description Name for people */
            name?: string;
            /** @description E-mail address */
            email?: string;
            /** @description Telephone number */
            phone?: string;
            /** @description Codes of global roles */
            roles?: string[];
            /** @description disabled, else the account is active */
            status?: string;
        };
        /** @description What to change of an account */
        UserPatch: {
            /** @description Never changes */
            username?: string;
            /** @description New password; blank: unchanged */
            password?: string;
            /** @description Name for people */
            name?: string;
            /** @description E-mail address */
            email?: string;
            /** @description Telephone number */
            phone?: string;
            /** @description Codes of global roles; left out: unchanged, []: none */
            roles?: string[];
            /** @description active or disabled */
            status?: string;
        };
        /** @description A question about one's own rights */
        RbacCheck: {
            /** @description "deploy:target" */
            resource: string;
            /** @description "read" */
            action: string;
            /**
             * Format: int64
             * @description In this project; 0: anywhere
             * @default 0
             */
            project_id: number | string;
        };
        /** @description A role to make */
        RoleNew: {
            /** @description Name for people */
            name: string;
            /** @description Stable code; the name when left out */
            code?: string;
            /** @description What it is for */
            description?: string;
            /** @description Permission codes */
            permissions?: string[];
        };
        /** @description What to change of a role */
        RolePatch: {
            /** @description Name for people */
            name?: string;
            /** @description Never changes */
            code?: string;
            /** @description What it is for */
            description?: string;
            /** @description Permission codes; left out: unchanged, []: none */
            permissions?: string[];
        };
        /** @description Something that a console reports */
        RbacEvent: {
            /** @description legacy_redirect, governance_task */
            eventType: string;
            /** @description Page left */
            fromPath?: string;
            /** @description Page entered */
            toPath?: string;
            /** @description What was done */
            action?: string;
            /** @description How it ended */
            status?: string;
            /**
             * Format: int64
             * @description How long it took
             * @default 0
             */
            durationMs: number;
        };
        /** @description A new project */
        ProjectNew: {
            /** @description Name */
            name: string;
            /** @description Short unique code [a-z0-9-]; made from the name when absent */
            code?: string;
            /** @description The same as code */
            key?: string;
            /** @description Description */
            description?: string;
            /**
             * @description development (default), staging or production
             * @enum {string}
             */
            environment?: "development" | "staging" | "production";
            /**
             * Format: int64
             * @description Team that owns it
             * @default 0
             */
            team_id: number;
        };
        /** @description Changes of a project; what is absent stays */
        ProjectPatch: {
            /** @description Name */
            name?: string;
            /** @description Description */
            description?: string;
            /**
             * @description Needs project:write globally, because policies hang on it
             * @enum {string}
             */
            environment?: "development" | "staging" | "production";
            /**
             * Format: int64
             * @description Team that owns it, 0: none
             */
            team_id?: number | null;
        };
        /** @description A new membership */
        ProjectMemberNew: {
            /**
             * Format: int64
             * @description User: either this or team_id
             * @default 0
             */
            user_id: number | string;
            /**
             * Format: int64
             * @description The same as user_id
             * @default 0
             */
            userId: number | string;
            /**
             * Format: int64
             * @description Team: either this or user_id
             * @default 0
             */
            team_id: number | string;
            /** @description Role's code */
            role: string;
        };
        /** @description A new team */
        TeamNew: {
            /** @description Unique name */
            name: string;
            /** @description Description */
            description?: string;
        };
        /** @description Changes of a team; what is absent stays */
        TeamPatch: {
            /** @description Unique name */
            name?: string;
            /** @description Description */
            description?: string;
        };
        /** @description A new member of a team */
        TeamMemberNew: {
            /**
             * Format: int64
             * @description User
             */
            user_id: number | string;
        };
        /** @description A decision */
        ApprovalDecide: {
            /** @description Comment */
            comment?: string;
            /** @description Digest of what the approver saw; another one is refused */
            digest?: string;
        };
        /** @description A policy, whole: also an update names everything */
        ApprovalPolicyNew: {
            /** @description Name */
            name: string;
            /**
             * Format: int64
             * @description Only in this project; null: in every one
             * @default 0
             */
            project_id: number | null;
            /**
             * @description Only in projects of this environment
             * @enum {string|null}
             */
            environment?: "development" | "staging" | "production" | null;
            /** @description host:execute, host:* or * */
            action: string;
            /**
             * @description From this risk on; low when absent
             * @enum {string}
             */
            min_risk?: "low" | "medium" | "high";
            /** @description Role that an approver needs: this or approver_permission */
            approver_role?: string;
            /** @description Permission that an approver needs: this or approver_role */
            approver_permission?: string;
            /**
             * Format: int64
             * @description Approvals that it needs
             * @default 1
             */
            count: number;
            /**
             * Format: int64
             * @description Life of an approval
             * @default 60
             */
            expires_minutes: number;
            /**
             * @description Whether it counts
             * @default true
             */
            enabled: boolean;
        };
        /** @description A person's verdict on an uncertain task */
        TaskResolve: {
            /**
             * @description How it really ended
             * @enum {string}
             */
            status: "succeeded" | "failed";
            /** @description How that is known */
            reason: string;
        };
        /** @description A schedule to make or its new contents */
        ScheduleNew: {
            /** @description Unique name in the project */
            name: string;
            /** @description Five fields, @hourly, @daily …, or @at and an RFC 3339 time */
            cron: string;
            /** @description UTC (default), +08:00, Asia/Shanghai */
            timezone?: string;
            /** @description Kind of the tasks it makes */
            kind: string;
            /** @description Their arguments */
            args?: unknown;
            /**
             * Format: int64
             * @description Project; default: X-Project-ID
             * @default 0
             */
            project_id: number;
            /**
             * @description Whether it fires
             * @default true
             */
            enabled: boolean;
        };
        /** @description What to probe */
        HostProbeNew: {
            /** @description Name */
            name?: string;
            /** @description Address or name */
            ip?: string;
            /**
             * Format: int64
             * @description SSH port
             * @default 22
             */
            port: number | string;
            /** @description password or key */
            auth_type?: string;
            /** @description Login name, root */
            username?: string;
            /** @description Password */
            password?: string;
            /**
             * Format: int64
             * @description SSH key
             */
            ssh_key_id?: number | string | null;
            /**
             * Format: int64
             * @description Shared password, in place of user and password
             */
            password_credential_id?: number | string | null;
            /**
             * Format: int64
             * @description Host through which it is reached
             */
            jump_host_id?: number | string | null;
            /**
             * Format: int64
             * @description Project that the host shall belong to
             * @default 0
             */
            project_id: number;
            /** @description Log in only when the host key has this SHA256 fingerprint */
            host_key_fingerprint?: string;
        };
        /** @description A new host */
        HostNew: {
            /** @description From the probe */
            probe_token?: string;
            /** @description Name; blank: the probed one */
            name?: string;
            /** @description Without token: address */
            ip?: string;
            /**
             * Format: int64
             * @description SSH port
             * @default 22
             */
            port: number | string;
            /** @description Without token: login name */
            username?: string;
            /** @description Without token: password */
            password?: string;
            /** @description Without token */
            auth_type?: string;
            /**
             * Format: int64
             * @description Without token: SSH key
             */
            ssh_key_id?: number | string | null;
            /**
             * Format: int64
             * @description Without token: shared password
             */
            password_credential_id?: number | string | null;
            /**
             * Format: int64
             * @description Without token: host through which it is reached
             */
            jump_host_id?: number | string | null;
            /** @description Free text */
            description?: string;
            /** @description Role */
            role?: string;
            /** @description Region */
            region?: string;
            /**
             * Format: int64
             * @description Cluster
             * @default 0
             */
            cluster_id: number | string;
            /** @description Tags */
            labels?: string[] | string;
            /** @description Tags, too */
            tags?: string[] | string;
            /** @description manual_ssh */
            source?: string;
            /** @description Provider */
            provider?: string;
            /** @description Id there */
            provider_instance_id?: string;
            /**
             * Format: int64
             * @description Parent
             */
            parent_host_id?: number | null;
            /**
             * @description Create although the probe failed; administrators only
             * @default false
             */
            force: boolean;
            /** @description Without token: state */
            status?: string;
            /**
             * Format: int64
             * @description Without token: project
             * @default 0
             */
            project_id: number;
            /** @description What the user confirmed; must be the probed one */
            host_key_fingerprint?: string;
        };
        /** @description What may be changed */
        HostPatch: {
            /** @description Name */
            name?: string;
            /**
             * @description State
             * @enum {string}
             */
            status?: "online" | "offline" | "maintenance" | "error" | "inactive";
            /** @description Region */
            region?: string;
            /** @description Free text */
            description?: string;
            /** @description Tags */
            labels?: string[] | string;
            /** @description Tags, too */
            tags?: string[] | string;
            /** @description Role */
            role?: string;
            /**
             * Format: int64
             * @description Cluster, 0: none
             */
            cluster_id?: number | string | null;
            /**
             * Format: int64
             * @description Host through which it is reached, 0: directly
             */
            jump_host_id?: number | string | null;
        };
        /** @description New credentials */
        HostCredentials: {
            /** @description password or key */
            auth_type?: string;
            /** @description Login name; required but with a shared password */
            username?: string;
            /** @description Password */
            password?: string;
            /**
             * Format: int64
             * @description SSH key
             */
            ssh_key_id?: number | string | null;
            /**
             * Format: int64
             * @description Shared password, in place of user and password
             */
            password_credential_id?: number | string | null;
            /**
             * Format: int64
             * @description Host through which it is reached, 0: directly; absent: as before
             */
            jump_host_id?: number | string | null;
            /**
             * Format: int64
             * @description SSH port
             * @default 22
             */
            port: number | string;
            /** @description Confirms the host key of a host that has none pinned */
            host_key_fingerprint?: string;
        };
        /** @description How to check */
        HostCheckNew: {
            /** @description Confirms this host key: pins it */
            host_key_fingerprint?: string;
        };
        /** @description A command */
        HostExecNew: {
            /** @description For the login shell, as it is */
            command: string;
            /**
             * Format: int64
             * @description Seconds until it is stopped
             * @default 300
             */
            timeout_s: number | string;
            /** @description Why, for approvers */
            reason?: string;
        };
        /** @description A tag to add */
        HostTagNew: {
            /** @description Tag */
            tag: string;
        };
        /** @description What to do with a host */
        HostAction: {
            /** @description maintenance, online, offline, restart or shutdown */
            action: string;
            /** @description Why */
            reason?: string;
            /**
             * Format: date-time
             * @description Maintenance begins then; now
             */
            from?: string | null;
            /**
             * Format: date-time
             * @description Maintenance ends by itself then
             */
            until?: string | null;
        };
        /** @description One action on many hosts: on all of them or on none */
        HostBatch: {
            /** @description Hosts */
            host_ids?: number[];
            /** @description maintenance, online, offline, add_tags, remove_tags or delete */
            action: string;
            /** @description Of add_tags and remove_tags */
            tags?: string[] | string;
            /** @description Why */
            reason?: string;
            /**
             * Format: date-time
             * @description Maintenance begins then; now
             */
            from?: string | null;
            /**
             * Format: date-time
             * @description Maintenance ends by itself then
             */
            until?: string | null;
            /**
             * Format: int64
             * @description Unused
             * @default 0
             */
            group_id: number;
            /** @description Instead of host_ids: all that the list finds with this query */
            filter?: string;
            /**
             * Format: int64
             * @description How many the filter was seen to find; refused when it is not so
             * @default 0
             */
            expected: number;
        };
        /** @description How to check */
        HostHealthNew: {
            /**
             * @description Measure the processor for a second
             * @default false
             */
            deep: boolean;
        };
        /** @description What may be changed */
        HostMonitorPatch: {
            /** @description Whether to collect */
            enabled: boolean | null;
        };
        /** @description A filter to keep */
        SavedHostFilterNew: {
            /** @description What it is called; one's own differ without regard to case */
            name: string;
            /** @description As behind the ? of the list; page and page_size do not belong */
            query: string;
            /**
             * Format: int64
             * @description The project it is shared in; 0: nobody else sees it
             * @default 0
             */
            project_id: number;
        };
        /** @description What changes; what is absent stays */
        SavedHostFilterPatch: {
            /** @description What it is called; one's own differ without regard to case */
            name?: string;
            /** @description As behind the ? of the list; page and page_size do not belong */
            query?: string;
            /**
             * Format: int64
             * @description The project it is shared in; 0: nobody else sees it
             */
            project_id?: number | null;
        };
        /** @description A node to add */
        NodeNew: {
            /** @description Name */
            name: string;
            /** @description Address */
            ip: string;
            /**
             * Format: int64
             * @description SSH port
             */
            port: number | string;
            /** @description Login name */
            ssh_user: string;
            /**
             * Format: int64
             * @description SSH key
             */
            ssh_key_id: number | string;
            /**
             * @description Role
             * @enum {string}
             */
            role: "master" | "worker" | "none";
            /** @description Without effect */
            ssh_password?: string;
            /** @description Without effect */
            hostname?: string;
            /** @description Free text */
            description?: string;
            /**
             * Format: int64
             * @description Cluster
             * @default 0
             */
            cluster_id: number | string;
            /** @description Without effect */
            labels?: unknown;
            /**
             * Format: int64
             * @description Project
             * @default 0
             */
            project_id: number;
            /** @description Expected host key */
            host_key_fingerprint?: string;
        };
        /** @description A key to keep */
        SshKeyNew: {
            /** @description Name */
            name: string;
            /** @description PEM or OpenSSH text */
            private_key: string;
            /** @description Of an encrypted key */
            passphrase?: string;
            /**
             * Format: int64
             * @description Project
             * @default 0
             */
            project_id: number;
        };
        /** @description A key to make */
        SshKeyGenerate: {
            /** @description Name */
            name: string;
            /**
             * @description Kind of key; absent: ed25519
             * @enum {string}
             */
            algorithm?: "ed25519" | "rsa";
            /**
             * Format: int64
             * @description Of an RSA key: 3072 or 4096
             * @default 3072
             */
            bits: number;
            /**
             * Format: int64
             * @description Project
             * @default 0
             */
            project_id: number;
        };
        /** @description Changes of a key */
        SshKeyPatch: {
            /** @description Name */
            name: string;
        };
        /** @description Where to try it */
        SshKeyVerifyNew: {
            /** @description Address or name */
            ip: string;
            /**
             * Format: int64
             * @description SSH port
             * @default 22
             */
            port: number | string;
            /** @description Login name, root */
            username?: string;
            /**
             * Format: int64
             * @description Host through which it is reached
             */
            jump_host_id?: number | string | null;
        };
        /** @description A password to keep */
        PasswordCredentialNew: {
            /** @description Name */
            name: string;
            /** @description Login name */
            username: string;
            /** @description Password */
            password: string;
            /** @description What for */
            description?: string;
            /**
             * Format: int64
             * @description Project
             * @default 0
             */
            project_id: number;
        };
        /** @description Changes of a shared password; what is absent stays */
        PasswordCredentialPatch: {
            /** @description Name */
            name?: string;
            /** @description Login name */
            username?: string;
            /** @description A new one; absent: stays */
            password?: string;
            /** @description What for */
            description?: string;
        };
        /** @description A known_hosts */
        KnownHostsNew: {
            /** @description Lines of known_hosts */
            text: string;
            /**
             * Format: int64
             * @description Project
             * @default 0
             */
            project_id: number;
        };
        /** @description A word about it */
        HostKeyAccept: {
            /** @description Why it is right */
            reason?: string;
        };
        /** @description A word about it */
        HostKeyReject: {
            /** @description Why it is wrong */
            reason: string;
        };
        /** @description A rotation to start */
        KeyRotationNew: {
            /** @description Of the new key; absent: made of the old one's */
            name?: string;
            /**
             * @description Kind of the new key; absent: ed25519
             * @enum {string}
             */
            algorithm?: "ed25519" | "rsa";
            /**
             * Format: int64
             * @description Of an RSA key: 3072 or 4096
             * @default 3072
             */
            bits: number;
            /** @description Where the hosts keep their keys, from the home folder; absent: .ssh/authorized_keys */
            keys_file?: string;
            /**
             * @description Whether the old key is deleted here when no host uses it any more
             * @default true
             */
            delete_old: boolean;
            /** @description Why */
            reason?: string;
        };
        /** @description A virtual machine to be made */
        VirtNew: {
            /** @description Name of the virtual machine */
            name: string;
            /** @description Address: with /prefix set in the guest, without one expected by DHCP */
            ip?: string;
            /** @description Gateway of a set address */
            gateway?: string;
            /** @description Name servers of a set address */
            nameservers?: string[];
            /** @description Login that is made; empty: root */
            ssh_user?: string;
            /**
             * Format: int64
             * @description Processors, 0: 2
             * @default 0
             */
            cpu: number;
            /**
             * Format: int64
             * @description Memory in MiB, 0: 4096
             * @default 0
             */
            memory_mb: number;
            /**
             * Format: int64
             * @description Disk in GiB, 0: 50
             * @default 0
             */
            disk_gb: number;
            /** @description Network of libvirt's or bridge of the host; empty: default */
            network_bridge?: string;
            /** @description Volume that the disk starts from */
            template?: string;
            /** @description Storage pool; empty: default */
            pool?: string;
            /** @description Kernel on the host, instead of the disk's */
            kernel?: string;
            /** @description Its initial RAM disk */
            initrd?: string;
            /** @description Its command line */
            cmdline?: string;
            /**
             * @description The hypervisor is the jump host of the new host
             * @default false
             */
            via_parent: boolean;
            /**
             * @description Starts with the hypervisor
             * @default false
             */
            autostart: boolean;
            /**
             * Format: int64
             * @description How long to wait for an address and a login
             * @default 600
             */
            wait_s: number;
            /** @description Tags of the new host */
            tags?: string[];
            /** @description What the preview said; refused when it is no longer so */
            plan_digest?: string;
            /** @description Password of the login */
            password?: string;
            /**
             * Format: int64
             * @description SSH key of the login
             */
            ssh_key_id?: number | null;
            /** @description Why */
            reason?: string;
        };
        /** @description Something to be done to a virtual machine */
        VirtActionNew: {
            /**
             * @description What to do
             * @enum {string}
             */
            action: "start" | "shutdown" | "reboot" | "force_off" | "reset" | "suspend" | "resume";
            /** @description The one that is meant; refused when the name is another's now */
            uuid?: string;
            /** @description Why */
            reason?: string;
        };
        /** @description A rule to be made or changed */
        CommandRuleNew: {
            /**
             * Format: int64
             * @description Its project, 0: all
             * @default 0
             */
            project_id: number;
            /**
             * @description Projects of this environment only; empty: any
             * @enum {string}
             */
            environment?: "" | "development" | "staging" | "production";
            /** @description Name */
            name: string;
            /**
             * @description warn, approve (somebody else must agree), refuse
             * @enum {string}
             */
            effect: "warn" | "approve" | "refuse";
            /**
             * @description words: program and arguments; text: occurs anywhere
             * @enum {string}
             */
            kind: "words" | "text";
            /** @description Words, each a comma list of globs; | before it: fed by a pipe; > a file written to */
            pattern: string;
            /** @description Why */
            description?: string;
            /**
             * @description Whether it is asked
             * @default true
             */
            enabled: boolean;
        };
        /** @description A command that the rules are asked about */
        CommandTest: {
            /** @description Command or script */
            command: string;
            /** @description What would run it; empty: a shell */
            interpreter?: string;
            /**
             * Format: int64
             * @description Where it would run
             * @default 0
             */
            project_id: number;
        };
        /** @description A command for these hosts */
        BatchExec: {
            /** @description Hosts */
            host_ids: number[];
            /** @description Command */
            command: string;
            /**
             * Format: int64
             * @description For one host
             * @default 60
             */
            timeout_s: number;
            /** @description Why */
            reason?: string;
        };
        /** @description A command for many hosts */
        BatchNew: {
            /** @description For people; empty: the command */
            name?: string;
            /** @description These hosts, in order */
            host_ids?: number[];
            /** @description and those of these groups */
            group_ids?: number[];
            /** @description and those it finds */
            filter?: components["schemas"]["BatchFilter"];
            /**
             * Format: int64
             * @description Project of the hosts
             * @default 0
             */
            project_id: number;
            /** @description A command for the login shell, or with an interpreter a script */
            command: string;
            /**
             * @description Reads the script on its standard input; empty: a command
             * @enum {string}
             */
            interpreter?: "" | "sh" | "bash" | "zsh" | "python3" | "perl" | "ruby" | "node";
            /**
             * Format: int64
             * @description Hosts at once
             * @default 50
             */
            concurrency: number;
            /**
             * Format: int64
             * @description So many hosts first, all of which must succeed
             * @default 0
             */
            canary_count: number;
            /**
             * Format: int64
             * @description or so many percent
             * @default 0
             */
            canary_percent: number;
            /**
             * @description Wait for a person after the canaries
             * @default false
             */
            canary_pause: boolean;
            /** @description Tags in the order in which their hosts come; those without are last */
            tiers?: string[];
            /**
             * Format: int64
             * @description Begin no more hosts after more errors than these; -1: go on
             * @default -1
             */
            max_errors: number;
            /**
             * Format: int64
             * @description or than so many percent
             * @default -1
             */
            max_error_percent: number;
            /**
             * Format: int64
             * @description For one host
             * @default 60
             */
            timeout_s: number;
            /**
             * Format: int64
             * @description For all
             * @default 3600
             */
            total_timeout_s: number;
            /**
             * Format: int64
             * @description Bytes kept per host and stream
             * @default 65536
             */
            output_max: number;
            /**
             * @description May run again where a crash left it open whether it ran
             * @default false
             */
            repeatable: boolean;
            /**
             * @description Also hosts that are in maintenance
             * @default false
             */
            include_maintenance: boolean;
            /** @description Why */
            reason?: string;
        };
        /** @description Hosts by what they are */
        BatchFilter: {
            /** @description Hosts that have all of these tags */
            tags?: string[];
            /** @description Search text */
            q?: string;
            /** @description online, offline, … */
            status?: string;
            /** @description healthy, degraded, … */
            health_state?: string;
            /** @description manual_ssh, cloud_import, … */
            source?: string;
            /** @description Region */
            region?: string;
        };
        /** @description Which hosts are tried again */
        BatchRetry: {
            /** @description Hosts in these states; failed, unreachable, timed_out when absent */
            states?: string[];
            /** @description Why */
            reason?: string;
        };
        /** @description A group to be made or changed */
        HostGroupNew: {
            /**
             * Format: int64
             * @description Project
             * @default 0
             */
            project_id: number;
            /** @description Name */
            name: string;
            /** @description For people */
            description?: string;
            /**
             * @description list: these hosts; filter: those that it finds when asked
             * @enum {string}
             */
            kind: "list" | "filter";
            /** @description Hosts of a list */
            host_ids?: number[];
            /** @description Hosts that have all of these tags */
            tags?: string[];
            /** @description Search text */
            q?: string;
            /** @description online, offline, … */
            status?: string;
            /** @description healthy, degraded, … */
            health_state?: string;
            /** @description manual_ssh, cloud_import, … */
            source?: string;
            /** @description Region */
            region?: string;
        };
        /** @description A text file to be written */
        FileSave: {
            /** @description Path */
            path?: string;
            /** @description The same as base64url of its bytes; wins */
            path_b64?: string;
            /** @description The whole text */
            content?: string;
            /** @description The same as base64url, for control characters; wins */
            content_b64?: string;
            /** @description What was read, as If-Match; empty: whatever is there */
            etag?: string;
            /**
             * @description Only when there is none
             * @default false
             */
            create: boolean;
        };
        /** @description A path */
        FilePathBody: {
            /** @description Path */
            path?: string;
            /** @description The same as base64url of its bytes; wins */
            path_b64?: string;
        };
        /** @description A new name or place */
        FileRenameInput: {
            /** @description From */
            old_path?: string;
            /** @description The same as base64url of its bytes; wins */
            old_path_b64?: string;
            /** @description To */
            new_path?: string;
            /** @description The same as base64url of its bytes; wins */
            new_path_b64?: string;
            /**
             * @description A file that has the new name is replaced
             * @default false
             */
            overwrite: boolean;
        };
        /** @description Mode and owner */
        FilePermissions: {
            /** @description Path */
            path?: string;
            /** @description The same as base64url of its bytes; wins */
            path_b64?: string;
            /** @description Octal: 0644 */
            permissions?: string;
            /**
             * Format: int64
             * @description Owner's number
             */
            uid?: number | null;
            /**
             * Format: int64
             * @description Group's number
             */
            gid?: number | null;
        };
        /** @description Files and folders to be removed with all that is in them */
        FileRemove: {
            /** @description Paths */
            paths?: string[];
            /** @description More of them, as base64url of their bytes */
            paths_b64?: string[];
            /** @description Why */
            reason?: string;
        };
        /** @description Files and folders to be copied */
        FileCopy: {
            /** @description Paths */
            paths?: string[];
            /** @description More of them, as base64url of their bytes */
            paths_b64?: string[];
            /** @description Why */
            reason?: string;
            /** @description Folder that gets the copies */
            to?: string;
            /** @description The same as base64url of its bytes; wins */
            to_b64?: string;
        };
        /** @description The folder that files must stay in */
        FileRootPut: {
            /** @description An absolute path; empty removes the limit */
            root?: string;
            /**
             * @description host: here; project: hosts without one of their own
             * @enum {string}
             */
            scope?: "host" | "project";
        };
        /** @description An upload that will come in pieces */
        FileUploadNew: {
            /** @description Where it shall be */
            path?: string;
            /** @description The same as base64url of its bytes; wins */
            path_b64?: string;
            /**
             * Format: int64
             * @description Bytes in all
             */
            size: number;
            /** @description Of all of them, where it is known: checked at the end */
            sha256?: string;
            /** @description Octal; else those of the file replaced, or 0644 */
            permissions?: string;
            /**
             * @description Replaces what is there
             * @default false
             */
            overwrite: boolean;
        };
        /** @description An account to keep */
        CloudAccountNew: {
            /**
             * @description Cloud
             * @enum {string}
             */
            provider: "alicloud" | "tencent" | "aws";
            /** @description Name */
            account_name: string;
            /** @description Access key id */
            access_key_id: string;
            /** @description Secret, write only */
            access_key_secret: string;
            /** @description Region looked at first */
            region_default?: string;
            /** @description Host name of a private endpoint */
            endpoint?: string;
            /**
             * Format: int64
             * @description Project
             * @default 0
             */
            project_id: number;
        };
        /** @description What may be changed; a blank secret stays */
        CloudAccountPatch: {
            /** @description Name */
            account_name?: string;
            /** @description Access key id */
            access_key_id?: string;
            /** @description Secret, write only */
            access_key_secret?: string;
            /** @description Region looked at first */
            region_default?: string;
            /** @description Host name of a private endpoint */
            endpoint?: string;
        };
        /** @description What to compare */
        CloudSyncNew: {
            /** @description Regions; absent: the account's and those of its hosts */
            regions?: string[];
        };
        /** @description What to test */
        CloudTestNew: {
            /**
             * Format: int64
             * @description Account whose stored parts fill in what is not given
             * @default 0
             */
            account_id: number | string;
            /**
             * @description The path's wins
             * @enum {string}
             */
            provider?: "alicloud" | "tencent" | "aws";
            /** @description Without effect */
            account_name?: string;
            /** @description Access key id */
            access_key_id?: string;
            /** @description Secret, write only */
            access_key_secret?: string;
            /** @description Region to look at */
            region_default?: string;
            /** @description Host name of a private endpoint */
            endpoint?: string;
            /**
             * Format: int64
             * @description Without effect
             * @default 0
             */
            project_id: number;
        };
        /** @description Which instances */
        CloudQuery: {
            /**
             * Format: int64
             * @description Account
             */
            account_id: number | string;
            /** @description Region; blank: the account's */
            region?: string;
            /** @description Part of the name, an id or an address */
            keyword?: string;
            /**
             * @description State
             * @enum {string}
             */
            status?: "running" | "stopped" | "starting" | "stopping";
            /** @description key or key=value */
            tag?: string;
            /** @description Network */
            vpc?: string;
            /**
             * Format: int64
             * @description Most instances
             * @default 100
             */
            page_size: number | string;
            /** @description X-Next-Page of the page before */
            next?: string;
        };
        /** @description What to import, and how to log in to it */
        CloudImportNew: {
            /**
             * Format: int64
             * @description Account
             */
            account_id: number | string;
            /** @description Which; id and region count, the rest is asked from the cloud */
            instances?: components["schemas"]["CloudInstance"][];
            /**
             * @description Instead: all that match
             * @default false
             */
            all: boolean;
            /** @description With all: region; blank: the account's */
            region?: string;
            /** @description With all: part of the name, id, address */
            keyword?: string;
            /**
             * @description With all: state
             * @enum {string}
             */
            status?: "running" | "stopped" | "starting" | "stopping";
            /** @description With all: key or key=value */
            tag?: string;
            /** @description With all: network */
            vpc?: string;
            /** @description Role of the hosts */
            role?: string;
            /** @description Tags of the hosts */
            labels?: string[] | string;
            /** @description private (default) or public: which address the hosts get */
            address?: string;
            /** @description Login name, root */
            ssh_user?: string;
            /**
             * Format: int64
             * @description SSH port
             * @default 22
             */
            port: number | string;
            /**
             * Format: int64
             * @description SSH key
             */
            ssh_key_id?: number | string | null;
            /** @description Password, without a key */
            password?: string;
        };
        /** @description A machine at a cloud */
        CloudInstanceInput: {
            /** @description Instance id */
            instance_id: string;
            /** @description Name */
            name?: string;
            /** @description Private address, else the public one */
            ip?: string;
            /** @description Region */
            region?: string;
            /**
             * @description State
             * @enum {string}
             */
            status?: "running" | "stopped" | "starting" | "stopping" | "terminated" | "other";
            /** @description Operating system */
            os?: string;
            /**
             * Format: int64
             * @description Processors, 0: not told
             * @default 0
             */
            cpu: number;
            /**
             * Format: int64
             * @description Memory in MiB, 0: not told
             * @default 0
             */
            memory_mb: number;
            /**
             * Format: int64
             * @description Disks in GiB, 0: not told
             * @default 0
             */
            disk_gb: number;
            /** @description Private address */
            private_ip?: string;
            /** @description Public address */
            public_ip?: string;
            /** @description Zone */
            zone?: string;
            /** @description Kind of machine */
            instance_type?: string;
            /** @description Network */
            vpc_id?: string;
            /** @description key=value */
            tags?: string[];
            /**
             * Format: int64
             * @description Host that it was imported as
             */
            host_id?: number | null;
        };
        /** @description Which findings to apply */
        CloudApplyNew: {
            /** @description new, changed, gone; absent: all */
            changes?: string[];
            /** @description Items; absent: all of those */
            items?: number[];
            /** @description Role of the hosts */
            role?: string;
            /** @description Tags of the hosts */
            labels?: string[] | string;
            /** @description private (default) or public: which address the hosts get */
            address?: string;
            /** @description Login name, root */
            ssh_user?: string;
            /**
             * Format: int64
             * @description SSH port
             * @default 22
             */
            port: number | string;
            /**
             * Format: int64
             * @description SSH key
             */
            ssh_key_id?: number | string | null;
            /** @description Password, without a key */
            password?: string;
        };
        /** @description A terminal to open */
        TerminalNew: {
            /**
             * Format: int64
             * @description Columns
             * @default 120
             */
            cols: number;
            /**
             * Format: int64
             * @description Rows
             * @default 40
             */
            rows: number;
            /** @description Why, for the audit */
            reason?: string;
        };
        /** @description A ticket to make */
        TerminalTicketNew: {
            /**
             * @description attach: the owner; watch: look on; control: type instead of the owner
             * @enum {string}
             */
            mode?: "attach" | "watch" | "control";
        };
    };
    responses: {
        /** @description Refused or failed */
        Error: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
    };
    parameters: {
        /** @description Work in this project only */
        ProjectId: number;
        /** @description Same key, same request: one effect, same reply, for 24 hours */
        IdempotencyKey: string;
        /** @description Version that the change is based on */
        IfMatch: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    "system.health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SystemStatus"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "system.ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SystemStatus"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "system.openapi": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "system.info": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["SystemInfo"];
                        request_id: string;
                    };
                };
            };
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "auth.login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Login"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Grant"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "auth.register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Register"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Grant"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "auth.refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Refresh"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Regrant"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "auth.logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Refresh"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: null;
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "auth.config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["AuthConfig"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "auth.me": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Me"];
                        request_id: string;
                    };
                };
            };
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "auth.update_me": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Version that the change is based on */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MePatch"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Me"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "auth.password": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: null;
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "auth.list_sessions": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["Session"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "auth.end_other_sessions": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: null;
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "auth.end_session": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: null;
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "auth.list_tokens": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["ApiToken"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "auth.create_token": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApiTokenNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["ApiToken"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "auth.remove_token": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: null;
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "auth.create_ticket": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TicketNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Ticket"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "users.list": {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                page?: number;
                /** @description Rows per page */
                page_size?: number;
                /** @description Search text */
                q?: string;
                /** @description Column, with - in front for descending */
                sort?: string;
                /** @description Only these */
                status?: "active" | "disabled";
                /** @description Only holders of this role */
                role?: string;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["User"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "users.create": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["User"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "users.get": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["User"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "users.update": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Version that the change is based on */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserPatch"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["User"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "users.remove": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: null;
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "users.list_sessions": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["Session"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "users.end_sessions": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: null;
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "users.unlock": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: null;
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "users.create_plain": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["User"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "users.card": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["UserCard"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "rbac.my_permissions": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: string[];
                        request_id: string;
                    };
                };
            };
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "rbac.check": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RbacCheck"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["RbacAnswer"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "rbac.list_roles": {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                page?: number;
                /** @description Rows per page */
                page_size?: number;
                /** @description Search text */
                q?: string;
                /** @description Column, with - in front for descending */
                sort?: string;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["Role"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "rbac.create_role": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoleNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Role"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "rbac.get_role": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Role"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "rbac.update_role": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Version that the change is based on */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RolePatch"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Role"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "rbac.remove_role": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: null;
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "rbac.list_permissions": {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                page?: number;
                /** @description Rows per page */
                page_size?: number;
                /** @description Search text */
                q?: string;
                /** @description Column, with - in front for descending */
                sort?: string;
                /** @description Only this category */
                category?: string;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["Permission"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "rbac.get_permission": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Permission"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "rbac.who": {
        parameters: {
            query: {
                /** @description Permission code */
                permission: string;
                /** @description In this project; 0: in any */
                project_id?: number;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["RbacWay"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "rbac.explain": {
        parameters: {
            query?: {
                /** @description Permission code; without it everything */
                permission?: string;
                /** @description In this project; 0: in any */
                project_id?: number;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["RbacExplain"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "rbac.migration_event": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RbacEvent"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Accepted"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "projects.list": {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                page?: number;
                /** @description Rows per page */
                page_size?: number;
                /** @description Search text */
                q?: string;
                /** @description Column, with - in front for descending */
                sort?: string;
                /** @description Environment */
                environment?: "development" | "staging" | "production";
                /** @description Team */
                team_id?: number;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["Project"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "projects.create": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Project"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "projects.get": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Project"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "projects.update": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Version that the change is based on */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectPatch"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Project"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "projects.remove": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: null;
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "projects.members": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["ProjectMember"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "projects.member_add": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectMemberNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["ProjectMember"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "projects.member_remove": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Project id */
                id: number;
                /** @description Membership id */
                member_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: null;
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "teams.list": {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                page?: number;
                /** @description Rows per page */
                page_size?: number;
                /** @description Search text */
                q?: string;
                /** @description Column, with - in front for descending */
                sort?: string;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["Team"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "teams.create": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TeamNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Team"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "teams.get": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Team"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "teams.update": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Version that the change is based on */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TeamPatch"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Team"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "teams.remove": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: null;
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "teams.members": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["TeamMember"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "teams.member_add": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TeamMemberNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["TeamMember"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "teams.member_remove": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Team id */
                id: number;
                /** @description User id */
                user_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: null;
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "approvals.list": {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                page?: number;
                /** @description Rows per page */
                page_size?: number;
                /** @description Text in summary, title, reason or requester */
                q?: string;
                /** @description State */
                status?: "pending" | "approved" | "rejected" | "cancelled" | "expired";
                /** @description Action */
                action?: string;
                /** @description Kind of object */
                object?: string;
                /** @description Object's id */
                object_id?: number;
                /** @description Project */
                project_id?: number;
                /** @description Only what I asked for */
                mine?: boolean;
                /** @description Only what waits for me */
                waiting?: boolean;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["ApprovalItem"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "approvals.get": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Approval"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "approvals.approve": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApprovalDecide"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Approval"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "approvals.reject": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApprovalDecide"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Approval"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "approvals.cancel": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApprovalDecide"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Approval"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "approval_policies.list": {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                page?: number;
                /** @description Rows per page */
                page_size?: number;
                /** @description Text in name */
                q?: string;
                /** @description Action */
                action?: string;
                /** @description Project */
                project_id?: number;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["ApprovalPolicy"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "approval_policies.create": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApprovalPolicyNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["ApprovalPolicy"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "approval_policies.get": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["ApprovalPolicy"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "approval_policies.update": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Version that the change is based on */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApprovalPolicyNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["ApprovalPolicy"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "approval_policies.remove": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: null;
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "audit.list": {
        parameters: {
            query?: {
                /** @description Text in actor, action, object, address, reason or request id */
                q?: string;
                /** @description User name */
                actor?: string;
                /** @description User id */
                actor_id?: number;
                /** @description Action, or its beginning with a * behind: hosts.* */
                action?: string;
                /** @description Kind of object */
                object?: string;
                /** @description Object's id */
                object_id?: number;
                /** @description Outcome */
                outcome?: "ok" | "denied" | "failed";
                /** @description Project */
                project_id?: number;
                /** @description Request id */
                request_id?: string;
                /** @description Not before this time */
                from?: string;
                /** @description Before this time */
                to?: string;
                /** @description Page, from 1 */
                page?: number;
                /** @description Rows per page */
                page_size?: number;
                /** @description at or -at (default: newest first) */
                sort?: string;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["AuditItem"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "audit.export": {
        parameters: {
            query?: {
                /** @description Text in actor, action, object, address, reason or request id */
                q?: string;
                /** @description User name */
                actor?: string;
                /** @description User id */
                actor_id?: number;
                /** @description Action, or its beginning with a * behind: hosts.* */
                action?: string;
                /** @description Kind of object */
                object?: string;
                /** @description Object's id */
                object_id?: number;
                /** @description Outcome */
                outcome?: "ok" | "denied" | "failed";
                /** @description Project */
                project_id?: number;
                /** @description Request id */
                request_id?: string;
                /** @description Not before this time */
                from?: string;
                /** @description Before this time */
                to?: string;
                /** @description csv (default) or ndjson */
                format?: "csv" | "ndjson";
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "audit.get": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["AuditRow"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "audit.verify": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            task_id?: number;
                            approval_id?: number;
                            status?: string;
                        };
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "tasks.list": {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                page?: number;
                /** @description Rows per page */
                page_size?: number;
                /** @description Search text */
                q?: string;
                /** @description Column, with - in front for descending */
                sort?: string;
                /** @description State */
                status?: "queued" | "running" | "succeeded" | "failed" | "cancelled" | "uncertain";
                /** @description Kind */
                kind?: string;
                /** @description Kind of object */
                object?: string;
                /** @description Object */
                object_id?: number;
                /** @description Who asked for it */
                actor_id?: number;
                /** @description Name of who asked for it */
                actor?: string;
                /** @description Project */
                project_id?: number;
                /** @description Created at or after */
                from?: string;
                /** @description Created before */
                to?: string;
                /** @description Only what the engine itself orders again and again, which is left out otherwise unless a kind is named */
                routine?: boolean;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["TaskItem"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "tasks.get": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Task"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "tasks.cancel": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Task"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "tasks.retry": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            task_id?: number;
                            approval_id?: number;
                            status?: string;
                        };
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "tasks.resolve": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TaskResolve"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Task"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "tasks.events": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events, one by one */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "tasks.log": {
        parameters: {
            query?: {
                /** @description Events after this number */
                after?: number;
                /** @description Most events */
                limit?: number;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["TaskEvent"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "schedules.list": {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                page?: number;
                /** @description Rows per page */
                page_size?: number;
                /** @description Search text */
                q?: string;
                /** @description Column, with - in front for descending */
                sort?: string;
                /** @description Kind */
                kind?: string;
                /** @description Project */
                project_id?: number;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["Schedule"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "schedules.create": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScheduleNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Schedule"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "schedules.get": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Schedule"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "schedules.update": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Version that the change is based on */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScheduleNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Schedule"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "schedules.remove": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: null;
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "notifications.list": {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                page?: number;
                /** @description Rows per page */
                page_size?: number;
                /** @description Search text */
                q?: string;
                /** @description Column, with - in front for descending */
                sort?: string;
                /** @description Only what was not read */
                unread_only?: boolean;
                /** @description What it is about */
                type?: "alert" | "task" | "system" | "approval";
                /** @description How much it matters */
                severity?: "critical" | "warning" | "info";
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["UserNotification"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "notifications.count": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["NotificationCounts"];
                        request_id: string;
                    };
                };
            };
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "notifications.read_all": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: null;
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "notifications.read": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: null;
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "notifications.dismiss": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: null;
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "notifications.confirm": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: null;
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "hosts.list": {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                page?: number;
                /** @description Rows per page */
                page_size?: number;
                /** @description Search text */
                q?: string;
                /** @description Column, with - in front for descending */
                sort?: string;
                /** @description State */
                status?: "online" | "offline" | "maintenance" | "error" | "inactive";
                /** @description Health */
                health_state?: "healthy" | "degraded" | "critical" | "unknown";
                /** @description Source */
                source?: "manual_ssh" | "cloud_import" | "kvm_provision";
                /** @description Has this tag */
                tag?: string;
                /** @description Region */
                region?: string;
                /** @description Project */
                project_id?: number;
                /** @description Broken, not healthy, host key changed, or not looked at for long */
                attention?: boolean;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["Host"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "hosts.create": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HostNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Host"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "hosts.export": {
        parameters: {
            query?: {
                /** @description csv, ndjson */
                format?: "csv" | "ndjson";
                /** @description Text to search for */
                q?: string;
                /** @description State */
                status?: "online" | "offline" | "maintenance" | "error" | "inactive";
                /** @description Health */
                health_state?: "healthy" | "degraded" | "critical" | "unknown";
                /** @description Source */
                source?: "manual_ssh" | "cloud_import" | "kvm_provision";
                /** @description Has this tag */
                tag?: string;
                /** @description Region */
                region?: string;
                /** @description Project */
                project_id?: number;
                /** @description Broken, not healthy, host key changed, or not looked at for long */
                attention?: boolean;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "hosts.probe": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HostProbeNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["HostProbe"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "hosts.sources": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: string[];
                        request_id: string;
                    };
                };
            };
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "hosts.get": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Host"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "hosts.update": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Version that the change is based on */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HostPatch"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Host"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "hosts.remove": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: null;
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "hosts.credentials": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Version that the change is based on */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HostCredentials"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["HostCredentialsReply"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "hosts.check": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HostCheckNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["HostCheck"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "hosts.exec": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HostExecNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            task_id?: number;
                            approval_id?: number;
                            status?: string;
                        };
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "hosts.facts": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["HostFactsReply"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "hosts.facts_refresh": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            task_id?: number;
                            approval_id?: number;
                            status?: string;
                        };
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "hosts.tags": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: string[];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "hosts.tag_add": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HostTagNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: null;
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "hosts.tag_remove": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Host */
                id: number;
                /** @description Tag */
                tag: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: null;
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "hosts.audits": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["HostAudit"][];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "hosts.action": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HostAction"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["HostActionReply"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "hosts.batch": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HostBatch"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["HostBatchReply"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "hosts.windows": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["HostWindow"][];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "hosts.window_cancel": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Host */
                id: number;
                /** @description Window */
                window_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: null;
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "hosts.health_check": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HostHealthNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["HostHealth"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "hosts.health": {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                page?: number;
                /** @description Rows per page */
                page_size?: number;
                /** @description Search text */
                q?: string;
                /** @description Column, with - in front for descending */
                sort?: string;
                /** @description State */
                state?: "healthy" | "degraded" | "critical" | "unknown";
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["HostHealth"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "hosts.metrics": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["HostMetric"][];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "hosts.series": {
        parameters: {
            query?: {
                /** @description Beginning; an hour before the end */
                from?: string;
                /** @description End; now */
                to?: string;
                /** @description Seconds of one point; 0: about 300 points */
                step?: number;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["HostSeries"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "hosts.monitor": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["HostMonitor"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "hosts.monitor_set": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Version that the change is based on */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HostMonitorPatch"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["HostMonitor"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "hosts.usage": {
        parameters: {
            query?: {
                /** @description Hosts */
                ids?: number[];
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["HostUsage"][];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "hosts.filters": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["SavedHostFilter"][];
                        request_id: string;
                    };
                };
            };
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "hosts.filter_create": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SavedHostFilterNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["SavedHostFilter"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "hosts.filter_update": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Version that the change is based on */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SavedHostFilterPatch"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["SavedHostFilter"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "hosts.filter_remove": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: null;
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "node.add": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NodeNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Node"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "ssh_keys.list": {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                page?: number;
                /** @description Rows per page */
                page_size?: number;
                /** @description Search text */
                q?: string;
                /** @description Column, with - in front for descending */
                sort?: string;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["SshKey"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "ssh_keys.create": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SshKeyNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["SshKey"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "ssh_keys.generate": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SshKeyGenerate"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["SshKey"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "ssh_keys.get": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["SshKey"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "ssh_keys.update": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Version that the change is based on */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SshKeyPatch"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["SshKey"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "ssh_keys.remove": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: null;
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "ssh_keys.hosts": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["CredentialUse"][];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "ssh_keys.verify": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SshKeyVerifyNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["SshKeyVerify"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "passwords.list": {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                page?: number;
                /** @description Rows per page */
                page_size?: number;
                /** @description Search text */
                q?: string;
                /** @description Column, with - in front for descending */
                sort?: string;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["PasswordCredential"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "passwords.create": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordCredentialNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["PasswordCredential"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "passwords.get": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["PasswordCredential"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "passwords.update": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Version that the change is based on */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordCredentialPatch"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["PasswordCredential"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "passwords.remove": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: null;
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "passwords.hosts": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["CredentialHost"][];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "host_keys.list": {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                page?: number;
                /** @description Rows per page */
                page_size?: number;
                /** @description Search text */
                q?: string;
                /** @description Column, with - in front for descending */
                sort?: string;
                /** @description State */
                status?: "trusted" | "changed" | "rejected" | "replaced";
                /** @description Host */
                host_id?: number;
                /** @description Project */
                project_id?: number;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["HostKey"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "host_keys.import": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KnownHostsNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["KnownHostsReply"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "host_keys.get": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["HostKey"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "host_keys.accept": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HostKeyAccept"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            task_id?: number;
                            approval_id?: number;
                            status?: string;
                        };
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "host_keys.reject": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HostKeyReject"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["HostKey"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "ssh_keys.rotate": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyRotationNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["KeyRotationStarted"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "key_rotations.list": {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                page?: number;
                /** @description Rows per page */
                page_size?: number;
                /** @description Search text */
                q?: string;
                /** @description Column, with - in front for descending */
                sort?: string;
                /** @description Old or new key */
                key_id?: number;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["KeyRotation"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "key_rotations.get": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["KeyRotation"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "key_rotations.hosts": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["KeyRotationHost"][];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "key_rotations.retry": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["KeyRotationStarted"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "overview.get": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Overview"];
                        request_id: string;
                    };
                };
            };
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "dashboard.get": {
        parameters: {
            query?: {
                /** @description How far to look back */
                time_range?: "1h" | "6h" | "24h";
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["Dashboard"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "virt.capabilities": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["VirtCapabilities"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "virt.preview": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VirtNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["VirtPreview"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "virt.provision": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VirtNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["VirtProvisionReply"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "virt.task": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["VirtTask"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "virt.machines": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["VirtMachine"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "virt.machine": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Hypervisor */
                id: number;
                /** @description Virtual machine */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["VirtMachineDetail"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "virt.remove": {
        parameters: {
            query?: {
                /** @description The one that is meant; refused when the name is another's now */
                uuid?: string;
                /** @description Also when it is running */
                force?: boolean;
                /** @description With the disks that provisioning made */
                disks?: boolean;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Hypervisor */
                id: number;
                /** @description Virtual machine */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            task_id?: number;
                            approval_id?: number;
                            status?: string;
                        };
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "virt.console": {
        parameters: {
            query?: {
                /** @description How much of the end */
                bytes?: number;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Hypervisor */
                id: number;
                /** @description Virtual machine */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["VirtConsole"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "virt.action": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Hypervisor */
                id: number;
                /** @description Virtual machine */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VirtActionNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            task_id?: number;
                            approval_id?: number;
                            status?: string;
                        };
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "commands.list": {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                page?: number;
                /** @description Rows per page */
                page_size?: number;
                /** @description Search text */
                q?: string;
                /** @description Only these */
                effect?: "warn" | "approve" | "refuse";
                /** @description Rules of this project and those of all */
                project_id?: number;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["CommandRule"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "commands.create": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CommandRuleNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["CommandRule"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "commands.test": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CommandTest"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["CommandVerdict"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "commands.get": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["CommandRule"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "commands.update": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Version that the change is based on */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CommandRuleNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["CommandRule"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "commands.remove": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: null;
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "batch.exec": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchExec"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["BatchStarted"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "batch.preview": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["BatchPreview"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "batch.list": {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                page?: number;
                /** @description Rows per page */
                page_size?: number;
                /** @description Search text */
                q?: string;
                /** @description Column, with - in front for descending */
                sort?: string;
                /** @description Only these */
                status?: "waiting" | "refused" | "queued" | "running" | "paused" | "succeeded" | "failed" | "stopped" | "cancelled";
                /** @description Only this project's */
                project_id?: number;
                /** @description Only with this host */
                host_id?: number;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["BatchItem"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "batch.create": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["BatchStarted"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "batch.get": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["BatchRun"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "batch.hosts": {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                page?: number;
                /** @description Rows per page */
                page_size?: number;
                /** @description Search text */
                q?: string;
                /** @description Column, with - in front for descending */
                sort?: string;
                /** @description Only these, comma-separated */
                state?: string;
                /** @description Only those that said this */
                out_sha256?: string;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["BatchHost"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "batch.output": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Batch */
                id: number;
                /** @description Host */
                host_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["BatchOutput"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "batch.outcomes": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["BatchOutcome"][];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "batch.retry": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchRetry"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["BatchStarted"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "batch.continue": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["BatchStarted"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "batch.cancel": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["BatchItem"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "batch.export": {
        parameters: {
            query?: {
                /** @description csv, ndjson */
                format?: "csv" | "ndjson";
                /** @description With outputs */
                output?: boolean;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "host_groups.list": {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                page?: number;
                /** @description Rows per page */
                page_size?: number;
                /** @description Search text */
                q?: string;
                /** @description Column, with - in front for descending */
                sort?: string;
                /** @description Only this project's */
                project_id?: number;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["HostGroup"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "host_groups.create": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HostGroupNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["HostGroup"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "host_groups.get": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["HostGroup"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "host_groups.update": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Version that the change is based on */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HostGroupNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["HostGroup"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "host_groups.remove": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: null;
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "files.list": {
        parameters: {
            query?: {
                /** @description Folder; . is where the login starts */
                path?: string;
                /** @description The same as base64url of its bytes; wins */
                path_b64?: string;
                /** @description Entries of one page */
                limit?: number;
                /** @description name, size, updated_at, with - in front for descending */
                sort?: string;
                /** @description `next` of the page before */
                after?: string;
                /** @description Part of the name */
                q?: string;
                /** @description Also names that begin with a dot */
                hidden?: boolean;
                /** @description Folders alone */
                only_dirs?: boolean;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["FileList"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "files.delete": {
        parameters: {
            query?: {
                /** @description Path */
                path?: string;
                /** @description The same as base64url of its bytes; wins */
                path_b64?: string;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["FilePath"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "files.stat": {
        parameters: {
            query?: {
                /** @description Path */
                path?: string;
                /** @description The same as base64url of its bytes; wins */
                path_b64?: string;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["FileStat"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "files.read": {
        parameters: {
            query?: {
                /** @description Path */
                path?: string;
                /** @description The same as base64url of its bytes; wins */
                path_b64?: string;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["FileContent"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "files.save": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Version that the change is based on */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FileSave"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["FileSaved"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "files.download": {
        parameters: {
            query?: {
                /** @description Path */
                path?: string;
                /** @description The same as base64url of its bytes; wins */
                path_b64?: string;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "files.ticket": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FilePathBody"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["FileTicket"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "files.fetch": {
        parameters: {
            query?: {
                /** @description Ticket; without one the answer is 401 */
                ticket?: string;
                /** @description Host */
                host_id?: number;
                /** @description Path as base64url */
                path_b64?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "files.mkdir": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FilePathBody"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["FilePath"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "files.rename": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FileRenameInput"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["FileRename"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "files.permissions": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FilePermissions"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["File"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "files.remove": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FileRemove"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            task_id?: number;
                            approval_id?: number;
                            status?: string;
                        };
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "files.copy": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FileCopy"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            task_id?: number;
                            approval_id?: number;
                            status?: string;
                        };
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "files.root": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["FileRoot"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "files.root_set": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Version that the change is based on */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FileRootPut"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["FileRoot"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "files.upload": {
        parameters: {
            query?: {
                /** @description Folder */
                path?: string;
                /** @description The same as base64url of its bytes; wins */
                path_b64?: string;
                /** @description Replaces a file of this name */
                overwrite?: boolean;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["FilePath"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "files.uploads": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["FileUpload"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "files.upload_create": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FileUploadNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["FileUpload"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "files.upload_get": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Host */
                id: number;
                /** @description Upload */
                upload: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["FileUpload"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "files.upload_abort": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Host */
                id: number;
                /** @description Upload */
                upload: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["FileUpload"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "files.upload_put": {
        parameters: {
            query: {
                /** @description Of the first byte sent; must be the upload's */
                offset: number;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Version that the change is based on */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Host */
                id: number;
                /** @description Upload */
                upload: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["FileUpload"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "files.upload_complete": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Host */
                id: number;
                /** @description Upload */
                upload: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["FileUpload"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "cloud.accounts": {
        parameters: {
            query?: {
                /** @description Cloud */
                provider?: "alicloud" | "tencent" | "aws";
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["CloudAccount"][];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "cloud.account_create": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CloudAccountNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["CloudAccount"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "cloud.account_get": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["CloudAccount"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "cloud.account_update": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Version that the change is based on */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CloudAccountPatch"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["CloudAccount"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "cloud.account_remove": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: null;
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "cloud.account_test": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["CloudTest"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "cloud.regions": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["CloudRegion"][];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "cloud.instances": {
        parameters: {
            query?: {
                /** @description Region; blank: the account's */
                region?: string;
                /** @description Part of the name, an id or an address */
                q?: string;
                /** @description State */
                status?: "running" | "stopped" | "starting" | "stopping";
                /** @description key or key=value */
                tag?: string;
                /** @description Network */
                vpc?: string;
                /** @description Most instances */
                page_size?: number;
                /** @description next of the page before */
                next?: string;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["CloudInstances"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "cloud.sync": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CloudSyncNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            task_id?: number;
                            approval_id?: number;
                            status?: string;
                        };
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "cloud.test": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Cloud */
                provider: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CloudTestNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["CloudTest"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "cloud.query": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Cloud */
                provider: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CloudQuery"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["CloudInstance"][];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "cloud.import": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Cloud */
                provider: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CloudImportNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["CloudImportReply"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "cloud.imports": {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                page?: number;
                /** @description Rows per page */
                page_size?: number;
                /** @description Search text */
                q?: string;
                /** @description Column, with - in front for descending */
                sort?: string;
                /** @description Account */
                account_id?: number;
                /** @description import or sync */
                kind?: "import" | "sync";
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["CloudImportTask"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "cloud.import_get": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Import, a UUID */
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["CloudImportTask"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "cloud.import_items": {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                page?: number;
                /** @description Rows per page */
                page_size?: number;
                /** @description Search text */
                q?: string;
                /** @description Column, with - in front for descending */
                sort?: string;
                /** @description What is to be done */
                change?: "import" | "new" | "changed" | "gone";
                /** @description How far it is */
                state?: "pending" | "queued" | "created" | "updated" | "gone" | "skipped" | "failed";
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Import, a UUID */
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["CloudItem"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "cloud.import_apply": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Import, a UUID */
                task_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CloudApplyNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            task_id?: number;
                            approval_id?: number;
                            status?: string;
                        };
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "terminals.open": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the object */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TerminalNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["TerminalOpened"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "terminals.get_of_host": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Host id */
                id: number;
                /** @description Session id */
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["TerminalSession"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "terminals.end_of_host": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Host id */
                id: number;
                /** @description Session id */
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["TerminalEnded"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "terminals.connect": {
        parameters: {
            query?: {
                /** @description Access token, where no Authorization header can be sent */
                token?: string;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Host id */
                id: number;
                /** @description Session id */
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events, one by one */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "terminals.list": {
        parameters: {
            query?: {
                /** @description Page, from 1 */
                page?: number;
                /** @description Rows per page */
                page_size?: number;
                /** @description Search text */
                q?: string;
                /** @description Column, with - in front for descending */
                sort?: string;
                /** @description State */
                status?: "active" | "closed" | "failed" | "lost";
                /** @description On this host */
                host_id?: number;
                /** @description Of this user */
                user_id?: number;
                /** @description Only the caller's own */
                mine?: boolean;
                /** @description Asked for not before this time */
                from?: string;
                /** @description Asked for before this time */
                to?: string;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: {
                            list: components["schemas"]["TerminalSession"][];
                            total: number;
                        };
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "terminals.search": {
        parameters: {
            query: {
                /** @description Most places: lines that were shown or typed one after another */
                page_size?: number;
                /** @description Words in this order on one line */
                q: string;
                /** @description Go on below this id, the last hit's */
                before?: number;
                /** @description i: typed, o: shown */
                kind?: "i" | "o";
                /** @description On this host */
                host_id?: number;
                /** @description Of this user */
                user_id?: number;
                /** @description In this session */
                session_id?: string;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["TerminalHit"][];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "terminals.get": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Session id */
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["TerminalSession"];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "terminals.end": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Session id */
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["TerminalEnded"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "terminals.ticket": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
                /** @description Same key, same request: one effect, same reply, for 24 hours */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Session id */
                session_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TerminalTicketNew"];
            };
        };
        responses: {
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            409: components["responses"]["Error"];
            /** @description Success */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["TerminalTicket"];
                        request_id: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    "terminals.recording": {
        parameters: {
            query?: {
                /** @description Piece after which to go on; -1: from the start */
                after?: number;
                /** @description Begin with the piece of this moment */
                from_ms?: number;
            };
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Session id */
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    "terminals.typed": {
        parameters: {
            query?: never;
            header?: {
                /** @description Work in this project only */
                "X-Project-ID"?: components["parameters"]["ProjectId"];
            };
            path: {
                /** @description Session id */
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 1000;
                        message: string;
                        data: components["schemas"]["TerminalLine"][];
                        request_id: string;
                    };
                };
            };
            400: components["responses"]["Error"];
            401: components["responses"]["Error"];
            403: components["responses"]["Error"];
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
}
