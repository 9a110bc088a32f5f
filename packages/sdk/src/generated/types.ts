// Generated from api/openapi.yaml by `npm run generate`. Do not edit.
export interface paths {
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Is the agent alive
         * @description Answers as soon as the agent can serve requests. Says nothing about the gateway.
         */
        get: operations["healthGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pair/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask to be let in
         * @description Mints a *pending* code for the asking device to show. It admits nobody until somebody at the host approves exactly
         *     this code. At most five codes wait at once.
         */
        post: operations["pairStart"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pair/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Trade an approved code for tokens
         * @description Works once for one approved, unexpired code. While the code waits for the host the answer is 401
         *     `approval_pending`; asking again with the right code costs no guess. A wrong code counts against every code that is
         *     alive, and the fifth ends them.
         */
        post: operations["pairConfirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pair/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Trade an approved code for a browser session
         * @description The console's form of `pairConfirm`: the same rules, but the credentials arrive as HttpOnly, SameSite=Strict cookies
         *     and never as text that a page could read.
         */
        post: operations["pairClaim"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pair/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve the code that a device shows
         * @description Approving means typing the code that the device shows. Open to whoever is at the host (the agent's Unix socket) and
         *     to paired owners. The first device of an agent becomes its owner whatever role is asked for.
         */
        post: operations["pairApprove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pair/invite": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mint a code that is approved already
         * @description For the host's terminal and for owners: a one-use code, already approved, with the link that opens the console with
         *     it. The code sits in the link's fragment, which browsers do not send to servers.
         */
        post: operations["pairInvite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Trade a refresh token for new tokens
         * @description Each refresh token works once and is replaced by the one in the answer. Showing one that was already used ends the
         *     whole session, because two parties then hold it.
         */
        post: operations["authRefresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who am I
         * @description The device, its role, and the CSRF token that a cookie session sends with every change.
         */
        get: operations["sessionGet"];
        put?: never;
        post?: never;
        /**
         * Sign this device out
         * @description Ends the caller's session and its live streams. The device stays listed and has to be paired again to return.
         */
        delete: operations["sessionEnd"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Renew a browser session
         * @description The console's form of `authRefresh`. The refresh token is read from its cookie, and both cookies are replaced.
         */
        post: operations["sessionRefresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Paired devices
         * @description Every device that was paired, newest first, revoked ones included.
         */
        get: operations["deviceList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/devices/{device_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The device's id. */
                device_id: components["parameters"]["DeviceId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a device
         * @description Ends its sessions at once and its live streams within a second. A device may revoke itself; an owner may revoke any.
         */
        delete: operations["deviceRevoke"];
        options?: never;
        head?: never;
        /**
         * Rename a device or change its role
         * @description A device may rename itself; an owner may rename any device and change roles. The last owner keeps the role.
         */
        patch: operations["deviceUpdate"];
        trace?: never;
    };
    "/system/info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The machine under the agent
         * @description Operating system, processor, memory and the free space of the volume that holds the gateway's state.
         */
        get: operations["systemInfo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/system/checks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The agent's opinion of itself
         * @description The same checks as `moltbot-ops doctor`, each with what was found and what to do about it.
         */
        get: operations["systemChecks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/moltbot/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The gateway as last observed
         * @description A read of what the observer already knows; asking costs the gateway nothing. `state` says more than `running`, and
         *     `reasons` say what was seen and what to do next.
         */
        get: operations["moltbotStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened, on one axis
         * @description Spans of gateway state and the marks on them for the last hours, oldest first.
         */
        get: operations["timelineGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Changes as they happen
         * @description Server-sent events, the present status first. Each carries an `id`; a client that comes back with `Last-Event-ID` gets what it missed, or one
         *     `stream.reset` when that is gone and everything has to be read again. `data` is an `Event`. The stream ends with
         *     `session.ended` when the session does, and with `stream.bye` when the agent closes or the access token expires.
         */
        get: operations["eventStream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Audit records
         * @description Newest first, a page at a time. Records hold ids, hashes and decisions; no secrets and no personal data.
         */
        get: operations["auditList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/install/local": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Install the gateway on this machine
         * @description Starts a job that installs the gateway by the chosen method. Needs a confirmation token.
         */
        post: operations["installLocal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/install/ssh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Install the gateway on another machine over SSH
         * @description Starts a job that installs the gateway on a remote host. Credentials are held in memory for the job alone.
         */
        post: operations["installSsh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/config/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Would the gateway accept this configuration
         * @description Checks a configuration without applying it. Errors would stop the gateway; warnings would not.
         */
        post: operations["configValidate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/config/channels/probe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Do the providers take a channel’s credentials
         * @description Has the gateway’s own program ask the provider of a chat channel whether it takes the credentials of this configuration,
         *     which need not be in force. The credential is sent to its provider; nothing is written. Takes some ten seconds, sixty at the most.
         */
        post: operations["configProbeChannel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/config/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put a configuration into force
         * @description Validates, backs up, writes and verifies a configuration; the former one returns when verification fails.
         */
        post: operations["configApply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The gateway’s configuration, masked
         * @description Secrets are masked in the text and in the object; `secrets` says which are set and where from. Sending a mask back keeps
         *     the secret. `hash` names this very content and is what a change is based on.
         */
        get: operations["configGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/config/schema": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Schema and hints of the configuration
         * @description From the live gateway where one runs, else from the installed package, else the snapshot bundled with the agent;
         *     `source` says which.
         */
        get: operations["configSchema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/config/fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every field, flat
         * @description The schema laid flat for searching and for drawing forms: one entry a leaf, in schema order.
         */
        get: operations["configFields"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/config/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What would change
         * @description Compares a configuration with the one in force, field by field, secrets masked. With `base_hash` of an older content
         *     the answer also says what somebody else changed since.
         */
        post: operations["configDiff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ssh/host-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Which key does this machine show
         * @description Connects far enough to learn the host key and no further; nothing is sent that could be misused. Says whether the key
         *     is the pinned one.
         */
        post: operations["sshHostKeyRead"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ssh/host-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Pinned host keys
         * @description Every machine whose key was approved.
         */
        get: operations["sshHostKeyList"];
        put?: never;
        /**
         * Pin a machine’s host key
         * @description Approves the fingerprint that the machine was seen to show. A machine that is pinned already keeps its pin: another key
         *     answers 409, and the old pin has to be forgotten first, by an owner.
         */
        post: operations["sshHostKeyApprove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ssh/host-keys/{host_key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The pin's id. */
                host_key_id: components["parameters"]["HostKeyId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Forget a pinned host key
         * @description The next connection asks for approval again.
         */
        delete: operations["sshHostKeyForget"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where the wizard stands
         * @description One wizard for the agent, held by the agent: any browser finds it at the same step.
         */
        get: operations["setupGet"];
        /**
         * Move the wizard
         * @description Chooses, goes on or goes back. `revision` has to be the one last read: somebody else moved it otherwise, and the answer
         *     is 409. Going back changes nothing on the host. Credentials are no part of it.
         */
        put: operations["setupUpdate"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/setup/prerequisites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Is the machine ready
         * @description Runs every check for the chosen place and method and changes nothing. Blockers stop an installation, warnings do not.
         */
        post: operations["prerequisitesRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/setup/gateways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Gateways that are here already
         * @description Every gateway found on this machine, running or not, and which of them the agent looks after.
         */
        get: operations["gatewayDiscover"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/setup/adopt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look after a gateway that is here already
         * @description Points the agent at one of the gateways that were found. Nothing of the gateway is changed: the agent pairs a read-only
         *     device with it, which can be removed again at the gateway.
         */
        post: operations["gatewayAdopt"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/setup/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was set up
         * @description Versions, digests, paths, checks and outcomes of the last setup, without secrets, as data and as Markdown.
         */
        get: operations["setupReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/logs/tail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The newest log lines
         * @description The last lines that the gateway wrote, oldest first. Unredacted lines are for owners and admins and are audited.
         */
        get: operations["logTail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/logs/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Log lines as they are written
         * @description Server-sent events, resumable by `Last-Event-ID`. Unredacted lines are for owners and admins and are audited.
         */
        get: operations["logStream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The latest readings
         * @description Processor, memory, disk and uptime as last sampled.
         */
        get: operations["metricsCurrent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/alerts/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Alert rules
         * @description All rules, enabled or not.
         */
        get: operations["alertRuleList"];
        put?: never;
        /**
         * Create or update an alert rule
         * @description Updates the rule when `id` is given, and creates one otherwise.
         */
        post: operations["alertRuleSave"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ops/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What would happen, and the token to let it
         * @description Looks at what an action would change, without changing anything, and mints the confirmation token for exactly this
         *     request: bound to the action, its parameters, the state that was observed, the caller's session and two minutes. The
         *     agent keeps the request and runs what it kept. Where something stands in the way, `blockers` say so and there is no token.
         */
        post: operations["opsPreview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Jobs
         * @description Newest first: what runs, what waits, what ended.
         */
        get: operations["jobList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job's id. */
                job_id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        /**
         * One job
         * @description Its steps, what each found and did, and how it ended.
         */
        get: operations["jobGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job's id. */
                job_id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        /**
         * A job as it runs
         * @description Server-sent events from the job's first one, or from after `Last-Event-ID`, also across restarts of the agent. `data` is
         *     a `JobEvent`. The stream ends by itself after the event that ends the job.
         */
        get: operations["jobEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job's id. */
                job_id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop a job at its next safe point
         * @description Takes effect where the running step allows; what the plan can undo is undone. A job that has ended answers 409.
         */
        post: operations["jobCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job's id. */
                job_id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a waiting job its credentials again
         * @description Credentials live in memory only, so a job on another machine waits after a restart of the agent. With them it goes on
         *     from its last finished step. A job that does not wait answers 409.
         */
        post: operations["jobResume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ops/action": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Act on the gateway
         * @description Runs one action. Every action but `backup` needs a confirmation token; long ones answer at once with a job, and `ok`
         *     then means accepted and recorded.
         */
        post: operations["opsAction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/support/bundle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Collect a support bundle
         * @description Gathers redacted material for a support request into one archive.
         */
        post: operations["supportBundle"];
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
        /** @description The one shape of every refusal and failure. */
        Error: {
            /** @description A stable word for programs. */
            code: string;
            /** @description What happened, what was not changed and what to do next, for people. */
            message: string;
            /** @description The fields at fault, where the request itself was. */
            details?: components["schemas"]["ErrorDetail"][];
            /** @description The id under which the agent's log knows this request. */
            request_id?: string;
        };
        ErrorDetail: {
            /** @description Dotted path of the field, such as `auth.type`, or the name of the parameter. */
            field: string;
            /** @description What is wrong with it. */
            message: string;
        };
        Health: {
            /** @description Always `ok` when there is an answer. */
            status: string;
            /**
             * Format: date-time
             * @description The agent's clock.
             */
            time: string;
        };
        PairStartResponse: {
            /** @description The code to show */
            pairing_code: string;
            /** @description Seconds until the code dies (180 when fresh). */
            expires_in_seconds: number;
        };
        PairConfirmRequest: {
            /** @description The code; dashes, spaces and case do not matter. */
            pairing_code: string;
            /** @description How the device is to be called in lists. */
            device_name: string;
        };
        PairApproveRequest: {
            /** @description The code that the device shows. */
            pairing_code: string;
            role?: components["schemas"]["Role"];
        };
        PairApproval: {
            /** @description Always true. */
            approved: boolean;
            role: components["schemas"]["Role"];
            /** @description Seconds that the device has left to come in. */
            expires_in_seconds: number;
        };
        PairInviteRequest: {
            role?: components["schemas"]["Role"];
        };
        PairInvite: {
            /** @description An approved code. */
            pairing_code: string;
            /** @description Seconds until the code dies. */
            expires_in_seconds: number;
            /** @description The console's address with the code in its fragment. */
            url: string;
            role: components["schemas"]["Role"];
        };
        AuthTokens: {
            /** @description Bearer token. */
            access_token: string;
            /** @description Seconds that the access token lives. */
            expires_in_seconds: number;
            /** @description Works once. */
            refresh_token?: string;
        };
        AuthRefreshRequest: {
            /** @description The newest refresh token of the session. */
            refresh_token: string;
        };
        /**
         * @description `viewer` reads, `admin` operates, `owner` also decides who else comes in.
         * @enum {string}
         */
        Role: "owner" | "admin" | "viewer";
        Session: {
            device: components["schemas"]["Device"];
            /** @description To be sent as `X-CSRF-Token` with every change that a cookie authenticates. */
            csrf_token: string;
            /** @description Seconds until the access credential has to be renewed. */
            expires_in_seconds: number;
        };
        Device: {
            /** @description The device's id. */
            device_id: string;
            /** @description The name it was given. */
            name: string;
            role: components["schemas"]["Role"];
            /**
             * Format: date-time
             * @description When it was paired.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Its last authenticated request, to the minute.
             */
            last_seen_at: string | null;
            /**
             * Format: date-time
             * @description When it was shut out, if it was.
             */
            revoked_at: string | null;
            /** @description Whether this is the caller. */
            current: boolean;
        };
        DeviceList: {
            /** @description Newest first. */
            devices: components["schemas"]["Device"][];
        };
        DeviceUpdateRequest: {
            /** @description The new name. */
            name?: string;
            role?: components["schemas"]["Role"];
        };
        SystemInfo: {
            /** @description Name of the operating system, such as `Debian GNU/Linux` or `macOS`. */
            os: string;
            /** @description Its version. */
            os_version: string;
            /** @description Processor architecture, such as `x64`. */
            arch: string;
            /** @description Logical cores. */
            cpu_cores: number;
            /** @description Installed memory. */
            memory_bytes: number;
            /** @description Free bytes on the volume that holds the gateway's state. */
            disk_free_bytes: number;
            /** @description The machine's name. */
            hostname: string;
            /** @description Version of this agent. */
            agent_version?: string;
            /** @description Seconds since the agent started. */
            uptime_seconds?: number;
        };
        SystemChecks: {
            /** @description In a fixed order. */
            checks: components["schemas"]["SystemCheck"][];
        };
        SystemCheck: {
            /** @description Stable name, such as `secret_store`. */
            check: string;
            /**
             * @description The verdict.
             * @enum {string}
             */
            outcome: "ok" | "warning" | "error";
            /** @description What was found. */
            message: string;
            /** @description What to do, when something is to be done. */
            next_step?: string;
        };
        MoltBotStatus: {
            /** @description A gateway binary or container was found. */
            installed: boolean;
            /** @description A gateway process is alive; true also while it starts. */
            running: boolean;
            /** @description Version of the running gateway, else of the installed one. */
            version?: string | null;
            /** @description Who keeps it alive: `systemd-user`, `systemd-system`, `launchd`, `docker`, `process` or `none`. */
            service_manager: string;
            /** @description Its configuration file. */
            config_path?: string | null;
            /**
             * Format: date-time
             * @description When the running process started.
             */
            last_start_time?: string | null;
            /** @description Boots seen or logged in the last 24 hours, without the first one that was ever heard of. */
            restart_count_24h?: number;
            /** @description The agent holds an authenticated connection to it. */
            gateway_connected: boolean;
            state?: components["schemas"]["GatewayState"];
            /**
             * Format: date-time
             * @description When this state was first seen.
             */
            state_since?: string;
            /** @description Why the state is what it is, the gravest first. */
            reasons?: components["schemas"]["StatusReason"][];
            /** @description Seconds since the running process started. */
            uptime_seconds?: number | null;
            /** @description The gateway's own id of this boot. */
            boot_id?: string | null;
            versions?: components["schemas"]["GatewayVersions"];
            /** @description Chat channels that are configured. */
            channels?: components["schemas"]["GatewayChannel"][];
            /** @description Which runtime was recognised: `openclaw`, `moltbot` or `clawdbot`. */
            profile?: string;
            watcher?: components["schemas"]["GatewayWatcher"];
            /**
             * Format: date-time
             * @description When something was last learnt.
             */
            observed_at?: string;
            /** @description Process id on the host, where it is known. */
            pid?: number | null;
            /** @description Port on which the gateway is expected. */
            port?: number | null;
        };
        /**
         * @description One word for the whole gateway.
         * @enum {string}
         */
        GatewayState: "not_installed" | "stopped" | "starting" | "running" | "degraded" | "crash_loop" | "unknown";
        StatusReason: {
            /** @description Stable word, such as `config_invalid`. */
            code: string;
            /** @description What was seen. */
            message: string;
            /** @description What to do about it. */
            next_step: string;
            /** @description Redacted lines, paths or readings behind it. */
            evidence?: string[];
        };
        GatewayVersions: {
            /** @description Version of the binary on the path. */
            cli: string | null;
            /** @description Version that the running process reports. */
            running: string | null;
            /** @description Version that the service unit would start. */
            unit: string | null;
        };
        GatewayChannel: {
            /** @description Such as `telegram`. */
            channel: string;
            /** @description Name for people. */
            label?: string;
            /**
             * @description Whether messages can pass.
             * @enum {string}
             */
            state: "up" | "down" | "disabled" | "unknown";
            /** @description What the gateway says of it, redacted. */
            detail?: string | null;
        };
        GatewayWatcher: {
            /**
             * @description The best source that answers now.
             * @enum {string}
             */
            source: "websocket" | "http" | "process" | "none";
            /**
             * @description How the watching itself fares.
             * @enum {string}
             */
            state: "connected" | "connecting" | "unauthorized" | "missing_scope" | "unreachable" | "idle";
            /** @description Scopes that the gateway granted. */
            scopes?: string[];
        };
        Timeline: {
            /**
             * Format: date-time
             * @description Start of the span.
             */
            from: string;
            /**
             * Format: date-time
             * @description End of the span.
             */
            to: string;
            /** @description States, gapless where the agent was watching. */
            spans: components["schemas"]["TimelineSpan"][];
            /** @description Single moments. */
            marks: components["schemas"]["TimelineMark"][];
        };
        TimelineSpan: {
            state: components["schemas"]["GatewayState"];
            /**
             * Format: date-time
             * @description First moment.
             */
            from: string;
            /**
             * Format: date-time
             * @description Last moment.
             */
            to: string;
            /** @description Code of the gravest reason. */
            reason?: string;
        };
        TimelineMark: {
            /**
             * Format: date-time
             * @description The moment.
             */
            at: string;
            /**
             * @description What sort of thing happened; `agent` is what the agent did or saw itself, its jobs included.
             * @enum {string}
             */
            kind: "boot" | "state" | "access" | "agent";
            /** @description One sentence. */
            message: string;
            /**
             * @description How it is to be shown.
             * @enum {string}
             */
            severity?: "info" | "ok" | "warning" | "error";
            /** @description The audit record, where there is one. */
            audit_event_id?: string;
        };
        /** @description What one server-sent event carries in `data`. */
        Event: {
            /**
             * @description What changed; also the SSE event name.
             * @enum {string}
             */
            type: "status.changed" | "timeline.marked" | "devices.changed" | "pairing.changed" | "job.changed" | "setup.changed" | "config.changed" | "session.ended" | "stream.reset" | "stream.bye";
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            status?: components["schemas"]["MoltBotStatus"];
            mark?: components["schemas"]["TimelineMark"];
            /** @description Why a stream or session ended. */
            reason?: string;
            /** @description Codes that wait for approval. */
            pending_count?: number;
            job?: components["schemas"]["JobSummary"];
            /** @description The wizard's new revision. */
            revision?: number;
            /** @description Hash of the configuration's new content. */
            hash?: string | null;
        };
        AuditPage: {
            /** @description Newest first. */
            records: components["schemas"]["AuditRecord"][];
        };
        AuditRecord: {
            /** @description The record's id. */
            audit_event_id: string;
            /** @description Place in the chain, from 1. */
            index: number;
            /**
             * Format: date-time
             * @description When it was written.
             */
            at: string;
            /** @description What happened, as noun.verb. */
            event: string;
            /**
             * @description The decision.
             * @enum {string}
             */
            outcome: "allowed" | "refused" | "done" | "failed";
            /** @description Device id, `host`, `agent` or `stranger`. */
            actor: string;
            /** @description The id acted upon. */
            subject?: string | null;
            /** @description Error code, when it was refused or failed. */
            reason?: string | null;
            /** @description How many equal refusals this record stands for. */
            count?: number;
            /** @description Hash that closes the chain up to here. */
            hash: string;
        };
        InstallLocalRequest: {
            /**
             * @description How to install.
             * @enum {string}
             */
            method: "brew" | "npm" | "docker";
            /**
             * @description Which releases to follow.
             * @default stable
             * @enum {string}
             */
            channel: "stable" | "beta" | "nightly";
            /** @description An exact version instead of the newest of the channel. */
            version?: string | null;
            /** @description Loopback port of the gateway; its usual one when left out. */
            port?: number | null;
            /** @description From the preview of this request. */
            confirmation_token?: string | null;
        };
        InstallSshRequest: {
            /** @description Name or address of the machine. */
            host: string;
            /**
             * @description Its SSH port.
             * @default 22
             */
            port: number;
            /** @description The account to sign in as. */
            username: string;
            auth: components["schemas"]["SshAuth"];
            /**
             * @description How to install there.
             * @default docker
             * @enum {string}
             */
            method: "docker" | "native";
            /**
             * @description Which releases to follow.
             * @default stable
             * @enum {string}
             */
            channel: "stable" | "beta" | "nightly";
            /** @description An exact version instead of the newest of the channel. */
            version?: string | null;
            /** @description Loopback port of the gateway over there; its usual one when left out. */
            gateway_port?: number | null;
            /** @description From the preview of this request. */
            confirmation_token?: string | null;
        };
        SshAuth: {
            /**
             * @description Which credential is given.
             * @enum {string}
             */
            type: "password" | "key";
            /** @description The password, or the passphrase of the key. */
            password?: string | null;
            /** @description The private key, PEM or OpenSSH. */
            private_key_pem?: string | null;
        };
        SshHostKeyReadRequest: {
            /** @description Name or address of the machine. */
            host: string;
            /**
             * @description Its SSH port.
             * @default 22
             */
            port: number;
        };
        SshHostKeyApproveRequest: {
            /** @description Name or address of the machine. */
            host: string;
            /**
             * @description Its SSH port.
             * @default 22
             */
            port: number;
            /** @description The fingerprint that was compared, `SHA256:…`. */
            fingerprint: string;
        };
        SshHostKey: {
            /** @description As asked for. */
            host: string;
            /** @description As asked for. */
            port: number;
            /** @description Such as `ssh-ed25519`. */
            key_type: string;
            /** @description SHA-256 of the key as OpenSSH writes it, `SHA256:…`. */
            fingerprint: string;
            /**
             * @description How it compares with the pin.
             * @enum {string}
             */
            trust: "unknown" | "pinned" | "changed";
            /** @description The pin that it differs from. */
            pinned_fingerprint?: string | null;
        };
        SshHostKeyPin: {
            /** @description The pin's id. */
            host_key_id: string;
            /** @description The machine. */
            host: string;
            /** @description Its SSH port. */
            port: number;
            /** @description Such as `ssh-ed25519`. */
            key_type: string;
            /** @description SHA-256 of the key, `SHA256:…`. */
            fingerprint: string;
            /**
             * Format: date-time
             * @description When it was approved.
             */
            approved_at: string;
        };
        SshHostKeyList: {
            /** @description Newest first. */
            host_keys: components["schemas"]["SshHostKeyPin"][];
        };
        OpsPreviewRequest: {
            /**
             * @description What is to be done.
             * @enum {string}
             */
            action: "install_local" | "install_ssh" | "config_apply";
            /** @description The body of the operation itself, without its token. */
            params: {
                [key: string]: unknown;
            };
        };
        OpsPreview: {
            /** @description As asked for. */
            action: string;
            /** @description Works once for exactly this request; null where a blocker stands in the way. */
            confirmation_token: string | null;
            /** @description Seconds that the token lives. */
            expires_in_seconds: number;
            impact: components["schemas"]["Impact"];
            /** @description Why it cannot be done now. */
            blockers: components["schemas"]["StatusReason"][];
        };
        Impact: {
            /** @description One sentence. */
            summary: string;
            /** @description The machine that is changed, `this machine` or user@host:port. */
            host: string;
            /** @description What is written where and what runs, in order. */
            changes: components["schemas"]["ImpactChange"][];
            /** @description What stops meanwhile. */
            interrupts: string | null;
            /** @description How long it takes as a rule. */
            duration_seconds: number | null;
            /** @description What is kept to go back to. */
            backup: string | null;
            /** @description How to go back. */
            undo: string | null;
            release?: components["schemas"]["ResolvedRelease"];
            /** @description For configurations: every field. */
            config_changes?: components["schemas"]["ConfigChange"][];
        };
        ImpactChange: {
            /**
             * @description What sort of change.
             * @enum {string}
             */
            kind: "write" | "create" | "run" | "download" | "start" | "restart" | "open" | "remove";
            /** @description The path, command, port or unit. */
            target: string;
            /** @description One sentence. */
            detail: string;
        };
        ResolvedRelease: {
            /** @description The channel asked for, or `exact`. */
            channel: string;
            /** @description The exact version. */
            version: string;
            /** @description The package or image reference, pinned. */
            source: string;
            /** @description Integrity of the package or digest of the image. */
            digest?: string | null;
        };
        JobAccepted: {
            /** @description The job's id. */
            job_id: string;
            /** @description Always `accepted`. */
            status: string;
        };
        /**
         * @description `waiting`: for credentials. `failed` and `cancelled` were undone as far as `remains` is empty. `interrupted`: the agent
         *     was ended in the middle and the job was closed on its next start.
         * @enum {string}
         */
        JobState: "queued" | "running" | "waiting" | "cancelling" | "succeeded" | "failed" | "cancelled" | "interrupted";
        JobSummary: {
            /** @description The job's id. */
            job_id: string;
            /** @description Such as `install_local`. */
            kind: string;
            /** @description What it does. */
            title: string;
            state: components["schemas"]["JobState"];
            /** @description The machine it changes, `this machine` or user@host:port. */
            host: string;
            /**
             * Format: date-time
             * @description When it was accepted.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it began.
             */
            started_at: string | null;
            /**
             * Format: date-time
             * @description When it ended.
             */
            finished_at: string | null;
            /** @description Steps that are done or were not needed. */
            steps_done: number;
            /** @description All steps. */
            steps_total: number;
        };
        Job: {
            /** @description The job's id. */
            job_id: string;
            /** @description Such as `install_local`. */
            kind: string;
            /** @description What it does. */
            title: string;
            state: components["schemas"]["JobState"];
            /** @description The machine it changes, `this machine` or user@host:port. */
            host: string;
            /**
             * Format: date-time
             * @description When it was accepted.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it began.
             */
            started_at: string | null;
            /**
             * Format: date-time
             * @description When it ended.
             */
            finished_at: string | null;
            /** @description Steps that are done or were not needed. */
            steps_done: number;
            /** @description All steps. */
            steps_total: number;
            /** @description In the order in which they run. */
            steps: components["schemas"]["JobStep"][];
            /** @description Whether a cancel would still have an effect. */
            cancellable: boolean;
            /** @description What it waits for: the job that holds the machine, or `credentials`. */
            waits_for?: string | null;
            /** @description Why it failed, or why the agent itself cancelled it. */
            error: components["schemas"]["JobError"] | null;
            /** @description What an undone job left on the host. */
            remains: string[];
            /** @description What it made: versions, digests, paths. No secrets. */
            result: {
                [key: string]: unknown;
            } | null;
            /** @description The audit record that accepted it. */
            audit_event_id?: string | null;
        };
        JobError: {
            /** @description Stable word, such as `registry_unreachable`; a runbook bears it. */
            code: string;
            /** @description What happened. */
            message: string;
            /** @description What to do about it. */
            next_step: string;
            /** @description Redacted lines or readings behind it. */
            evidence?: string[];
        };
        JobStep: {
            /** @description Stable name within the job, such as `download_package`. */
            step: string;
            /** @description For people. */
            title: string;
            /**
             * @description `unchanged`: it was so already. `skipped`: the job ended before it.
             * @enum {string}
             */
            state: "pending" | "running" | "done" | "unchanged" | "failed" | "undoing" | "undone" | "undo_failed" | "skipped";
            /** @description Which try this is, from 1; 0 before the first. */
            attempt: number;
            /**
             * Format: date-time
             * @description When the present try began.
             */
            started_at: string | null;
            /**
             * Format: date-time
             * @description When it ended.
             */
            finished_at: string | null;
            /** @description Share that is done, where it is known. */
            progress?: number | null;
            /** @description What it is doing or why it is tried again. */
            message?: string | null;
            /** @description What was seen. */
            evidence: components["schemas"]["Evidence"][];
        };
        Evidence: {
            /** @description What was looked at. */
            label: string;
            /** @description What was found, redacted. */
            value: string;
        };
        /** @description What one server-sent event of a job carries in `data`. */
        JobEvent: {
            /**
             * @description What changed; also the SSE event name.
             * @enum {string}
             */
            type: "job.changed" | "job.step" | "job.output" | "job.ended" | "stream.reset" | "stream.bye" | "session.ended";
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            job?: components["schemas"]["JobSummary"];
            step?: components["schemas"]["JobStep"];
            /** @description One line of output, redacted. */
            line?: string;
            /** @description The step that wrote it. */
            step_name?: string;
            /** @description Why the stream ended. */
            reason?: string;
        };
        JobList: {
            /** @description Newest first. */
            jobs: components["schemas"]["JobSummary"][];
        };
        JobResumeRequest: {
            auth: components["schemas"]["SshAuth"];
        };
        /**
         * @description `local`: this machine. `ssh`: another one. `adopt`: a gateway that is here already.
         * @enum {string}
         */
        SetupPlace: "local" | "ssh" | "adopt";
        /**
         * @description `native` is npm on another machine.
         * @enum {string}
         */
        SetupMethod: "docker" | "npm" | "brew" | "native";
        /**
         * @description A page of the wizard.
         * @enum {string}
         */
        SetupStep: "choose" | "prerequisites" | "install" | "configure" | "validate" | "run" | "report";
        SetupChoice: {
            place: components["schemas"]["SetupPlace"];
            method?: components["schemas"]["SetupMethod"];
            /**
             * @description Which releases to follow.
             * @default stable
             * @enum {string}
             */
            channel: "stable" | "beta" | "nightly";
            /** @description An exact version instead. */
            version?: string | null;
            /** @description Port of the gateway. */
            port?: number | null;
            /** @description For `ssh`: the machine. */
            host?: string | null;
            /** @description For `ssh`: its port. */
            ssh_port?: number | null;
            /** @description For `ssh`: the account. */
            username?: string | null;
            /** @description For `adopt`: the gateway. */
            gateway_id?: string | null;
        };
        SetupState: {
            /** @description Goes up with every change. */
            revision: number;
            step: components["schemas"]["SetupStep"];
            furthest_step: components["schemas"]["SetupStep"];
            /** @description What was chosen. */
            choice: components["schemas"]["SetupChoice"] | null;
            /** @description The last checks. */
            prerequisites?: components["schemas"]["PrerequisiteReport"] | null;
            /** @description The job that installs or installed. */
            install_job_id: string | null;
            /** @description The job that applies or applied the configuration. */
            apply_job_id: string | null;
            /** @description JSON merge patch over the configuration in force, secrets masked. */
            draft: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: date-time
             * @description When the last setup was finished.
             */
            completed_at: string | null;
            /**
             * Format: date-time
             * @description When it last moved.
             */
            updated_at: string;
        };
        SetupUpdateRequest: {
            /** @description The revision that this change is based on. */
            revision: number;
            step?: components["schemas"]["SetupStep"];
            choice?: components["schemas"]["SetupChoice"];
            /** @description Replaces the draft; masks keep their secrets. */
            draft?: {
                [key: string]: unknown;
            } | null;
            /**
             * @description Back to the first page with nothing chosen.
             * @default false
             */
            start_over: boolean;
        };
        PrerequisitesRequest: {
            /**
             * @description Which machine.
             * @enum {string}
             */
            place: "local" | "ssh";
            method?: components["schemas"]["SetupMethod"];
            /** @description Port that the gateway is to have. */
            port?: number | null;
            /** @description For `ssh`: the machine. */
            host?: string | null;
            /** @description For `ssh`: its port. */
            ssh_port?: number | null;
            /** @description For `ssh`: the account. */
            username?: string | null;
            auth?: components["schemas"]["SshAuth"];
        };
        PrerequisiteReport: {
            /** @description The machine, `this machine` or user@host:port. */
            host: string;
            method: components["schemas"]["SetupMethod"];
            /** @description No blocker was found. */
            ready: boolean;
            /**
             * Format: date-time
             * @description When they ran.
             */
            checked_at: string;
            /** @description In a fixed order. */
            checks: components["schemas"]["PrerequisiteCheck"][];
        };
        PrerequisiteCheck: {
            /** @description Stable name, such as `port_free`. */
            check: string;
            /** @description For people. */
            title: string;
            /**
             * @description The verdict.
             * @enum {string}
             */
            outcome: "ok" | "warning" | "blocker" | "skipped";
            /** @description What was found. */
            message: string;
            /** @description How to mend it. */
            next_step?: string;
            /** @description Readings behind it. */
            evidence?: components["schemas"]["Evidence"][];
        };
        GatewayCandidates: {
            /** @description The one that shows most life first. */
            gateways: components["schemas"]["GatewayCandidate"][];
        };
        GatewayCandidate: {
            /** @description Names it for adoption, as long as it stays where it is. */
            gateway_id: string;
            /** @description Which runtime: `openclaw`, `moltbot` or `clawdbot`. */
            profile: string;
            /** @description Whether it is alive. */
            running: boolean;
            /** @description Whether the agent looks after it now. */
            managed: boolean;
            /** @description Its version, where it is known. */
            version?: string | null;
            /** @description Its configuration. */
            config_path?: string | null;
            /** @description Its state. */
            state_directory?: string | null;
            /** @description Its port. */
            port?: number | null;
            /** @description Its process on this machine. */
            pid?: number | null;
            /** @description Who keeps it alive. */
            service_manager: string;
            /** @description Name of its container, if it is in one. */
            container?: string | null;
            /** @description What is odd about it, such as a second supervisor. */
            findings: string[];
        };
        GatewayAdoptRequest: {
            /** @description One of those that were found. */
            gateway_id: string;
        };
        SetupReport: {
            /**
             * Format: date-time
             * @description When it was put together.
             */
            generated_at: string;
            /** @description The report for reading and filing. */
            markdown: string;
            /** @description The same as data. */
            sections: components["schemas"]["ReportSection"][];
        };
        ReportSection: {
            /** @description What it is about. */
            title: string;
            /** @description Label and value. */
            facts: components["schemas"]["Evidence"][];
        };
        /**
         * @description `live`: the running gateway. `installed`: its package. `bundled`: a snapshot that came with the agent.
         * @enum {string}
         */
        ConfigSource: "live" | "installed" | "bundled";
        ConfigDocument: {
            /** @description Whether there is a file. */
            exists: boolean;
            /** @description Where it lies. */
            path: string | null;
            /** @description Names this content; what a change is based on. */
            hash: string | null;
            /** @description The text, secrets masked. */
            raw: string;
            /** @description The object as the gateway reads it before defaults, secrets masked. */
            config: {
                [key: string]: unknown;
            };
            /** @description Whether it parses and fits the schema; null when there is none. */
            valid: boolean | null;
            /** @description What is wrong with it now. */
            issues: components["schemas"]["ConfigError"][];
            /** @description Sensitive fields that are set. */
            secrets: components["schemas"]["ConfigSecret"][];
            /** @description Other files it takes in. */
            includes: string[];
            /** @description What stands in other files than the one at `path`; for a field the longest path above it counts. */
            origins?: components["schemas"]["ConfigOrigin"][];
            /**
             * @description How a change would be written.
             * @enum {string}
             */
            managed_by: "live" | "file" | "remote";
            /** @description Where a new secret can be kept, the best first. */
            secret_targets?: ("store" | "env" | "file")[];
        };
        ConfigOrigin: {
            /** @description Dotted path of what stands there. */
            path: string;
            /** @description The file that says it; several where they have a say together, and a change is refused. */
            files: string[];
        };
        ConfigSecret: {
            /** @description Dotted path of the field. */
            path: string;
            /**
             * @description Where its value comes from.
             * @enum {string}
             */
            source: "literal" | "env" | "file" | "exec" | "store";
            /** @description The name behind a reference, such as a variable; never the value. */
            reference?: string | null;
            /** @description Whether the service would find it; null when that cannot be seen. */
            resolved: boolean | null;
        };
        ConfigSchema: {
            source: components["schemas"]["ConfigSource"];
            /** @description Version of the gateway that it belongs to. */
            version: string;
            /** @description Names this schema. */
            hash: string;
            /** @description JSON Schema draft-07. */
            schema: {
                [key: string]: unknown;
            };
            /** @description Labels, help and marks by dotted path. */
            ui_hints: {
                [key: string]: unknown;
            };
        };
        ConfigFields: {
            source: components["schemas"]["ConfigSource"];
            /** @description Version of the gateway that it belongs to. */
            version: string;
            /** @description Names this list. */
            hash: string;
            /** @description In schema order. */
            fields: components["schemas"]["ConfigField"][];
        };
        ConfigField: {
            /** @description Dotted path; `*` stands for a name of the operator’s choice, `[]` for an item. */
            path: string;
            /**
             * @description What a form draws.
             * @enum {string}
             */
            type: "string" | "number" | "integer" | "boolean" | "enum" | "list" | "map" | "object" | "any";
            /** @description Its name for people. */
            label?: string;
            /** @description What it does. */
            help?: string;
            /** @description Holds a secret. */
            sensitive?: boolean;
            /** @description Rarely needed. */
            advanced?: boolean;
            /** @description Its parent cannot be without it. */
            required?: boolean;
            /** @description For `enum`: what is allowed. */
            values?: unknown[];
            /** @description What the gateway takes without it. */
            default?: unknown;
            /** @description Least value. */
            minimum?: number;
            /** @description Greatest value. */
            maximum?: number;
            /** @description Regular expression that a text has to match. */
            pattern?: string;
            /**
             * @description What a change makes the gateway do.
             * @enum {string}
             */
            reload?: "restart" | "hot" | "none" | "unknown";
        };
        ConfigDiffRequest: {
            /** @description The configuration to compare. */
            config: {
                [key: string]: unknown;
            };
            /** @description JSON5 text instead of the object, which is ignored then. */
            raw?: string | null;
            /** @description The content that the change is based on. */
            base_hash?: string | null;
        };
        ConfigDiff: {
            /** @description The content in force now. */
            hash: string | null;
            /** @description From what is in force to what was sent. */
            changes: components["schemas"]["ConfigChange"][];
            /**
             * @description What the gateway has to do.
             * @enum {string}
             */
            reload: "restart" | "hot" | "none" | "unknown";
            /** @description What somebody else changed since `base_hash`. */
            theirs: components["schemas"]["ConfigChange"][];
            /** @description Paths that both sides changed. */
            conflicts: string[];
        };
        ConfigChange: {
            /** @description Dotted path. */
            path: string;
            /**
             * @description What happens to it.
             * @enum {string}
             */
            kind: "added" | "removed" | "changed";
            /** @description Former value, masked where secret. */
            before?: unknown;
            /** @description New value, masked where secret. */
            after?: unknown;
            /** @description Whether it holds a secret. */
            sensitive: boolean;
            /**
             * @description What it makes the gateway do.
             * @enum {string}
             */
            reload?: "restart" | "hot" | "none" | "unknown";
        };
        ConfigValidateRequest: {
            /** @description The configuration to check. */
            config: {
                [key: string]: unknown;
            };
            /** @description JSON5 text instead of the object, which is ignored then. */
            raw?: string | null;
            /**
             * @description Whether to wait for the gateway’s own validator too, which takes seconds the first time.
             * @default true
             */
            ask_gateway: boolean;
        };
        ConfigProbeRequest: {
            /** @description The configuration to try. */
            config: {
                [key: string]: unknown;
            };
            /** @description JSON5 text instead of the object, which is ignored then. */
            raw?: string | null;
            /** @description Which of its `channels`. */
            channel: string;
        };
        ChannelProbe: {
            /** @description Which channel. */
            channel: string;
            /** @description Whether it could be asked. */
            asked: boolean;
            /** @description By what, or why not. */
            detail: string;
            /** @description Each account that is set up. */
            accounts: components["schemas"]["ChannelProbeAccount"][];
        };
        ChannelProbeAccount: {
            /** @description Its name in the configuration. */
            account: string;
            /**
             * @description `unknown`: the gateway has no probe for this channel.
             * @enum {string}
             */
            outcome: "works" | "refused" | "unreachable" | "incomplete" | "off" | "unknown";
            /** @description What was said, for people. */
            detail: string;
        };
        ConfigValidationResult: {
            /** @description Whether the gateway would start with it. */
            valid: boolean;
            /** @description What would stop it. */
            errors: components["schemas"]["ConfigError"][];
            /** @description What is unwise. */
            warnings: components["schemas"]["ConfigError"][];
            /** @description Who was asked. */
            layers?: components["schemas"]["ConfigLayer"][];
        };
        ConfigLayer: {
            /**
             * @description Which check.
             * @enum {string}
             */
            layer: "syntax" | "schema" | "gateway" | "lint";
            /** @description Whether it could be asked. */
            asked: boolean;
            /** @description By what, or why not. */
            detail: string;
        };
        ConfigError: {
            /** @description Dotted path into the configuration. */
            path: string;
            /** @description What is wrong there. */
            message: string;
            /**
             * @description Whether it stops the gateway.
             * @enum {string}
             */
            severity: "error" | "warning";
            /**
             * @description Which check found it.
             * @enum {string}
             */
            layer?: "syntax" | "schema" | "gateway" | "lint";
            /** @description Name of the lint rule, which is also the code of its runbook. */
            rule?: string;
            /** @description How to mend it. */
            next_step?: string;
            /** @description Line of the text, where text was sent. */
            line?: number;
            /** @description Column of the text, where text was sent. */
            column?: number;
        };
        ConfigApplyRequest: {
            /** @description The configuration to put into force. */
            config: {
                [key: string]: unknown;
            };
            /**
             * @description Keep a backup of the former one.
             * @default true
             */
            backup_before_apply: boolean;
            /** @description From the preview of this request. */
            confirmation_token?: string | null;
            /** @description JSON5 text instead of the object, which is ignored then. */
            raw?: string | null;
            /** @description The content that the change is based on; the one in force at the preview when left out. */
            base_hash?: string | null;
            /**
             * @description Where new secrets are kept.
             * @default auto
             * @enum {string}
             */
            secret_target: "auto" | "store" | "env" | "file";
            /**
             * @description How long to wait for the outcome before answering.
             * @default 60
             */
            wait_seconds: number;
        };
        ConfigApplyResult: {
            /** @description Whether the new configuration is in force and verified. */
            applied: boolean;
            /** @description The backup that was made. */
            backup_id?: string | null;
            /** @description What remains to be done, in order. */
            next_steps: string[];
            /** @description The job that does it. */
            job_id?: string | null;
            /** @description Whether the former configuration was put back. */
            rolled_back?: boolean;
            /** @description Why it was not applied. */
            error?: components["schemas"]["JobError"] | null;
        };
        LogTailResponse: {
            /** @description Oldest first. */
            lines: string[];
            /** @description Whether secrets are masked. */
            redacted: boolean;
        };
        MetricsSnapshot: {
            /**
             * Format: float
             * @description Processor use of the gateway.
             */
            cpu_percent: number;
            /**
             * Format: float
             * @description Share of the machine's memory that the gateway holds.
             */
            mem_percent: number;
            /** @description Free bytes on the state volume. */
            disk_free_bytes: number;
            /** @description Seconds since the gateway started. */
            uptime_seconds: number;
            /** @description New boots in the last 24 hours. */
            restart_count_24h: number;
        };
        AlertRules: {
            /** @description All rules. */
            rules: components["schemas"]["AlertRule"][];
        };
        AlertRule: {
            /** @description The rule's id; without it a new one is made. */
            id?: string | null;
            /** @description How the rule is called. */
            name: string;
            /**
             * @description Whether it is evaluated.
             * @default true
             */
            enabled: boolean;
            condition: components["schemas"]["AlertCondition"];
            notify: components["schemas"]["AlertNotify"];
        };
        AlertCondition: {
            /**
             * @description What is watched.
             * @enum {string}
             */
            type: "gateway_disconnected" | "crash_loop" | "disk_low" | "auth_failures";
            /** @description From which value it fires; the unit follows from the type. */
            threshold?: number | null;
        };
        AlertNotify: {
            /** @description Where it goes. */
            channels: ("in_app" | "email" | "webhook" | "push")[];
            /** @description Target of the webhook. */
            webhook_url?: string | null;
            /** @description Address of the mail. */
            email?: string | null;
        };
        OpsActionRequest: {
            /**
             * @description What to do.
             * @enum {string}
             */
            action: "start" | "stop" | "restart" | "upgrade" | "backup" | "restore" | "rollback";
            /** @description What the action needs besides. */
            params?: {
                [key: string]: unknown;
            };
            /** @description From the preview of exactly this action. */
            confirmation_token?: string | null;
        };
        OpsActionResult: {
            /** @description Accepted, or done. */
            ok: boolean;
            /** @description One sentence. */
            message: string;
            /** @description The audit record. */
            audit_event_id: string;
            /** @description The job to follow, for long actions. */
            job_id?: string | null;
        };
        SupportBundleRequest: {
            /**
             * @description Put redacted logs in.
             * @default true
             */
            include_logs: boolean;
            /**
             * @description Put the masked configuration in.
             * @default true
             */
            include_config_redacted: boolean;
            /**
             * @description Put readings in.
             * @default true
             */
            include_metrics: boolean;
        };
        SupportBundleResponse: {
            /** @description The bundle's id. */
            bundle_id: string;
            /** @description Where to fetch it. */
            download_url: string;
            /** @description Whether everything in it is masked. */
            redacted: boolean;
        };
    };
    responses: {
        /** @description The request does not fit the contract; `details` names the fields. */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description No valid credential came with the request. */
        Unauthorized: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The caller's role, or the Host or Origin of the request, does not allow this. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description There is nothing by that name. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The present state does not allow this; nothing was changed. */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The other machine could not be reached or did not answer as it should; `details` name the field to look at. */
        Upstream: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The body is larger than the operation takes. */
        TooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The body is not `application/json`. */
        NotJson: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Too many requests; `Retry-After` says how many seconds to wait. */
        TooMany: {
            headers: {
                /** @description Seconds until another try makes sense. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The agent failed (500), closes or cannot write (503), or the headers were too large (431). */
        Failed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The operation is part of the contract but not of the agent's version; earlier agents answer so. */
        NotAvailableYet: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
    };
    parameters: {
        /** @description The device's id. */
        DeviceId: string;
        /** @description The job's id. */
        JobId: string;
        /** @description The pin's id. */
        HostKeyId: string;
        /** @description Mask secrets and personal data. Only owners and admins may say false. */
        Redact: boolean;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    healthGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The agent serves requests. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    pairStart: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A pending code and how long it lives. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PairStartResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    pairConfirm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PairConfirmRequest"];
            };
        };
        responses: {
            /** @description Tokens for the newly paired device. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuthTokens"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    pairClaim: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PairConfirmRequest"];
            };
        };
        responses: {
            /** @description The session that the cookies carry. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    pairApprove: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PairApproveRequest"];
            };
        };
        responses: {
            /** @description The code is approved and waits for its device. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PairApproval"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    pairInvite: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PairInviteRequest"];
            };
        };
        responses: {
            /** @description The approved code. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PairInvite"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    authRefresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AuthRefreshRequest"];
            };
        };
        responses: {
            /** @description New tokens; the old refresh token is spent. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuthTokens"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    sessionGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The caller's session. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    sessionEnd: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session is over. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    sessionRefresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The renewed session. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    deviceList: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The devices. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    deviceRevoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The device's id. */
                device_id: components["parameters"]["DeviceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The device, revoked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Device"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    deviceUpdate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The device's id. */
                device_id: components["parameters"]["DeviceId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceUpdateRequest"];
            };
        };
        responses: {
            /** @description The device as it now stands. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Device"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    systemInfo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The machine. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SystemInfo"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    systemChecks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The checks and their outcome. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SystemChecks"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    moltbotStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The gateway's state. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MoltBotStatus"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    timelineGet: {
        parameters: {
            query?: {
                /** @description How far back to look, in hours. */
                hours?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The span asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Timeline"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    eventStream: {
        parameters: {
            query?: never;
            header?: {
                /** @description The id of the last event that the client has seen. */
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An open stream. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    auditList: {
        parameters: {
            query?: {
                /** @description How many records to answer with. */
                limit?: number;
                /** @description Only records older than this index. */
                before_index?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of records. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    installLocal: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InstallLocalRequest"];
            };
        };
        responses: {
            /** @description The job was accepted. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobAccepted"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            501: components["responses"]["NotAvailableYet"];
            default: components["responses"]["Failed"];
        };
    };
    installSsh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InstallSshRequest"];
            };
        };
        responses: {
            /** @description The job was accepted. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobAccepted"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            501: components["responses"]["NotAvailableYet"];
            default: components["responses"]["Failed"];
        };
    };
    configValidate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfigValidateRequest"];
            };
        };
        responses: {
            /** @description The verdict. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigValidationResult"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            501: components["responses"]["NotAvailableYet"];
            default: components["responses"]["Failed"];
        };
    };
    configProbeChannel: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfigProbeRequest"];
            };
        };
        responses: {
            /** @description What the provider said of each account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelProbe"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    configApply: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfigApplyRequest"];
            };
        };
        responses: {
            /** @description What was done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigApplyResult"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            501: components["responses"]["NotAvailableYet"];
            default: components["responses"]["Failed"];
        };
    };
    configGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The configuration as it now stands. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigDocument"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    configSchema: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The schema. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigSchema"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    configFields: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The fields. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigFields"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    configDiff: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfigDiffRequest"];
            };
        };
        responses: {
            /** @description The changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigDiff"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    sshHostKeyRead: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SshHostKeyReadRequest"];
            };
        };
        responses: {
            /** @description The key as shown now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SshHostKey"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            502: components["responses"]["Upstream"];
            default: components["responses"]["Failed"];
        };
    };
    sshHostKeyList: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The pins. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SshHostKeyList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    sshHostKeyApprove: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SshHostKeyApproveRequest"];
            };
        };
        responses: {
            /** @description The pin. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SshHostKeyPin"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    sshHostKeyForget: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The pin's id. */
                host_key_id: components["parameters"]["HostKeyId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The pin is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    setupGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The wizard. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetupState"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    setupUpdate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetupUpdateRequest"];
            };
        };
        responses: {
            /** @description The wizard as it now stands. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetupState"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    prerequisitesRun: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PrerequisitesRequest"];
            };
        };
        responses: {
            /** @description The checks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrerequisiteReport"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            502: components["responses"]["Upstream"];
            default: components["responses"]["Failed"];
        };
    };
    gatewayDiscover: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was found. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayCandidates"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    gatewayAdopt: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GatewayAdoptRequest"];
            };
        };
        responses: {
            /** @description The status of the adopted gateway. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MoltBotStatus"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    setupReport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetupReport"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    logTail: {
        parameters: {
            query?: {
                /** @description How many lines to answer with. */
                lines?: number;
                /** @description Mask secrets and personal data. Only owners and admins may say false. */
                redact?: components["parameters"]["Redact"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lines. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogTailResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            501: components["responses"]["NotAvailableYet"];
            default: components["responses"]["Failed"];
        };
    };
    logStream: {
        parameters: {
            query?: {
                /** @description Mask secrets and personal data. Only owners and admins may say false. */
                redact?: components["parameters"]["Redact"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An open stream. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            501: components["responses"]["NotAvailableYet"];
            default: components["responses"]["Failed"];
        };
    };
    metricsCurrent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The readings. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricsSnapshot"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            501: components["responses"]["NotAvailableYet"];
            default: components["responses"]["Failed"];
        };
    };
    alertRuleList: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rules. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertRules"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            501: components["responses"]["NotAvailableYet"];
            default: components["responses"]["Failed"];
        };
    };
    alertRuleSave: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlertRule"];
            };
        };
        responses: {
            /** @description The rule as stored. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertRule"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            501: components["responses"]["NotAvailableYet"];
            default: components["responses"]["Failed"];
        };
    };
    opsPreview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpsPreviewRequest"];
            };
        };
        responses: {
            /** @description The impact, and a token where the action is possible. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpsPreview"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    jobList: {
        parameters: {
            query?: {
                /** @description How many jobs to answer with. */
                limit?: number;
                /** @description Only jobs that were accepted before this one. */
                before_job_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The jobs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    jobGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job's id. */
                job_id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    jobEvents: {
        parameters: {
            query?: never;
            header?: {
                /** @description The id of the last event that the client has seen. */
                "Last-Event-ID"?: string;
            };
            path: {
                /** @description The job's id. */
                job_id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An open stream. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    jobCancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job's id. */
                job_id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job, on its way to its end. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            default: components["responses"]["Failed"];
        };
    };
    jobResume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job's id. */
                job_id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobResumeRequest"];
            };
        };
        responses: {
            /** @description The job, running again. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            502: components["responses"]["Upstream"];
            default: components["responses"]["Failed"];
        };
    };
    opsAction: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpsActionRequest"];
            };
        };
        responses: {
            /** @description The action was accepted or done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpsActionResult"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            501: components["responses"]["NotAvailableYet"];
            default: components["responses"]["Failed"];
        };
    };
    supportBundle: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["SupportBundleRequest"];
            };
        };
        responses: {
            /** @description Where the bundle lies. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SupportBundleResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["TooMany"];
            501: components["responses"]["NotAvailableYet"];
            default: components["responses"]["Failed"];
        };
    };
}
